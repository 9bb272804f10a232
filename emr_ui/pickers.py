"""The small controls above a picture: what it is drawn by, what it counts, how wide its window is."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import factor, is_held
from emr_ui import address

Option = TypeVar("Option", bound=str)


def one_of(label: str, names: Sequence[Option], key: str, width: int = 0) -> Option:
    """Offer a few words and return the one chosen, the first unless changed; `width` 0 takes all room."""
    address.options(key, label, names)
    return st.selectbox(label, names, key=key, bind="query-params", width=width or "stretch")


def grouping(label: str, names: Sequence[str], cohort: Cohort, key: str) -> str:
    """Offer the groupings that the cohort records and return the name of the one chosen."""
    held = [name for name in names if name == "none" or is_held(cohort, name)]
    labels = {name: factor(cohort, name).label.split(" (")[0] for name in held if name != "none"}
    labels["none"] = "No grouping"
    address.options(key, label, [labels[name] for name in held])
    return st.selectbox(label, held, key=key, bind="query-params", format_func=labels.__getitem__)


def named(label: str, names: Mapping[str, str], key: str, more: str = "", width: int = 0) -> str:
    """Offer names by their labels and return the one chosen, the first unless changed; `more` is its help."""
    address.options(key, label, names.values())
    return st.selectbox(
        label,
        list(names),
        key=key,
        bind="query-params",
        format_func=names.__getitem__,
        help=more or None,
        width=width or "stretch",
    )


def window(key: str = "window") -> int:
    """Offer the concurrency windows in days and return the one chosen, the published one unless changed."""
    address.options(key, "BMR is concurrent within", [f"{days} days" for days in WINDOWS])
    return st.selectbox(
        "BMR is concurrent within",
        WINDOWS,
        key=key,
        bind="query-params",
        format_func=lambda days: f"{days} days",
        help="How close the marrow relapse must be to the extramedullary one; 7 days as published.",
    )


def only_chosen(key: str = "only") -> bool:
    """Offer to draw the filtered patients alone, instead of outlining the picture's own filters in all."""
    address.yes_or_no(key, "Only chosen")
    return st.toggle(
        "Only chosen",
        key=key,
        bind="query-params",
        help="On: the picture is drawn from the filtered patients alone. "
        "Off: its own filters are outlined and the other columns and rows stay for comparison.",
    )


def switch(label: str, key: str, more: str) -> bool:
    """Offer to turn something on, off unless changed; `more` is its help."""
    address.yes_or_no(key, label)
    return st.toggle(label, key=key, bind="query-params", help=more)


def page(pages: int, key: str) -> int:
    """Offer the pages of a long picture and return the one shown; nothing is offered for a single page."""
    return st.pagination(pages, key=key) if pages > 1 else 1
