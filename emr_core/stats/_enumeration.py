"""Every outcome that fixed margins allow, with its probability.

Partial outcomes that leave the same margins open and are equally likely have the same future: they are held
once, with their number. That keeps far fewer in memory than there are tables.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from emr_core.stats._conditional import Conditional
from emr_core.stats._factorials import log_factorials

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SAME = 1e-11
"""Log-probabilities closer than this are one probability; rounding moves them by less than 1e-12."""

MANY, EVERY = 10_000, 20
"""Partial tables from which on some are looked at first: every twentieth."""


def log_table_probability(table: IntArray) -> FloatArray:
    """Return the log-probability of tables (..., r, c), all with the same margins, given these."""
    one = table.reshape(-1, *table.shape[-2:])[0]
    margins = np.sort(np.concatenate((one.sum(axis=1), one.sum(axis=0))))
    total = int(one.sum())
    log_factorial = log_factorials(total)
    cells = np.sort(table.reshape(*table.shape[:-2], -1), axis=-1)  # sorted: the sum ignores cell order
    return np.asarray(log_factorial[margins].sum() - log_factorial[total] - log_factorial[cells].sum(axis=-1))


def table_p(rows: IntArray, columns: IntArray, log_limit: float, max_held: int) -> float | None:
    """Return the probability, given the margins, of all tables with log-probability up to `log_limit`.

    Column by column. A partial table is settled, and no longer held, as soon as bounds on what can follow
    put all its completions on one side of the limit. None if more than `max_held` would have to be held.
    """
    log_factorial = log_factorials(int(rows.sum()))
    margins = np.sort(np.concatenate((log_factorial[rows], log_factorial[columns])))
    # What can follow depends on what rows have left alone: it is found once for all that share it (`held`).
    held, which = rows[np.newaxis, :], np.zeros(1, dtype=np.int64)
    log_p, count = np.full(1, margins.sum() - log_factorial[-1]), np.ones(1)
    within, beyond = 0.0, 0.0
    for position, column in enumerate(columns[:-2].tolist(), start=1):
        grown = _add_column(held, which, column, max_held)
        if grown is None:
            return None
        parent, left, ways = grown
        if len(left) > MANY:
            # Any one partial table that has this left: each has to be held, whatever the others come to.
            reached = np.empty(len(held))
            reached[which] = log_p
            few = slice(None, None, EVERY)
            cells, so_far = held[parent[few]] - left[few], reached[parent[few]]
            so_far = so_far - log_factorial[cells].sum(axis=1)
            if _too_many(left[few], so_far, columns[position:], log_limit, max_held):
                return None
        weight = log_factorial[held[parent] - left].sum(axis=1)
        left.sort(axis=1)  # which row has how much left does not matter to what can follow
        _, first, same = np.unique(_key(left), return_index=True, return_inverse=True)
        bounds = _completions(left[first], columns[position:], log_factorial)
        source, filling = _each_with_each(which, ways)
        log_p, count, which = log_p[source] - weight[filling], count[source], same[filling]
        total, likeliest, unlikeliest = (bound[which] for bound in bounds)
        low, high = log_p + likeliest <= log_limit, log_p + unlikeliest > log_limit
        within += float((count[low] * np.exp((log_p + total)[low])).sum())
        beyond += float((count[high] * np.exp((log_p + total)[high])).sum())
        open_ = np.flatnonzero(~(low | high))
        if not open_.size:
            return within / (within + beyond)
        keep, log_p, count = merge(which[open_], log_p[open_], count[open_])
        still, which = np.unique(which[open_[keep]], return_inverse=True)
        held = left[first[still]]
    grown = _add_column(held, which, int(columns[-2]), max_held)
    if grown is None:
        return None
    parent, left, _ = grown
    total = log_factorial[int(columns[-2:].sum())] - log_factorial[columns[-2:]].sum()
    total = total - log_factorial[held].sum(axis=1)
    share = -(log_factorial[held[parent] - left] + log_factorial[left]).sum(axis=1) - total[parent]
    log_p = log_p + total[which]
    low, high = searched(parent, share, which, log_limit - log_p)
    mass = count * np.exp(log_p)
    within, beyond = within + float(mass @ low), beyond + float(mass @ high)
    # Over the sum of both, so that a p-value of 1 is 1 and not 1 - 1e-15.
    return within / (within + beyond)


def _too_many(left: IntArray, log_p: FloatArray, columns: IntArray, log_limit: float, max_held: int) -> bool:
    """Tell from some partial tables, by what they have left, that the next column makes more than is held.

    To hold all the others first, and sort them, took 30 to 60 ms of a test of 100,000 patients.
    """
    left = np.sort(left, axis=1)
    _, likeliest, unlikeliest = _completions(left, columns, log_factorials(int(columns.sum())))
    open_ = (log_p + likeliest > log_limit) & (log_p + unlikeliest <= log_limit)
    # Those as likely that have the same left are held once; two of a millionth's breadth may be one.
    each = np.unique(np.column_stack((left, np.round(log_p, 6)))[open_], axis=0)[:, :-1].astype(np.int64)
    first, column = each[:, 0], int(columns[0])
    # Of the fillings of the next column those told apart by its first row alone: there are no fewer.
    fillings = np.minimum(first, column) - np.maximum(0, column - each[:, 1:].sum(axis=1)) + 1
    return bool(fillings.sum() > 2 * max_held)


def searched(
    parent: IntArray, share: FloatArray, which: IntArray, reach: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what of the completions of each partial table its reach takes in, and what it does not.

    `share` is the log-weight of each completion, `parent` what it completes, the n-th remainder; `which` is
    that of each partial table. Completions are sorted once for all partial tables that share them, each of
    which then looks up how far it reaches instead of being filled: of 9 x 4 levels and 69 patients, 380,103
    tables are 6,442 searches among 6,700 completions.
    """
    lowest, span = float(share.min()) - 1.0, float(share.max() - share.min()) + 4.0
    # One search for all: completions of one remainder lie further up than any of the one before.
    place = share - lowest + parent * span
    order = np.argsort(place)
    reached = np.clip(reach - lowest, 0.0, span - 1.0) + which * span
    found = np.searchsorted(place[order], reached, side="right")
    weight = np.exp(share)
    end = np.cumsum(np.bincount(parent))
    stretches = np.empty(2 * which.size, dtype=np.int64)
    stretches[0::2], stretches[1::2] = np.concatenate(([0], end))[which], found
    within = np.add.reduceat(np.append(weight[order], 0.0), stretches)[::2]
    within[found == stretches[0::2]] = 0.0
    return within, np.where(found == end[which], 0.0, np.bincount(parent, weight)[which] - within)


