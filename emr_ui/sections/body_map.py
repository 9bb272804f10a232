"""Sites on a schematic child, as a button for each."""

from typing import get_args

import streamlit as st

from emr_core.charts import body_map
from emr_ui import card, clicks, current, filter_state, pickers, thresholds


def show() -> None:
    """Draw the section: its controls, then its card."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="map-controls"):
        level = pickers.one_of("Level", get_args(body_map.MapLevel), key="regions", width=150)
        only_chosen = pickers.only_chosen()

    marked = () if only_chosen else current.chosen("emr_sites")
    options = body_map.Options(level=level, marked_sites=marked, policy=thresholds.policy())

    def filter_site(hit: clicks.Hit) -> None:
        """Filter by the region's site or system, or take that back."""
        filter_state.toggle(clicks.site_filters(hit))

    if not card.nobody_left():
        st.caption("A click on a region or its name filters by it; the same click again takes it back.")
        but = () if only_chosen else ("emr_sites",)
        card.figure(body_map, options, filter_site, but)
