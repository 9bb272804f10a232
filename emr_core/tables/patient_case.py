"""One patient as a table of facts, for a slide at the tumour board."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.figure import Table, caption, stamped_table
from emr_core.patient_facts import not_recorded, patient_facts
from emr_core.wording import listed

METHODS = (
    "What the file records of this patient, in the order of its fields; times run on their own clocks, in "
    "the unit named. What is not recorded is named below the facts."
)


@dataclass(frozen=True)
class Options:
    """The patient; an empty text for nobody."""

    patient_id: str = ""


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a recorded fact; none if the patient is not among those chosen."""
    options = options or Options()
    facts = patient_facts(cohort, options.patient_id) if _among(cohort, options) else ()
    rows = [(fact.section, fact.label, fact.value) for fact in facts]
    return {"facts": pd.DataFrame(rows, columns=["section", "label", "value"]).astype("str")}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the facts of one patient, each section named once."""
    options = options or Options()
    data = frames(cohort, options)
    body = data["facts"].set_axis(["Section", "Fact", "Recorded"], axis="columns")
    body["Section"] = body["Section"].where(~body["Section"].duplicated(), "")
    missing = not_recorded(cohort, options.patient_id) if len(body) else ()
    made = Table(
        name="patient-case",
        title=f"Patient {options.patient_id}" if options.patient_id else "No patient chosen",
        data=data,
        body=body,
        caption=caption(
            cohort,
            whole,
            "One patient" if len(body) else "This patient is not among those chosen",
            "Not a prognosis, not advice for a single patient",
        ),
        methods=METHODS,
        notes=(f"Not recorded: {listed(missing)}.",) if missing else (),
    )
    return stamped_table(made, cohort)


def _among(cohort: Cohort, options: Options) -> bool:
    """Return whether the patient is one of the cohort's."""
    return bool((cohort.patients["patient_id"] == options.patient_id).any())
