"""Small tables: every one that the margins allow, at once or as pairs of halves."""

import math
from collections.abc import Sequence
from functools import cache, reduce
from itertools import pairwise

import numpy as np

from emr_core.stats._enumeration import FloatArray, IntArray, searched

FEW_TABLES = 20_000
"""Tables up to which all are held at once, some of the impossible included: as many take 0.2 ms."""

FEW_CHECKED = 300
"""Partial tables up to which those that cannot be completed are kept: to find them takes longer."""

LONG_SHOT = 50
"""Times as many tables, the impossible included, with which it is still tried."""

FEW_HALVES = 20_000
"""Halves up to which tables are put together from them, the impossible included."""

MOST_PAIRS = 300_000
"""Pairs of halves, and so tables: that no more are made keeps within what `table_p` may hold by default."""

MOST_WAYS = 1e300
"""Ways to deal the patients to tables up to which they are counted as such: floats end at 1e308."""


@cache
def _choices(bits: int) -> FloatArray:
    """Return Pascal's triangle: in how many ways k of n are chosen, n and k below two to the power of `bits`.

    It takes 0.3 ms and 0.5 MB for n up to 255, 8 MB for the highest that `MOST_WAYS` lets pass.
    """
    triangle = np.zeros((1 << bits, 1 << bits))
    triangle[:, 0] = 1.0
    for before, after in pairwise(triangle):
        np.add(before[1:], before[:-1], out=after[1:])
    return triangle


def few_tables_p(rows: list[int], columns: list[int], log_limit: float) -> float | None:
    """Return the same as `table_p`, every table made; None if there are too many.

    With few tables, bounds on what can follow take up to ten times as long as what they save. A table weighs
    as much as there are ways to deal the patients of its columns so to its rows: plain numbers, looked up
    and multiplied. That leaves 15 to 30 steps of a microsecond, which for 2 x 3 levels are half of the test.
    """
    ways = math.lgamma(sum(rows) + 1) - sum(math.lgamma(row + 1) for row in rows)
    if ways > math.log(MOST_WAYS):
        return None
    most = [[min(row, column) for row in rows[:-1]] for column in columns]
    if math.prod(1 + cell for cells in most[:-1] for cell in cells) <= LONG_SHOT * FEW_TABLES:
        p = _at_once(rows, columns, most, log_limit + ways)
        if p is not None:
            return p
    return _by_halves(rows, columns, most, log_limit + ways)


def _at_once(rows: list[int], columns: list[int], most: list[list[int]], log_limit: float) -> float | None:
    """Return the share of tables that weigh no more than the limit, all held at once."""
    choices, places = _choices(columns[-1].bit_length()), _places(most[:-1])
    key, weight, taken = places.ravel()[:1], np.ones(1), 0
    received: IntArray | None = None
    for column, cells in zip(columns[:-1], most[:-1], strict=True):
        if key.size > FEW_CHECKED:
            received = _received(places, rows[:-1]) if received is None else received
            possible = np.flatnonzero(received[key] >= max(0, taken - rows[-1]))
            key, weight = key[possible], weight[possible]
        of_column, ways = _fillings(choices, places, column, cells)
        if key.size * ways.size > FEW_TABLES:
            return None
        key, weight = np.add.outer(key, of_column).ravel(), np.multiply.outer(weight, ways).ravel()
        taken += column
    # The last column takes what the others leave of each row: no way of it, so 0, if it cannot.
    left = [
        slice(max(0, row + 1 - size), cell + 1)
        for row, size, cell in zip(rows[:-1], places.shape, most[-1], strict=True)
    ]
    got = [slice(row + 1 - cell.stop, row + 1 - cell.start) for row, cell in zip(rows, left, strict=False)]
    last = np.zeros(places.shape)
    last[tuple(got)] = np.flip(_weights(choices, columns[-1], left))
    weight *= last.ravel()[key]
    return float(weight[weight <= math.exp(log_limit)].sum() / weight.sum())


def _by_halves(rows: list[int], columns: list[int], most: list[list[int]], log_limit: float) -> float | None:
    """Return the same, each table as two halves of its columns that are looked up in one another."""
    halves: tuple[list[int], list[int]] = ([], [])
    sizes = [1, 1]
    for place in reversed(range(len(columns))):
        lighter = int(sizes[1] < sizes[0])
        halves[lighter].append(place)
        sizes[lighter] *= math.prod(1 + cell for cell in most[place])
    places = _places(most) if max(sizes) <= FEW_HALVES else np.empty(0, dtype=np.int64)
    if not 0 < places.size <= FEW_HALVES:
        return None
    choices = _choices(columns[-1].bit_length())
    (key, weight), (other, completing) = (
        _half([columns[place] for place in half], [most[place] for place in half], choices, places)
        for half in halves
    )
    which = int(places[tuple(rows[:-1])]) - key
    number = np.bincount(other, minlength=places.size)
    possible = np.flatnonzero((which >= 0) & (number[which] > 0))
    which, weight = which[possible], weight[possible]
    if number[which].sum() > MOST_PAIRS:
        return None
    within, beyond = searched(other, np.log(completing), which, log_limit - np.log(weight))
    low, high = float(weight @ within), float(weight @ beyond)
    return low / (low + high)


def _half(
    columns: list[int], most: list[list[int]], choices: FloatArray, places: IntArray
) -> tuple[IntArray, FloatArray]:
    """Return key and weight of all that some columns can hold."""
    key, weight = places.ravel()[:1], np.ones(1)
    for column, cells in zip(columns, most, strict=True):
        of_column, ways = _fillings(choices, places, column, cells)
        key, weight = np.add.outer(key, of_column).ravel(), np.multiply.outer(weight, ways).ravel()
    return key, weight


def _fillings(
    choices: FloatArray, places: IntArray, column: int, most: list[int]
) -> tuple[IntArray, FloatArray]:
    """Return key and weight of every filling of a column."""
    cells = tuple(slice(0, cell + 1) for cell in most)
    key, weight = places[cells].ravel(), _weights(choices, column, cells).ravel()
    if sum(most) <= column:
        return key, weight
    possible = np.flatnonzero(weight)
    return key[possible], weight[possible]


def _places(most: list[list[int]]) -> IntArray:
    """Return numbers for what all rows but the last can have got: an axis each, up to the sum of its cells.

    Sums of what columns give are then sums of these numbers, the keys.
    """
    shape = [1 + sum(cells) for cells in zip(*most, strict=True)]
    return np.arange(math.prod(shape)).reshape(shape)


def _received(places: IntArray, rows: list[int]) -> IntArray:
    """Return by key how many patients all rows but the last have got, -1 if one has too many."""
    received = reduce(np.add.outer, map(np.arange, places.shape))
    for axis, row in enumerate(rows):
        received[(slice(None),) * axis + (slice(row + 1, None),)] = -1
    return np.asarray(received.ravel())


def _weights(choices: FloatArray, column: int, cells: Sequence[slice]) -> FloatArray:
    """Return in how many ways a column's patients are dealt to rows: an axis for each row but the last.

    0 where the cells make up more than the column: the first cell beyond it is chosen from too few.
    """
    weight, left = choices[column, cells[0]], np.arange(column - cells[0].start, column - cells[0].stop, -1)
    for cell in cells[1:]:
        weight = weight[..., np.newaxis] * choices[left, cell]
        left = np.subtract.outer(left, np.arange(cell.start, cell.stop))
    return weight
