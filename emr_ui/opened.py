"""Boxes that stand closed: what they hold is made when they are first opened.

Every click runs the whole screen again. The filters and files that few people open would be most of its
widgets: left out until they are asked for, a run takes half of what it took.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

OPENED = "boxes_opened"
"""Where the keys of the boxes stand that this session has opened."""


def expander(label: str, key: str, *, in_use: bool) -> DeltaGenerator | None:
    """Return a box for widgets that keep their values, or None while nobody has asked for them.

    It opens by itself when something in it comes into use. Once filled it stays so, for a widget that is left
    out of a run forgets its value.
    """
    used = f"{key}-in-use"
    if in_use and not st.session_state.get(used):
        st.session_state[key] = True
    st.session_state[used] = in_use
    place = st.expander(label, key=key, on_change="rerun")
    return place if _asked(key, in_use or bool(place.open)) else None


def popover(label: str, key: str, height: int, *, in_use: bool) -> DeltaGenerator | None:
    """Return a box behind a button for widgets that keep their values, as `expander` does."""
    place = st.popover(label, width="stretch", key=key, on_change="rerun")
    if _asked(key, in_use or bool(place.open)):
        return place
    _keep_room(place, height)
    return None


def shown(label: str, key: str, height: int) -> DeltaGenerator | None:
    """Return a box behind a button for what has no values to keep, or None while it is closed."""
    place = st.popover(label, key=key, on_change="rerun")
    if place.open:
        return place
    _keep_room(place, height)
    return None


def _keep_room(place: DeltaGenerator, height: int) -> None:
    """Fill a closed box with nothing, as high in pixels as what it will hold: that decides where it opens."""
    place.container(height=height, border=False)


def _asked(key: str, now: bool) -> bool:
    """Return whether the content of a box has been asked for, now or before."""
    asked: set[str] = st.session_state.setdefault(OPENED, set())
    if now:
        asked.add(key)
    return key in asked
