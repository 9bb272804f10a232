"""Who is this child, and among whom? One patient in the context of the cohort."""

import streamlit as st

from emr_ui import one_patient
from emr_ui.sections import case, similar

patient = one_patient.picker()
if patient:
    case.show(patient)
    similar.show(patient)
    st.caption("Describes what is recorded. Not a prognosis, not advice for this patient.")
