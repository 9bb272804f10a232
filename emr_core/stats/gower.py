"""How unlike the others are to one patient: Gower's distance over fields of different kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GowerDistances:
    """How unlike every patient is to one of them.

    Attributes
    ----------
    distance
        From 0, alike in all that is known of both, to 1; NaN where nothing is known of both.
    parts
        The dissimilarity in each field, patients x fields; NaN where it is not known of both.
    compared
        The sum of the weights of the fields that are known of both.
    """

    distance: Floats
    parts: Floats
    compared: Floats


def of_numbers(values: npt.ArrayLike, at: int) -> Floats:
    """Dissimilarity of a number: the difference from patient `at`, in parts of the range of all.

    Parameters
    ----------
    values : array of shape (n,)
        One number a patient, NaN where it is not known.
    at : int
        The place of the patient the others are compared with.

    Returns
    -------
    array of shape (n,)
        0 to 1, NaN where either is not known. 0 if all known numbers are the same.
    """
    given = np.asarray(values, dtype=np.float64)
    if np.isinf(given).any():
        raise ValueError("The numbers must be finite: one that is infinite leaves no range.")
    known = given[~np.isnan(given)]
    span = float(np.ptp(known)) if known.size else 0.0
    return np.asarray(np.abs(given - given[at]) / (span or 1.0))


def of_levels(codes: npt.ArrayLike, at: int) -> Floats:
    """Dissimilarity of a category: 0 if patient `at` has the same level, 1 if another.

    Parameters
    ----------
    codes : array of shape (n,)
        The place of each patient's level; -1 where it is not known.
    at : int
        The place of the patient the others are compared with.

    Returns
    -------
    array of shape (n,)
        0, 1, or NaN where either is not known.
    """
    given = np.asarray(codes, dtype=np.int64)
    different = (given != given[at]).astype(np.float64)
    return np.where((given < 0) | (given[at] < 0), np.nan, different)


def of_sets(members: npt.ArrayLike, at: int) -> Floats:
    """Dissimilarity of what a patient may have several of: the share not in common (Jaccard).

    Parameters
    ----------
    members : array of shape (n, items)
        Whether a patient has an item; nothing at all counts as not known.
    at : int
        The place of the patient the others are compared with.

    Returns
    -------
    array of shape (n,)
        1 - both / either, NaN where either has nothing.
    """
    given = np.asarray(members, dtype=bool)
    both, either = (given & given[at]).sum(axis=1), (given | given[at]).sum(axis=1)
    told = given.any(axis=1) & given[at].any()
    return np.where(told, 1 - both / np.maximum(either, 1), np.nan)


def gower(parts: Sequence[npt.ArrayLike], weights: Sequence[float]) -> GowerDistances:
    """Distance of Gower: the weighted mean of the dissimilarities in the fields that are known of both.

    Parameters
    ----------
    parts : sequence of arrays of shape (n,)
        One field each, 0 to 1, as `of_numbers`, `of_levels` and `of_sets` give them; NaN where unknown.
    weights : sequence of float
        One a field, 0 or more.

    Returns
    -------
    GowerDistances
        Distances, their parts, and the weight they rest on.

    Raises
    ------
    ValueError
        If there are not as many weights as fields, or a weight is negative or not a number.

    References
    ----------
    Gower JC. Biometrics 1971;27:857-871.
    """
    given = np.asarray(weights, dtype=np.float64)
    if not parts or given.shape != (len(parts),):
        raise ValueError(f"Give one weight a field: {len(parts)} fields, {given.size} weights.")
    if not (np.isfinite(given) & (given >= 0)).all():
        raise ValueError("Weights must be numbers, 0 or more.")
    table = np.column_stack([np.asarray(part, dtype=np.float64) for part in parts])
    known = ~np.isnan(table)
    compared = known @ given
    total = np.where(known, table, 0.0) @ given
    distance = np.divide(total, compared, out=np.full(len(table), np.nan), where=compared > 0)
    return GowerDistances(distance, table, compared)
