"""Chi-square of scores that sum to zero over groups: shared by the log-rank test and Gray's test."""

import numpy as np
from scipy.special import chdtrc

from emr_core.stats._follow_up import FloatArray

SINGULAR = 1e-7
"""Smallest share of a group's variance that the groups before it may leave (R's qr)."""


def score_test(score: FloatArray, variance: FloatArray) -> tuple[float, float] | None:
    """Return chi-square with one degree of freedom less than groups, and its p; None if singular.

    One group is left out, as its score is what the others leave; which one changes nothing.
    """
    scale = np.sqrt(np.maximum(np.diag(variance), 0.0))[1:]
    if not (np.isfinite(variance).all() and (scale > 0.0).all()):
        return None
    inside = variance[1:, 1:] / (scale[:, np.newaxis] * scale)
    scaled = score[1:] / scale
    if scale.size == 1:  # two groups: nothing to solve, which takes a tenth of the log-rank test of 1,000
        statistic = float(scaled[0] * (scaled[0] / inside[0, 0]))
        return statistic, float(chdtrc(1, statistic))
    if np.linalg.eigvalsh(inside)[0] < SINGULAR:
        return None
    statistic = float(scaled @ np.linalg.solve(inside, scaled))
    return statistic, float(chdtrc(scale.size, statistic))
