"""What courses and intervals are grouped by: what is known at the relapse, and the marrow's later course."""

import pandas as pd

from emr_core.bmr import AFTER_EMR, WINDOWS, after_emr
from emr_core.cohort import Cohort, shown
from emr_core.factors import DERIVED, Factor, factor
from emr_core.fields import UNKNOWN
from emr_core.once import once

NONE = "none"
EVERYONE = "All patients"

AFTER = "after_emr"
"""The marrow after the relapse: no later BMR seen, later BMR, or concurrent. Known only later."""

WINDOWED = ("at_emr", AFTER)
"""Groupings that move with the concurrency window."""


def offered(cohort: Cohort, names: tuple[str, ...]) -> dict[str, str]:
    """Return those of some groupings that the cohort records, name to label; the window is not named."""
    held = [name for name in names if name in {*DERIVED, AFTER, NONE} or name in cohort.columns]
    return {name: _label(cohort, name).split(" (")[0] for name in held}


@once
def grouped(cohort: Cohort, name: str, window: int = WINDOWS[0]) -> Factor:
    """Return a grouping with the unknown as its last level; `none` puts all patients together."""
    if name == NONE:
        everyone = pd.Series(pd.Categorical([EVERYONE] * len(cohort), categories=[EVERYONE]))
        return Factor(NONE, "No grouping", (EVERYONE,), everyone, "EMR", "")
    if name != AFTER:
        return factor(cohort, name, window)
    marrow = after_emr(cohort, window)
    unknown = marrow.isna().any()
    levels = (*AFTER_EMR, UNKNOWN) if unknown else AFTER_EMR
    label = f"Marrow at and after EMR ({window}-day window)"
    return Factor(AFTER, label, levels, shown(marrow) if unknown else marrow, "later", "")


def levels_held(grouping: Factor) -> tuple[str, ...]:
    """Return the levels that somebody has, in order."""
    held = set(grouping.groups.unique())
    return tuple(level for level in grouping.levels if level in held)


def _label(cohort: Cohort, name: str) -> str:
    """Return a grouping's label."""
    return grouped(cohort, name).label
