"""The overview's facts: who, where, when and what happened, each with k of n and an interval.

A fact whose field the cohort does not hold says so; nothing is invented and nothing is fixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import SEVERAL_SITES, SINGLE_SITE, factor, present_levels, relapsed
from emr_core.fields import UNKNOWN
from emr_core.schema import BY_NAME
from emr_core.site_patterns import sizes, unstated
from emr_core.stats.medians import median
from emr_core.stats.proportions import wilson
from emr_core.tables import intervals
from emr_core.tables.columns import is_level
from emr_core.tables.number_tallies import tally_of
from emr_core.tables.questions import died
from emr_core.wording import counted, interval, median_range, share

Heading = Literal["Who", "Where", "When", "What happened"]
HEADINGS: tuple[Heading, ...] = get_args(Heading)

TOP_SITES = 3
"""Sites named one by one; those that tie with the last of them are named too, up to twice as many."""

ADULT_FROM = 18
"""Age in years from which patients are called women and men."""

AGES = ("age_at_diagnosis", "age_at_emr")
NOT_RECORDED = "not recorded"


LEGEND = (
    "k/n (percent) of all patients, unknown included, with Wilson 95 % interval; intervals of time as median "
    "(range). EMR: extramedullary relapse. BMR: bone-marrow relapse. CR: complete remission."
)


@dataclass(frozen=True)
class Fact:
    """One line of the overview: `CSF`, `7/22 (32 %)`, `16–53 %`; without an interval it is empty."""

    heading: Heading
    label: str
    value: str
    interval: str = ""


def headline(cohort: Cohort) -> tuple[Fact, ...]:
    """Return the facts of a cohort in the order of their headings."""
    patients = relapsed(cohort)
    if not len(patients):
        return tuple(_size(patients, len(cohort)))
    facts = [*_who(patients, len(cohort)), *_where(patients), *_when(patients), *_what_happened(patients)]
    return tuple(facts)


def facts_by_heading(facts: tuple[Fact, ...]) -> dict[Heading, pd.DataFrame]:
    """Return the facts as a table a heading: label, value and, where any fact has one, the interval."""
    found: dict[Heading, pd.DataFrame] = {}
    for heading in HEADINGS:
        rows = [(fact.label, fact.value, fact.interval) for fact in facts if fact.heading == heading]
        if rows:
            table = pd.DataFrame(rows, columns=["Fact", "Value", "95 % interval"])
            found[heading] = table if (table["95 % interval"] != "").any() else table.iloc[:, :2]
    return found


def _who(patients: Cohort, everybody: int) -> Iterator[Fact]:
    """Yield how many patients there are, their types, sex and age."""
    yield from _size(patients, everybody)
    types = factor(patients, "leukemia_type")
    for level in present_levels(types):
        yield _proportion("Who", level, is_level(types.groups, level))
    yield from _sexes(patients)
    held = [name for name in AGES if _recorded(patients, name)]
    for name in held:
        m = median(tally_of(patients, name))
        known = f", n = {m.n}" if m.n < len(patients) else ""
        years = f"{median_range(m.median, m.minimum, m.maximum)} years{known}"
        yield Fact("Who", f"{BY_NAME[name].label}, median (range)", years)
    if not held:
        yield Fact("Who", "Age", NOT_RECORDED)


def _size(patients: Cohort, everybody: int) -> Iterator[Fact]:
    """Yield how many patients there are with a relapse and, if the cohort holds them, without one."""
    yield Fact("Who", "Patients with EMR", str(len(patients)))
    if everybody > len(patients):
        yield Fact("Who", "Without EMR, not counted here", str(everybody - len(patients)))


def _sexes(patients: Cohort) -> Iterator[Fact]:
    """Yield girls and boys, or women and men where anybody may be grown up."""
    if not _recorded(patients, "sex"):
        yield Fact("Who", "Sex", NOT_RECORDED)
        return
    sexes = factor(patients, "sex")
    names = {"Female": "Girls", "Male": "Boys"} if _are_children(patients) else {}
    for level in reversed(present_levels(sexes)):
        if level != UNKNOWN:
            yield _proportion("Who", names.get(level, level), is_level(sexes.groups, level))
    if UNKNOWN in present_levels(sexes):
        yield _proportion("Who", "Sex unknown", is_level(sexes.groups, UNKNOWN))


def _where(patients: Cohort) -> Iterator[Fact]:
    """Yield the commonest sites and how many patients have one or several."""
    held, missing = sizes(patients, "site"), unstated(patients)
    if not held:
        yield Fact("Where", "Site", NOT_RECORDED)
        return
    stated = counted(len(patients) - missing, "patient")
    yield Fact("Where", "Sites", f"{sum(held.values())} in {stated}")
    ordered = sorted(held, key=lambda site: (-held[site], site))
    least = held[ordered[min(TOP_SITES, len(ordered)) - 1]]
    top = [site for site in ordered if held[site] >= least]
    for site in top[: 2 * TOP_SITES]:
        yield _share("Where", site, held[site], len(patients))
    number = factor(patients, "number_of_sites")
    for level in (SINGLE_SITE, SEVERAL_SITES):
        yield _proportion("Where", level, is_level(number.groups, level))
    if missing:
        yield _share("Where", "Site not stated", missing, len(patients))


def _when(patients: Cohort) -> Iterator[Fact]:
    """Yield the median of every interval that somebody has, published ones only of the whole cohort."""
    frame = intervals.frames(patients)["intervals"]
    told = False
    for row in frame.to_dict("records"):
        published = row["basis"] == intervals.AS_PUBLISHED
        if not row["n"] or (published and patients.steps):
            continue
        told = True
        words = median_range(row["median"], row["minimum"], row["maximum"])
        mark = "as published" if published else f"n = {row['n']}"
        yield Fact("When", f"{row['start']} to {row['end']}", f"{words} {row['unit']}, {mark}")
    if not told:
        yield Fact("When", "Intervals", NOT_RECORDED)


def _what_happened(patients: Cohort) -> Iterator[Fact]:
    """Yield marrow relapse, remission, deaths and losses, and of how many the last status is unknown."""
    heading: Heading = "What happened"
    if _recorded(patients, "bmr"):
        marrow = factor(patients, "bmr")
        words = {"No BMR": "No BMR seen", "Concurrent": "BMR at EMR", "Subsequent": "Later BMR"}
        for level, label in (
            *words.items(),
            ("Marrow not examined", "Marrow not examined"),
            (UNKNOWN, "Marrow unknown"),
        ):
            group = is_level(marrow.groups, level)
            if level in words or group.any():
                yield _proportion(heading, label, group)
    else:
        yield Fact(heading, "Bone-marrow relapse (BMR)", NOT_RECORDED)
    if _recorded(patients, "response"):
        remission = is_level(factor(patients, "response").groups, "Complete remission")
        yield _proportion(heading, "Complete remission (CR)", remission)
    else:
        yield Fact(heading, "Response", NOT_RECORDED)
    yield from _last(patients)


def _last(patients: Cohort) -> Iterator[Fact]:
    """Yield recorded deaths, who was lost, and who is unknown at last contact."""
    heading: Heading = "What happened"
    dead, told = died(patients)
    if not told.any():
        yield Fact(heading, "Deaths", NOT_RECORDED)
        return
    yield _proportion(heading, "Died", dead)
    if _recorded(patients, "last_status"):
        status = factor(patients, "last_status").groups
        yield _proportion(heading, "Lost to follow-up", is_level(status, "Lost to follow-up"))
        unknown = is_level(status, UNKNOWN)
        if unknown.any():
            yield _proportion(heading, "Last status unknown", unknown)
    else:
        yield Fact(heading, "Last status", NOT_RECORDED)


def _recorded(patients: Cohort, name: str) -> bool:
    """Tell whether anybody has a value of a field."""
    return name in patients.columns and not bool(patients.column(name).isna().all())


def _are_children(patients: Cohort) -> bool:
    """Tell whether ages are recorded and nobody is grown up."""
    ages = [patients.column(name) for name in AGES if _recorded(patients, name)]
    return bool(ages) and not any(bool((age >= ADULT_FROM).any()) for age in ages)


def _proportion(heading: Heading, label: str, group: Mask) -> Fact:
    """Return a group of all patients with its Wilson interval."""
    return _share(heading, label, int(np.count_nonzero(group)), len(group))


def _share(heading: Heading, label: str, k: int, n: int) -> Fact:
    """Return k of n patients with its Wilson interval."""
    limits = wilson(k, n)
    return Fact(heading, label, share(limits.k, limits.n), interval(limits.lower, limits.upper, limits.n))
