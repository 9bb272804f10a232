"""What stands above the steps all the time: the verdict, and what became of the rows."""

import streamlit as st

from emr_core.intake.intake import Intake
from emr_ui.markdown import escaped

VERDICTS = {
    "accept": (st.success, "Accepted."),
    "accept_with_warnings": (st.warning, "Accepted with warnings: read them before you use the cohort."),
    "refuse": (st.error, "Refused: mend what is marked as error, here or in the file."),
}


def show(intake: Intake) -> None:
    """Show the verdict and rows = patients + merged + refused."""
    banner, sentence = VERDICTS[intake.verdict]
    with st.container(key="verdict"):
        banner(f"{sentence} {escaped(intake.counts.sentence)}")
