"""Two groups compared site by site: the difference of their shares, with interval."""

from typing import get_args

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import site_difference
from emr_core.factors import factor
from emr_core.site_contrast import levels, two_levels
from emr_core.site_counts import SiteLevel
from emr_ui import card, clicks, current, filter_state, pickers


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole = current.whole()

    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        by = pickers.grouping("Compare by", site_difference.FACTORS, whole, key="compared")
        window = pickers.window() if by == "at_emr" else WINDOWS[0]
        known = levels(whole, by, window)
        if len(known) > 1:
            one = pickers.one_of("First", known, key=f"first_{by}")
            others = [level for level in known if level != one]
            other = pickers.one_of("minus", others, key=f"minus_{by}")
        else:
            one, other = two_levels(known, "", "")
        level = pickers.one_of("Rows", get_args(SiteLevel), key="difference_level")
        order = pickers.one_of("Rows sorted by", get_args(site_difference.Order), key="difference_order")

    own_filters = ("emr_sites", factor(whole, by, window).filter)
    options = site_difference.Options(
        by=by,
        first=one,
        second=other,
        level=level,
        order=order,
        window=window,
        marked_sites=current.chosen("emr_sites"),
    )

    def filter_site(hit: clicks.Hit) -> None:
        """Filter by the site of a row, or take that back."""
        filter_state.toggle(clicks.cell_filters(hit, ""))

    if not card.nobody_left():
        st.caption("A click on a row filters by its site; the same click again takes it back.")
        card.figure(site_difference, options, filter_site, but=own_filters)
