"""What the address asks for when a session begins: followed, or said where it cannot be.

Streamlit drops what it cannot use of an address without a word. Every widget that is bound to the address
says here which texts it understands; what no widget understands is told above the screen.
"""

import math
from collections.abc import Callable, Collection

import streamlit as st

from emr_core.wording import listed
from emr_ui.markdown import escaped

RECEIVED = "address_received"
"""Where the address waits, name to texts, until every widget of the first run has taken its part."""

UNREAD = "address_unread"
"""Where that part waits which nothing understood, as words, until somebody closes the sentence."""

NOT_BOUND = "address_not_bound"
"""Where the keys of those widgets stand that must not read their part in this session."""

NOT_OF_WIDGETS = frozenset({"data", "look", "held"})
"""Names that are read elsewhere: `link`, `current` and `ended`."""

LISTED, LONGEST = 5, 40
"""Parts that are named, and the letters of a part that are shown: an address may be long nonsense."""


def note() -> None:
    """Keep what the address says, once a session, before the first widget reads it."""
    if RECEIVED not in st.session_state:
        st.session_state[RECEIVED] = {name: st.query_params.get_all(name) for name in st.query_params}
        st.session_state[UNREAD] = []


def options(key: str, label: str, texts: Collection[str]) -> None:
    """Say that a widget understands these texts."""
    _take(key, label, lambda text: text in texts)


def yes_or_no(key: str, label: str) -> None:
    """Say that a widget understands true and false."""
    _take(key, label, lambda text: text.lower() in {"true", "false"})


def number(key: str, label: str, least: float, most: float = math.inf) -> None:
    """Say that a widget understands the numbers of a range."""
    _take(key, label, _within(float, least, most))


def whole_number(key: str, label: str, least: int, most: int) -> bool:
    """Say that a widget understands the whole numbers of a range, and return whether it may be bound.

    Streamlit cannot read a whole number out of `inf`, and raises; a widget that is not bound is not asked to.
    """
    if not _take(key, label, _within(int, least, most)):
        st.session_state.setdefault(NOT_BOUND, set()).add(key)
        del st.query_params[key]
    return key not in st.session_state.get(NOT_BOUND, ())


def _within(of: type[float] | type[int], least: float, most: float) -> Callable[[str], bool]:
    """Return what tells whether a text is a number of a range."""

    def within(text: str) -> bool:
        try:
            value = of(text)
        except ValueError:
            return False
        return math.isfinite(value) and least <= value <= most

    return within


def check() -> None:
    """Say what of the address nothing understood, until it is closed; called after the last widget."""
    for name in sorted(st.session_state[RECEIVED].keys() - NOT_OF_WIDGETS):
        st.session_state[UNREAD].append(f"“{_cut(name)}”")
    st.session_state[RECEIVED] = {}
    unread: list[str] = st.session_state[UNREAD]
    if not unread:
        return
    named = unread[:LISTED] + ([f"{len(unread) - LISTED} more"] if len(unread) > LISTED else [])
    with st.container(horizontal=True, vertical_alignment="center", key="address-unread"):
        st.warning(
            escaped(
                f"Not everything in the address was understood; left out: {'; '.join(named)}. "
                "All else is shown as asked."
            )
        )
        st.button("Close", on_click=unread.clear, key="close-address")


def _take(key: str, label: str, understood: Callable[[str], bool]) -> bool:
    """Take one widget's part of the address, keep what of it is not understood, return whether all is."""
    texts: list[str] = st.session_state.get(RECEIVED, {}).pop(key, [])
    wrong = [f"“{_cut(text)}”" for text in texts if text and not understood(text)]
    if wrong:
        st.session_state[UNREAD].append(f"{label} {listed(wrong[:LISTED])}")
    return not wrong


def _cut(text: str) -> str:
    """Return the beginning of a text, what cannot be printed as the sign for a lost letter."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:LONGEST])
    return shown if len(text) <= LONGEST else f"{shown[:-1]}…"
