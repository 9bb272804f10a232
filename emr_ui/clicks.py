"""A chart as a button: one click is one filter change, and the same click again takes it back.

Vega's own selection is only the messenger. The chart gets a new key after every click, so that the same
mark can be clicked again and nothing stays selected inside the chart that the filters do not show.
"""

from collections.abc import Callable

import streamlit as st

from emr_core.bmr import RECORDED, WINDOWS
from emr_core.charts.layout import CLICK
from emr_core.factors import CROSS, TIMES
from emr_core.fields import UNKNOWN
from emr_core.figure import Figure
from emr_core.flow import recorded_bmr
from emr_core.outcome_groups import filter_levels
from emr_core.schema import categorical
from emr_core.site_sets import PARTED
from emr_ui import filter_state
from emr_ui.picture import Picture

Hit = dict[str, object]
Act = Callable[[Hit], None]


def chart(figure: Figure, picture: Picture, act: Act | None) -> None:
    """Show a figure's picture; with `act`, a click on a mark calls it with the fields of the mark."""
    if act is None:
        st.vega_lite_chart(picture.vega_lite, key=figure.name, width="stretch", theme=None, alt=figure.alt)
        return
    count = st.session_state.setdefault(f"clicks:{figure.name}", 0)
    key = f"{figure.name}-{count}"

    def clicked() -> None:
        hits = st.session_state[key].selection[CLICK]
        st.session_state[f"clicks:{figure.name}"] = count + 1
        if hits:
            act(hits[0])

    st.vega_lite_chart(
        picture.vega_lite,
        key=key,
        width="stretch",
        theme=None,
        alt=figure.alt,
        on_select=clicked,
        selection_mode=CLICK,
    )


def cell_filters(hit: Hit, factor_filter: str, panel_filter: str = "") -> filter_state.Values:
    """Return the filters a heatmap cell stands for: its site, and its levels where they are filters."""
    changes: filter_state.Values = {"emr_sites": [hit["row"]], "emr_sites_logic": "any"}
    if factor_filter:
        changes[factor_filter] = [hit["column"]]
    if panel_filter:
        changes[panel_filter] = [hit["panel"]]
    return changes


def site_filters(hit: Hit) -> filter_state.Values:
    """Return the site filter that a mark stands for: a site, or sites together with how they are meant."""
    return {"emr_sites": str(hit["name"]).split(PARTED), "emr_sites_logic": hit.get("logic", "any")}


def outcome_filters(hit: Hit, by: str, group_filter: str, outcome_filter: str) -> filter_state.Values:
    """Return the filters an outcome's segment or row stands for: leukaemia type, group and outcome.

    What stands for all types, or has no filter, changes nothing.
    """
    changes: filter_state.Values = {}
    if hit["panel"] in (*categorical("leukemia_type").levels, UNKNOWN):
        changes["leukemia_type"] = [hit["panel"]]
    levels = filter_levels(by, str(hit["group"]))
    if TIMES in by:
        named = zip(by.split(TIMES), str(hit["group"]).split(CROSS), strict=True)
        changes |= {name: [level] for name, level in named if name in filter_state.KEYS}
    if group_filter and levels:
        changes[group_filter] = levels
        if group_filter == "emr_sites":
            changes["emr_sites_logic"] = "any"
    if outcome_filter and "outcome" in hit:
        changes[outcome_filter] = [hit["outcome"]]
    return changes


def flow_filters(hit: Hit, window: int) -> filter_state.Values:
    """Return the filter that a level of the course stands for; the marrow has one in the published window."""
    stage, level = str(hit["stage"]), str(hit["level"])
    if stage not in ("at_emr", "after_emr"):
        return {stage: [level]} if stage in filter_state.KEYS else {}
    return {"bmr": list(recorded_bmr(level))} if window == WINDOWS[0] else {}


def marrow_filters(hit: Hit) -> filter_state.Values:
    """Return the filters a part of a marrow bar stands for: leukaemia type and recorded marrow relapse."""
    changes: filter_state.Values = {"bmr": list(RECORDED[str(hit["level"])])}
    if hit["panel"] in (*categorical("leukemia_type").levels, UNKNOWN):
        changes["leukemia_type"] = [hit["panel"]]
    return changes


def patient(hit: Hit) -> str:
    """Return the patient that a column or lane stands for."""
    return str(hit["patient_id"])


def clicked_patient(hit: Hit, shown: str) -> str:
    """Return the patient to show after a click; nobody if that patient's facts are shown already."""
    return "" if patient(hit) == shown else patient(hit)
