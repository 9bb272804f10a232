"""The facts of one patient as the cohort records them, in the order of the fields.

Sites and karyotypes stand as they were read, not as written: the words of a cell may name somebody.
"""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.fields import Continuous, Duration, Field, Identifier, Sites
from emr_core.initial_sites import initial_sites
from emr_core.schema import FIELDS
from emr_core.wording import number

NOT_RECORDED = "not recorded"
NOT_READ = "written, but not read as a site"


@dataclass(frozen=True)
class PatientFact:
    """One field and its value: `Extramedullary relapse`, `Site`, `CSF`."""

    section: str
    label: str
    value: str


def patient_facts(cohort: Cohort, patient_id: str, *, gaps: bool = False) -> tuple[PatientFact, ...]:
    """Return what is recorded of a patient, and with `gaps` also what is not, as "not recorded".

    Raises
    ------
    ValueError
        If the cohort has no such patient; the message does not name the patient.
    """
    row = row_of(cohort, patient_id)
    return tuple(
        PatientFact(field.section, field.label, _words(cohort, field, row))
        for field in FIELDS
        if field.name in row
        and not isinstance(field, Identifier)
        and (not pd.isna(row[field.name]) or (gaps and _applies(field, row)))
    )


def not_recorded(cohort: Cohort, patient_id: str) -> tuple[str, ...]:
    """Return the labels of the cohort's fields that are not recorded for a patient."""
    row = row_of(cohort, patient_id)
    return tuple(
        field.label
        for field in FIELDS
        if field.name in row and pd.isna(row[field.name]) and _applies(field, row)
    )


def row_of(cohort: Cohort, patient_id: str) -> pd.Series:
    """Return the recorded values of one patient.

    Raises
    ------
    ValueError
        If the cohort has no such patient; the message does not name the patient.
    """
    rows = cohort.patients[cohort.column("patient_id") == patient_id]
    if len(rows) != 1:
        raise ValueError("The cohort has no patient, or several, of that id.")
    return rows.iloc[0]


def site_words(cohort: Cohort, patient_id: str) -> tuple[str, ...]:
    """Return the sites of a patient's relapse, with subsite and side: `Nerve plexus (brachial plexus)`."""
    own = cohort.sites[cohort.sites["patient_id"] == patient_id]
    return tuple(
        _detailed(str(site), sorted(set(rows["subsite"])), sorted(set(rows["laterality"].fillna(""))))
        for site, rows in own.groupby("site", sort=False)
    )


def _detailed(site: str, subsites: list[str], sides: list[str]) -> str:
    """Return a site with what is known beyond its name."""
    finer = [name.lower() for name in subsites if name != site and "(unspecified)" not in name]
    if set(finer) == set(site.lower().split(" and ")):
        finer = []
    more = [*finer, *(side for side in sides if side)]
    return f"{site} ({', '.join(more)})" if more else site


def _applies(field: Field, row: pd.Series) -> bool:
    """Tell whether a field can have a value: no sites of a disease that was not there."""
    confined = ("initial_emd", ("Yes",)) if field.name == "initial_emd_sites" else field.only_for
    if confined is None or confined[0] not in row:
        return True
    value = row[confined[0]]
    return bool(pd.isna(value)) or value in confined[1]


def _words(cohort: Cohort, field: Field, row: pd.Series) -> str:
    """Return a value as a clinician writes it, with its unit; sites by their names."""
    value = row[field.name]
    if pd.isna(value):
        return NOT_RECORDED
    if isinstance(field, Sites):
        return ", ".join(_sites(cohort, field, str(row["patient_id"]))) or NOT_READ
    if isinstance(field, Continuous) and isinstance(value, float):
        words = f"{number(value, 2)} {field.unit}".strip()
        return words.removesuffix("s") if value == 1 and isinstance(field, Duration) else words
    return str(value).replace("; ", ", ")


def _sites(cohort: Cohort, field: Field, patient_id: str) -> tuple[str, ...]:
    """Return the sites of a patient in one field by the names of the vocabulary."""
    if field.name == "emr_sites":
        return site_words(cohort, patient_id)
    one = cohort.where((cohort.column("patient_id") == patient_id).to_numpy(dtype=bool))
    return tuple(dict.fromkeys(initial_sites(one)["site"]))
