"""A cohort as a file that reads back as the same cohort."""

from emr_core.cohort import Cohort
from emr_core.export.csv_file import csv_bytes
from emr_core.figure import SYNTHETIC
from emr_core.intake.tidy import tidy


def cohort_file(cohort: Cohort) -> bytes:
    """Return the patients in the schema's columns as CSV; those of a synthetic cohort are marked as such."""
    return csv_bytes(tidy(cohort), SYNTHETIC if cohort.source.kind == "synthetic" else "")
