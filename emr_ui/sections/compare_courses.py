"""The courses of two sides as lanes, one side above the other on one scale of time."""

import streamlit as st

from emr_core.charts import lanes
from emr_core.cohort import SIDE
from emr_core.lane_frames import REACH, pages_of_sides, sorts, units
from emr_core.timeline import origins
from emr_ui import compared, patient_card, pickers


def show() -> None:
    """Draw the section: alignment, order and unit, the lanes of a page."""
    pair = compared.pair()
    if pair is None or not origins(pair):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls-lanes"):
        origin = pickers.one_of("Align at", [origin.event for origin in origins(pair)], key="compare_align")
        sort = pickers.one_of("Sort by", sorts(pair), key="compare_sort")
        unit = pickers.one_of("Unit", units(pair), key="compare_unit")
        reach = REACH[pickers.one_of("Time shown", list(REACH), key="compare_reach")]
    page = pickers.page(pages_of_sides(pair, origin), key="compare_page")
    options = lanes.Options(origin, sort, SIDE, unit, page, reach=reach)
    if not compared.of_the_open_cohort(pair):
        compared.show(lanes, options)
        return
    st.caption("A click on a lane shows what is recorded of that patient; again takes it back.")
    compared.show(lanes, options, patient_card.choose)
    patient_card.show()
