"""One patient as a table of facts, for a slide at the tumour board."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.figure import Table, caption, stamped_table
from emr_core.patient_facts import not_recorded, patient_facts
from emr_core.schema import FIELDS
from emr_core.wording import counted, listed

METHODS = (
    "What the file records of this patient, in the order of its fields; times run on their own clocks, in "
    "the unit named. What is not recorded is named as such. Sites and karyotypes stand as they were read."
)


@dataclass(frozen=True)
class Options:
    """The patient, an empty text for nobody; `gaps` lists every field, also those not recorded."""

    patient_id: str = ""
    gaps: bool = False


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a fact; none if the patient is not among those chosen."""
    options = options or Options()
    facts = patient_facts(cohort, options.patient_id, gaps=options.gaps) if _among(cohort, options) else ()
    rows = [(fact.section, fact.label, fact.value) for fact in facts]
    return {"facts": pd.DataFrame(rows, columns=["section", "label", "value"]).astype("str")}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the facts of one patient, each section named once."""
    options = options or Options()
    data = frames(cohort, options)
    body = _under_headings(data["facts"]) if options.gaps else _with_sections(data["facts"])
    missing = not_recorded(cohort, options.patient_id) if len(body) else ()
    absent = sum(field.name not in cohort.columns for field in FIELDS)
    made = Table(
        name="patient-case",
        title=f"Patient {options.patient_id}" if options.patient_id else "No patient chosen",
        data=data,
        body=body,
        caption=_caption(cohort, whole, options, shown=len(body) > 0),
        methods=METHODS,
        notes=tuple(filter(None, (_missing(missing, options), _absent(absent) if len(body) else ""))),
    )
    return stamped_table(made, cohort)


def _caption(cohort: Cohort, whole: int, options: Options, *, shown: bool) -> str:
    """Return the line under the table: of how many the patient is one, and what this is not."""
    warning = "Not a prognosis, not advice for a single patient"
    if options.gaps and shown:
        return f"One of {counted(whole, 'patient')}. {warning}."
    return caption(
        cohort, whole, "One patient" if shown else "This patient is not among those chosen", warning
    )


def _with_sections(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts as read, each section named once beside them."""
    body = facts.set_axis(["Section", "Fact", "Recorded"], axis="columns")
    body["Section"] = body["Section"].where(~body["Section"].duplicated(), "")
    return body


def _under_headings(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the facts as read, each section a heading over them."""
    rows: list[tuple[str, str]] = []
    for section, own in facts.groupby("section", sort=False):
        rows += [(str(section), ""), *own[["label", "value"]].itertuples(index=False, name=None)]
    return pd.DataFrame(rows, columns=["Fact", "Recorded"], dtype="str")


def _missing(labels: tuple[str, ...], options: Options) -> str:
    """Return what is not recorded of the patient, where the table itself does not say so."""
    if options.gaps:
        return f"{counted(len(labels), 'field')} not recorded for this patient." if labels else ""
    return f"Not recorded: {listed(labels)}." if labels else ""


def _absent(fields: int) -> str:
    """Return how many fields nobody in the cohort has, for the file has no column of them."""
    return f"{counted(fields, 'further field')} of the dictionary not in this cohort." if fields else ""


def _among(cohort: Cohort, options: Options) -> bool:
    """Return whether the patient is one of the cohort's."""
    return bool((cohort.column("patient_id") == options.patient_id).any())
