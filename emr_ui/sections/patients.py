"""Every patient as a column: where it came back, under type, sex, karyotype and marrow."""

from typing import get_args

import streamlit as st

from emr_core.charts import patient_matrix
from emr_core.factors import relapsed
from emr_core.patient_patterns import pages
from emr_core.recipe import recipe_of
from emr_core.site_counts import SiteLevel
from emr_core.site_order import SiteOrder
from emr_ui import card, current, patient_card, pickers


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
        cohort, whole = current.filtered(), len(current.whole())
        settings = (level, order, group, patient_matrix.TRACKS, page)
        options = patient_matrix.Options(*settings, patient_card.chosen())
        st.caption("A click on a column shows what is recorded of that patient; again takes it back.")
        card.show(
            lambda look: patient_matrix.figure(cohort, whole, look, options),
            options,
            patient_card.choose,
            recipe_of(patient_matrix, patient_matrix.Options(*settings), current.choices()),
        )
        patient_card.show()
