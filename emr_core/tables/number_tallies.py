"""How many patients have which number of a field, altogether or by group: medians and ranks are read off.

The different numbers of a field are told apart once, on the whole cohort; a filter then counts places.
"""

import numpy as np
import numpy.typing as npt

from emr_core.cohort import Cohort
from emr_core.factors import Factor
from emr_core.fields import Duration
from emr_core.interval_times import recorded
from emr_core.once import each, of_whole, once
from emr_core.schema import BY_NAME
from emr_core.stats.tallies import Floats, Tally, distinct


def numbers_of(cohort: Cohort, name: str) -> Floats:
    """Return the number of every patient in a field, NaN where there is none that counts."""
    field = BY_NAME[name]
    if isinstance(field, Duration):
        return recorded(cohort, field)
    return np.asarray(cohort.column(name).to_numpy(dtype=np.float64))


@once
def tally_of(cohort: Cohort, name: str) -> Tally:
    """Return how many patients have which number of a field."""
    grid, _ = _told_apart(cohort, name)
    return _held(grid, np.bincount(_place_of(cohort, name), minlength=len(grid) + 1)[1:])


@once
def tallies_by(cohort: Cohort, name: str, by: Factor) -> dict[str, Tally]:
    """Return how many patients of each level of a grouping have which number of a field."""
    levels = by.groups.cat.categories
    grid, _ = _told_apart(cohort, name)
    key = _place_of(cohort, name) * len(levels) + by.groups.cat.codes.to_numpy()
    counts = np.bincount(key, minlength=(len(grid) + 1) * len(levels)).reshape(len(grid) + 1, len(levels))
    return {str(level): _held(grid, of_level) for level, of_level in zip(levels, counts[1:].T, strict=True)}


def _held(grid: Floats, counts: npt.NDArray[np.int64]) -> Tally:
    """Return the numbers that somebody has."""
    return Tally(grid[counts > 0], counts[counts > 0])


@each
def _place_of(cohort: Cohort, name: str) -> npt.NDArray[np.int32]:
    """Return the place of every patient's number among the different ones, from 1; 0 is none."""
    return _told_apart(cohort, name)[1]


@of_whole
def _told_apart(cohort: Cohort, name: str) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Return the different numbers of the whole cohort, ascending, and which of them each patient has."""
    numbers = numbers_of(cohort, name)
    place, known = np.zeros(len(cohort), dtype=np.int32), ~np.isnan(numbers)
    grid, of_known = distinct(numbers[known])
    place[known] = of_known + 1
    return grid, place
