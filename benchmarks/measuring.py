"""Medians, their intervals, and ratios of runs that were taken in turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

SEED = 1
RESAMPLED = 2000


@dataclass(frozen=True)
class Median:
    """A median with its distribution-free 95 % interval, of so many runs; NaN limits where too few."""

    value: float
    lower: float
    upper: float
    n: int


def median(values: Sequence[float]) -> Median:
    """Return the median of some runs with its interval from order statistics."""
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    rank = int(binom.ppf(0.025, n, 0.5)) if n else 0
    if rank < 1:
        return Median(float(np.median(ordered)) if n else float("nan"), float("nan"), float("nan"), n)
    return Median(float(np.median(ordered)), float(ordered[rank - 1]), float(ordered[n - rank]), n)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Median:
    """Return the ratio of two medians of runs taken in turn, with a bootstrap interval over the pairs."""
    one, other = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    drawn = np.random.default_rng(SEED).integers(0, len(one), (RESAMPLED, len(one)))
    ratios = np.median(one[drawn], axis=1) / np.median(other[drawn], axis=1)
    lower, upper = np.quantile(ratios, [0.025, 0.975])
    return Median(float(np.median(one) / np.median(other)), float(lower), float(upper), len(one))
