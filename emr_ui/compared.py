"""The two sides that the session compares: chosen by a field, by cohort, or by filters that were kept."""

from dataclasses import replace
from types import ModuleType
from typing import cast

import streamlit as st

from emr_core.cohort import Cohort
from emr_core.fields import UNKNOWN, Categorical, Several
from emr_core.filters import FILTERS, Choice, Levels, filter_sentence
from emr_core.filters import apply as filtered
from emr_core.once import once
from emr_core.pair import Both, Pair, Side, Sides, two_names
from emr_core.recipe import Recipe
from emr_core.strata import EVERYBODY, strata
from emr_core.strata import within as within_type
from emr_core.tables.shared_fields import Kind, sections
from emr_ui import card, clicks, current, pickers

OTHER, GROUPS, SELECTIONS = "With another cohort", "Two groups of it", "Two selections, A and B"

STAY: dict[Both, str] = {
    "both": "counted on both sides",
    "first": "on the first side only",
    "second": "on the second side only",
    "neither": "on neither side",
}

KEPT = "sides_kept"
"""Where the filters kept as A and B stand: letter to the cohort's name and its filters."""


def ways(whole: Cohort) -> tuple[str, ...]:
    """Return how the two sides can be chosen; what an upload is brought for stands first."""
    first = (GROUPS, OTHER) if whole.source.kind == "published" else (OTHER, GROUPS)
    return (*first, SELECTIONS)


def another() -> Sides:
    """Offer the other cohorts and return the open one against the one chosen."""
    open_name = st.session_state.get("open_cohort", current.names()[0])
    others = [name for name in current.names() if name != open_name]
    # The name of an upload is the name of a file: it stays out of the address.
    private = bool(st.session_state.get("own_cohorts"))
    other = st.selectbox(
        "with", others, key="compare_with", bind=None if private else "query-params", format_func=called
    )
    return Sides(Side(called(open_name)), Side(called(other), (), current.named(other).source.fingerprint))


def groups(whole: Cohort) -> Sides | None:
    """Offer two levels of a field and return them as sides; None where no field has two."""
    held = {field.name: field for field in _fields(whole)}
    if not held:
        return None
    by = pickers.named("Groups by", {name: field.label for name, field in held.items()}, key="compare_by")
    field = held[by]
    # The levels of an open category are the file's own words: those of an upload never enter the address.
    bind = None if field.open and whole.source.kind == "uploaded" else "query-params"
    levels = _levels(whole, field)
    one = st.selectbox("First side", levels, key=f"side_one_{by}", bind=bind)
    rest = [level for level in levels if level != one]
    two = st.selectbox("Second side", rest, key=f"side_two_{by}", bind=bind)
    return Sides(*(Side(_told(field, level), (Levels(by, (level,)),)) for level in (one, two)))


def selections() -> Sides:
    """Offer to keep the filters as they stand as either side, and return what is kept; else what is open."""
    kept: dict[str, tuple[str, tuple[Choice, ...]]] = st.session_state.get(KEPT, {})
    held = current.names()
    for letter, key in (("A", "keep-a"), ("B", "keep-b")):
        with st.container(width="content"):
            st.button(f"Keep these filters as {letter}", key=key, on_click=_keep, args=(letter,))
    sides = []
    for letter in ("A", "B"):
        name, choices = kept.get(letter, ("", current.choices()))
        cohort = current.named(name) if name in held else current.whole()
        sides.append(Side(letter, choices, cohort.source.fingerprint))
    return Sides(sides[0], sides[1])


def kept_words() -> str:
    """Return what is kept as A and as B, or that a side is what is open now."""
    kept: dict[str, tuple[str, tuple[Choice, ...]]] = st.session_state.get(KEPT, {})
    told = []
    for letter in ("A", "B"):
        if letter in kept and kept[letter][0] in current.names():
            name, choices = kept[letter]
            told.append(
                f"{letter}: {called(name)}, {filter_sentence(filtered(current.named(name), choices))}"
            )
        else:
            told.append(f"{letter}: not kept yet, so what is open now")
    return ". ".join(told) + "."


def hold(sides: Sides | None, choices: tuple[Choice, ...]) -> None:
    """Make these the sides of this run, with the filters of both; None for nothing to compare."""
    st.session_state["compared"] = None if sides is None else (sides, choices)


