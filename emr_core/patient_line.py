"""One patient in a line, as a case is announced: P09 · ALL L1 · F · 10 y · t(17;19) · BMR at 23 weeks."""

from collections.abc import Iterator

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.once import once
from emr_core.patient_facts import row_of
from emr_core.vocabulary.karyotype_classes import NORMAL, OTHER
from emr_core.wording import counted, number

SEX = {"Female": "F", "Male": "M"}

BETWEEN = " · "


@once
def patient_line(cohort: Cohort, patient_id: str) -> str:
    """Return a patient's line, made of what is recorded.

    What the cohort records of others but not of this patient is said; what it records of nobody is left out.

    Raises
    ------
    ValueError
        If the cohort has no such patient; the message does not name the patient.
    """
    row = row_of(cohort, patient_id)
    sites = tuple(cohort.sites.loc[cohort.sites["patient_id"] == patient_id, "site"].unique())
    return BETWEEN.join((patient_id, *_parts(row, sites)))


def _parts(row: pd.Series, sites: tuple[str, ...]) -> Iterator[str]:
    """Yield the parts of the line after the patient's code."""
    known = row.dropna()
    yield " ".join(filter(None, (known.get("leukemia_type", "type not recorded"), known.get("fab", ""))))
    if "sex" in row:
        yield SEX.get(known.get("sex", ""), "sex not recorded")
    yield from _age(row, known)
    if "karyotype" in row:
        yield _karyotype(known)
    yield _sites(known, sites)
    yield from _marrow(row, known)


def _age(row: pd.Series, known: pd.Series) -> Iterator[str]:
    """Yield the age, that at the diagnosis first; infants in months."""
    for name, when in (("age_at_diagnosis", ""), ("age_at_emr", " at EMR")):
        if name in known:
            years = float(known[name])
            yield f"{number(years)} y{when}" if years >= 1 else f"{number(12 * years, 0)} mo{when}"
            return
    if {"age_at_diagnosis", "age_at_emr"} & set(row.index):
        yield "age not recorded"


def _karyotype(known: pd.Series) -> str:
    """Return the primary class; a rare change that has none of its own by its symbols."""
    level = str(known.get("karyotype", "karyotype not recorded"))
    if level == OTHER.name and "karyotype_parts" in known:
        first, *more = str(known["karyotype_parts"]).split("; ")
        return f"{first} and {counted(len(more), 'other change')}" if more else first
    return level.replace(NORMAL.name, "normal karyotype")


def _sites(known: pd.Series, sites: tuple[str, ...]) -> str:
    """Return the only site by its name, or how many there are."""
    if known.get("emr") == "No":
        return "no EMR"
    if not sites:
        return "site not stated"
    return sites[0] if len(sites) == 1 else counted(len(sites), "site")


def _marrow(row: pd.Series, known: pd.Series) -> Iterator[str]:
    """Yield what the marrow did, and when."""
    if "bmr" not in row:
        return
    level = known.get("bmr", "")
    if level == "Subsequent":
        yield (
            f"BMR at {_weeks(known['emr_to_bmr'])}"
            if "emr_to_bmr" in known
            else "later BMR, time not recorded"
        )
        return
    words = {
        "No BMR": "no BMR",
        "Concurrent": "concurrent BMR",
        "Marrow not examined": "marrow not examined",
    }
    yield words.get(level, "BMR not recorded")


def _weeks(value: float) -> str:
    """Return a time in weeks: 23 weeks, 1 week."""
    return f"{number(value)} week{'' if value == 1 else 's'}"
