"""The facts of one patient as the cohort records them, in the order of the fields."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.fields import Continuous, Duration, Field, Identifier, Sites
from emr_core.schema import FIELDS
from emr_core.wording import listed, number


@dataclass(frozen=True)
class PatientFact:
    """One recorded value: `Extramedullary relapse`, `Site`, `CSF`."""

    section: str
    label: str
    value: str


def patient_facts(cohort: Cohort, patient_id: str) -> tuple[PatientFact, ...]:
    """Return what is recorded of a patient; what is not recorded has no fact.

    Raises
    ------
    ValueError
        If the cohort has no such patient; the message does not name the patient.
    """
    row = cohort.patients[cohort.patients["patient_id"] == patient_id]
    if len(row) != 1:
        raise ValueError("The cohort has no patient, or several, of that id.")
    values = row.iloc[0]
    sites = cohort.sites.loc[cohort.sites["patient_id"] == patient_id, "site"].drop_duplicates()
    return tuple(
        PatientFact(field.section, field.label, _words(field, values[field.name], listed(sites)))
        for field in FIELDS
        if field.name in row and not isinstance(field, Identifier) and not pd.isna(values[field.name])
    )


def not_recorded(cohort: Cohort, patient_id: str) -> tuple[str, ...]:
    """Return the labels of the cohort's fields that are not recorded for a patient."""
    row = cohort.patients[cohort.patients["patient_id"] == patient_id]
    return tuple(
        field.label
        for field in FIELDS
        if field.name in row and row[field.name].isna().any() and _applies(field, row)
    )


def _applies(field: Field, row: pd.DataFrame) -> bool:
    """Tell whether a field can have a value: no sites of a disease that was not there."""
    confined = ("initial_emd", ("Yes",)) if field.name == "initial_emd_sites" else field.only_for
    if confined is None or confined[0] not in row:
        return True
    value = row[confined[0]].iloc[0]
    return bool(pd.isna(value)) or value in confined[1]


def _words(field: Field, value: object, sites: str) -> str:
    """Return a value as a clinician writes it, with its unit; sites of the relapse by their names."""
    if isinstance(field, Continuous) and isinstance(value, float):
        words = f"{number(value, 2)} {field.unit}".strip()
        return words.removesuffix("s") if value == 1 and isinstance(field, Duration) else words
    if field.name == "emr_sites" and sites:
        return sites
    return str(value).replace(";", ",") if isinstance(field, Sites) else str(value)
