"""The columns that tables share: all patients, then every leukaemia type; and their headings."""

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import factor, present_levels

ALL_PATIENTS = "All"


def by_type(cohort: Cohort) -> dict[str, Mask]:
    """Return who stands in which column: everybody, AML, ALL, and other types that somebody has."""
    grouping = factor(cohort, "leukemia_type")
    masks = {level: is_level(grouping.groups, level) for level in present_levels(grouping)}
    return {ALL_PATIENTS: np.ones(len(cohort), dtype=bool), **masks}


def headings(columns: dict[str, Mask]) -> dict[str, str]:
    """Return the heading of every column with its n: `AML (n = 8)`."""
    return {name: f"{name} (n = {np.count_nonzero(mask)})" for name, mask in columns.items()}


def is_level(groups: pd.Series, level: str) -> Mask:
    """Return who has a level, as plain bools."""
    return np.asarray((groups == level).to_numpy(dtype=bool))
