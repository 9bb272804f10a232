"""What was made of the file, as files: findings, corrected file, tidy cohort, mapping."""

import streamlit as st

from emr_core.export.cohort_file import cohort_file
from emr_core.export.corrected_file import corrected_file
from emr_core.export.csv_file import csv_bytes
from emr_core.export.findings_workbook import findings, findings_workbook
from emr_core.intake.intake import Intake
from emr_ui.downloads import offer
from emr_ui.sign_in import permission


def of_the_check(intake: Intake) -> None:
    """Offer what was found, for whoever keeps the data, and the file as it was corrected here."""
    of = _cohort(intake)
    with st.container(horizontal=True):
        if permission.refused("export"):
            return
        if intake.issues:
            offer(
                "Findings (XLSX)", lambda: findings_workbook(intake.issues, intake.counts),
                "emr-findings.xlsx", of=of,
            )  # fmt: skip
            offer("Findings (CSV)", lambda: csv_bytes(findings(intake.issues)), "emr-findings.csv", of=of)
        if intake.fixes or intake.dropped:
            offer("Corrected file (CSV)", lambda: corrected_file(intake), "emr-corrected.csv", of=of)


def of_the_result(intake: Intake) -> None:
    """Offer the tidy cohort, and the mapping for next month's export."""
    cohort, of = intake.cohort, _cohort(intake)
    with st.container(horizontal=True):
        if permission.refused("export"):
            return
        if cohort is not None:
            offer("Tidy cohort (CSV)", lambda: cohort_file(cohort), "emr-cohort.csv", of=of)
        offer("Mapping (JSON)", lambda: intake.mapping.to_json().encode(), "emr-mapping.json", of=of)


def _cohort(intake: Intake) -> str:
    """Return the fingerprint of what the upload became, which may not be the cohort that is open."""
    return intake.cohort.source.fingerprint if intake.cohort else ""
