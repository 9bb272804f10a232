"""Which two sites come together, as half a square of counts."""

from typing import get_args

import streamlit as st

from emr_core.charts import site_pairs
from emr_core.site_sets import SetLevel
from emr_ui import card, clicks, current, filter_state, pickers, thresholds


def show() -> None:
    """Draw the section: its controls, then its card."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pair-controls"):
        level = pickers.one_of("Level", get_args(SetLevel), key="regions", width=150)
        only_chosen = pickers.only_chosen()

    sites, logic = ((), "any") if only_chosen else current.site_choice()
    options = site_pairs.Options(level, sites, logic, thresholds.policy())

    def filter_pair(hit: clicks.Hit) -> None:
        """Filter by both sites of a cell, or take that back."""
        filter_state.toggle(clicks.site_filters(hit))

    if not card.nobody_left():
        st.caption("A click on a cell filters by both sites; the same click again takes it back.")
        card.figure(site_pairs, options, filter_pair, () if only_chosen else ("emr_sites",))
