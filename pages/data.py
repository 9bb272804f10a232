"""Bring your own cohort: a spreadsheet as it is, read, mapped, checked, fixed, used, forgotten on request."""

import streamlit as st

from emr_ui.upload import documents, own_cohorts, receiving, steps

st.caption(
    "Your table is held in memory for this session only: it is not written to disk, and nothing of it leaves "
    "this computer. Patient code, leukaemia type and site are required; all else is optional."
)
receiving.show()
intake = receiving.taken_in()
if intake is not None:
    steps.show(intake)
own_cohorts.show()

st.subheader("Template and dictionary", anchor=False)
documents.show()
