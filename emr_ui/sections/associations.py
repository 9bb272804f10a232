"""What goes with what at the relapse: odds of one finding by every factor, then the table of all."""

from typing import get_args

import streamlit as st

from emr_core.charts import odds_forest
from emr_core.tables import associations
from emr_ui import card, pickers, thresholds


def show() -> None:
    """Draw the section: the odds of one finding, then the table of associations."""
    with st.container(horizontal=True, key="controls"):
        asked = pickers.one_of("Odds of", get_args(odds_forest.Asked), key="odds_of", width=260)
    if not card.nobody_left():
        policy = thresholds.policy()
        card.figure(odds_forest, odds_forest.Options(asked, policy))
        card.table(associations, associations.Options(policy))
