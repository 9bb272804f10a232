"""Outcomes by a factor known at the relapse: bars, shares, comparison."""

from typing import get_args

import streamlit as st

from emr_core import outcome_groups, outcomes
from emr_core.bmr import WINDOWS
from emr_core.charts import outcome_bars, outcome_shares
from emr_core.factors import TIMES, factor
from emr_core.tables import outcome_comparison
from emr_ui import card, clicks, current, filter_state, pickers, thresholds


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole = current.whole()
    recorded = outcomes.recorded(whole)
    if not recorded:
        st.info(
            "This cohort records no outcome. Needed: Response, Last known status or Outcome as published."
        )
        recorded = {"last_status": "Last known status"}

    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        groupings, refused = outcome_groups.offered(whole), outcome_groups.refused(whole)
        by = pickers.named("By", groupings, key="by", more=refused)
        others = {"": "Nothing else", **outcome_groups.second(groupings, by)}
        also = pickers.named("And by", others, key="also") if len(others) > 1 else ""
        by = f"{by}{TIMES}{also}" if also else by
        window = pickers.window() if "at_emr" in by else WINDOWS[0]
        outcome = pickers.named("Outcome", recorded, key="outcome")
        names = [one.name for one in outcomes.findings(whole, outcome)]
        finding = pickers.one_of("Share of", names, key=f"share_{outcome}")
    with st.container(horizontal=True, vertical_alignment="bottom", key="bars"):
        length = pickers.one_of("Bars show", get_args(outcome_bars.Length), key="length", width=180)
        only_chosen = pickers.only_chosen()

    group_filter = outcome_groups.filter_field(whole, by, window)
    outcome_filter = factor(whole, outcome).filter
    own_filters = ("leukemia_type", group_filter, outcome_filter)
    types, levels, results = ((), (), ()) if only_chosen else map(current.chosen, own_filters)
    marked = {"marked_types": types, "marked_groups": outcome_groups.filtered_groups(by, levels)}
    shown = {"by": by, "outcome": outcome, "window": window}

    def filter_group(hit: clicks.Hit) -> None:
        """Filter by the leukaemia type, group and outcome of a mark, or take that back."""
        filter_state.toggle(clicks.outcome_filters(hit, by, group_filter, outcome_filter))

    if not card.nobody_left():
        bars = outcome_bars.Options(**shown, **marked, length=length, marked_outcomes=results)
        shares = outcome_shares.Options(**shown, **marked, finding=finding)
        compared = outcome_comparison.Options(**shown, finding=finding, policy=thresholds.policy())
        st.caption("A click on a segment or row filters by its type, group and outcome; again takes it back.")
        for chart, options in ((outcome_bars, bars), (outcome_shares, shares)):
            card.figure(chart, options, filter_group, but=() if only_chosen else own_filters)
        card.table(outcome_comparison, compared)
        st.caption(refused)
