"""How far two groups differ in what was known of them, in units of spread: standardized differences.

They do not grow with the number of patients, unlike a p-value, so that variables and cohorts can be compared.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from emr_core.stats._arguments import check_conf_level, check_proportion, counts
from emr_core.stats.tallies import Sample, two_tallies

EMPTY = "A group holds no patients."
ALONE = "A group holds one patient: it has no spread."
APART = "The groups have no value in common within which to measure the spread."


@dataclass(frozen=True)
class StandardizedDifference:
    """A difference in units of the spread within the two groups.

    Signed, first minus second group, for numbers and for two levels, with a large-sample interval. For more
    levels it is a distance, 0 or more, without interval: by chance alone it lies above 0, the more so the
    smaller the groups. NaN, and `reason` says why, where there is no spread to measure with.
    """

    estimate: float
    lower: float
    upper: float
    conf_level: float
    n: tuple[int, int]
    method: str
    reason: str = ""


def standardized_mean_difference(x: Sample, y: Sample, conf_level: float = 0.95) -> StandardizedDifference:
    """Difference of two means in units of the standard deviation.

    Parameters
    ----------
    x, y : arrays of shape (n1,), (n2,), or Tally
        One value a patient, in any unit, the same in both; the unit drops out.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    StandardizedDifference
        (mean1 - mean2) / sqrt((s1^2 + s2^2) / 2). NaN and a reason if a group holds fewer than two patients,
        or if neither has any spread while the means differ; 0 if all values are the same.

    Raises
    ------
    ValueError
        If a sample is not one-dimensional or holds missing or infinite values, or conf_level lies
        outside (0, 1).

    References
    ----------
    Austin PC. Stat Med 2009;28:3083-3107, section 3 (formula). Hedges LV, Olkin I. Statistical Methods for
    Meta-Analysis, 1985, section 5.E (interval).
    """
    check_conf_level(conf_level)
    one, two = two_tallies(x, y, infinite="they have no mean, leave them out and count them")
    n = (one.size, two.size)
    if min(n) < 2:
        return _signed(math.nan, math.nan, n, conf_level, EMPTY if min(n) == 0 else ALONE)
    # Sorted: the order of patients cannot change the last digit.
    x_, y_ = one.ordered(), two.ordered()
    variance = (float(x_.var(ddof=1)) + float(y_.var(ddof=1))) / 2
    flat = one.grid.size == two.grid.size == 1  # not variance == 0: rounding leaves some
    same = flat and one.grid[0] == two.grid[0]
    return _signed(0.0 if same else float(x_.mean() - y_.mean()), 0.0 if flat else variance, n, conf_level)


def standardized_proportion_difference(
    k1: int, n1: int, k2: int, n2: int, conf_level: float = 0.95
) -> StandardizedDifference:
    """Difference of two shares in units of the standard deviation of having the finding.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Patients with the finding and patients looked at, first and second group.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    StandardizedDifference
        (p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2). NaN and a reason if a group is empty, or if
        everybody has the finding in one and nobody in the other; 0 if all or none have it in both.

    Raises
    ------
    ValueError
        If a count is not a whole number, k > n in a group, or conf_level lies outside (0, 1).

    References
    ----------
    Austin PC. Commun Stat Simul Comput 2009;38:1228-1234 (formula); interval as for means.
    """
    check_conf_level(conf_level)
    check_proportion(k1, n1, "k1", "n1")
    check_proportion(k2, n2, "k2", "n2")
    n = (int(n1), int(n2))
    if 0 in n:
        return _signed(math.nan, math.nan, n, conf_level, EMPTY)
    p1, p2 = k1 / n1, k2 / n2
    return _signed(p1 - p2, (p1 * (1 - p1) + p2 * (1 - p2)) / 2, n, conf_level)


def standardized_level_difference(table: npt.ArrayLike) -> StandardizedDifference:
    """Distance between two groups in a field with several levels.

    Parameters
    ----------
    table : array of shape (2, levels)
        Patients; rows are the groups. Levels that nobody has change nothing.

    Returns
    -------
    StandardizedDifference
        sqrt(d' S^-1 d), d being the differences of the shares of all levels but one and S the mean of the two
        multinomial covariance matrices; which level is left out changes nothing. With two levels it is
        the size of `standardized_proportion_difference`. NaN and a reason if a group is empty, or if no
        level is found in both groups.

    Raises
    ------
    ValueError
        If the table is not 2 x levels whole numbers of patients.

    References
    ----------
    Yang D, Dalton JE. SAS Global Forum 2012, paper 335-2012 (after Mahalanobis).
    """
    given = counts(table, 2)
    if given.shape[0] != 2:
        raise ValueError(f"The table must have two rows, a group each, but has {given.shape[0]}.")
    n = (int(given[0].sum()), int(given[1].sum()))
    nan, method = math.nan, "Standardized difference of levels (Mahalanobis)"
    reason = EMPTY if 0 in n else "" if given.all(axis=0).any() else APART
    if reason:
        return StandardizedDifference(nan, nan, nan, nan, n, method, reason)
    # In order of size, the commonest level left out: the order of levels cannot change the last digit.
    held = given[:, given.any(axis=0)]
    held = held[:, np.lexsort((held[0], held.sum(axis=0)))][:, :-1]
    shares = held / np.array(n)[:, np.newaxis]
    covariance = (np.diag(shares.sum(axis=0)) - shares.T @ shares) / 2
    gap = shares[0] - shares[1]
    squared = float(gap @ np.linalg.solve(covariance, gap)) if gap.size else 0.0
    return StandardizedDifference(math.sqrt(max(squared, 0.0)), nan, nan, nan, n, method)


def _signed(
    gap: float, variance: float, n: tuple[int, int], conf_level: float, reason: str = ""
) -> StandardizedDifference:
    """Return a difference over its spread with normal limits, or why there is none."""
    method = "Standardized difference, normal limits"
    if not reason and variance == 0.0 and gap != 0.0:
        reason = APART
    if reason:
        nan = math.nan
        return StandardizedDifference(nan, nan, nan, conf_level, n, method, reason)
    estimate = gap / math.sqrt(variance) if gap else 0.0
    error = math.sqrt(sum(n) / (n[0] * n[1]) + estimate**2 / (2 * sum(n)))
    half = float(ndtri(0.5 + conf_level / 2.0)) * error
    return StandardizedDifference(estimate, estimate - half, estimate + half, conf_level, n, method)
