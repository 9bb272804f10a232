"""Table 1 of two sides, and how far they are apart."""

import streamlit as st

from emr_core.charts import compare_balance
from emr_core.tables import compare_table_one
from emr_ui import compared, pickers, thresholds


def show() -> None:
    """Draw the section: within which type, Table 1, the standardized differences."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls-table"):
        within = compared.within("compare_table_type")
        every = pickers.switch(
            "Fields of one side too", key="compare_every", more="Off: fields that both sides record."
        )
    compared.show(compare_table_one, compare_table_one.Options(within, every, thresholds.policy()))
    compared.show(compare_balance, compare_balance.Options())
