"""Initial extramedullary disease beside the relapse: the same site, or another."""

from typing import get_args

import streamlit as st

from emr_core.charts import initial_relation, initial_sites
from emr_ui import card, current, pickers


def show() -> None:
    """Draw the section: its controls, then its cards."""
    if not {"initial_emd", "initial_emd_sites"} & set(current.whole().patients):
        st.info(
            "This cohort records no initial extramedullary disease. "
            "Needed: Initial extramedullary disease, and its sites."
        )
        return
    with st.container(key="controls"):
        level = pickers.one_of(
            "Rows and columns", get_args(initial_sites.Level), key="initial_level", width=220
        )
    if not card.nobody_left():
        card.figure(initial_relation)
        card.figure(initial_sites, initial_sites.Options(level=level))
