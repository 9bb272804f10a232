"""A link to the screen as it stands: filters, settings, and the fingerprint of the data it was made of."""

import re
from urllib.parse import urlencode

import streamlit as st

from emr_ui import current, ended
from emr_ui.markdown import escaped

DATA = "data"
"""The parameter with the fingerprint: the first eight digits."""

RECEIVED = "link_data"
"""Where the fingerprint of the link that opened this session waits until that data are open."""


def popover() -> None:
    """Offer the link, to be copied; for an upload it says what the receiver must load."""
    source = current.whole().source
    with st.popover("Link", width="stretch", key="link"):
        st.code(_address(), language=None, wrap_lines=True)
        if source.kind == "uploaded":
            st.caption(
                "It holds filters and settings, no patient. Whoever opens it must load the same file on the "
                f"Data screen, read in the same way: data {source.fingerprint[:8]}."
            )
        else:
            st.caption("Opens this screen with these filters and settings.")


def check() -> None:
    """Say so if the link that opened this session was made of other data than are open."""
    if RECEIVED not in st.session_state:
        named = st.query_params.get(DATA, "")
        st.session_state[RECEIVED] = named if re.fullmatch("[0-9a-f]{8}", named) else ""
    wanted, source = st.session_state[RECEIVED], current.whole().source
    if not wanted:
        return
    if source.fingerprint.startswith(wanted):
        _forget()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="link-data"):
        st.warning(
            escaped(
                f"This link was made of other data ({wanted}) than are shown: {source.name} "
                f"({source.fingerprint[:8]}). Load that file on the Data screen; the filters stay."
            )
        )
        st.button("Go on with these", on_click=_forget, key="forget-link")


def _address() -> str:
    """Return this screen's address with what is bound to it, and the data's fingerprint.

    The name of an upload stays out of it: it is the name of a file.
    """
    source = current.whole().source
    left_out = {DATA, "look", ended.MARK} | ({"cohort", "patient"} if source.kind == "uploaded" else set())
    bound = {name: st.query_params.get_all(name) for name in st.query_params if name not in left_out}
    address = str(st.context.url or "").split("?")[0]
    return f"{address}?{urlencode({**bound, DATA: source.fingerprint[:8]}, doseq=True)}"


def _forget() -> None:
    """Take the data that are open as those that were meant."""
    st.session_state[RECEIVED] = ""
