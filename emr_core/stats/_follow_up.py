"""Follow-up as the survival functions take it: what is asked of it, and who was at risk when."""

import math
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from emr_core.stats._arguments import values
from emr_core.stats._ties import distinct

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Label = str | int

NO_PATIENTS = "No patients."

CLOCK = "count from time zero in one unit"

SAME = math.sqrt(np.finfo(np.float64).eps)
"""Difference up to which two times are one: rounding errors of their units, never a patient's."""

MOST_CAUSES = 100
"""Highest code of a cause: a larger one is a date or an identifier in the wrong column."""


@dataclass(frozen=True, eq=False)
class RiskTable:
    """Who was at risk when: one row a distinct time, in order; one column a group.

    `n` has shape (times, groups, 1 + causes): patients censored there (first) or with the event of a cause.
    `at_risk` has shape (times, groups): patients under observation just before.
    """

    time: FloatArray
    n: IntArray
    at_risk: IntArray


def times(time: npt.ArrayLike) -> FloatArray:
    """Return follow-up times as floats, or say what is wrong with the first wrong one."""
    given = values(time, "time", CLOCK)
    _refuse(given, given < 0, "time", "is negative: count from time zero, and check the order of the dates")
    _refuse(given, np.isinf(given), "time", "is infinite: give the time of last contact and event 0")
    return given


def codes(event: npt.ArrayLike, n: int, highest: int = MOST_CAUSES) -> IntArray:
    """Return events as whole numbers, 0 for censored, or say which is none of the codes."""
    given = values(event, "event", CLOCK)
    _same_length(given, n, "event")
    allowed = "0 (censored) or 1 (event)" if highest == 1 else f"0 (censored) or a cause from 1 to {highest}"
    with np.errstate(invalid="ignore"):  # what is no whole number is refused below
        code = given.astype(np.int64)
    wrong = (code != given) | (given < 0) | (given > highest)
    _refuse(given, wrong, "event", f"is not a known code: give {allowed}")
    return code


def entries(entry: npt.ArrayLike, time: FloatArray) -> FloatArray:
    """Return times of entry, each before the patient's own time."""
    given = values(entry, "entry", CLOCK)
    _same_length(given, time.size, "entry")
    _refuse(given, given < 0, "entry", "is negative: give 0 to who was there from the start")
    _refuse(given, given >= time, "entry", "is not before the patient's time: leave the patient out")
    return given


def groups(
    group: npt.ArrayLike, n: int, wanted: tuple[Label, ...] | None
) -> tuple[IntArray, tuple[Label, ...]]:
    """Return the index of every patient's group, and the labels of all groups in order."""
    given = group if _is_whole(group) else np.asarray(group, dtype=object)
    if given.ndim != 1:
        raise ValueError(f"group must be a list of labels, one a patient, but has {given.ndim} dimensions.")
    _same_length(given, n, "group")
    found, index = distinct(given if given.dtype != object else _all_text_or_whole(given))
    present: tuple[Label, ...] = tuple(map(str if found.dtype == object else int, found))
    labels = present if wanted is None else tuple(wanted)
    if len(set(labels)) < len(labels):
        raise ValueError(f"order must name every group once, but was {labels!r}.")
    unknown = [label for label in present if label not in labels]
    if unknown:
        raise ValueError(f"group holds {unknown[0]!r}, which is not in {labels!r}: add it, or correct it.")
    if len(labels) < 2 and (n or wanted is not None):
        raise ValueError(
            f"At least two groups are needed, but there is {len(labels)}: give each its own label, "
            "or describe the one alone."
        )
    place = np.array([labels.index(label) for label in present], dtype=np.int64)
    return place[index], labels


def _is_whole(group: npt.ArrayLike) -> TypeGuard[npt.NDArray[Any]]:
    """Tell whether labels are an array of whole numbers, among which none can be missing."""
    return isinstance(group, np.ndarray) and group.dtype.kind in "iu"


def _all_text_or_whole(given: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return labels seen as objects (numpy would write a missing one among text as the word nan), checked."""
    kinds = set(map(type, given))
    if all(issubclass(k, str) for k in kinds):
        return given
    if all(issubclass(k, int | np.integer) for k in kinds):
        return given.astype(np.int64)
    raise ValueError(
        f"group must hold text or whole numbers, not both and none missing, but holds "
        f"{', '.join(sorted(k.__name__ for k in kinds))}: leave out who has no group, and count them."
    )


def risk_table(
    time: FloatArray,
    code: IntArray,
    causes: int,
    *,
    group: IntArray | None = None,
    n_groups: int = 1,
    entry: FloatArray | None = None,
) -> RiskTable:
    """Count, for every distinct time, who was at risk, who had which event, and who was censored."""
    grid, row = distinct(time)
    started = None if entry is None else np.sort(entry)
    cuts = _cuts(grid if started is None else np.union1d(grid, started))
    if cuts is not None:
        snapped, inverse = np.unique(_at(cuts, grid), return_inverse=True)
        grid, row = snapped, inverse[row]
        started = None if started is None else _at(cuts, started)
    column = 0 if group is None else group
    cell = (row * n_groups + column) * (causes + 1) + code
    n = np.bincount(cell, minlength=grid.size * n_groups * (causes + 1))
    n = n.reshape(grid.size, n_groups, causes + 1)
    leaving = added(n)
    # At a time still at risk are all who leave then or later, less who enter then or later.
    at_risk = np.cumsum(leaving[::-1], axis=0)[::-1]
    if started is not None:
        entered = np.searchsorted(started, grid, side="left")
        at_risk = at_risk - (time.size - entered)[:, np.newaxis]
    return RiskTable(grid, n, at_risk)


def _cuts(grid: FloatArray) -> FloatArray | None:
    """Return the times that stand for those a rounding error later; None where there are no such.

    0.1 + 0.2 weeks and 0.3 weeks are one time, as in R (``survival::aeqSurv``): differences up to 1.5e-8, or
    up to that share of the mean of the distinct times, come from how times were computed. Told apart, a
    censoring would come before an event of the same day.
    """
    if grid.size < 2:
        return None
    least = SAME * max(1.0, float(np.abs(grid).mean()))
    later = np.diff(grid) > least
    return None if later.all() else grid[np.concatenate(([True], later))]


def _at(cuts: FloatArray, time: FloatArray) -> FloatArray:
    """Return each time as the one that stands for it."""
    return cuts[np.searchsorted(cuts, time, side="right") - 1]


def added(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the sum over the last axis, which is short: summed one by one it takes a tenth of the time."""
    total = array[..., 0]
    for place in range(1, array.shape[-1]):
        total = total + array[..., place]
    return total


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array locked: what a result holds cannot be changed by whoever draws it."""
    array.setflags(write=False)
    return array


def _same_length(given: npt.NDArray[Any], n: int, name: str) -> None:
    """Refuse a list with another number of patients."""
    if given.size != n:
        raise ValueError(f"{name} has {given.size} values, but time has {n}: give one a patient in both.")


def _refuse(given: FloatArray, wrong: BoolArray, name: str, what: str) -> None:
    """Raise if any value is wrong: which is the first, how many there are, and what to do."""
    where = np.flatnonzero(wrong)
    if where.size:
        value = float(given[where[0]])
        shown = int(value) if math.isfinite(value) and value == int(value) else value
        raise ValueError(f"{name} holds {where.size} wrong value(s): {shown!r} at index {where[0]} {what}.")
