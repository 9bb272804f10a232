"""By how much values of one group lie above those of another: the Hodges-Lehmann difference."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from emr_core.stats._arguments import check_conf_level
from emr_core.stats._rank_sums import FloatArray, two_group_ways
from emr_core.stats.ranks import EXACT_BELOW
from emr_core.stats.tallies import Sample, Tally, two_tallies

ROUNDING = 10 * float(np.finfo(np.float64).eps)
"""A tail this close to half of alpha is half of alpha (the tolerance of R's qwilcox)."""


@dataclass(frozen=True)
class HodgesLehmann:
    """The median of all differences between a patient of the first and one of the second group.

    `lower` and `upper` are two of these differences; without ties they cover the shift with
    `achieved_conf_level`, with ties at least so often. All three are NaN if no two differences reach
    `conf_level` (at 95 %: three patients against four); every number is NaN, and `reason` says why, if
    there is nothing to compare.
    """

    estimate: float
    lower: float
    upper: float
    achieved_conf_level: float
    conf_level: float
    n: tuple[int, int]
    method: str
    reason: str = ""


def hodges_lehmann(x: Sample, y: Sample, conf_level: float = 0.95) -> HodgesLehmann:
    """Difference in location between two groups, first minus second, with its distribution-free interval.

    It is the effect that belongs to the Mann-Whitney test: the shift of one group that would make the two
    look alike. It is not the difference of the medians.

    Parameters
    ----------
    x, y : arrays of shape (n1,), (n2,), or Tally
        One value a patient, in any unit, the same in both, which the result keeps.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    HodgesLehmann
        Without ties the estimate and limits of R's ``wilcox.test(x, y, conf.int = TRUE, exact = TRUE)``; R
        widens alpha where a tiny group cannot reach it, here there is then no interval. With ties, where R
        turns to a normal approximation, the same ordered differences are taken: the closed interval between
        them holds its level or more. If a group has 50 patients or more, which differences are the limits is
        found by the normal approximation. With an empty group NaN and a reason.

    Raises
    ------
    ValueError
        If a sample is not one-dimensional or holds missing or infinite values, or conf_level lies
        outside (0, 1).

    References
    ----------
    Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611 (estimate). Hollander M, Wolfe DA, Chicken E.
    Nonparametric Statistical Methods, 3rd ed., section 4.3 (interval of Moses). Noether GE. J Am Stat Assoc
    1967;62:184-188 (ties).
    """
    check_conf_level(conf_level)
    one, two = two_tallies(x, y, infinite="a time that was not reached is censored, use survival")
    n = (one.size, two.size)
    exact = max(n) < EXACT_BELOW
    method = f"Hodges-Lehmann, {'exact' if exact else 'normal approximation'}"
    reason = "" if all(n) else "One group holds no patients." if any(n) else "No group holds patients."
    if reason:
        return HodgesLehmann(*(math.nan,) * 4, conf_level, n, method, reason)
    gaps = _Gaps(one, two)
    pairs = n[0] * n[1]
    estimate = (gaps.ranked((pairs + 1) // 2) + gaps.ranked(pairs // 2 + 1)) / 2
    rank, achieved = (_exact_rank if exact else _normal_rank)(n, conf_level)
    if rank < 1:
        return HodgesLehmann(estimate, math.nan, math.nan, math.nan, conf_level, n, method)
    lower, upper = gaps.ranked(rank), gaps.ranked(pairs + 1 - rank)
    return HodgesLehmann(estimate, lower, upper, achieved, conf_level, n, method)


class _Gaps:
    """All differences between two samples in order, found without being held: there are n1 times n2."""

    def __init__(self, one: Tally, two: Tally) -> None:
        # A difference is the sum of one of a few values and one of many, ascending: the sample with fewer
        # different values is gone through, the other looked up in.
        of_one, of_two = (one.grid, one.counts), (-two.grid[::-1], two.counts[::-1])
        (self.few, self.held), (self.many, held) = sorted((of_one, of_two), key=lambda side: side[0].size)
        self.up_to = np.append(0, np.cumsum(held))

    def ranked(self, rank: int) -> float:
        """Return the difference of that rank, from 1: it is bracketed by differences ever closer together."""
        low, high = (float(self.few[end] + self.many[end]) for end in (0, -1))
        if self._up_to(low)[0] >= rank:
            return low
        while low < (middle := low / 2 + high / 2) < high:
            reached, below, above = self._up_to(middle)
            low, high = (low, below) if reached >= rank else (middle, high)
            if above == high and reached < rank:
                break
        return high

    def _up_to(self, limit: float) -> tuple[int, float, float]:
        """Return how many differences are no larger, the largest of them, and the next one above."""
        stop = np.searchsorted(self.many, limit - self.few, side="right")
        # The sums themselves decide: rounding can put `limit - few` a place apart from where they say.
        while (near := (stop < self.many.size) & (self._sums(stop) <= limit)).any():
            stop = stop + near
        while (far := (stop > 0) & (self._sums(stop - 1) > limit)).any():
            stop = stop - far
        below, above = self._sums(stop - 1)[stop > 0], self._sums(stop)[stop < self.many.size]
        reached = int((self.held * self.up_to[stop]).sum())
        return reached, float(below.max(initial=-math.inf)), float(above.min(initial=math.inf))

    def _sums(self, place: npt.NDArray[np.int64]) -> FloatArray:
        """Return every one of the few values plus the one of the many at its place, or at the end nearest."""
        return np.asarray(self.few + self.many[np.clip(place, 0, self.many.size - 1)])


def _exact_rank(n: tuple[int, int], conf_level: float) -> tuple[int, float]:
    """Return which of the ordered differences is the lower limit, and what is covered; 0 if none is."""
    smaller = min(n)
    ways = two_group_ways(np.arange(1, sum(n) + 1), smaller)[smaller * (smaller + 1) // 2 :]
    tails: FloatArray = np.cumsum(ways) / ways.sum()  # P(W <= 0), P(W <= 1), ...
    tail = (1.0 - conf_level) / 2.0
    rank = int(np.argmax(tails >= tail - ROUNDING))
    if rank == 0 and tails[0] <= tail + ROUNDING:
        rank = 1
    return (rank, 1.0 - 2.0 * float(tails[rank - 1])) if rank else (0, math.nan)


def _normal_rank(n: tuple[int, int], conf_level: float) -> tuple[int, float]:
    """Return which of the ordered differences is the lower limit in large groups."""
    pairs = n[0] * n[1]
    spread = math.sqrt(pairs * (sum(n) + 1) / 12.0)
    rank = math.floor(pairs / 2.0 - float(ndtri(0.5 + conf_level / 2.0)) * spread)
    return (rank, conf_level) if rank >= 1 else (0, math.nan)
