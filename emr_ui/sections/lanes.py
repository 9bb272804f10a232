"""Courses of single patients as lanes, and the intervals of all."""

from typing import get_args

import streamlit as st

from emr_core.charts import lanes, published_intervals
from emr_core.lane_rows import Sort
from emr_core.tables import intervals
from emr_core.timeline import missing_clocks, origins
from emr_core.wording import listed
from emr_ui import card, current, pickers


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole, cohort = current.whole(), current.filtered()

    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        origin = pickers.one_of("Align at", [origin.event for origin in origins(whole)], key="align")
        sort = pickers.one_of("Sort by", get_args(Sort), key="sort")
        group = pickers.grouping("Group by", lanes.GROUPS, whole, key="group")
        unit = pickers.one_of("Unit", get_args(lanes.TimeUnit), key="unit")

    if not card.nobody_left():
        page = pickers.page(lanes.pages(cohort, origin), key="lanes_page")
        options = lanes.Options(origin=origin, sort=sort, group=group, unit=unit, page=page)
        card.show(lambda look: lanes.figure(cohort, len(whole), look, options), options)
        card.show_table(current.remember("intervals", lambda: intervals.table(cohort, len(whole))))

    if lacking := missing_clocks(whole):
        st.caption(f"Not recorded by patient in this cohort, so not offered to align at: {listed(lacking)}.")
    if whole.source.intervals:
        card.show(lambda look: published_intervals.figure(whole, len(whole), look), "published intervals")
