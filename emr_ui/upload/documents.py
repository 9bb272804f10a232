"""The blank template and what each column means, before anything is uploaded."""

import streamlit as st

from emr_core.dictionary import data_dictionary, redcap_dictionary, template
from emr_core.export.csv_file import csv_bytes
from emr_ui.downloads import offer


def show() -> None:
    """Offer the template, the data dictionary and REDCap's; they hold nobody's data."""
    with st.container(horizontal=True):
        offer("Blank template", template, "emr-template.xlsx", needs="look")
        offer("Data dictionary", lambda: csv_bytes(data_dictionary()), "dictionary.csv", needs="look")
        offer(
            "REDCap dictionary",
            lambda: redcap_dictionary().to_csv(index=False).encode(),
            "redcap.csv",
            needs="look",
        )
