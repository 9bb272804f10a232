"""The session's cohort, its filters and the figures already made from them.

Everything lives in the session's own state; only the bundled cohorts, which are public, are read once for
all sessions.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import streamlit as st

from emr_core.cohort import Cohort, Source
from emr_core.filters import Choice, Range, SiteChoice, SiteLogic, apply, without
from emr_core.intake.load import load
from emr_core.look import LOOKS, Look
from emr_core.recipe import Recipe, patients
from emr_ui import thresholds

DATA = Path(__file__).resolve().parents[1] / "data"
BUNDLED = {"Published": "sample_cohort", "Synthetic": "synthetic_registry"}
"""Name on screen to file; the first is open at the start."""

REMEMBERED = 128
"""Figures kept per session; the oldest goes first."""

TIMES_HELD, FEW, COHORTS = 3, 100_000, 6
"""Filtered cohorts of a session together hold at most so many times its patients, and so many more; and they
are at most so many, for of each some hundred small objects are kept."""

PAIRS = 3
"""Comparisons of two groups kept per session, of large cohorts one: their patients are copies; the oldest
goes first."""

Made = TypeVar("Made")


@cache
def bundled(name: str) -> Cohort:
    """Return a cohort that comes with the product, read through the same intake as every upload."""
    file = DATA / f"{BUNDLED[name]}.csv"
    intake = load(file.read_bytes(), file.name, file.with_suffix(".source.json").read_bytes())
    if intake.cohort is None:
        raise ValueError(f"{file.name} cannot be read: {'; '.join(i.message for i in intake.issues)}")
    return intake.cohort


def names() -> tuple[str, ...]:
    """Return the names of the cohorts this session can open: the bundled ones, then its own."""
    return (*BUNDLED, *st.session_state.get("own_cohorts", {}))


def named(name: str) -> Cohort:
    """Return the cohort of that name, unfiltered."""
    own: dict[str, Cohort] = st.session_state.get("own_cohorts", {})
    return own[name] if name in own else bundled(name)


def open_cohort(name: str) -> Cohort:
    """Make a cohort the session's current one, and return it."""
    st.session_state["open_cohort"] = name
    return named(name)


def whole() -> Cohort:
    """Return the session's current cohort, unfiltered."""
    return named(st.session_state.get("open_cohort", names()[0]))


def beside(recipe: Recipe) -> dict[str, Cohort]:
    """Return the other cohorts that a recipe can compare with, by their fingerprint; none if it does not."""
    if recipe.sides is None:
        return {}
    return {cohort.source.fingerprint: cohort for cohort in map(named, names())}


def shown_by(recipe: Recipe) -> Cohort:
    """Return the patients that a recipe is about: of two that are compared, the last few are remembered."""
    if recipe.sides is None:
        return narrowed(recipe.choices)
    held: dict[object, Cohort] = st.session_state.setdefault("pairs", {})
    key = (whole().source.fingerprint, recipe.choices, recipe.sides)
    if key not in held:
        made = patients(recipe, whole(), beside(recipe), _held_or_applied)
        room = len(whole()) + FEW - len(made)
        while len(held) >= PAIRS or (held and sum(map(len, held.values())) > room):
            held.pop(next(iter(held)))
        held[key] = made
    return held[key]


def source_of(recipe: Recipe | None) -> Source:
    """Return where the patients of a recipe come from; the open cohort, unless two are compared."""
    if recipe is None or recipe.sides is None:
        return whole().source
    try:
        return shown_by(recipe).source
    except ValueError:  # the other cohort was removed: the slide says so, and shows nobody
        return whole().source


def other_source(recipe: Recipe) -> Source | None:
    """Return where the other cohort of a comparison comes from, if it is of two."""
    sides = () if recipe.sides is None else (recipe.sides.first, recipe.sides.second)
    others = {side.of for side in sides} - {"", whole().source.fingerprint}
    held = beside(recipe)
    return next((held[one].source for one in others if one in held), None)


def choices() -> tuple[Choice, ...]:
    """Return the filters chosen in this run."""
    return st.session_state.get("choices", ())  # type: ignore[no-any-return]


def choose(chosen: tuple[Choice, ...]) -> None:
    """Set the filters of this run."""
    st.session_state["choices"] = chosen


def filtered() -> Cohort:
    """Return the patients that pass every filter."""
    return narrowed(choices())


def filtered_but(*fields: str) -> Cohort:
    """Return the patients that pass every filter but those on these fields.

    A picture that is clicked is drawn from them: its own filters are marked on it and can be undone there.
    """
    return narrowed(without(choices(), *fields))


def narrowed(chosen: tuple[Choice, ...]) -> Cohort:
    """Return the patients that pass some filters; made once, as long as the session's memory allows."""
    everybody = whole()
    if not chosen:
        return everybody
    held: dict[object, Cohort] = st.session_state.setdefault("narrowed", {})
    key = (everybody.source.fingerprint, chosen)
    if key not in held:
        made = apply(everybody, chosen)
        room = TIMES_HELD * len(everybody) + FEW - len(made)
        while len(held) >= COHORTS or (held and sum(map(len, held.values())) > room):
            held.pop(next(iter(held)))
        held[key] = made
    return held[key]


def _held_or_applied(cohort: Cohort, chosen: tuple[Choice, ...]) -> Cohort:
    """Return the patients of a cohort that pass some filters; those of this run are at hand.

    To filter a million again took 0.3 to 0.9 s.
    """
    held: dict[object, Cohort] = st.session_state.get("narrowed", {})
    return held.get((cohort.source.fingerprint, chosen)) or apply(cohort, chosen)


def look() -> Look:
    """Return the look that fits the reader's theme, or the one for paper if the URL asks for it."""
    if st.query_params.get("look") == "print":
        return LOOKS["print"]
    return LOOKS["dark" if st.context.theme.type == "dark" else "light"]


def remember(key: object, make: Callable[[], Made]) -> Made:
    """Return what `make` gives for this cohort, filters, thresholds and key; made once a session."""
    return keep((whole().source.fingerprint, choices(), thresholds.policy(), key), make)


def keep(key: object, make: Callable[[], Made]) -> Made:
    """Return what `make` gives for this key; made once a session, the oldest forgotten."""
    memo = st.session_state.setdefault("memo", {})
    if key not in memo:
        made = make()
        while len(memo) >= REMEMBERED:
            memo.pop(next(iter(memo)))
        memo[key] = made
    return memo[key]  # type: ignore[no-any-return]


def forget_figures() -> None:
    """Forget every figure made so far and every patient clicked, of whichever cohort."""
    of_patients = ("patient", "patient_of_upload", "patient_clicked", "patient_shown")
    for name in ("memo", "narrowed", "pairs", "compared", "sides_kept", *of_patients):
        st.session_state.pop(name, None)


def chosen(field: str) -> tuple[str, ...]:
    """Return the levels or sites that are chosen for a field, none without such a filter."""
    for choice in choices():
        if choice.field == field and not isinstance(choice, Range):
            return choice.chosen
    return ()


def site_choice() -> tuple[tuple[str, ...], SiteLogic]:
    """Return the sites that are chosen and how several are meant; none without such a filter."""
    for choice in choices():
        if isinstance(choice, SiteChoice):
            return choice.chosen, choice.logic
    return (), "any"
