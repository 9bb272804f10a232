"""Every patient as a column: where it came back, under type, sex, karyotype and marrow."""

from typing import get_args

import streamlit as st

from emr_core.charts import patient_matrix
from emr_core.factors import relapsed
from emr_core.patient_patterns import pages
from emr_core.site_counts import SiteLevel
from emr_core.site_order import SiteOrder
from emr_ui import card, clicks, current, pickers


def show() -> None:
    """Draw the section: its controls, then its cards."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        group = pickers.grouping(
            "Columns grouped by", patient_matrix.GROUPS, current.whole(), key="patients_by"
        )
        level = pickers.one_of("Rows", get_args(SiteLevel), key="patients_level")
        order = pickers.one_of("Rows sorted by", get_args(SiteOrder), key="patients_order")

    if not card.nobody_left():
        page = pickers.page(pages(len(relapsed(current.filtered()))), key="patients_page")
        options = patient_matrix.Options(level=level, order=order, group=group, page=page)
        card.figure(patient_matrix, options, pick)


def pick(hit: clicks.Hit) -> None:
    """Remember the patient whose column was clicked."""
    st.session_state["patient"] = clicks.patient(hit)
