"""The effects between two sides with their intervals, AML and ALL apart."""

import streamlit as st

from emr_core.charts import compare_effects
from emr_core.tables import compare_effects as effects_table
from emr_ui import compared


def show() -> None:
    """Draw the section: which fields, the picture of the shares, the table of all effects."""
    with st.container(horizontal=True, key="controls-effects"):
        section = compared.section("compare_effects_of", "on both sides")
    if compared.has(section, "on both sides"):
        compared.show(compare_effects, compare_effects.Options(section))
    compared.show(effects_table, effects_table.Options(section))
