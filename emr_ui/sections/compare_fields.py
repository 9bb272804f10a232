"""Every field of two sides on common scales: levels as bars back to back, numbers as dots."""

import streamlit as st

from emr_core.charts import compare_levels, compare_numbers
from emr_ui import compared


def show() -> None:
    """Draw the section: which fields of which type, the levels, the numbers."""
    with st.container(horizontal=True, key="controls-fields"):
        section = compared.section("compare_section", "either")
        within = compared.within("compare_fields_type")
    if compared.has(section, "levels"):
        compared.show(compare_levels, compare_levels.Options(section, within))
    if compared.has(section, "numbers"):
        compared.show(compare_numbers, compare_numbers.Options(section, within))
