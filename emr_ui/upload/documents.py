"""The blank template and what each column means, before anything is uploaded."""

import streamlit as st

from emr_core.dictionary import data_dictionary, redcap_dictionary, template
from emr_core.export.csv_file import csv_bytes


def show() -> None:
    """Offer the template, the data dictionary and REDCap's."""
    with st.container(horizontal=True):
        st.download_button("Blank template", template, "emr-template.xlsx", on_click="ignore")
        st.download_button(
            "Data dictionary", lambda: csv_bytes(data_dictionary()), "dictionary.csv", on_click="ignore"
        )
        st.download_button(
            "REDCap dictionary",
            lambda: redcap_dictionary().to_csv(index=False).encode(),
            "redcap.csv",
            on_click="ignore",
        )
