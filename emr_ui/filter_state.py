"""The filters as the widgets hold them: changed by a click, cleared, undone. The widgets are the truth.

All functions that change them run in callbacks, before the script, so that the URL follows.
"""

from collections.abc import Iterable

import streamlit as st

from emr_core.choices import ANY_CLASS
from emr_core.cohort import Cohort
from emr_core.fields import Categorical, Continuous, Field, Sites
from emr_core.filters import FILTERS, options, site_options
from emr_core.schema import BY_NAME
from emr_ui import current

Values = dict[str, object]


def keys_of(field_name: str) -> tuple[str, ...]:
    """Return the widget keys, which are URL parameters too, of one field's filter."""
    field = BY_NAME[field_name]
    if isinstance(field, Sites):
        return field_name, f"{field_name}_logic", f"{field_name}_unknown"
    if isinstance(field, Continuous):
        return f"{field_name}_from", f"{field_name}_to", f"{field_name}_unknown"
    return (field_name, f"{field_name}_any") if field_name in ANY_CLASS else (field_name,)


KEYS: tuple[str, ...] = tuple(key for field in FILTERS for key in keys_of(field.name))


def neutral(key: str) -> object:
    """Return the value of a filter's widget that filters nothing."""
    if key.endswith("_logic"):
        return "any"
    if key.endswith(("_unknown", "_any")):
        return False
    return None if key.endswith(("_from", "_to")) else []


def snapshot() -> Values:
    """Return what every filter widget holds now."""
    return {key: st.session_state.get(key, neutral(key)) for key in KEYS}


def in_use(fields: Iterable[Field]) -> bool:
    """Return whether a filter of these fields is set, or asked for by the address."""
    keys = {key for field in fields for key in keys_of(field.name)}
    set_now = any(st.session_state.get(key, neutral(key)) != neutral(key) for key in keys)
    return set_now or not keys.isdisjoint(st.query_params)


def stand_by(fields: Iterable[Field]) -> None:
    """Write down filters that have no widgets yet as unused, once a session.

    What a click sets, Streamlit writes into the address only if the key stood in the run before.
    """
    if not st.session_state.get("filters_stand_by"):
        st.session_state["filters_stand_by"] = True
        for key in (key for field in fields for key in keys_of(field.name)):
            st.session_state.setdefault(key, neutral(key))


def keep_history() -> None:
    """Remember the filters before this run's change, so that they can be brought back."""
    now, last = snapshot(), st.session_state.get("filters_shown")
    if last is not None and last != now and not st.session_state.pop("undoing", False):
        st.session_state.setdefault("history", []).append(last)
        del st.session_state["history"][:-50]
    st.session_state["filters_shown"] = now


def undo() -> None:
    """Bring back the filters as they were before the last change."""
    history = st.session_state.get("history", [])
    if history:
        st.session_state["undoing"] = True
        _set(history.pop())


def clear(*field_names: str) -> None:
    """Take filters away: those of some fields, or all of them."""
    names = field_names or tuple(field.name for field in FILTERS)
    _set({key: neutral(key) for name in names for key in keys_of(name)})


def toggle(changes: Values) -> None:
    """Set some filters; if they stand exactly so already, take them away: the same click undoes itself."""
    # A mark counts primary classes, so that its filter does too.
    changes = {**changes, **{f"{key}_any": False for key in changes if key in ANY_CLASS}}
    if all(st.session_state.get(key, neutral(key)) == value for key, value in changes.items()):
        changes = {key: neutral(key) for key in changes}
    _set(changes)


def put_aside() -> None:
    """Keep, on a change of cohort, the filters that the new one can answer; the others wait for return."""
    if st.session_state["cohort"] not in current.names():
        return  # chosen on a page whose session has ended; the list begins anew
    waiting: Values = st.session_state.get("put_aside", {})
    wanted = {key: _merged(value, waiting.get(key, neutral(key)), key) for key, value in snapshot().items()}
    cohort = current.named(st.session_state["cohort"])
    kept = {key: _answerable(key, value, cohort) for key, value in wanted.items()}
    rest = {key: _without(value, kept[key]) for key, value in wanted.items() if kept[key] != value}
    st.session_state["put_aside"] = rest
    st.session_state["history"] = []
    st.session_state["undoing"] = True
    _set(kept)


def _answerable(key: str, value: object, cohort: Cohort) -> object:
    """Return the part of a filter's value that a cohort can answer; neutral if none."""
    field = next(field for field in FILTERS if key in keys_of(field.name))
    if isinstance(field, Sites):
        known: tuple[str, ...] = site_options(cohort)
    elif field.name not in cohort.columns:
        return neutral(key)
    else:
        known = options(field, cohort) if isinstance(field, Categorical) else ()
    return [item for item in value if item in known] if isinstance(value, list) else value


def _merged(value: object, waiting: object, key: str) -> object:
    """Return a filter's value with the part of it that waits from another cohort."""
    if isinstance(value, list) and isinstance(waiting, list):
        return [*value, *(item for item in waiting if item not in value)]
    return waiting if value == neutral(key) else value


def _without(value: object, kept: object) -> object:
    """Return what of a filter's value was not kept."""
    return (
        [item for item in value if item not in kept]
        if isinstance(value, list) and isinstance(kept, list)
        else value
    )


def _set(values: Values) -> None:
    """Write widget values; only those that change, so that an untouched widget stays as it is."""
    for key, value in values.items():
        if st.session_state.get(key, neutral(key)) != value:
            st.session_state[key] = value
