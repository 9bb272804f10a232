"""FIELDS as controls: what can be filtered, and applying it; every filter says what it did.

A filter keeps the patients whose recorded value was chosen. Who is unknown is kept only when asked, and
counted in the step either way.
"""

import math
from collections.abc import Iterable

import numpy as np

from emr_core.choices import ANY_CLASS, SITE_LOGIC, Choice, Levels, Range, SiteChoice, SiteLogic, sentence
from emr_core.cohort import Cohort, Mask, Step
from emr_core.distinct_texts import text_of, texts_of
from emr_core.fields import UNKNOWN, Categorical, Field, Several, Sites
from emr_core.once import once
from emr_core.schema import BY_NAME, FIELDS
from emr_core.site_patterns import having_any, pattern_of, patterns, sizes, stated, unstated
from emr_core.vocabulary.sites import BY_SUBSITE, SITE_NAMES, SYSTEMS
from emr_core.wording import quoted

__all__ = [
    "FILTERS",
    "FIRST",
    "SITE_LOGIC",
    "Choice",
    "Levels",
    "Range",
    "SiteChoice",
    "SiteLogic",
    "apply",
    "emptied_by",
    "filter_sentence",
    "limits",
    "options",
    "parse",
    "sentence",
    "site_options",
    "without",
    "without_site",
]

FIRST = ("leukemia_type", "sex", "karyotype", "emr_sites")
"""The filters that stand open, in their order; all others stand under "More filters"."""

FILTERS: tuple[Field, ...] = (
    *(BY_NAME[name] for name in FIRST),
    *(field for field in FIELDS if field.filter and field.name not in FIRST),
)


def apply(cohort: Cohort, choices: Iterable[Choice]) -> Cohort:
    """Return the patients that pass every choice, with a step for each."""
    left = np.ones(len(cohort), dtype=bool)
    steps: list[Step] = []
    for choice in choices:
        unknown, before = _unknown(cohort, choice), int(left.sum())
        left_out = 0 if _keeps_unknown(choice) else int((unknown & left).sum())
        left = left & (_chosen(cohort, choice) | (unknown if _keeps_unknown(choice) else False))
        steps.append(Step(choice.field, sentence(choice), before, int(left.sum()), left_out))
    return cohort.where(left, *steps) if steps else cohort


def passing(cohort: Cohort, choices: Iterable[Choice]) -> Mask:
    """Return which patients pass every choice."""
    left = np.ones(len(cohort), dtype=bool)
    for choice in choices:
        left &= _chosen(cohort, choice) | (_unknown(cohort, choice) if _keeps_unknown(choice) else False)
    return left


def without(choices: Iterable[Choice], *fields: str) -> tuple[Choice, ...]:
    """Return the choices that do not concern these fields."""
    return tuple(choice for choice in choices if choice.field not in fields)


def filter_sentence(cohort: Cohort) -> str:
    """Return all filters of a cohort as one sentence, or `all patients`."""
    return " · ".join(step.sentence for step in cohort.steps) if cohort.steps else "all patients"


def emptied_by(cohort: Cohort) -> Step | None:
    """Return the filter that left nobody, if one did."""
    return next((step for step in cohort.steps if step.after == 0 and step.before > 0), None)


def options(field: Categorical, whole: Cohort) -> tuple[str, ...]:
    """Return what a filter offers: the schema's levels, or the open levels of the unfiltered cohort."""
    if not field.open:
        return (*field.levels, UNKNOWN)
    return (*(whole.column(field.name).cat.categories if field.name in whole.columns else ()), UNKNOWN)


@once
def site_options(whole: Cohort) -> tuple[str, ...]:
    """Return the site names of the unfiltered cohort, commonest first, then its systems and subsites."""
    names: dict[str, None] = {}
    for level in ("site", "system", "subsite"):
        held = sizes(whole, level)
        for name in sorted(held, key=lambda n: (-held[n], n)):
            names.setdefault(name)
    return tuple(names)


def without_site(cohort: Cohort) -> int:
    """Return how many patients have no stated site."""
    return unstated(cohort)


@once
def limits(whole: Cohort, name: str) -> tuple[float, float, int] | None:
    """Return the least and the largest value of a number and how many have none; nothing without any."""
    column = whole.column(name)
    missing = int(column.isna().sum())
    return (float(column.min()), float(column.max()), missing) if missing < len(column) else None