def _each_with_each(which: IntArray, ways: IntArray) -> tuple[IntArray, IntArray]:
    """Return every partial table with every filling of what it has left: their indices."""
    choices = ways[which]
    source = np.repeat(np.arange(which.size), choices)
    first = (np.cumsum(ways) - ways)[which] - (np.cumsum(choices) - choices)
    return source, np.arange(source.size) + first[source]


def _add_column(
    held: IntArray, which: IntArray, column: int, max_held: int
) -> tuple[IntArray, IntArray, IntArray] | None:
    """Fill one column in every way: what each comes from, what its rows have left, how many each has.

    None if the partial tables, each in all its ways, are more than `max_held`.
    """
    parent, left, in_column = np.arange(len(held)), held, np.full(len(held), column)
    below = held.sum(axis=1)
    for row in range(held.shape[1] - 1):
        below = below - held[:, row]
        low = np.maximum(0, in_column - below[parent])
        choices = np.minimum(left[:, row], in_column) - low + 1
        # What all of them come to is counted before the last row is filled: to find out after took 20 ms.
        last = row == held.shape[1] - 2
        ways = np.bincount(parent, choices) if last else choices
        if choices.sum() > max_held or (last and ways[which].sum() > max_held):
            return None
        source = np.repeat(np.arange(len(left)), choices)
        cell = np.arange(source.size) + (low + choices - np.cumsum(choices))[source]
        parent, left, in_column = parent[source], left[source], in_column[source] - cell
        left[:, row] -= cell
    left[:, -1] -= in_column
    return parent, left, np.bincount(parent)


