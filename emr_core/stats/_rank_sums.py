"""Every rank sum that groups can have when patients are dealt to them at random, and in how many ways."""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MAX_STATES = 200_000
"""Three or more groups: partial rank sums held at once by the enumeration; above: Monte Carlo."""


def two_group_ways(pool: IntArray, size: int) -> FloatArray:
    """Return in how many ways `size` of these ranks add up to 0, 1, 2, ...: the shift algorithm."""
    ways = np.zeros((size + 1, int(np.sort(pool)[pool.size - size :].sum()) + 1))
    ways[0, 0] = 1.0
    for rank in pool:
        ways[1:, rank:] += ways[:-1, : max(0, ways.shape[1] - rank)]
    return np.asarray(ways[-1])


def rank_sums(pool: IntArray, sizes: IntArray) -> tuple[IntArray, FloatArray] | None:
    """Return all rank sums a group can have, one row an outcome, and in how many ways; None if too many."""
    # One whole number holds, for every group but the last, its patients so far and their rank sum.
    places = sizes[:-1] + 1
    highest = int(pool.sum()) + 1
    if math.prod(int(place) * highest for place in places) >= 2**62:
        return None
    unit = np.concatenate(([1], np.cumprod(places * highest)[:-1]))
    state: IntArray = np.zeros(1, dtype=np.int64)
    ways: FloatArray = np.ones(1)
    for taken, rank in enumerate(pool):
        placed = state[:, np.newaxis] // unit % places
        grown, grown_ways = [], []
        for group in range(sizes.size - 1):
            room = placed[:, group] < sizes[group]
            grown.append(state[room] + unit[group] * (1 + rank * places[group]))
            grown_ways.append(ways[room])
        room = taken - placed.sum(axis=1) < sizes[-1]
        state, index = np.unique(np.concatenate((*grown, state[room])), return_inverse=True)
        ways = np.bincount(index, weights=np.concatenate((*grown_ways, ways[room]))).astype(np.float64)
        if state.size > MAX_STATES:
            return None
    sums = state[:, np.newaxis] // (unit * places) % highest
    return np.column_stack((sums, pool.sum() - sums.sum(axis=1))), ways
