"""The marrow at the relapse and after it, and the incidence of a later marrow relapse."""

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import event_curves, event_dots, marrow_course
from emr_core.curves.groups import Options
from emr_core.endpoints import declared
from emr_core.endpoints.times import estimable, events_alone
from emr_ui import card, clicks, current, filter_state, pickers, thresholds
from emr_ui.markdown import escaped

OWN_FILTERS = ("leukemia_type", "bmr")


def show() -> None:
    """Draw the section: its controls, then its cards."""
    if "bmr" not in current.whole().columns:
        st.info("This cohort does not record marrow relapses. Needed: Bone-marrow relapse.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        window = pickers.window()
        by_type = pickers.switch("Later BMR by type", key="later_by_type", more="A curve a leukaemia type.")
        only_chosen = pickers.only_chosen()
    if card.nobody_left():
        return
    clickable = window == WINDOWS[0]
    said = "A click on a part filters by its type and marrow; again takes it back."
    st.caption(said if clickable else f"Parts can be clicked with the window of {WINDOWS[0]} days only.")
    outlined = clickable and not only_chosen
    options = marrow_course.Options(window, *(map(current.chosen, OWN_FILTERS) if outlined else ((), ())))
    card.figure(marrow_course, options, _filter if clickable else None, but=OWN_FILTERS if outlined else ())
    _later(Options("later_bmr", "leukemia_type" if by_type else "", window, policy=thresholds.policy()))


def _filter(hit: clicks.Hit) -> None:
    """Filter by the type and marrow of a part, or take that back."""
    filter_state.toggle(clicks.marrow_filters(hit))


def _later(options: Options) -> None:
    """Draw the incidence of later BMR with death competing, or the times alone, with the reason."""
    cohort = current.filtered()
    if not (why := estimable(cohort, options.of, options.window)):
        card.figure(event_curves, options)
    elif declared.recorded(cohort, "emr_to_bmr") and len(
        events_alone(cohort, options.of, options.window).time
    ):
        card.figure(event_dots, options)
    else:
        st.info(escaped(why))
