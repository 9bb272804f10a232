"""Marrow relapse relative to the extramedullary one: isolated or concurrent, and what came later.

The source states how close the marrow must be to be *concurrent*; the concurrency window makes that
explicit and lets it be widened: a later marrow relapse inside the window then counts as concurrent.
"""

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask, from_positions
from emr_core.fields import DAYS_PER_WEEK, UNKNOWN

WINDOWS = (7, 28, 30)
"""Concurrency windows offered, in days; the first is the published one (marrow within 1-7 days)."""

ISOLATED = "Isolated"
CONCURRENT = "With concurrent BMR"
AT_EMR = (ISOLATED, CONCURRENT)

NO_LATER_BMR = "Isolated, no later BMR seen"
LATER_BMR = "Isolated, later BMR"
AFTER_EMR = (NO_LATER_BMR, LATER_BMR, CONCURRENT)

RECORDED = {
    ISOLATED: ("No BMR", "Subsequent"),
    NO_LATER_BMR: ("No BMR",),
    LATER_BMR: ("Subsequent",),
    CONCURRENT: ("Concurrent",),
    UNKNOWN: ("Marrow not examined", UNKNOWN),
}
"""The recorded marrow relapse that each state of the marrow stands for, in the published window."""


def concurrent(cohort: Cohort, window: int) -> Mask:
    """Return who had a marrow relapse within `window` days of the extramedullary one."""
    if "bmr" not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    marrow = cohort.column("bmr")
    recorded = (marrow == "Concurrent").to_numpy(dtype=bool)
    if "emr_to_bmr" not in cohort.columns:
        return recorded
    # A date lies on a whole day; in weeks with one decimal, 30 days read as 4.3.
    days = np.round(cohort.column("emr_to_bmr").to_numpy() * DAYS_PER_WEEK)
    later = (marrow == "Subsequent").to_numpy(dtype=bool)
    return recorded | (later & (days <= window))


def at_emr(cohort: Cohort, window: int = WINDOWS[0]) -> pd.Series:
    """Return isolated or with concurrent BMR, a category a patient; unknown where no marrow was examined."""
    codes = np.where(_examined(cohort), np.where(concurrent(cohort, window), 1, 0), -1)
    return from_positions(codes, AT_EMR).rename("at_emr")


def after_emr(cohort: Cohort, window: int = WINDOWS[0]) -> pd.Series:
    """Return the marrow's whole course: isolated without or with a later BMR, or concurrent."""
    together = concurrent(cohort, window)
    later = np.zeros(len(cohort), dtype=bool)
    if "bmr" in cohort.columns:
        later = (cohort.column("bmr") == "Subsequent").to_numpy(dtype=bool)
    codes = np.where(_examined(cohort), np.select([together, later], [2, 1], 0), -1)
    return from_positions(codes, AFTER_EMR).rename("after_emr")


def movers(cohort: Cohort, window: int) -> tuple[str, ...]:
    """Return the patients whom this window makes concurrent though the published window does not."""
    moved = concurrent(cohort, window) & ~concurrent(cohort, WINDOWS[0])
    return tuple(cohort.column("patient_id")[moved])


def _examined(cohort: Cohort) -> Mask:
    """Return whose marrow state at the relapse is recorded."""
    if "bmr" not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    column = cohort.column("bmr")
    return (column.notna() & (column != "Marrow not examined")).to_numpy(dtype=bool)
