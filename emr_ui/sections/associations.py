"""What goes with what at the relapse: odds of a finding, differences in time, then the table of all."""

from typing import get_args

import streamlit as st

from emr_core.charts import odds_forest, time_differences
from emr_core.tables import associations
from emr_ui import card, pickers, thresholds

MONTHS = {f"{horizon} months": horizon for horizon in time_differences.HORIZONS}


def show() -> None:
    """Draw the section: the odds of one finding, the differences of one endpoint, the table."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        asked = pickers.one_of("Odds of", get_args(odds_forest.Asked), key="odds_of")
        of = pickers.named("Difference in", time_differences.MEASURE, key="difference_in")
        within = pickers.one_of("within", list(MONTHS), key="within")
    if not card.nobody_left():
        policy = thresholds.policy()
        card.figure(odds_forest, odds_forest.Options(asked, policy))
        card.figure(time_differences, time_differences.Options(of, MONTHS[within], policy))
        card.table(associations, associations.Options(policy))
