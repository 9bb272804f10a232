"""Marrow at the relapse, response, later marrow relapse, last status: how many went from which to which."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from emr_core.bmr import AFTER_EMR, RECORDED, WINDOWS, after_emr
from emr_core.cohort import Cohort, from_positions, shown
from emr_core.factors import Factor, factor, is_held, level_sizes, present_levels
from emr_core.fields import UNKNOWN
from emr_core.once import once
from emr_core.stats.proportions import wilson
from emr_core.wording import share_within

STAGES = {
    "at_emr": "Marrow at EMR",
    "response": "Response",
    "after_emr": "Later marrow",
    "last_status": "Last status",
    "outcome_as_published": "Outcome as published",
}
"""The stages in their order; the last two stand for each other."""

ENDS = ("last_status", "outcome_as_published")

LATER = ("No later BMR seen", "Later BMR", "Concurrent at EMR")
"""Levels of the later marrow in the order of `after_emr`, without what the first stage says."""


@dataclass(frozen=True, eq=False)
class Flow:
    """The stages a cohort records, and how many patients go from a level of one to a level of the next.

    Parameters
    ----------
    stages
        Name and label of every stage, in order.
    nodes
        One row a stage and level: `stage, label, level, n, N, words`.
    links
        One row a pair of levels of neighbouring stages: `stage, level, next_stage, next_level, n, of, words`.
    """

    stages: dict[str, str]
    nodes: pd.DataFrame
    links: pd.DataFrame


def recorded_bmr(level: str) -> tuple[str, ...]:
    """Return the recorded marrow relapse that a level of a marrow stage stands for."""
    return RECORDED[dict(zip(LATER, AFTER_EMR, strict=True)).get(level, level)]


@once
def stages(cohort: Cohort, last: str = "") -> tuple[str, ...]:
    """Return the stages somebody in the cohort has something recorded for.

    One outcome stands last: the one asked for, else that with the fewest unknown.
    """
    ends = [name for name in ENDS if _known(cohort, name)]
    end = last if last in ends else max(ends, key=lambda name: _known(cohort, name), default="")
    held = [name for name in ("at_emr", "response", "after_emr") if _known(cohort, name)]
    return (*held, *([end] if end else []))


def flow(cohort: Cohort, last: str = "", window: int = WINDOWS[0]) -> Flow:
    """Return the flow of a cohort's patients through its stages; each patient is in every stage once."""
    names = stages(cohort, last)
    factors = {name: _stage(cohort, name, window) for name in names}
    rows = []
    for name, grouping in factors.items():
        sizes = level_sizes(grouping)
        for level in present_levels(grouping):
            n = sizes[level]
            if n:
                rows.append((name, STAGES[name], level, n, len(cohort), _words(n, len(cohort))))
    nodes = pd.DataFrame(rows, columns=["stage", "label", "level", "n", "N", "words"])
    links = [link for one, other in pairwise(names) for link in _links(factors[one], factors[other])]
    columns = ["stage", "level", "next_stage", "next_level", "n", "of", "words"]
    return Flow({name: STAGES[name] for name in names}, nodes, pd.DataFrame(links, columns=columns))


def _links(one: Factor, other: Factor) -> list[tuple[str, str, str, str, int, int, str]]:
    """Return how many go from each level of one stage to each level of the next."""
    found, sizes = [], level_sizes(one)
    # All pairs are counted in one go: looked for pair by pair, those of a million took 0.3 s.
    (first, levels), (second, targets) = (
        (grouping.groups.cat.codes.to_numpy().astype(np.int64) + 1, [None, *grouping.groups.cat.categories])
        for grouping in (one, other)
    )
    crossed = np.bincount(first * len(targets) + second, minlength=len(levels) * len(targets))
    crossed = crossed.reshape(len(levels), len(targets))
    for level in present_levels(one):
        for target in present_levels(other):
            n = int(crossed[levels.index(level), targets.index(target)])
            if n:
                of = sizes[level]
                found.append((one.name, level, other.name, target, n, of, _words(n, of)))
    return found


def _stage(cohort: Cohort, name: str, window: int) -> Factor:
    """Return a stage's grouping, the later marrow in words of its own."""
    if name != "after_emr":
        return factor(cohort, name, window)
    codes = after_emr(cohort, window).cat.codes.to_numpy()
    groups = from_positions(codes.astype("int64"), LATER)
    if not groups.isna().any():
        return Factor(name, STAGES[name], LATER, groups, "later", "")
    return Factor(name, STAGES[name], (*LATER, UNKNOWN), shown(groups), "later", "")


def _known(cohort: Cohort, name: str) -> int:
    """Return for how many patients a stage is recorded."""
    if name == "after_emr":
        return _known(cohort, "at_emr")
    if not is_held(cohort, name):
        return 0
    return int((factor(cohort, name).groups != UNKNOWN).sum())


def _words(k: int, n: int) -> str:
    """Return a count as k/n with its interval."""
    found = wilson(k, n)
    return share_within(k, n, found.lower, found.upper)