def _completions(
    held: IntArray, columns: IntArray, log_factorial: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return logs over all completions of 1 / product of x!: its sum, and bounds on its largest and least."""
    n = int(columns.sum())
    of_rows, of_columns = log_factorial[held].sum(axis=1), float(log_factorial[columns].sum())
    total = log_factorial[n] - of_rows - of_columns
    if columns.size == 1:
        return total, -of_rows, -of_rows
    # Largest: for any factors u_i v_j, sum ln x! >= sum min(ln x! - x ln(u v)) + sum r ln u + sum c ln v,
    # (Lagrangian dual); u v = r c / n is close to the best. Least: putting cells together raises ln x!.
    expected = held[:, :, np.newaxis] * (columns / n)
    cell = np.floor(expected).astype(np.int64)
    dual = (log_factorial[cell] - xlogy(cell, expected)).sum(axis=(1, 2))
    dual += xlogy(held, held).sum(axis=1) + float(xlogy(columns, columns).sum()) - float(xlogy(n, n))
    # The bounds give way by more than rounding, so that only the last column decides a tie.
    return total, -dual + 1e-9, -np.minimum(of_rows, of_columns) - 1e-9


def sums(strata: list[Conditional], total: int, max_held: int) -> tuple[FloatArray, FloatArray] | None:
    """Return log-probabilities (up to a constant) of all ways the strata's cells can make up this total.

    None if more than `max_held` partial ways would have to be held at once.
    """
    reached, log_p, count = np.zeros(1, dtype=np.int64), np.zeros(1), np.ones(1)
    lowest_after = sum(stratum.lowest for stratum in strata)
    highest_after = sum(stratum.highest for stratum in strata)
    for stratum in strata:
        lowest_after -= stratum.lowest
        highest_after -= stratum.highest
        cell = np.arange(stratum.lowest, stratum.highest + 1)
        if reached.size * cell.size > max_held:
            return None
        reached = np.add.outer(reached, cell).ravel()
        log_p = np.add.outer(log_p, stratum.log_weight).ravel()
        count = np.repeat(count, cell.size)
        possible = (total - reached >= lowest_after) & (total - reached <= highest_after)
        keep, log_p, count = merge(reached[possible], log_p[possible], count[possible])
        reached = reached[possible][keep]
    return log_p, count


def _key(left: IntArray) -> IntArray:
    """Return one whole number for each distinct row."""
    radix = int(left.max(initial=0)) + 1
    if radix ** left.shape[1] < 2**62:
        return np.asarray(left @ radix ** np.arange(left.shape[1]))
    return np.unique(left, axis=0, return_inverse=True)[1].ravel()


def merge(key: IntArray, log_p: FloatArray, count: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Hold equally likely partial outcomes with equal keys once: their indices, log-probability, number."""
    order = np.argsort(log_p)
    narrow = key.astype(np.uint16) if key.max(initial=0) < 1 << 16 else key  # of short keys in linear time
    order = order[np.argsort(narrow[order], kind="stable")]
    key, log_p, count = key[order], log_p[order], count[order]
    new = np.ones(key.size, dtype=bool)
    new[1:] = (np.diff(key) != 0) | (np.diff(log_p) > SAME)
    first = np.flatnonzero(new)
    return order[first], log_p[first], np.add.reduceat(count, first)


def monte_carlo_p(hits: int, draws: int) -> tuple[float, float]:
    """Return the p-value of a simulation, the observed outcome counted as a draw, and its standard error."""
    p_value = (hits + 1) / (draws + 1)
    return p_value, math.sqrt(p_value * (1.0 - p_value) / draws)
