"""How long it took: intervals patient by patient, all of them as a table, and those published as medians."""

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import interval_strips, published_intervals
from emr_core.interval_times import dated, sides
from emr_core.outcome_groups import SITE, offered, refused
from emr_core.strip_frames import label_of
from emr_core.tables import intervals
from emr_core.timeline_groups import NONE, WINDOWED
from emr_ui import card, current, patient_card, pickers, thresholds
from emr_ui.markdown import escaped

UNITS = {"from EMR": ("weeks", "months"), "up to EMR": ("months", "weeks")}
"""Units offered for either side of the relapse, the usual one first."""


def show() -> None:
    """Draw the section: its controls, then its cards."""
    options = _controls() if sides(current.whole()) else None
    if not card.nobody_left():
        if options is None:
            st.info("No interval is dated by patient. Needed: for example EMR to CR or Diagnosis to EMR.")
        else:
            st.caption("A click on a dot shows what is recorded of that patient; again takes it back.")
            card.figure(interval_strips, options, patient_card.choose)
            patient_card.show()
        card.table(intervals)
    if current.whole().source.intervals:
        card.figure(published_intervals, everybody=True)
    if options is not None:
        st.caption(escaped(refused(current.whole())))


def _controls() -> interval_strips.Options:
    """Offer side, interval, grouping, window and unit, and return what is chosen."""
    whole = current.whole()
    groups = {name: label for name, label in offered(whole).items() if name != SITE} | {NONE: "No grouping"}
    first = {"leukemia_type": groups.pop("leukemia_type")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        side = pickers.one_of("Intervals", sides(whole), key="side")
        names = {"": "All"} | {name: label_of(name) for name in dated(whole, side)}
        only = pickers.named("Shown", names, key=f"interval_{side.split()[0]}")
        by = pickers.named("By", first | groups, key="intervals_by")
        window = pickers.window() if by in WINDOWED or side == "from EMR" else WINDOWS[0]
        unit = pickers.one_of("Unit", UNITS[side], key=f"intervals_unit_{side.split()[0]}")
    return interval_strips.Options(side, by, unit, window, thresholds.policy(), only)
