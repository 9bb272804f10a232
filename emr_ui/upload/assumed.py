"""What the file does not say itself and was assumed: each confirmed, or changed, in place."""

from collections.abc import Sequence

import streamlit as st

from emr_core.intake.assumptions import NOT_USED, Assumption, assumptions
from emr_core.intake.intake import Intake
from emr_ui.markdown import escaped
from emr_ui.upload import held


def of_columns(intake: Intake) -> list[Assumption]:
    """Return what was assumed of columns and constants; found once for every change."""
    return held.once("assumptions", lambda: [one for one in assumptions(intake) if one.remap is not None])


def show(found: Sequence[Assumption]) -> None:
    """Show every assumption with what it could be instead; choosing what was assumed confirms it."""
    if not found:
        return
    st.markdown("**Assumed**: confirm, or choose what is right")
    halves = st.columns(2, gap="medium")
    for place, one in enumerate(found):
        with halves[place % 2]:
            _ask(place, one)


def _ask(place: int, one: Assumption) -> None:
    key = held.turn_key(f"assumed-{place}")
    given = one.column == "" or one.assumed == NOT_USED
    st.selectbox(
        escaped(one.sentence),
        one.alternatives if given else (one.assumed, *one.alternatives),
        index=None,
        placeholder=one.assumed,
        key=key,
        on_change=_answer,
        args=(one, key),
    )


def _answer(one: Assumption, key: str) -> None:
    chosen = st.session_state[key]
    remap = one.remap
    if chosen is not None and remap is not None:
        held.map_differently(lambda _: remap(chosen))
