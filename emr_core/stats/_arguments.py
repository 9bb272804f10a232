"""What every test asks of its input, and what it says when the input is wrong."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

MAX_PATIENTS = 2_500_000
"""Largest total that the exact methods accept, two of the largest files: it bounds their memory."""


def check_conf_level(conf_level: float) -> None:
    """Refuse a confidence level outside (0, 1)."""
    if not 0.0 < conf_level < 1.0:
        raise ValueError(f"conf_level must lie between 0 and 1, such as 0.95, but was {conf_level!r}.")


def check_proportion(k: int, n: int, k_name: str = "k", n_name: str = "n") -> None:
    """Refuse k of n unless both are whole numbers with 0 <= k <= n."""
    for name, value in ((k_name, k), (n_name, n)):
        if not math.isfinite(value) or value != int(value) or value < 0:
            raise ValueError(f"{name} must be a whole number of patients, 0 or more, but was {value!r}.")
    if k > n:
        raise ValueError(
            f"{k_name} = {k} is more than {n_name} = {n}: give the patients with the finding first, "
            "then all patients looked at."
        )


def counts(table: npt.ArrayLike, dimensions: int) -> npt.NDArray[np.int64]:
    """Return a table of patients as whole numbers, or say which cell is wrong."""
    given: npt.NDArray[Any] = np.asarray(table)
    if given.ndim != dimensions:
        wanted = {2: "rows x columns", 3: "strata x 2 x 2"}[dimensions]
        raise ValueError(
            f"The table must have {dimensions} dimensions ({wanted}), but has {given.ndim}. "
            "Give counts of patients, not one row a patient."
        )
    if given.dtype.kind not in "iuf":
        raise ValueError(f"The table must hold counts of patients, but holds {given.dtype.name} values.")
    if given.dtype.kind == "f" or given.min(initial=0) < 0:  # whole numbers are not looked at three times
        _check_cells(given)
    if given.sum(dtype=np.float64) > MAX_PATIENTS:
        raise ValueError(
            f"The table holds more than {MAX_PATIENTS:,} patients: use a large-sample method for it."
        )
    return given.astype(np.int64)


def _check_cells(given: npt.NDArray[Any]) -> None:
    """Refuse a table with cells that are not whole numbers, 0 or more, and name the first."""
    for wrong, what in (
        (~np.isfinite(given), "is not a number: count patients with an unknown value apart"),
        (given < 0, "is negative: give counts of patients, 0 or more"),
        (given != np.floor(given), "is not a whole number: give counts of patients, not percentages"),
    ):
        if wrong.any():
            where = tuple(int(index) for index in np.argwhere(wrong)[0])
            raise ValueError(f"The cell at index {where} holds {given[where].item()!r}, which {what}.")


def values(
    sample: npt.ArrayLike, name: str, advice: str = "give one number a patient"
) -> npt.NDArray[np.float64]:
    """Return one number a patient as floats; text, dates and missing values are refused, not converted."""
    array: npt.NDArray[Any] = np.asarray(sample)
    try:
        if array.dtype.kind in "mMUS":
            raise TypeError(array.dtype)
        given: npt.NDArray[np.float64] = array.astype(np.float64)
    except (TypeError, ValueError) as error:  # dates, text, or pandas' own missing value
        raise ValueError(
            f"{name} must hold numbers, none missing, but holds {array.dtype.name} values: {advice}, leave "
            "out who has none, and say how many."
        ) from error
    if given.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers, one a patient, but has {given.ndim} dimensions.")
    missing = np.flatnonzero(np.isnan(given))
    if missing.size:
        raise ValueError(
            f"{name} holds {missing.size} missing value(s), the first at index {missing[0]}: "
            "leave them out and say how many were left out."
        )
    return given
