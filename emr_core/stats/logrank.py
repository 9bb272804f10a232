"""Survival of two or more groups compared: the log-rank test."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._follow_up import (
    NO_PATIENTS,
    FloatArray,
    IntArray,
    Label,
    added,
    codes,
    groups,
    risk_table,
    times,
)
from emr_core.stats._score_test import score_test


@dataclass(frozen=True)
class LogRank:
    """A comparison of survival; one entry a group, in the order of `groups`.

    `expected` are the events each group would have had if all had the same hazard. `dropped` are indices,
    from 0, of groups with nobody at risk at any event: they take no part. `statistic` and `p_value` are NaN,
    and `reason` says why, if nothing can be compared.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    groups: tuple[Label, ...]
    n: tuple[int, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    dropped: tuple[int, ...] = ()
    method: str = "Log-rank"
    reason: str = ""


def logrank(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    order: tuple[Label, ...] | None = None,
) -> LogRank:
    """Log-rank test of whether two or more groups have the same hazard throughout.

    Parameters
    ----------
    time : array of shape (n,)
        Time of the event or of last contact, 0 or more, in any unit; at a tie events come before censorings.
    event : array of shape (n,)
        1 or True for the event, 0 or False for censored.
    group : array of shape (n,)
        Each patient's group, as text or whole number, known at time zero.
    order : tuple of labels, optional
        All groups in the order of the result, those without patients too. Otherwise the labels met, sorted.

    Returns
    -------
    LogRank
        As R's ``survdiff(Surv(time, event) ~ group)``: chi-square with hypergeometric variance. NaN and a
        reason where R reports 0 or fails: no patients, no events, fewer than two groups at risk at any
        event, or groups that are never at risk at the same event.

    Raises
    ------
    ValueError
        If times are missing, negative or infinite, events are not 0 or 1, a group is missing or not in
        `order`, there is only one group, or lengths differ.

    References
    ----------
    Mantel N. Cancer Chemother Rep 1966;50:163-170. Kalbfleisch JD, Prentice RL. The Statistical Analysis of
    Failure Time Data, 2nd ed., section 1.5, equations 1.21 and 1.22.
    """
    ends = times(time)
    happened = codes(event, ends.size, 1)
    index, labels = groups(group, ends.size, order)
    n = tuple(np.bincount(index, minlength=len(labels)).tolist())
    none = tuple(0 for _ in labels)
    if ends.size == 0:
        return LogRank(math.nan, 0, math.nan, labels, n, none, tuple(map(float, none)), reason=NO_PATIENTS)
    observed, expected, variance = sums(ends, happened, index, len(labels))
    at_any_event = np.flatnonzero(expected > 0.0)
    degrees = max(at_any_event.size - 1, 0)
    test, reason = None, ""
    if degrees == 0:
        reason = (
            "No events." if not observed.any() else "Fewer than two groups had patients at risk at an event."
        )
    else:
        test = score_test((observed - expected)[at_any_event], variance[np.ix_(at_any_event, at_any_event)])
        reason = "" if test else "Some groups were never at risk at the same event: they cannot be compared."
    statistic, p_value = test or (math.nan, math.nan)
    return LogRank(
        statistic,
        degrees,
        p_value,
        labels,
        n,
        tuple(observed.tolist()),
        tuple(expected.tolist()),
        tuple(place for place in range(len(labels)) if place not in at_any_event),
        reason=reason,
    )


def sums(
    ends: FloatArray, happened: IntArray, index: IntArray, k: int
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return, of k groups, the events observed and expected and the variance matrix of their differences."""
    table = risk_table(ends, happened, 1, group=index, n_groups=k)
    rows = np.flatnonzero(added(table.n[:, :, 1]))
    deaths, at_risk = table.n[rows, :, 1], table.at_risk[rows].astype(np.float64)
    died, alive = added(deaths), added(at_risk)
    share = at_risk / alive[:, np.newaxis]
    # With one patient at risk there is nothing to divide, and no variance.
    weight = died * (alive - died) / np.maximum(alive - 1.0, 1.0)
    variance = -(share.T @ (weight[:, np.newaxis] * share))
    # The diagonal apart: where one group alone is at risk it is then 0 exactly, not what rounding leaves.
    np.fill_diagonal(variance, weight @ (share * (1.0 - share)))
    observed = np.bincount(index[happened > 0], minlength=k)
    return observed, died @ share, variance
