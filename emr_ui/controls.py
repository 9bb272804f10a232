"""FIELDS as filter widgets in the sidebar, with counts beside them; every value is part of the URL."""

import streamlit as st

from emr_core.choices import ANY_CLASS
from emr_core.cohort import Cohort
from emr_core.fields import UNKNOWN, Categorical, Continuous, Field, Sites
from emr_core.filters import (
    FILTERS,
    FIRST,
    SITE_LOGIC,
    Choice,
    Levels,
    Range,
    SiteChoice,
    limits,
    options,
    site_options,
    without_site,
)
from emr_core.level_counts import counts
from emr_ui import address, current, filter_state, opened
from emr_ui.markdown import escaped

MORE = "more-filters"
"""Key of the box that the filters stand in which are seldom used."""

LOGIC_WORDS = {
    "any": "any: at least one of them",
    "all": "all: every one of them",
    "only": "only: no site but these",
    "exactly": "exactly: every one of them, and no other",
    "none": "none: not one of them",
}


def filters(whole: Cohort) -> tuple[Choice, ...]:
    """Show the filters and return those in use; `counts_beside` fills in the numbers afterwards."""
    st.session_state["count_slots"] = {}
    chosen = [_filter(field, whole) for field in FILTERS if field.name in FIRST]
    held = [field for field in FILTERS if field.name not in FIRST]
    box = opened.expander("More filters", MORE, in_use=filter_state.in_use(held))
    if box is None:
        filter_state.stand_by(held)
    else:
        with box:
            recorded = [field for field in held if field.name in whole.columns]
            chosen += [_filter(field, whole) for field in recorded]
            absent = [field.label for field in held if field.name not in whole.columns]
            if absent:
                st.caption(f"Not in this cohort: {', '.join(absent)}.")
    return tuple(choice for choice in chosen if choice is not None)


def counts_beside(whole: Cohort, filtered: Cohort) -> None:
    """Write `after / before` for every level beside its filter."""
    for name, slot in st.session_state["count_slots"].items():
        slot.caption(current.remember(("beside", name), lambda name=name: _beside(name, whole, filtered)))


def _beside(name: str, whole: Cohort, filtered: Cohort) -> str:
    """Return every level of a field with `after / before`; of the sites, those of the middle level."""
    field = next(f for f in FILTERS if f.name == name)
    before, after = counts(whole, field), counts(filtered, field)
    names = site_options(whole) if isinstance(field, Sites) else [*before]
    order = names if isinstance(field, Sites) else _in_order(field, names)
    words = [f"{escaped(n)} {after.get(n, 0)}/{before[n]}" for n in order if before.get(n, 0)]
    return " · ".join(words if not isinstance(field, Sites) else words[: whole.sites["site"].nunique()])


def _filter(field: Field, whole: Cohort) -> Choice | None:
    """Show one filter and return its choice, if it filters anything."""
    if isinstance(field, Sites):
        return _site_filter(field, whole)
    if isinstance(field, Continuous):
        return _range_filter(field, whole)
    if isinstance(field, Categorical):
        # The levels of an open category are the file's own words: those of an upload never enter the URL.
        private = field.open and whole.source.kind == "uploaded"
        bind = None if private else "query-params"
        known = options(field, whole)
        if not private:
            address.options(field.name, field.label, known)
        chosen = st.multiselect(field.label, known, key=field.name, bind=bind, placeholder="all")
        st.session_state["count_slots"][field.name] = st.empty()
        anywhere = field.name in ANY_CLASS and _any_class(field, bool(chosen))
        return Levels(field.name, tuple(chosen), anywhere) if chosen else None
    return None


def _any_class(field: Categorical, active: bool) -> bool:
    """Offer to filter by any class of a patient instead of the primary one."""
    key = filter_state.keys_of(field.name)[1]
    address.yes_or_no(key, "Any class of the patient")
    return st.checkbox(
        "Any class of the patient",
        key=key,
        bind="query-params",
        help="Off: the primary class, the first by precedence, as tables and pictures count it.",
        disabled=not active,
    )


def _site_filter(field: Sites, whole: Cohort) -> Choice | None:
    """Show the site filter: names of any level, and how several are meant."""
    names, logic, unknown = filter_state.keys_of(field.name)
    known = site_options(whole)
    address.options(names, field.label, known)
    address.options(logic, "A patient fits with", SITE_LOGIC)
    address.yes_or_no(unknown, "Keep site not stated")
    chosen = st.multiselect(
        field.label,
        known,
        key=names,
        bind="query-params",
        placeholder="all",
        help="Sites, systems and subsites of this cohort, commonest first.",
    )
    st.session_state["count_slots"][field.name] = st.empty()
    how = st.selectbox(
        "A patient fits with",
        SITE_LOGIC,
        key=logic,
        bind="query-params",
        help="  \n".join(LOGIC_WORDS.values()),
        disabled=not chosen,
    )
    missing = without_site(whole)
    kept = bool(missing) and st.checkbox(
        f"Keep site not stated ({missing})", key=unknown, bind="query-params"
    )
    return SiteChoice(tuple(chosen), how, kept) if chosen else None


def _range_filter(field: Continuous, whole: Cohort) -> Choice | None:
    """Show the lower and upper limit of a number; an empty limit is none."""
    found = limits(whole, field.name)
    if found is None:
        return None
    low, high, missing = found
    from_key, to_key, unknown_key = filter_state.keys_of(field.name)
    st.markdown(f"{escaped(field.axis)}")
    left, right = st.columns(2)
    both = {"min_value": 0.0, "value": None, "bind": "query-params", "step": 1.0, "format": "%g"}
    address.number(from_key, f"{field.label} from", 0)
    address.number(to_key, f"{field.label} to", 0)
    address.yes_or_no(unknown_key, f"{field.label}: keep unknown")
    at_least = left.number_input("from", key=from_key, placeholder=f"{low:g}", **both)
    at_most = right.number_input("to", key=to_key, placeholder=f"{high:g}", **both)
    keep = bool(missing) and st.checkbox(f"Keep unknown ({missing})", key=unknown_key, bind="query-params")
    if at_least is None and at_most is None:
        return None
    return Range(
        field.name, low if at_least is None else at_least, high if at_most is None else at_most, keep
    )


def _in_order(field: Field, names: list[str]) -> list[str]:
    """Return levels in the schema's order, unknown last."""
    levels = field.levels if isinstance(field, Categorical) and not field.open else ()
    known = [level for level in levels if level in names] or sorted(n for n in names if n != UNKNOWN)
    return [*known, UNKNOWN]
