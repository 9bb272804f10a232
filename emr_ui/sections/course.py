"""The course of all patients at once: marrow at the relapse, response, later marrow, last status."""

import streamlit as st

from emr_core.bmr import AT_EMR, WINDOWS
from emr_core.charts import course_flow
from emr_core.fields import UNKNOWN
from emr_core.flow import ENDS, LATER, STAGES, recorded_bmr, stages
from emr_core.tables import silent_relapse
from emr_ui import card, clicks, current, filter_state, pickers

OWN = ("bmr", "response", *ENDS)
"""The filters that the picture itself stands for."""


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole = current.whole()
    if len(stages(whole)) < 2:
        st.info("This cohort records too little of the course. Needed: Bone-marrow relapse and an outcome.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        ends = {name: STAGES[name] for name in ENDS if name in whole.columns}
        last = pickers.named("Last stage", ends, key="last_stage") if len(ends) > 1 else ""
        window = pickers.window()
        only_chosen = pickers.only_chosen()

    def filter_level(hit: clicks.Hit) -> None:
        """Filter by the level that was clicked, or take that back."""
        filter_state.toggle(clicks.flow_filters(hit, window))

    if not card.nobody_left():
        marked = () if only_chosen else chosen(window)
        options = course_flow.Options(last=last, window=window, marked=marked)
        st.caption("A click on a bar filters by its level; the same click again takes it back.")
        card.figure(course_flow, options, filter_level, but=() if only_chosen else OWN)
        card.table(silent_relapse)


def chosen(window: int) -> tuple[tuple[str, str], ...]:
    """Return the stages and levels that the filters stand for."""
    plain = [(name, level) for name in OWN[1:] for level in current.chosen(name)]
    recorded = set(current.chosen("bmr"))
    levels = {"at_emr": (*AT_EMR, UNKNOWN), "after_emr": (*LATER, UNKNOWN)}
    marrow = [
        (stage, level)
        for stage, named in levels.items()
        for level in named
        if recorded.issuperset(recorded_bmr(level))
    ]
    return (*(marrow if window == WINDOWS[0] else ()), *plain)
