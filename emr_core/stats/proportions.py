"""k of n patients with an interval, and the difference between two such proportions."""

import math
from dataclasses import dataclass

from scipy.special import betaincinv, ndtri

from emr_core.stats._arguments import check_conf_level, check_proportion


@dataclass(frozen=True)
class Proportion:
    """k of n patients, the share they make up, and the limits of its interval (all as fractions of 1).

    With n = 0 the estimate and both limits are NaN.
    """

    k: int
    n: int
    estimate: float
    lower: float
    upper: float
    conf_level: float
    method: str


@dataclass(frozen=True)
class Difference:
    """k1 of n1 minus k2 of n2 patients, with limits (fractions of 1, from -1 to 1)."""

    k1: int
    n1: int
    k2: int
    n2: int
    estimate: float
    lower: float
    upper: float
    conf_level: float
    method: str


def wilson(k: int, n: int, conf_level: float = 0.95) -> Proportion:
    """Share of patients with a finding, with Wilson's score interval.

    Parameters
    ----------
    k, n : int
        Patients with the finding; patients looked at. 0 <= k <= n. With n = 0 estimate and limits are NaN;
        0 of n has a lower limit of exactly 0, n of n an upper limit of exactly 1.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Proportion
        Equal to R's ``prop.test(k, n, correct = FALSE)``.

    Raises
    ------
    ValueError
        If k or n is not a whole number, k > n, or conf_level lies outside (0, 1).

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212. Newcombe RG. Stat Med 1998;17:857-872, method 3.
    """
    check_proportion(k, n)
    check_conf_level(conf_level)
    k, n = int(k), int(n)
    if n == 0:
        return Proportion(k, n, math.nan, math.nan, math.nan, conf_level, "Wilson")
    # In closed form: scipy's binomtest gives the same limits, but takes 100 times as long (for its p-value).
    z = float(ndtri(0.5 + conf_level / 2.0))
    share = k / n
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    scale = 1.0 + z * z / n
    lower = 0.0 if k == 0 else (centre - half) / scale
    upper = 1.0 if k == n else (centre + half) / scale
    return Proportion(k, n, share, lower, upper, conf_level, "Wilson")


def clopper_pearson(k: int, n: int, conf_level: float = 0.95) -> Proportion:
    """Share of patients with a finding, with the exact (Clopper-Pearson) interval.

    Parameters
    ----------
    k, n : int
        Patients with the finding; patients looked at. 0 <= k <= n. With n = 0 estimate and limits are NaN.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Proportion
        Equal to R's ``binom.test(k, n)``.

    Raises
    ------
    ValueError
        If k or n is not a whole number, k > n, or conf_level lies outside (0, 1).

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413, as quantiles of beta distributions.
    """
    check_proportion(k, n)
    check_conf_level(conf_level)
    k, n = int(k), int(n)
    if n == 0:
        return Proportion(k, n, math.nan, math.nan, math.nan, conf_level, "Clopper-Pearson")
    # Beta quantiles: scipy's binomtest searches for the same limits with an absolute tolerance,
    # which is coarse for 1 of many.
    tail = (1.0 - conf_level) / 2.0
    lower = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    upper = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1.0 - tail))
    return Proportion(k, n, k / n, lower, upper, conf_level, "Clopper-Pearson")


def difference(k1: int, n1: int, k2: int, n2: int, conf_level: float = 0.95) -> Difference:
    """Difference between the shares of two separate groups, with Newcombe's hybrid score interval.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Patients with the finding and patients looked at, first and second group; the difference is first
        minus second. If either group is empty, estimate and limits are NaN.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        If a count is not a whole number, k > n in a group, or conf_level lies outside (0, 1).

    References
    ----------
    Newcombe RG. Stat Med 1998;17:873-890, method 10 (page 876).
    """
    check_proportion(k1, n1, "k1", "n1")
    check_proportion(k2, n2, "k2", "n2")
    one, two = wilson(k1, n1, conf_level), wilson(k2, n2, conf_level)
    estimate = one.estimate - two.estimate
    lower = estimate - math.hypot(one.estimate - one.lower, two.upper - two.estimate)
    upper = estimate + math.hypot(one.upper - one.estimate, two.estimate - two.lower)
    return Difference(one.k, one.n, two.k, two.n, estimate, lower, upper, conf_level, "Newcombe hybrid score")
