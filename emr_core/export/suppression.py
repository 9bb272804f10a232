"""Which counts must be withheld so that no small one can be worked out from those that are shown.

Everything that is published or known is written as sums: a total and its parts. A count under the threshold
is withheld; then so many more, the smallest first, that every withheld count could have at least two values.
The reader is taken to know what a mark means, and every equation.

Hundepool A et al. Statistical Disclosure Control. Wiley 2012, chapter 4: primary and secondary suppression.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Sum:
    """A total and the counts it is made of, by their places."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """Counts that belong together.

    Parameters
    ----------
    values
        The counts.
    sums
        How they add up.
    known
        Places of counts that are shown in any case, such as the size of a group.
    unprinted
        Places of counts that are not printed but follow from others, such as those without a finding.
    """

    values: tuple[int, ...]
    sums: tuple[Sum, ...]
    known: frozenset[int] = frozenset()
    unprinted: frozenset[int] = frozenset()


Seen = dict[tuple[frozenset[int], frozenset[int]], set[int]]
"""Unknown counts that hang together, and those of them withheld, to those that have one value only."""


def small(count: int, threshold: int) -> bool:
    """Return whether a count is under the threshold without being zero."""
    return 0 < count < threshold


def withheld(counts: Counts, threshold: int) -> frozenset[int] | None:
    """Return the places of the printed counts that must not be shown.

    Parameters
    ----------
    counts
        The counts with their sums.
    threshold
        The least count that may be shown; zero may be shown too.

    Returns
    -------
    frozenset of int or None
        None if no choice of places protects every small count: then none of them may be shown.
    """
    size = len(counts.values)
    hidden = {
        place
        for place in range(size)
        if small(counts.values[place], threshold) and place not in counts.known | counts.unprinted
    }
    seen: Seen = {}
    while solved := _solved(counts, hidden, threshold, seen):
        more = _next(counts, hidden, solved)
        if more is None:
            return None
        hidden.add(more)
    return frozenset(hidden)


def _next(counts: Counts, hidden: set[int], solved: set[int]) -> int | None:
    """Return the smallest count to withhold too: beside a solved one if it can be, a part before a total."""
    shut = hidden | counts.known | counts.unprinted
    free = {place for place, value in enumerate(counts.values) if value and place not in shut}
    lines = [{one.total, *one.parts} for one in counts.sums]
    near = {place for line in lines if line & solved for place in line}
    totals = {one.total for one in counts.sums}
    return min(free & near or free, key=lambda o: (o in totals, counts.values[o], o), default=None)


def _solved(counts: Counts, hidden: set[int], threshold: int, seen: Seen) -> set[int]:
    """Return the places that must stay secret and can have one value only; `seen` keeps what was solved."""
    unknown = sorted(hidden | counts.unprinted)
    secret = {p for p in unknown if p in hidden or small(counts.values[p], threshold)}
    if not secret:
        return set()
    matrix, right = _equations(counts, unknown)
    truth = np.array([counts.values[place] for place in unknown], dtype=np.float64)
    lower, upper = _limits(counts, hidden, unknown, threshold)
    _, part = connected_components(csr_matrix(matrix.T @ matrix != 0), directed=False)
    solved: set[int] = set()
    for component in np.unique(part[[unknown.index(place) for place in sorted(secret)]]):
        inside = np.flatnonzero(part == component)
        places = frozenset(unknown[at] for at in inside)
        key = (places, places & hidden)
        if key not in seen:
            lines = np.flatnonzero(np.any(matrix[:, inside] != 0, axis=1))
            asked = np.array([unknown[at] in secret for at in inside])
            sums = LinearConstraint(matrix[np.ix_(lines, inside)], right[lines], right[lines])
            fixed = _fixed(sums, Bounds(lower[inside], upper[inside]), truth[inside], asked)
            seen[key] = {unknown[at] for at in inside[fixed]}
        solved |= seen[key]
    return solved


def _equations(
    counts: Counts, unknown: Sequence[int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the sums as equations of the unknown counts: a row a sum, and its right-hand side."""
    at = {place: column for column, place in enumerate(unknown)}
    matrix, right = np.zeros((len(counts.sums), len(unknown))), np.zeros(len(counts.sums))
    for row, one in enumerate(counts.sums):
        for place, sign in ((one.total, -1.0), *((part, 1.0) for part in one.parts)):
            if place in at:
                matrix[row, at[place]] += sign
            else:
                right[row] -= sign * counts.values[place]
    return matrix, right


def _limits(
    counts: Counts, hidden: set[int], unknown: Sequence[int], threshold: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return what a reader knows of each unknown count: a small one is marked as such, a zero is shown."""
    most = float(max(counts.values))
    lower, upper = np.zeros(len(unknown)), np.full(len(unknown), most)
    for at, place in enumerate(unknown):
        if place in hidden and small(counts.values[place], threshold):
            lower[at], upper[at] = 1, threshold - 1
        elif place in hidden:
            lower[at] = threshold
    return lower, upper


def _fixed(
    sums: LinearConstraint,
    bounds: Bounds,
    truth: npt.NDArray[np.float64],
    asked: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Return which of the unknowns asked about have the same value in every whole-numbered solution."""
    fixed, whole = asked.copy(), np.ones(len(truth), dtype=np.int64)
    for at in range(len(truth)):
        for sign in (1.0, -1.0):
            if not fixed[at]:
                break
            goal = np.zeros(len(truth))
            goal[at] = sign
            found = milp(goal, constraints=sums, bounds=bounds, integrality=whole)
            if found.x is not None:  # every solution found shows which of all unknowns can differ
                fixed &= np.isclose(found.x, truth, atol=0.25)
    return fixed
