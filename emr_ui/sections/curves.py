"""Survival and cumulative incidence over time; where no curve can stand, the dots of those with the event."""

from typing import get_args

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import event_curves, event_dots
from emr_core.curves.groups import Options, offered, refused
from emr_core.endpoints import declared
from emr_core.endpoints.times import estimable, events_alone
from emr_core.tables import curve_summary
from emr_ui import card, current, pickers, thresholds
from emr_ui.markdown import escaped

LANDMARKS = {"None": 0.0, "4 weeks": 28.0, "3 months": 91.3125, "6 months": 182.625, "12 months": 365.25}
"""Landmarks offered, in days from the start of the clock."""

HORIZONS = {"All follow-up": 0.0, "6 months": 182.625, "1 year": 365.25, "2 years": 730.5} | {
    f"{years} years": 365.25 * years for years in (5, 10)
}
"""Ends of the axis offered, in days."""


ENDPOINT = 330
"""Width of the endpoint's control in pixels: the longest name is read whole, also on a phone."""


def show() -> None:
    """Draw the section: its controls, then curves with their numbers, or dots and the reason."""
    cohort = current.filtered()
    options = _controls()
    if card.nobody_left():
        return
    why = estimable(cohort, options.of, options.window)
    if not why:
        card.figure(event_curves, options)
        card.table(curve_summary, options)
    elif len(events_alone(cohort, options.of, options.window).time):
        card.figure(event_dots, options)
    else:
        st.info(escaped(why))
    _not_offered(options)


def _controls() -> Options:
    """Offer endpoint, grouping, landmark, unit and horizon, and return what is chosen."""
    whole = current.whole()
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        endpoint = declared.ALL_ENDPOINTS[
            pickers.named("Endpoint", declared.offered(whole), key="endpoint", width=ENDPOINT)
        ]
        possible = list(LANDMARKS) if endpoint.start == "EMR" else ["None"]
        landmark = pickers.one_of("Landmark", possible, key="landmark")
        by = pickers.named("By", offered(whole, endpoint, landmark != "None"), key="curves_by")
    with st.container(horizontal=True, vertical_alignment="bottom", key="axis"):
        units = sorted(get_args(declared.Unit), key=lambda unit: unit != endpoint.unit)
        unit = pickers.one_of("Unit", units, key=f"unit_{endpoint.unit}")
        horizon = pickers.one_of("Up to", list(HORIZONS), key="horizon")
        marrow = "bmr" in (*endpoint.needs, *endpoint.one_of) or by == "at_emr"
        window = pickers.window() if marrow else WINDOWS[0]
    days = declared.DAYS[unit]
    return Options(
        endpoint=endpoint.name,
        by=by,
        window=window,
        landmark=LANDMARKS[landmark] / days,
        unit=unit,
        horizon=HORIZONS[horizon] / days,
        policy=thresholds.policy(),
    )


def _not_offered(options: Options) -> None:
    """List the endpoints that cannot be drawn and the groupings that are refused, each with its reason."""
    whole = current.whole()
    with st.expander("Not offered, and why"):
        for name in declared.offered(whole):
            if reason := estimable(whole, declared.ALL_ENDPOINTS[name], options.window):
                st.caption(escaped(reason))
        for labels, reason in refused(whole, options.of):
            st.caption(escaped(f"{labels}: {reason}."))
        if not options.landmark and options.of.start == "EMR":
            st.caption(
                "Remission, marrow relapse, transplantation and next relapse after the EMR can group curves "
                "from a landmark on: choose one above."
            )
