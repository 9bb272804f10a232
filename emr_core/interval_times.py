"""Intervals patient by patient: whose time counts, where a dot stands, and when dots become counts."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import WINDOWS, concurrent
from emr_core.cohort import Cohort
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Duration
from emr_core.schema import BY_NAME

Side = Literal["from EMR", "up to EMR"]
TimeUnit = Literal["weeks", "months"]

SIDES: dict[Side, tuple[str, ...]] = {
    "from EMR": ("emr_to_cr", "emr_to_bmr", "bmr_to_cr", "emr_to_hsct"),
    "up to EMR": ("diagnosis_to_emr", "cr_to_emr", "hsct_to_emr"),
}
DAYS: dict[TimeUnit, float] = {"weeks": DAYS_PER_WEEK, "months": DAYS_PER_MONTH}

DOTS_UP_TO = 60
"""Patients of one group drawn as dots each; a larger group is drawn as counts."""

COLUMNS = 70
"""Columns of dots over the whole axis: dots of one column stand above one another."""

BINS = 40
"""Bars over the whole axis where a group is drawn as counts."""

ROOM = 26
"""Pixels over which the dots of a column are spread."""


def duration(name: str) -> Duration:
    """Return the field of an interval.

    Raises
    ------
    ValueError
        If it is no interval.
    """
    field = BY_NAME[name]
    if not isinstance(field, Duration):
        raise ValueError(f"{name!r} is not a duration.")
    return field


def recorded(cohort: Cohort, interval: Duration, window: int = WINDOWS[0]) -> npt.NDArray[np.float64]:
    """Return one interval a patient, in its unit: NaN if not dated, not reached, or a concurrent BMR."""
    column = np.asarray(cohort.column(interval.name).to_numpy(dtype=np.float64))
    if interval.name == "emr_to_bmr":
        return np.where(concurrent(cohort, window) | (column == 0), np.nan, column)
    return column


def in_unit(times: npt.NDArray[np.float64], interval: Duration, unit: TimeUnit) -> npt.NDArray[np.float64]:
    """Return an interval's times in another unit."""
    if interval.unit == unit:
        return times
    return np.round(times * interval.days_per_unit / DAYS[unit], 4)


def sides(cohort: Cohort) -> tuple[Side, ...]:
    """Return the sides of the relapse for which somebody has a dated interval."""
    return tuple(side for side, names in SIDES.items() if any(_dated(cohort, name) for name in names))


def dated(cohort: Cohort, side: Side) -> tuple[str, ...]:
    """Return the intervals of a side that somebody has dated."""
    return tuple(name for name in SIDES[side] if _dated(cohort, name))


def swarm(values: npt.NDArray[np.float64], longest: float) -> npt.NDArray[np.float64]:
    """Return how many pixels each of the ordered values is moved so that equal ones stand side by side."""
    column = pd.Series(np.floor(values / longest * COLUMNS) if longest else np.zeros(len(values)))
    groups = column.groupby(column)
    rank, size = groups.cumcount(), groups.transform("size")
    step = (ROOM / (size - 1).clip(lower=1)).clip(upper=8)
    return np.asarray(((rank - (size - 1) / 2) * step).round(2).to_numpy(dtype=np.float64))


def binned(values: npt.NDArray[np.float64], longest: float) -> pd.DataFrame:
    """Return how many values fall into each of equally long stretches: start, end, patients; none empty."""
    return in_bins(*np.histogram(values, bins=BINS, range=(0.0, longest or 1.0)))


def in_bins(counts: npt.NDArray[np.int64], edges: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Return counted stretches as a frame: start, end, patients; none empty."""
    frame = pd.DataFrame({"start": edges[:-1].round(4), "end": edges[1:].round(4), "patients": counts})
    return frame[frame["patients"] > 0].reset_index(drop=True)


def _dated(cohort: Cohort, name: str) -> bool:
    """Tell whether somebody has an interval dated."""
    return name in cohort.columns and bool((~np.isnan(recorded(cohort, duration(name)))).any())
