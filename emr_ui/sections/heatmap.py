"""Sites by type, sex, karyotype or marrow, as a heatmap."""

from typing import get_args

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.charts import site_heatmap
from emr_core.site_columns import NO_PANELS, site_columns
from emr_core.site_counts import SiteLevel, SiteUnit
from emr_core.site_order import SiteOrder
from emr_ui import card, clicks, current, filter_state, pickers, thresholds


def show() -> None:
    """Draw the section: its controls, then its cards."""
    whole = current.whole()

    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        by = pickers.grouping("Columns", site_heatmap.FACTORS, whole, key="columns")
        others = [name for name in site_heatmap.FACTORS if name != by]
        panels = pickers.grouping("Panels", (NO_PANELS, *others), whole, key="panels")
        level = pickers.one_of("Rows", get_args(SiteLevel), key="level")
        order = pickers.one_of("Rows sorted by", get_args(SiteOrder), key="row_order")
        unit = pickers.one_of("Counting", get_args(SiteUnit), key="count")
        shading = pickers.one_of("Shading", get_args(site_heatmap.Shading), key="shade")
        window = pickers.window() if "at_emr" in (by, panels) else WINDOWS[0]
        only_chosen = pickers.only_chosen()

    by_column, by_panel = site_columns(whole, by, panels, window).filters
    own_filters = ("emr_sites", by_column, by_panel)
    options = site_heatmap.Options(
        by=by,
        panels=panels,
        order=order,
        level=level,
        unit=unit,
        shading=shading,
        window=window,
        marked_sites=() if only_chosen else current.chosen("emr_sites"),
        marked_levels=() if only_chosen else current.chosen(by_column),
        marked_panels=() if only_chosen else current.chosen(by_panel),
        policy=thresholds.policy(),
    )

    def filter_cell(hit: clicks.Hit) -> None:
        """Filter by the cell's site and group, or take that back."""
        filter_state.toggle(clicks.cell_filters(hit, by_column, by_panel))

    if not card.nobody_left():
        st.caption("A click on a cell filters by its site and group; the same click again takes it back.")
        card.figure(site_heatmap, options, filter_cell, but=() if only_chosen else own_filters)
