"""The middle of one group's values: median, quartiles, range and a distribution-free interval."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr
from scipy.stats import binom

from emr_core.stats._arguments import check_conf_level, values


@dataclass(frozen=True)
class Median:
    """Median, mean, quartiles and range of n values, in their unit; NaN where n = 0.

    `lower` and `upper` are two of the values themselves; they cover the median with `achieved_conf_level`,
    the smallest level such a pair can reach that is not below `conf_level`. All three are NaN if none does:
    at 95 %, below n = 6.
    """

    n: int
    median: float
    mean: float
    minimum: float
    maximum: float
    lower_quartile: float
    upper_quartile: float
    lower: float
    upper: float
    achieved_conf_level: float
    conf_level: float
    method: str = "Order statistics (binomial)"


def median(sample: npt.ArrayLike, conf_level: float = 0.95) -> Median:
    """Median of one value a patient, with an interval that assumes nothing about the distribution.

    Parameters
    ----------
    sample : array of shape (n,)
        One value a patient, in any unit, which the result keeps. With n = 0 every number is NaN; with n = 1
        all locations are that value, and there is no interval.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Median
        Quartiles are R's default, ``quantile(type = 7)``. The interval runs from the r-th smallest to the
        r-th largest value, r being the largest with coverage of at least `conf_level`.

    Raises
    ------
    ValueError
        If the sample is not one-dimensional or holds missing or infinite values, or conf_level lies
        outside (0, 1).

    References
    ----------
    Conover WJ. Practical Nonparametric Statistics, 3rd ed., section 3.2, equations 7 and 8.
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365, definition 7 (quartiles).
    """
    check_conf_level(conf_level)
    ordered = np.sort(values(sample, "The sample"))
    n = ordered.size
    if n == 0:
        nan = math.nan
        return Median(0, nan, nan, nan, nan, nan, nan, nan, nan, nan, conf_level)
    if not np.isfinite(ordered).all():
        raise ValueError(
            "The sample holds infinite values: a time that was not reached is censored, use survival."
        )
    first, middle, third = (float(value) for value in np.quantile(ordered, (0.25, 0.5, 0.75)))
    mean = math.fsum(ordered) / n  # fsum: the order of patients cannot change the last digit
    r = _rank_of_limit(n, conf_level)
    lower, upper, achieved = math.nan, math.nan, math.nan
    if r > 0:
        lower, upper = float(ordered[r - 1]), float(ordered[n - r])
        achieved = 1.0 - 2.0 * float(bdtr(r - 1, n, 0.5))
    return Median(
        n,
        middle,
        mean,
        float(ordered[0]),
        float(ordered[-1]),
        first,
        third,
        lower,
        upper,
        achieved,
        conf_level,
    )


def _rank_of_limit(n: int, conf_level: float) -> int:
    """Return the largest r for which the r-th smallest and largest values cover the median; 0 if none."""
    tail = (1.0 - conf_level) / 2.0
    r = int(binom.ppf(tail, n, 0.5))
    # ppf gives the first count whose tail reaches alpha/2; a tail of exactly alpha/2 may still be left out.
    return r + 1 if bdtr(r, n, 0.5) <= tail else r
