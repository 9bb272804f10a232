"""Which sites come together, as an UpSet picture."""

from typing import get_args

import streamlit as st

from emr_core.charts import site_combinations
from emr_core.site_sets import Meaning, SetLevel, SetOrder
from emr_ui import card, clicks, current, filter_state, pickers


def show() -> None:
    """Draw the section: its controls, then its card."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="combination-controls"):
        meaning = pickers.one_of("Patients with", get_args(Meaning), key="meaning", width=230)
        order = pickers.one_of("Ordered by", get_args(SetOrder), key="ordered", width=190)
        level = pickers.one_of("Level", get_args(SetLevel), key="regions", width=150)
        only_chosen = pickers.only_chosen()

    sites, logic = ((), "any") if only_chosen else current.site_choice()
    options = site_combinations.Options(meaning, order, level, sites, logic)

    def filter_sites(hit: clicks.Hit) -> None:
        """Filter by the sites of a bar and how they are meant, or take that back."""
        filter_state.toggle(clicks.site_filters(hit))

    if not card.nobody_left():
        st.caption("A click on a bar, its dots or a site filters by it; the same click again takes it back.")
        card.figure(site_combinations, options, filter_sites, () if only_chosen else ("emr_sites",))
