"""The sections of the screens: each draws its own controls and cards; a screen lists its sections as tabs."""

from collections.abc import Callable, Mapping

import streamlit as st

from emr_ui import address

Section = Callable[[], None]


def show(sections: Mapping[str, Section], key: str) -> None:
    """Show sections as tabs, the first open unless the URL names another; only the open one runs."""
    address.options(key, "View", sections)
    for tab, section in zip(
        st.tabs(list(sections), key=key, bind="query-params"), sections.values(), strict=True
    ):
        if tab.open:
            with tab:
                section()
