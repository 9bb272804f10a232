"""Bring your own cohort: a spreadsheet as it is, read, mapped, checked, used, and forgotten on request."""

import streamlit as st

from emr_core.intake.issues import UnreadableFileError
from emr_ui import upload_steps, uploads
from emr_ui.markdown import escaped

st.caption(
    "Your table is held in memory for this session only: it is not written to disk, and nothing of it leaves "
    "this computer. Patient code, leukaemia type and site are required; all else is optional."
)
st.file_uploader(
    "Your table (CSV, TSV or other text; XLSX, XLSM)",
    type=["csv", "tsv", "txt", "xlsx", "xlsm"],
    key=uploads.widget_key("file"),
    on_change=uploads.receive,
)
with st.expander("Or paste it"):
    st.text_area(
        "Cells copied from a spreadsheet", key=uploads.widget_key("pasted"), on_change=uploads.receive_pasted
    )

try:
    with st.spinner("Reading and checking", show_time=True):
        intake = uploads.intake()
except UnreadableFileError as error:
    st.error(escaped(error))
    intake = None

if intake is not None:
    upload_steps.how_it_was_read(intake)
    upload_steps.findings(intake)
    upload_steps.use(intake)
    upload_steps.what_is_missing(intake)
    upload_steps.words(intake)
    upload_steps.columns(intake)

if uploads.held() is not None or "own_cohorts" in st.session_state:
    st.button("Forget my data", on_click=uploads.forget, help="Takes effect at once, for this session.")

st.subheader("Template and dictionary", anchor=False)
upload_steps.documents()
