"""What was made of the file, as files: corrected file, findings, tidy cohort, mapping."""

import pandas as pd
import streamlit as st

from emr_core.export.csv_file import csv_bytes
from emr_core.intake.intake import Intake
from emr_core.intake.tidy import tidy


def show(intake: Intake) -> None:
    """Offer the files; each is made when it is asked for."""
    with st.container(horizontal=True):
        if intake.issues:
            st.download_button(
                "Findings (CSV)", lambda: csv_bytes(findings(intake)), "emr-findings.csv", "text/csv",
                on_click="ignore",
            )  # fmt: skip
        cohort = intake.cohort
        if cohort is not None:
            st.download_button(
                "Tidy cohort (CSV)", lambda: csv_bytes(tidy(cohort)), "emr-cohort.csv", "text/csv",
                on_click="ignore",
            )  # fmt: skip
        st.download_button(
            "Mapping (JSON)",
            intake.mapping.to_json(),
            "emr-mapping.json",
            "application/json",
            on_click="ignore",
        )


def findings(intake: Intake) -> pd.DataFrame:
    """Return every finding with its place, one row each."""
    rows = [(i.severity, i.code, i.row or "", i.column, i.cell, i.value, i.message) for i in intake.issues]
    names = ["severity", "code", "row", "column", "cell", "value", "what, and what to do"]
    return pd.DataFrame(rows, columns=names).astype("str")
