"""Where two sides relapse: the difference of their shares, site by site."""

from typing import get_args

import streamlit as st

from emr_core.charts import compare_sites
from emr_core.site_counts import SiteLevel
from emr_ui import compared, pickers


def show() -> None:
    """Draw the section: the level of the rows, the differences."""
    with st.container(horizontal=True, key="controls-sites"):
        level = pickers.one_of("Rows", get_args(SiteLevel), key="compare_level", width=200)
    compared.show(compare_sites, compare_sites.Options(level))
