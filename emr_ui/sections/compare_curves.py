"""Curves of two sides over one another, where both have the times for them; otherwise why not."""

import streamlit as st

from emr_core.charts import event_curves
from emr_core.cohort import SIDE
from emr_core.curves.groups import Options
from emr_core.curves.sides import not_drawn
from emr_core.endpoints import declared
from emr_core.tables import curve_summary
from emr_ui import compared, pickers, thresholds
from emr_ui.markdown import escaped


def show() -> None:
    """Draw the section: the endpoint, then curves with their numbers, or the reason for none."""
    pair = compared.pair()
    if pair is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls-curves"):
        endpoint = declared.ALL_ENDPOINTS[
            pickers.named("Endpoint", declared.offered(pair), key="compare_endpoint", width=330)
        ]
    options = Options(endpoint=endpoint.name, by=SIDE, unit=endpoint.unit, policy=thresholds.policy())
    if why := not_drawn(pair, options):
        st.info(escaped(why))
        return
    compared.show(event_curves, options)
    compared.show(curve_summary, options)