def held() -> tuple[Sides, tuple[Choice, ...]] | None:
    """Return the sides of this run and the filters of both; None if there is nothing to compare."""
    return st.session_state.get("compared")  # type: ignore[no-any-return]


def pair() -> Pair | None:
    """Return the patients of the two sides as one cohort."""
    found = held()
    if found is None:
        return None
    return cast("Pair", current.shown_by(Recipe("charts", "", None, found[1], found[0])))


def called(name: str) -> str:
    """Return a cohort's name as a side is called: short where it is in brackets."""
    return current.named(name).source.name.split(" (")[0]


def named(sides: Sides) -> Sides:
    """Offer to name the sides, and return them so named; the names stay in the session."""
    default = two_names(sides.first.name, sides.second.name)
    words = [
        # A name of its own for every default, yet not the default itself: a session holds keys until its end.
        st.text_input(f"Name of {letter}", name, key=f"side-{letter}-{hash(name) & 0xFFFFFF:x}", max_chars=40)
        for letter, name in zip("AB", default, strict=True)
    ]
    first, second = two_names(words[0] or default[0], words[1] or default[1])
    return replace(sides, first=replace(sides.first, name=first), second=replace(sides.second, name=second))


def stay(sides: Sides) -> Sides:
    """Offer where patients stay who were chosen for both sides, and return the sides so."""
    label = "Patients chosen for both sides are"
    return replace(sides, both=pickers.named(label, STAY, key="compare_both", width=260))


def _keep(letter: str) -> None:
    """Keep the open cohort and its filters as a side."""
    name = st.session_state.get("open_cohort", current.names()[0])
    st.session_state.setdefault(KEPT, {})[letter] = (name, current.choices())


def _fields(whole: Cohort) -> list[Categorical]:
    """Return the fields with levels that patients can be filtered by, if two levels or more are recorded."""
    return [
        field
        for field in FILTERS
        if isinstance(field, Categorical)
        and not isinstance(field, Several)
        and field.name in whole.columns
        and len(_levels(whole, field)) > 1
    ]


@once
def _levels(whole: Cohort, field: Categorical) -> list[str]:
    """Return the levels of a field that somebody has, in their order, and the unknown last."""
    column = whole.column(field.name)
    found = [str(level) for level in column.cat.categories if (column == level).any()]
    return [*found, *([UNKNOWN] if column.isna().any() else [])]


def _told(field: Categorical, level: str) -> str:
    """Return a level as the name of a side: with its field where it says little by itself."""
    return f"{field.label}: {level.lower()}" if level in ("Yes", "No", UNKNOWN) else level


def show(module: ModuleType, options: object = None, act: clicks.Act | None = None) -> None:
    """Show a chart or table of the two sides as a card; nothing where there is nothing to compare.

    `act` receives the fields of a mark of a chart that is clicked.
    """
    found = held()
    if found is not None:
        card.of_sides(module, *found, options, act)


def of_the_open_cohort(pair: Pair) -> bool:
    """Tell whether every patient of both sides is one of the open cohort, so that a code means the same."""
    mine = current.whole().source.fingerprint
    return all(source.fingerprint == mine for source in pair.sources)


def within(key: str) -> str:
    """Offer all types or one that both sides hold, and return it; empty for all."""
    found = pair()
    kinds = [] if found is None else [kind for kind in strata(found) if kind != EVERYBODY]
    if found is None or not kinds or within_type(found, "")[0] != EVERYBODY:
        return ""
    return pickers.named("Patients", {"": "All types", **{kind: kind for kind in kinds}}, key=key, width=200)


def section(key: str, kind: Kind) -> str:
    """Offer the sections of fields of some kind, and all of them last, and return the one chosen."""
    found = pair()
    names = () if found is None else sections(found, kind)
    return pickers.named("Fields", {**{name: name for name in names}, "": "All fields"}, key=key, width=260)


def has(section: str, kind: Kind) -> bool:
    """Tell whether a section, or any if it is empty, has a field of some kind."""
    found = pair()
    held = () if found is None else sections(found, kind)
    return section in held or (not section and bool(held))
