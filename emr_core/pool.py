"""Several cohorts as one: institutions kept, codes made unique, patients that stand in two pointed out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from emr_core.cohort import Cohort, Kind, Source, with_schema_dtypes
from emr_core.fields import Categorical, Continuous
from emr_core.schema import FIELDS
from emr_core.wording import counted, listed

ENOUGH = 5
"""Recorded values, one of them a number, from which two equal patients may be one and the same."""

NAMED = 6
"""Codes that one sentence names at most."""


@dataclass(frozen=True)
class Overlap:
    """Patients of two cohorts who are equal in everything that both record: their codes in either."""

    first: str
    second: str
    patients: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Return what is to be thought of: they may be counted twice."""
        n = counted(len(self.patients), "patient")
        verb, they = ("has", "the patient") if len(self.patients) == 1 else ("have", "they")
        pairs = [f"{one} = {other}" for one, other in self.patients[:NAMED]]
        more = " and further" if len(self.patients) > NAMED else ""
        return (
            f"{n} of {self.first} {verb} the same values as in {self.second} ({listed(pairs)}{more}): "
            f"{they} may be counted twice. Remove one of them if so."
        )


def pooled(cohorts: Sequence[Cohort], names: Sequence[str], name: str) -> Cohort:
    """Return the patients of several cohorts, with their sites and later relapses, as one cohort.

    A patient without an institution gets the cohort's name for it. Codes that stand in several cohorts get
    the cohort's name behind them. Nobody is removed: what was changed, and who may stand in it twice, is
    said among the limitations of the source. Published summaries of the parts do not hold for the whole.

    Parameters
    ----------
    cohorts
        At least two cohorts.
    names
        What each is called, all different.
    name
        What the pooled cohort is called.

    Raises
    ------
    ValueError
        If there are fewer than two cohorts, or their names do not tell them apart.
    """
    if len(cohorts) < 2 or len(cohorts) != len(names) or len(set(names)) != len(names):
        raise ValueError("Choose at least two cohorts to pool, each with a name of its own.")
    return joined(cohorts, names, _source(cohorts, names, name), institutions=True)


def joined(
    cohorts: Sequence[Cohort], names: Sequence[str], source: Source, *, institutions: bool = False
) -> Cohort:
    """Return the patients of several cohorts one after the other, codes made unique, as one cohort.

    With `institutions` a patient without one gets the cohort's name for it.
    """
    codes = _codes(cohorts, names)
    patients: list[pd.DataFrame] = []
    sites: list[pd.DataFrame] = []
    episodes: list[pd.DataFrame] = []
    for cohort, called, new in zip(cohorts, names, codes, strict=True):
        table = cohort.patients.astype(dict.fromkeys(_categories(cohort), "object"))
        table = table.assign(
            patient_id=table["patient_id"].map(new).astype("str"), emr=_or_else(table, "emr", "Yes")
        )
        if institutions:
            table = table.assign(institution=_or_else(table, "institution", called))
        patients.append(table)
        for parts, frame in ((sites, cohort.sites), (episodes, cohort.episodes)):
            parts.append(frame.assign(patient_id=frame["patient_id"].map(new).astype("str")))
    together = pd.concat(patients, ignore_index=True)
    if not any("emr" in cohort.patients for cohort in cohorts):
        together = together.drop(columns="emr")
    return Cohort(
        with_schema_dtypes(together),
        pd.concat(sites, ignore_index=True),
        pd.concat(episodes, ignore_index=True),
        source,
    )


def overlaps(cohorts: Sequence[Cohort], names: Sequence[str]) -> tuple[Overlap, ...]:
    """Return who stands in two cohorts with the same values: the same child, perhaps, under two codes.

    Two patients are equal if every field that both cohorts hold, and the sites, are equal, and enough of
    them are recorded; code, institution and free words are not compared.
    """
    found = []
    for (one, first), (other, second) in combinations(zip(cohorts, names, strict=True), 2):
        columns = [name for name in _compared(one) if name in other.patients]
        left, right = (_described(cohort, columns) for cohort in (one, other))
        pairs = [(left[text], right[text]) for text in left if text in right]
        if pairs:
            found.append(Overlap(first, second, tuple(pairs)))
    return tuple(found)


def can_tell(one: Cohort, other: Cohort) -> bool:
    """Tell whether two cohorts record enough in common to find a patient who stands in both."""
    tables = one.patients, other.patients
    shared = [n for n in _compared(one) if n in other.patients and all(t[n].notna().any() for t in tables)]
    return len(shared) >= ENOUGH and any(pd.api.types.is_float_dtype(one.patients[name]) for name in shared)


def _codes(cohorts: Sequence[Cohort], names: Sequence[str]) -> list[dict[str, str]]:
    """Return the new code of every patient, cohort by cohort: the old one unless it stands in several."""
    held = Counter(code for cohort in cohorts for code in cohort.patients["patient_id"])
    taken = {code for code, n in held.items() if n == 1}
    codes = []
    for cohort, called in zip(cohorts, names, strict=True):
        new: dict[str, str] = {}
        for code in map(str, cohort.patients["patient_id"]):
            text = code
            while held[code] > 1 and (text == code or text in taken):
                text = f"{text} ({called})"
            taken.add(text)
            new[code] = text
        codes.append(new)
    return codes


