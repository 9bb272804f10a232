"""One association looked at within strata (AML and ALL): the common odds ratio, and whether strata agree."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from emr_core.stats._arguments import check_conf_level, counts
from emr_core.stats._conditional import RELATIVE_TOLERANCE, Conditional, conditional, no_likelier
from emr_core.stats._enumeration import monte_carlo_p, sums
from emr_core.stats.association import OddsRatio, odds_ratio

MAX_WAYS = 1_000_000
"""Partial combinations of strata held at once by the homogeneity test; above: Monte Carlo."""

DRAWS = 20_000


@dataclass(frozen=True)
class Homogeneity:
    """Zelen's exact test of whether strata share one odds ratio; NaN and a reason if it cannot be asked."""

    p_value: float
    method: str
    standard_error: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class StratifiedResult:
    """The common odds ratio over strata, its test, and what speaks against having one at all.

    `strata` has one odds ratio a stratum, in the order given. `uninformative` are indices, from 0, of strata
    whose margins fix the table; they add nothing. `opposite` is true if the finding goes with the first row
    in one stratum and with the second in another: then the common odds ratio describes none of them.
    """

    common: OddsRatio
    p_value: float
    homogeneity: Homogeneity
    strata: tuple[OddsRatio, ...]
    opposite: bool
    n: int
    n_informative: int
    uninformative: tuple[int, ...]
    method: str
    reason: str = ""


def stratified(
    tables: npt.ArrayLike, *, conf_level: float = 0.95, seed: int = 1, with_strata: bool = True
) -> StratifiedResult:
    """Association of a finding with a group within strata: exact conditional common odds ratio.

    Parameters
    ----------
    tables : array of shape (strata, 2, 2)
        Patients; in every stratum rows are the groups, columns the finding (present, absent).
        A stratum with an empty row or column (so also one without, or with one patient) carries no
        information: it is named, and changes nothing else.
    conf_level : float
        Between 0 and 1.
    seed : int
        Of the homogeneity test's simulation, used only where more than 1,000,000 partial combinations of
        strata would have to be held; the p-value of the common odds ratio is always exact.
    with_strata : bool
        Whether each stratum's own odds ratio and the test of homogeneity are wanted: of hundreds of thousands
        of patients they take most of the time.

    Returns
    -------
    StratifiedResult
        Estimate, interval and p of R's ``mantelhaen.test(exact = TRUE)`` (limits converged to 1e-12). NaN
        and a reason if no stratum is informative; homogeneity NaN if fewer than two are, or if only
        one combination of strata has the observed total.

    Raises
    ------
    ValueError
        If the tables are not strata x 2 x 2 whole numbers of patients, or conf_level lies outside (0, 1).

    References
    ----------
    Mehta CR, Patel NR, Gray R. J Am Stat Assoc 1985;80:969-973 (common odds ratio).
    Zelen M. Biometrika 1971;58:129-137 (homogeneity, given the total of the first cells).
    """
    given = counts(tables, 3)
    check_conf_level(conf_level)
    if given.shape[1:] != (2, 2):
        raise ValueError(
            f"Every stratum must be a 2 x 2 table, but they are {given.shape[1]} x {given.shape[2]}."
        )
    strata = tuple(odds_ratio(table, conf_level) for table in given) if with_strata else ()
    informative = [table for table in given if informs(table)]
    uninformative = tuple(index for index, table in enumerate(given) if not informs(table))
    n = int(given.sum())
    method = "Exact conditional test, strata combined"
    if not informative:
        reason = "No stratum has patients in both rows and both columns."
        none = OddsRatio(math.nan, math.nan, math.nan, conf_level, n, method, reason)
        no_test = Homogeneity(math.nan, "Zelen exact", reason=reason)
        return StratifiedResult(none, math.nan, no_test, strata, False, n, 0, uninformative, method, reason)
    distributions = [conditional(table) for table in informative]
    total: Conditional = reduce(add, distributions)
    cells = [int(table[0, 0]) for table in informative]
    observed = sum(cells)
    lower, upper = total.limits(observed, conf_level)
    left_out = Homogeneity(math.nan, "Zelen exact", reason="It was not asked for.")
    return StratifiedResult(
        common=OddsRatio(total.estimate(observed), lower, upper, conf_level, n, method),
        p_value=total.two_sided(observed),
        homogeneity=_zelen(distributions, cells, seed) if with_strata else left_out,
        strata=strata,
        opposite=opposite(given),
        n=n,
        n_informative=len(informative),
        uninformative=uninformative,
        method=method,
    )


def informs(table: npt.NDArray[np.int64]) -> bool:
    """Tell whether a stratum has patients in both rows and both columns; else its margins fix the table."""
    return bool(table.any(axis=0).all() and table.any(axis=1).all())


def opposite(tables: Sequence[npt.NDArray[np.int64]] | npt.NDArray[np.int64]) -> bool:
    """Tell whether the finding goes with the first row in one stratum and with the second in another."""
    # The sign of ad - bc is the side of 1 on which a stratum's odds ratio lies, without rounding.
    signs = {int(np.sign(one[0, 0] * one[1, 1] - one[0, 1] * one[1, 0])) for one in tables if informs(one)}
    return {-1, 1} <= signs


def _zelen(strata: list[Conditional], cells: list[int], seed: int) -> Homogeneity:
    """Test whether the split of the total over strata is unlikely, given the total."""
    if len(strata) < 2:
        return Homogeneity(math.nan, "Zelen exact", reason="Only one stratum is informative.")
    total = sum(cells)
    if total in (sum(s.lowest for s in strata), sum(s.highest for s in strata)):
        return Homogeneity(
            math.nan,
            "Zelen exact",
            reason="The total leaves only one way to fill the strata: they cannot differ.",
        )
    observed = sum(float(s.log_weight[cell - s.lowest]) for s, cell in zip(strata, cells, strict=True))
    ways = sums(strata, total, MAX_WAYS)
    if ways is not None:
        return Homogeneity(no_likelier(ways[0], observed, ways[1]), "Zelen exact")
    drawn = _drawn(strata, total, np.random.default_rng(seed))
    hits = int((drawn <= observed + math.log1p(RELATIVE_TOLERANCE)).sum())
    p_value, standard_error = monte_carlo_p(hits, DRAWS)
    return Homogeneity(p_value, f"Zelen exact, Monte Carlo ({DRAWS:,} draws, seed {seed})", standard_error)


def _drawn(strata: list[Conditional], total: int, generator: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw ways to fill the strata given the total; return their log-probabilities up to a constant."""
    after = [strata[-1]]
    for stratum in reversed(strata[1:-1]):
        after.append(stratum + after[-1])
    left, log_p = np.full(DRAWS, total), np.zeros(DRAWS)
    for stratum, rest in zip(strata[:-1], reversed(after), strict=True):
        uniform = generator.random(DRAWS)
        for open_total in np.unique(left):
            here = left == open_total
            low = max(stratum.lowest, int(open_total) - rest.highest)
            high = min(stratum.highest, int(open_total) - rest.lowest)
            cell = np.arange(low, high + 1)
            weight = stratum.log_weight[cell - stratum.lowest]
            joint = weight + rest.log_weight[int(open_total) - cell - rest.lowest]
            cumulative = np.cumsum(np.exp(joint - joint.max()))
            chosen = np.searchsorted(cumulative / cumulative[-1], uniform[here], side="right")
            left[here] -= cell[chosen]
            log_p[here] += weight[chosen]
    return np.asarray(log_p + strata[-1].log_weight[left - strata[-1].lowest])
