"""Courses of single patients as lanes, aligned at an event they share."""

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import lane_overview, lanes
from emr_core.lane_frames import REACH, pages, sorts, units
from emr_core.recipe import recipe_of
from emr_core.timeline import missing_clocks, origins
from emr_core.timeline_groups import WINDOWED, offered
from emr_core.wording import listed
from emr_ui import card, current, patient_card, pickers


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole, cohort = current.whole(), current.filtered()

    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        origin = pickers.one_of("Align at", [origin.event for origin in origins(whole)], key="align")
        sort = pickers.one_of("Sort by", sorts(whole), key="sort")
        group = pickers.named("Group by", offered(whole, lanes.GROUPS), key="group")
        window = pickers.window() if group in WINDOWED else WINDOWS[0]
        unit = pickers.one_of("Unit", units(whole), key="unit")
        reach = REACH[pickers.one_of("Time shown", list(REACH), key="reach")]
    collapse = pickers.switch(
        "Collapse long gaps",
        key="collapse",
        more="Takes stretches in which nobody shown has a dated event out of the axis, and says which.",
    )

    if not card.nobody_left():
        if pages(cohort, origin) > 1:
            card.figure(lane_overview, lane_overview.Options(origin, unit, reach))
        st.caption("A click on a lane shows what is recorded of that patient; again takes it back.")
        page = pickers.page(pages(cohort, origin), key="lanes_page")
        settings = (origin, sort, group, unit, page, window, collapse, reach)
        options = lanes.Options(*settings, chosen=patient_card.chosen())
        card.show(
            lambda look: lanes.figure(cohort, len(whole), look, options),
            options,
            patient_card.choose,
            recipe_of(lanes, lanes.Options(*settings), current.choices()),
        )
        patient_card.show()

    if lacking := missing_clocks(whole):
        st.caption(f"Not recorded by patient in this cohort, so not offered to align at: {listed(lacking)}.")
