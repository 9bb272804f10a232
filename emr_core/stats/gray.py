"""Cumulative incidence of two or more groups compared: Gray's test."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._follow_up import (
    NO_PATIENTS,
    FloatArray,
    IntArray,
    Label,
    codes,
    groups,
    risk_table,
    times,
)
from emr_core.stats._score_test import score_test

REACHED_ONE = 1e-9
"""A pooled incidence this close to 1 leaves nothing to divide by."""


@dataclass(frozen=True)
class Gray:
    """A comparison of the cumulative incidence of one cause; one entry a group, in the order of `groups`.

    `n_events` are events of the cause. `score` is what each group has more (or fewer) of than if all had the
    same incidence. `dropped` are indices, from 0, of groups without patients. `statistic` and `p_value` are
    NaN, and `reason` says why, if nothing can be compared.
    """

    cause: int
    statistic: float
    degrees_of_freedom: int
    p_value: float
    groups: tuple[Label, ...]
    n: tuple[int, ...]
    n_events: tuple[int, ...]
    score: tuple[float, ...]
    dropped: tuple[int, ...] = ()
    method: str = "Gray"
    reason: str = ""


def gray(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    cause: int = 1,
    order: tuple[Label, ...] | None = None,
) -> Gray:
    """Gray's test of whether two or more groups have the same cumulative incidence of a cause.

    Parameters
    ----------
    time : array of shape (n,)
        Time of the first event or of last contact, 0 or more, in any unit; at a tie events come before
        censorings. Times that differ by a rounding error at most are tied (``cuminc`` holds 0.1 + 0.2 and 0.3
        apart: give it rounded times).
    event : array of shape (n,)
        0 for censored, 1 to k for the cause of the first event.
    group : array of shape (n,)
        Each patient's group, as text or whole number, known at time zero.
    cause : int
        The cause compared, from 1; all others compete.
    order : tuple of labels, optional
        All groups in the order of the result, those without patients too. Otherwise the labels met, sorted.

    Returns
    -------
    Gray
        As ``cmprsk::cuminc(time, event, group)$Tests`` (rho = 0). NaN and a reason if there are no patients,
        no events of the cause, fewer than two groups with patients, a variance that is singular (cuminc then
        reports -1 and p = 1) or not positive, or a pooled incidence of exactly 1 while groups are still
        compared (cuminc then fails). Where several groups are followed until hardly anyone is left, the
        pooled incidence can pass 1: as in cuminc the sums then run on.

    Raises
    ------
    ValueError
        If times are missing, negative or infinite, events are no codes from 0, cause is not from 1, a group
        is missing or not in `order`, there is only one group, or lengths differ.

    References
    ----------
    Gray RJ. Ann Stat 1988;16:1141-1154, section 2 (score) and section 3 (variance).
    """
    if cause != int(cause) or cause < 1:
        raise ValueError(f"cause must be a number from 1, but was {cause!r}.")
    ends = times(time)
    code = codes(event, ends.size)
    index, labels = groups(group, ends.size, order)
    n = np.bincount(index, minlength=len(labels))
    present = np.flatnonzero(n)
    # From here on: 0 censored, 1 the cause, 2 any other.
    kind = np.where(code == cause, 1, np.where(code > 0, 2, 0))
    own = np.bincount(index[kind == 1], minlength=len(labels))
    score = np.zeros(len(labels))
    test, reason = None, ""
    if ends.size == 0:
        reason = NO_PATIENTS
    elif present.size < 2:
        reason = "Fewer than two groups hold patients."
    elif not own.any():
        reason = f"No events of cause {cause}."
    else:
        score, variance = sums(ends, kind, index, len(labels))
        inside = None if variance is None else variance[np.ix_(present, present)]
        test = None if inside is None else score_test(score[present], inside)
        reason = "" if test else "Too few events in too few groups: the variance is singular or not positive."
        if variance is None:
            reason = "The pooled incidence is 1 while groups are still compared: it has no variance."
    statistic, p_value = test or (math.nan, math.nan)
    return Gray(
        int(cause),
        statistic,
        max(present.size - 1, 0),
        p_value,
        labels,
        tuple(n.tolist()),
        tuple(own.tolist()),
        tuple(score.tolist()),
        tuple(np.flatnonzero(n == 0).tolist()),
        reason=reason,
    )


def sums(ends: FloatArray, kind: IntArray, index: IntArray, k: int) -> tuple[FloatArray, FloatArray | None]:
    """Return, of k groups, the scores and their variance matrix, 0 for groups without patients.

    `kind` is 0 for censored, 1 for the cause compared, 2 for any other. No variance where the pooled
    incidence is 1 while groups are still compared.
    """
    present = np.flatnonzero(np.bincount(index, minlength=k))
    table = risk_table(ends, kind, 2, group=index, n_groups=k)
    rows = table.n[:, :, 1:].any(axis=(1, 2))
    counts = table.n[rows][:, present].astype(np.float64)
    at_risk = table.at_risk[rows][:, present].astype(np.float64)
    score, variance = np.zeros(k), np.zeros((k, k))
    score[present], inside = _score(counts[..., 1], counts[..., 2], at_risk)
    if inside is None:
        return score, None
    variance[np.ix_(present, present)] = inside
    return score, variance


def _score(own: FloatArray, other: FloatArray, at_risk: FloatArray) -> tuple[FloatArray, FloatArray | None]:
    """Return scores and their variance matrix; arguments have shape (times with events, groups).

    The variance is the sum, over times and groups k, of the squared influence of an event in k on the scores:
    directly (`direct`), and through the estimate at all later times (`to_come`).
    """
    there = at_risk > 0.0
    safe = np.where(there, at_risk, 1.0)
    after = np.cumprod(1.0 - (own + other) / safe, axis=0)
    before = np.vstack((np.ones(own.shape[1]), after[:-1]))
    incidence_before = _lagged(np.cumsum(before * own / safe, axis=0))
    # In Gray's notation: weighted is R_r / S_r, and its sum over groups turns events into pooled jumps.
    weighted = np.divide(at_risk, before, where=there, out=np.zeros(at_risk.shape))
    total = weighted.sum(axis=1, keepdims=True)
    events = own.sum(axis=1, keepdims=True)
    in_event = weighted * (1.0 - incidence_before)
    score = (own - events * in_event / in_event.sum(axis=1, keepdims=True)).sum(axis=0)
    pooled = np.cumsum(events / total, axis=0)
    # Where one group alone is left nothing is compared, and its pooled incidence may pass 1: no weight there.
    compared = (events > 0.0) & (there.sum(axis=1, keepdims=True) > 1)
    open_before = np.where(compared, 1.0 - _lagged(pooled), 1.0)
    if (np.abs(open_before) < REACHED_ONE).any():
        return score, None
    weighted = np.where(compared, weighted, 0.0)  # exactly: what rounding left would pass for a variance
    direct = np.eye(own.shape[1]) * weighted[:, np.newaxis, :]
    direct -= weighted[:, :, np.newaxis] * weighted[:, np.newaxis, :] / total[:, :, np.newaxis]
    passed = np.cumsum(direct * (events / (total * open_before))[:, :, np.newaxis], axis=0)
    to_come = passed[-1] - passed
    still = after > 0.0
    ratio = np.divide(1.0 - pooled, after, where=still, out=np.zeros(after.shape))
    # Ties: of d events at once among m at risk, each leaves (m - d) / (m - 1) of its variance.
    pool = total * before
    tied = 1.0 - np.divide(events - 1.0, pool - 1.0, where=there & (events > 1.0), out=np.zeros(own.shape))
    weight = np.where(there, tied * before * events / (total * safe), 0.0)
    influence = direct + (1.0 - ratio)[:, np.newaxis, :] * to_come
    variance = _weighted(weight, influence)
    tied = 1.0 - np.divide(other - 1.0, at_risk - 1.0, where=other > 1.0, out=np.zeros(own.shape))
    weight = np.where(still, tied * before**2 * other / safe**2, 0.0)
    influence = ratio[:, np.newaxis, :] * to_come
    return score, variance + _weighted(weight, influence)


def _weighted(weight: FloatArray, influence: FloatArray) -> FloatArray:
    """Return the sum, over times and groups, of weighted products of the influences on two scores."""
    groups = range(weight.shape[1])
    # Group by group: in one einsum a million times take two seconds more.
    parts = [influence[:, :, k].T @ (weight[:, k, np.newaxis] * influence[:, :, k]) for k in groups]
    return np.asarray(np.sum(parts, axis=0))


def _lagged(array: FloatArray) -> FloatArray:
    """Return the values just before each time, 0 before the first."""
    return np.vstack((np.zeros(array.shape[1]), array[:-1]))
