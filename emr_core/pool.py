"""Several cohorts as one: institutions kept, codes made unique, patients that stand in two pointed out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from emr_core.cohort import Cohort, Kind, Source
from emr_core.joined import joined
from emr_core.overlaps import NAMED, overlaps
from emr_core.wording import counted, listed


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


def source_of_two(wholes: Sequence[Cohort], names: tuple[str, str]) -> Source:
    """Return where the patients of two sides come from: the one file, or both."""
    one, two = (cohort.source for cohort in wholes)
    if one.fingerprint == two.fingerprint:
        return one
    kind = kind_of((one, two))
    prints = "\n".join((one.fingerprint, two.fingerprint))
    return replace(
        one,
        name=f"{one.name} and {two.name}",
        kind=kind,
        sha256=hashlib.sha256(prints.encode()).hexdigest(),
        reading=json.dumps(["compared", *names]),
        citation=" ".join(text for text in (one.citation, two.citation) if text),
        licence=" ".join(text for text in (one.licence, two.licence) if text),
        eligibility=(),
        limitations=(),
        intervals=(),
        holds_upload=holds_upload((one, two)),
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
    held = Counter(code for cohort in cohorts for code in cohort.column("patient_id"))
    twice = [str(code) for code, n in held.items() if n > 1]
    if twice:
        more = " and further" if len(twice) > NAMED else ""
        which = "1 code stands" if len(twice) == 1 else f"{counted(len(twice), 'code')} stand"
        said.append(
            f"{which} in several cohorts ({listed(twice[:NAMED])}{more}): the cohort's name was put behind."
        )
    return [*said, *(overlap.sentence for overlap in overlaps(cohorts, names))]
