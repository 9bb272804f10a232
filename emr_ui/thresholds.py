"""The thresholds of small numbers as the reader sets them; what is changed is printed with results."""

import streamlit as st

from emr_core.policy import LIMITS, POLICY, WORDS, Policy
from emr_ui import address, opened
from emr_ui.markdown import escaped

HEIGHT = 50 + 86 * len(LIMITS)
"""Pixels that the thresholds take."""


def popover() -> None:
    """Offer the thresholds below which less is said; their values are part of the URL."""
    asked_for = any(name in st.query_params for name in LIMITS)
    box = opened.popover("Small numbers", "small-numbers", HEIGHT, in_use=asked_for or policy() != POLICY)
    if box is None:
        return
    with box:
        st.caption("What may be said of few patients. A changed threshold is printed on figures and tables.")
        for name, (least, most) in LIMITS.items():
            words = WORDS[name]
            bound = address.whole_number(name, words, least, most)
            st.number_input(
                escaped(f"{words[0].upper()}{words[1:]}"),
                least,
                most,
                getattr(POLICY, name),
                key=name,
                bind="query-params" if bound else None,
            )
        st.button("As usual", on_click=_reset, key="usual-thresholds", disabled=policy() == POLICY)


def policy() -> Policy:
    """Return the thresholds in use."""
    return Policy(**{name: int(st.session_state.get(name, getattr(POLICY, name))) for name in LIMITS})


def _reset() -> None:
    """Set every threshold back."""
    for name in LIMITS:
        st.session_state[name] = getattr(POLICY, name)