def _categories(cohort: Cohort) -> list[str]:
    kinds = cohort.patients.dtypes.items()
    return [str(name) for name, kind in kinds if isinstance(kind, pd.CategoricalDtype)]


def _or_else(table: pd.DataFrame, column: str, value: str) -> pd.Series:
    """Return a column with a value where nothing is recorded, or nothing but the value."""
    given = table[column] if column in table else pd.Series(index=table.index, dtype="object")
    return given.astype("object").where(given.notna(), value)


def _compared(cohort: Cohort) -> list[str]:
    """Return the fields by which patients are compared."""
    return [
        field.name
        for field in FIELDS
        if field.name in cohort.patients
        and field.name not in {"patient_id", "institution", "emr"}
        and isinstance(field, Categorical | Continuous)
        and not (isinstance(field, Categorical) and field.open)
    ]


def _described(cohort: Cohort, columns: list[str]) -> dict[str, str]:
    """Return the values of a patient as one text, to the code, if enough is recorded.

    Who equals another one of the same cohort is not in either: such values do not tell anybody apart.
    """
    table = cohort.patients.set_index("patient_id")[columns]
    numbers = [name for name in columns if pd.api.types.is_float_dtype(table[name])]
    enough = (table.notna().sum(axis=1) >= ENOUGH) & table[numbers].notna().any(axis=1)
    sites = cohort.sites.sort_values(["patient_id", "subsite"], kind="stable")
    named = sites["subsite"].astype("object").groupby(sites["patient_id"].astype("object"), sort=False)
    texts = table.index.to_series().astype("object").map(named.agg("; ".join)).astype("object")
    texts = texts.fillna("").astype("str")
    for name in columns:
        values = table[name].round(6) if name in numbers else table[name].astype("object")
        texts = texts + "|" + values.astype("object").fillna("").astype("str")
    alone = texts[enough.to_numpy(dtype=bool) & ~texts.duplicated(keep=False).to_numpy(dtype=bool)]
    return {str(text): str(code) for code, text in alone.items()}


def _source(cohorts: Sequence[Cohort], names: Sequence[str], name: str) -> Source:
    """Return where the pooled cohort comes from; its fingerprint is made of those of the parts."""
    sources = [cohort.source for cohort in cohorts]
    told = [[step.sentence for step in cohort.steps] for cohort in cohorts]
    prints = "\n".join(source.fingerprint for source in sources)
    return Source(
        name=name,
        kind=kind_of(sources),
        sha256=hashlib.sha256(prints.encode()).hexdigest(),
        reading=json.dumps(["pooled", list(names), told], ensure_ascii=False),
        citation=" ".join(_each(sources, "citation")),
        licence=" ".join(_each(sources, "licence")),
        eligibility=_told(names, [source.eligibility for source in sources]),
        limitations=(
            *_said(cohorts, names),
            *_told(names, [source.limitations for source in sources]),
        ),
        holds_upload=holds_upload(sources),
    )


def is_pooled(source: Source) -> bool:
    """Tell whether a cohort was pooled from several."""
    return source.reading.startswith('["pooled"')


def holds_upload(sources: Iterable[Source]) -> bool:
    """Tell whether patients of an upload are among several cohorts."""
    return any(source.kind == "uploaded" or source.holds_upload for source in sources)


def kind_of(sources: Iterable[Source]) -> Kind:
    """Return the kind of the whole: one synthetic patient makes it synthetic, one upload an upload."""
    kinds = {source.kind for source in sources}
    return "synthetic" if "synthetic" in kinds else "uploaded" if "uploaded" in kinds else "published"


def _each(sources: Iterable[Source], attribute: str) -> list[str]:
    return list(dict.fromkeys(text for source in sources if (text := getattr(source, attribute))))


def _told(names: Sequence[str], sentences: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the sentences of every part, headed by its name."""
    return tuple(f"{called}: {text}" for called, own in zip(names, sentences, strict=True) for text in own)


def _said(cohorts: Sequence[Cohort], names: Sequence[str]) -> list[str]:
    """Return what pooling changed or found: codes made unique, patients who may stand in it twice."""
    parts = [
        f"{counted(len(cohort), 'patient')} of {called}"
        for cohort, called in zip(cohorts, names, strict=True)
    ]
    said = [f"Pooled from {listed(parts)}. They were recorded by different rules."]
    held = Counter(code for cohort in cohorts for code in cohort.patients["patient_id"])
    twice = [str(code) for code, n in held.items() if n > 1]
    if twice:
        more = " and further" if len(twice) > NAMED else ""
        which = "1 code stands" if len(twice) == 1 else f"{counted(len(twice), 'code')} stand"
        said.append(
            f"{which} in several cohorts ({listed(twice[:NAMED])}{more}): the cohort's name was put behind."
        )
    return [*said, *(overlap.sentence for overlap in overlaps(cohorts, names))]
