"""Bring your own cohort: a spreadsheet as it is, read, mapped, checked, fixed, used, forgotten on request."""

import streamlit as st

from emr_ui.upload import documents, own_cohorts, receiving, steps

receiving.show()
intake = receiving.taken_in()
if intake is not None:
    steps.show(intake)
own_cohorts.show()

st.header("Template and dictionary", anchor=False)
documents.show()