def parse(text: str) -> Choice:
    """Return the choice written `FIELD=VALUE`: `leukemia_type=ALL`, `emr_sites=any:CSF,Kidney`, `age=1..9`.

    `karyotype=any:Trisomy 8` takes any class of a patient, not the primary one alone.
    `Unknown` among the values keeps the patients whose value is not recorded: `age=1..9,Unknown`.

    Raises
    ------
    ValueError
        If the field is not a filter, or the value is not one of its levels, a site or a range.
    """
    name, equals, value = text.partition("=")
    field = next((f for f in FILTERS if name.strip() in (f.name, f.header, *f.aliases)), None)
    if field is None or not equals:
        names = ", ".join(field.name for field in FILTERS)
        raise ValueError(f"{quoted(text)} is not a filter. Write FIELD=VALUE, FIELD one of {names}.")
    if isinstance(field, Sites):
        return _parsed_sites(value)
    any_class = field.name in ANY_CLASS and value.startswith("any:")
    parts = _parts(value.removeprefix("any:") if any_class else value)
    if isinstance(field, Categorical):
        levels = ", ".join(field.levels) or "those of the file"
        wrong = [part for part in parts if not part or not (field.open or part in (*field.levels, UNKNOWN))]
        if wrong:
            raise ValueError(f"{quoted(wrong[0])} is not a level of {field.name}; levels: {levels}.")
        return Levels(field.name, parts, any_class)
    return _parsed_range(field, [part for part in parts if part != UNKNOWN], UNKNOWN in parts)


def _parsed_sites(value: str) -> SiteChoice:
    """Return the sites written `CSF,Kidney`, or after their logic: `only:CSF`."""
    head, colon, tail = value.partition(":")
    logic = next((known for known in SITE_LOGIC if known == (head.strip() if colon else "any")), None)
    if logic is None:
        raise ValueError(f"{quoted(head)} does not choose sites. Write one of {', '.join(SITE_LOGIC)}.")
    parts = _parts(tail if colon else value)
    chosen = tuple(part for part in parts if part != UNKNOWN)
    wrong = [name for name in chosen or ("",) if name not in {*SYSTEMS, *SITE_NAMES, *BY_SUBSITE}]
    if wrong:
        raise ValueError(f"{quoted(wrong[0])} is not a site. Write one of {', '.join(SITE_NAMES)}.")
    return SiteChoice(chosen, logic, UNKNOWN in parts)


def _parsed_range(field: Field, limits: list[str], keep_unknown: bool) -> Range:
    """Return the range written `LOW..HIGH`, or one number."""
    low, dots, high = ",".join(limits).partition("..")
    try:
        ends = float(low), float(high if dots else low)
    except ValueError:
        ends = (math.nan, math.nan)
    if not all(map(math.isfinite, ends)):
        raise ValueError(f"{quoted(','.join(limits))} is not a range. Write {field.name}=LOW..HIGH.")
    return Range(field.name, *ends, keep_unknown)


def _parts(value: str) -> tuple[str, ...]:
    """Return the values of a list, without the spaces around them."""
    return tuple(part.strip() for part in value.split(","))


def _keeps_unknown(choice: Choice) -> bool:
    return UNKNOWN in choice.chosen if isinstance(choice, Levels) else choice.keep_unknown


def _unknown(cohort: Cohort, choice: Choice) -> Mask:
    """Return for whom the filtered value is not recorded."""
    if isinstance(choice, SiteChoice):
        return ~stated(cohort)
    if choice.field not in cohort.columns:
        return np.ones(len(cohort), dtype=bool)
    return cohort.column(choice.field).isna().to_numpy()


def _chosen(cohort: Cohort, choice: Choice) -> Mask:
    """Return whose recorded value is among the chosen ones."""
    if isinstance(choice, SiteChoice):
        return _site_mask(cohort, choice)
    if choice.field not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    column = cohort.column(choice.field)
    if isinstance(choice, Range):
        low, high = sorted((choice.low, choice.high))
        return column.between(low, high).to_numpy(dtype=bool)
    every = ANY_CLASS.get(choice.field, "") if choice.any_class else ""
    if isinstance(BY_NAME[choice.field], Several) or every in cohort.columns:
        wanted, texts = set(choice.chosen), texts_of(cohort, every or choice.field)
        # Each different text is parted once; the last place is that of a missing one, whose code is -1.
        fits = np.array([*(bool(wanted & set(text.split("; "))) for text in texts), False])
        return np.asarray(fits[text_of(cohort, every or choice.field)])
    return column.isin(choice.chosen).to_numpy(dtype=bool)


def _site_mask(cohort: Cohort, choice: SiteChoice) -> Mask:
    """Return whose sites fit the choice; a name fits a place at whichever level it stands.

    What fits is asked of the different sets of places that patients have, not of every patient.
    """
    found = patterns(cohort)
    chosen, any_place = having_any(cohort, choice.chosen), found.held.any(axis=1)
    other = found.any_of(lambda place: not any(name in choice.chosen for name in place))
    every = np.all([any_place, *(having_any(cohort, (name,)) for name in choice.chosen)], axis=0)
    fits = {
        "any": chosen,
        "all": every,
        "only": chosen & ~other,
        "exactly": every & ~other,
        "none": any_place & ~chosen,
    }
    return np.asarray(fits[choice.logic][pattern_of(cohort)])
