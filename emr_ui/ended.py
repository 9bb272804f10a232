"""A session that held data and has ended: said plainly, instead of another cohort shown in silence.

Data live in memory only, so a reload, a connection that stays away or a restarted server ends with them. The
address carries a mark while a session holds any; a new session that finds the mark knows what was lost.
"""

import streamlit as st

from emr_ui import current
from emr_ui.markdown import escaped

MARK = "held"
"""The mark in the address. It says that there are data, nothing of them."""

SAID = "ended"
"""Whether the sentence stands: found at the start of the session, until it is closed or data come back."""


def note() -> None:
    """Find the mark of a session before this one, and set or remove that of this one."""
    holds = _holds()
    if SAID not in st.session_state:
        st.session_state[SAID] = not holds and (bool(names()) or MARK in st.query_params)
    if holds and MARK not in st.query_params:
        st.query_params[MARK] = "1"
    elif not holds and MARK in st.query_params:
        del st.query_params[MARK]


def check() -> None:
    """Say that a session has ended and what is shown instead, until it is closed or data are loaded."""
    if _holds():
        _close()
    if not st.session_state[SAID]:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="session-ended"):
        st.warning(
            f"Your session has ended: the page was reloaded, the connection was lost for too long, or the "
            f"server was restarted. Files, cohorts and decks are held in memory only and are gone. Shown now "
            f"is {escaped(current.whole().source.name)}. Load your file again on the Data screen."
        )
        st.button("Close", on_click=_close, key="close-ended")


def names() -> tuple[str, ...]:
    """Return the cohort that the address names, if it was one of a session that has ended."""
    named = st.query_params.get("cohort", "")
    return (named,) if named.startswith("Uploaded") else ()


def _holds() -> bool:
    """Return whether this session holds something that its end would lose."""
    state = st.session_state
    return bool(
        state.get("upload") or state.get("own_cohorts") or any(map(len, state.get("decks", {}).values()))
    )


def _close() -> None:
    st.session_state[SAID] = False
