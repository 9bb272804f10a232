"""A cohort as a tidy table: the schema's headers, sites in the vocabulary's words."""

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.intake.karyotypes import CLASSES, PARTS
from emr_core.schema import FIELDS


def tidy(cohort: Cohort) -> pd.DataFrame:
    """Return the patients in the schema's columns that the cohort has, and what the karyotype was read as.

    Sites stand in the words of the vocabulary, sides in brackets; where none is known the file's own
    words stay. The karyotype stays as it was written. The table reads back as the same cohort.
    """
    patients = cohort.patients
    columns: dict[str, pd.Series] = {}
    for field in FIELDS:
        if field.name not in patients:
            continue
        if field.name == "emr_sites":
            columns[field.header] = _sites(cohort)
        elif field.name == "karyotype" and "karyotype_as_written" in patients:
            columns[field.header] = patients["karyotype_as_written"]
            columns["karyotype_class"] = patients["karyotype"].astype("str")
            columns |= {name: patients[name] for name in (CLASSES, PARTS) if name in patients}
        else:
            columns[field.header] = patients[field.name]
    return pd.DataFrame(columns)


def _sites(cohort: Cohort) -> pd.Series:
    """Return the sites of every patient in the words of the vocabulary, divided by semicolons."""
    sites = cohort.sites
    side = sites["laterality"].fillna("")
    words = sites["subsite"].where(side == "", sites["subsite"] + " (" + side + ")")
    by_patient = (
        words.astype("object").groupby(sites["patient_id"].astype("object"), sort=False).agg("; ".join)
    )
    known = cohort.patients["patient_id"].astype("object").map(by_patient)
    return known.astype("str").fillna(cohort.patients["emr_sites"].astype("str"))
