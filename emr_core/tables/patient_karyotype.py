"""The karyotype of one patient read out: every change in words, its class, and the risk groups it gives."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.figure import Table, stamped_table
from emr_core.patient_facts import row_of
from emr_core.risk import risk_of
from emr_core.vocabulary.karyotype import KARYOTYPE_TABLE, PRECEDENCE, KaryotypeReading, read_karyotype
from emr_core.vocabulary.karyotype_words import in_words
from emr_core.wording import counted, listed

METHODS = (
    "The clonal changes as the reader of karyotypes finds them; the cell itself is not shown, for it may "
    f"hold other words. {PRECEDENCE} Risk groups are those of the systems named, given only where age, "
    "lineage and immunophenotype allow them; they grade the leukaemia at diagnosis, not this relapse."
)


@dataclass(frozen=True)
class Options:
    """The patient; an empty text for nobody."""

    patient_id: str = ""


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a statement: what it is about, what is recorded, how it is read."""
    options = options or Options()
    rows: list[tuple[str, str, str]] = []
    if (cohort.column("patient_id") == options.patient_id).any():
        reading = _reading(cohort, options.patient_id)
        rows = [*_changes(reading), *_classes(reading), *_risk(cohort, options.patient_id)]
    return {"karyotype": pd.DataFrame(rows, columns=["about", "recorded", "meaning"], dtype="str")}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return a patient's karyotype as read."""
    options = options or Options()
    data = frames(cohort, options)
    body = data["karyotype"].set_axis(["Karyotype", "Recorded", "Read as"], axis="columns")
    body["Karyotype"] = body["Karyotype"].where(~body["Karyotype"].duplicated(), "")
    foreign = [one.system.split(" (")[0] for one in risk_of(cohort, options.patient_id) if not one.applies]
    made = Table(
        name="patient-karyotype",
        title=f"{options.patient_id}: karyotype, read out" if len(body) else "No patient chosen",
        data=data,
        body=body,
        caption=f"Patient {options.patient_id}, one of {counted(whole, 'patient')}."
        if len(body)
        else f"This patient is not among those chosen, {len(cohort)} of {counted(whole, 'patient')}.",
        methods=METHODS,
        notes=(f"Not made for this patient: {listed(foreign)}.",) if foreign else (),
    )
    return stamped_table(made, cohort)


def _reading(cohort: Cohort, patient_id: str) -> KaryotypeReading:
    """Return the karyotype of a patient, read again from its text."""
    text = row_of(cohort, patient_id).get("karyotype_as_written")
    return read_karyotype("" if text is None or pd.isna(text) else str(text))


def _changes(reading: KaryotypeReading) -> list[tuple[str, str, str]]:
    """Return every clonal change with its words, repeated ones once."""
    copies = Counter(reading.abnormalities)
    rows = [
        ("Change", one.written, in_words(one) + (f", {n} times" if n > 1 else ""))
        for one, n in copies.items()
    ]
    # What the reader could not understand is the cell's own words: they stay in the file.
    notes = [note for note in reading.note.split("; ") if note and not note.startswith("not read:")]
    return [*rows, *(("Note", "", note) for note in notes)]


def _classes(reading: KaryotypeReading) -> list[tuple[str, str, str]]:
    """Return the classes with genes and definition, the primary one first."""
    if reading.primary is None:
        return [("Class", "not recorded", "")]
    found = {row.name: row for row in KARYOTYPE_TABLE if row.name in reading.classes}
    return [
        (
            "Class" if name == reading.primary else "Also",
            name,
            f"{found[name].genes}: {found[name].definition}" if found[name].genes else found[name].definition,
        )
        for name in reading.classes
    ]


def _risk(cohort: Cohort, patient_id: str) -> list[tuple[str, str, str]]:
    """Return the group in every system made for the patient, or why it gives none."""
    return [
        (
            "Risk group",
            one.group or "not given",
            f"{one.system}" + (f": {one.why_not}" if one.why_not else ""),
        )
        for one in risk_of(cohort, patient_id)
        if one.applies
    ]
