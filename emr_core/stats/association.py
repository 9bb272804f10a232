"""Whether two categorical findings go together: Fisher's exact test and the conditional odds ratio."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import random_table

from emr_core.stats._arguments import check_conf_level, counts
from emr_core.stats._conditional import RELATIVE_TOLERANCE, conditional
from emr_core.stats._enumeration import (
    log_table_probability,
    monte_carlo_p,
    table_p,
)
from emr_core.stats._every_table import MOST_PAIRS, few_tables_p

MAX_TABLES = 500_000
"""Partial tables held at once (equally likely ones with equal open margins once); above: Monte Carlo."""

DRAWS = 20_000
"""Tables drawn by Monte Carlo: standard error 0.0007 at p = 0.05."""

CHUNK = 10_000

NEVER = 1e-15
"""Probability with which a table is drawn that is never met: in 20,000 draws once in 50,000,000,000 tests."""


@dataclass(frozen=True)
class OddsRatio:
    """Conditional odds ratio with its exact interval; estimate 0 or inf where a cell is empty.

    All three numbers are NaN, and `reason` says why, where the margins leave nothing to estimate.
    """

    estimate: float
    lower: float
    upper: float
    conf_level: float
    n: int
    method: str
    reason: str = ""


@dataclass(frozen=True)
class FisherResult:
    """Fisher's exact test of an r x c table.

    `standard_error` is that of a simulated p-value, 0 if exact. `dropped_rows` and `dropped_columns` are
    indices, from 0, of rows and columns without patients. `p_value` is NaN, and `reason` says why, if less
    than 2 x 2 remains.
    """

    p_value: float
    method: str
    n: int
    standard_error: float
    odds_ratio: OddsRatio | None
    dropped_rows: tuple[int, ...] = ()
    dropped_columns: tuple[int, ...] = ()
    reason: str = ""


def odds_ratio(table: npt.ArrayLike, conf_level: float = 0.95) -> OddsRatio:
    """Odds ratio of a 2 x 2 table: conditional maximum likelihood estimate and exact interval.

    Parameters
    ----------
    table : array of shape (2, 2)
        Patients; rows are the groups, columns the finding (present, absent). Above 1, the finding goes with
        the first row. One empty cell gives 0 or inf with one finite limit; an empty row or column gives NaN
        and a reason (as do no patients, and one patient).
    conf_level : float
        Between 0 and 1; each tail holds half of the rest, also beside an empty cell (as in R).

    Returns
    -------
    OddsRatio
        R's ``fisher.test`` with limits converged to 1e-12 (R stops its search early).

    Raises
    ------
    ValueError
        If the table is not 2 x 2 whole numbers of patients, or conf_level lies outside (0, 1).

    References
    ----------
    Cornfield J. Proc Third Berkeley Symp 1956;4:135-148. Agresti A. Categorical Data Analysis, 3rd ed.,
    sections 16.6.4 and 16.6.5 (conditional estimate and exact interval).
    """
    given = counts(table, 2)
    check_conf_level(conf_level)
    if given.shape != (2, 2):
        raise ValueError(
            f"An odds ratio needs a 2 x 2 table, but this one is {_shape(given)}: merge levels first."
        )
    n = int(given.sum())
    method = "Conditional maximum likelihood, exact interval"
    reason = _no_odds_ratio(given)
    if reason:
        return OddsRatio(math.nan, math.nan, math.nan, conf_level, n, method, reason)
    distribution, observed = conditional(given), int(given[0, 0])
    lower, upper = distribution.limits(observed, conf_level)
    return OddsRatio(distribution.estimate(observed), lower, upper, conf_level, n, method)


def fisher_exact(
    table: npt.ArrayLike,
    *,
    max_tables: int = MAX_TABLES,
    seed: int = 1,
    conf_level: float = 0.95,
    with_odds_ratio: bool = True,
) -> FisherResult:
    """Fisher's exact test, two-sided, of whether rows and columns of a table go together.

    Parameters
    ----------
    table : array of shape (r, c)
        Patients, any r and c. Rows and columns without patients are dropped and named in the result.
    max_tables : int
        Partial tables the enumeration may hold at once; a table that needs more is simulated: 20,000 tables
        with the observed margins, p = (hits + 1) / (draws + 1), standard error reported. 2 x 2 tables are
        always exact.
    seed : int
        Of the simulation: the same table always gives the same p-value.
    conf_level : float
        Of the odds ratio, which comes with what is left as 2 x 2.
    with_odds_ratio : bool
        Whether it is wanted; of hundreds of thousands of patients it takes 60 ms, p alone 2.

    Returns
    -------
    FisherResult
        p sums the probabilities of all tables no likelier than the observed one, within a relative 1e-7,
        as R's ``fisher.test``. NaN with a reason if fewer than two rows or columns hold patients.

    Raises
    ------
    ValueError
        If the table is not 2-dimensional whole numbers of patients, max_tables < 1, or conf_level lies
        outside (0, 1).

    References
    ----------
    Freeman GH, Halton JH. Biometrika 1951;38:141-149. Simulation: Patefield WM. Appl Stat 1981;30:91-97,
    and Davison AC, Hinkley DV. Bootstrap Methods and their Application, 1997, equation 4.11.
    """
    given = counts(table, 2)
    check_conf_level(conf_level)
    if max_tables < 1:
        raise ValueError(f"max_tables must be 1 or more, but was {max_tables!r}.")
    rows, columns = given.sum(axis=1).tolist(), given.sum(axis=0).tolist()
    n = sum(rows)
    kept = given
    dropped: tuple[tuple[int, ...], tuple[int, ...]] = (), ()
    if 0 in rows or 0 in columns:
        dropped = _empty(rows), _empty(columns)
        kept = np.delete(np.delete(given, dropped[0], axis=0), dropped[1], axis=1)
        rows, columns = [row for row in rows if row], [column for column in columns if column]
    if min(kept.shape) < 2:
        return FisherResult(math.nan, "Fisher exact", n, 0.0, None, *dropped, _too_small(kept))
    if kept.shape == (2, 2):
        distribution = conditional(kept)
        p_value = distribution.two_sided(int(kept[0, 0]))
        ratio = odds_ratio(kept, conf_level) if with_odds_ratio else None
        return FisherResult(p_value, "Fisher exact", n, 0.0, ratio, *dropped)
    shorter, longer = _margins(rows, columns)
    limit = _log_probability(rows + columns, kept.ravel().tolist(), n) + math.log1p(RELATIVE_TOLERANCE)
    exact = few_tables_p(shorter, longer, limit) if max_tables >= MOST_PAIRS else None
    if exact is None:
        exact = table_p(np.array(shorter), np.array(longer), limit, max_tables)
    if exact is not None:
        return FisherResult(exact, "Fisher exact", n, 0.0, None, *dropped)
    if _surely_unlikely(shorter, longer, limit):
        p_value, standard_error = monte_carlo_p(0, DRAWS)
    else:
        p_value, standard_error = _simulated(np.array(shorter), np.array(longer), limit, seed)
    method = f"Fisher exact, Monte Carlo ({DRAWS:,} tables, seed {seed})"
    return FisherResult(p_value, method, n, standard_error, None, *dropped)


def _surely_unlikely(rows: list[int], columns: list[int], limit: float) -> bool:
    """Tell whether no table that could be drawn is as unlikely as the observed one.

    There are at most as many tables as ways to fill all rows and columns but the longest; if so many times
    the observed one's probability is below `NEVER`, drawing 20,000 only wastes 10 to 60 ms.
    """
    ways = sum(math.log(min(row, column) + 1) for row in rows[:-1] for column in columns[:-1])
    return ways + limit < math.log(NEVER)


def _simulated(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], limit: float, seed: int
) -> tuple[float, float]:
    """Return p and its standard error from tables drawn with these margins."""
    generator = np.random.default_rng(seed)
    margins = random_table(rows, columns)
    hits = 0
    for _ in range(DRAWS // CHUNK):
        drawn = margins.rvs(size=CHUNK, random_state=generator).astype(np.int64)
        hits += int((log_table_probability(drawn) <= limit).sum())
    return monte_carlo_p(hits, DRAWS)


def _margins(rows: list[int], columns: list[int]) -> tuple[list[int], list[int]]:
    """Return both margins, the shorter first, in an order that transposing or sorting does not change."""
    one, other = sorted((len(margin), sorted(margin)) for margin in (rows, columns))
    return one[1], other[1]


def _log_probability(margins: list[int], cells: list[int], n: int) -> float:
    """Return the log-probability of a table: rounded once, so that no order of cells changes it."""
    log_factorial = [math.lgamma(size + 1) for size in margins]
    return math.fsum((*log_factorial, -math.lgamma(n + 1), *(-math.lgamma(cell + 1) for cell in cells)))


def _empty(margin: list[int]) -> tuple[int, ...]:
    """Return the places of rows or columns without patients."""
    return tuple(place for place, size in enumerate(margin) if not size)


def _no_odds_ratio(table: npt.NDArray[np.int64]) -> str:
    """Say why a 2 x 2 table has no odds ratio, or nothing if it has one."""
    if not table.any():
        return "The table holds no patients."
    for axis, what in ((1, "row"), (0, "column")):
        empty = np.flatnonzero(table.sum(axis=axis) == 0)
        if empty.size:
            return f"The {('first', 'second')[empty[0]]} {what} of the table holds no patients."
    return ""


def _too_small(kept: npt.NDArray[np.int64]) -> str:
    """Say why a table cannot be tested."""
    if kept.size == 0:
        return "The table holds no patients."
    return f"All patients are in one {'row' if kept.shape[0] < 2 else 'column'} of the table."


def _shape(table: npt.NDArray[np.int64]) -> str:
    """Return 3 x 2 for a table of three rows and two columns."""
    return " x ".join(str(size) for size in table.shape)
