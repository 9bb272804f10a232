"""Values in order, each once, and which of them everybody has."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FEW = 20_000
"""Up to so many patients sorting takes no longer than looking for ties first."""

LOOKED_AT = 8_192
"""Patients looked at, all along the list, to see whether many share a value."""


def distinct(given: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Return the distinct values in order, and the index of every patient's value among them.

    As ``numpy.unique(given, return_inverse=True)``, which sorts all patients. Follow-up in days has some
    thousand values however many patients there are: found by hashing and sorted alone, those of 100,000
    patients take 2 ms instead of 6, of a million 25 ms instead of 80. Text (as objects) has few values too.
    """
    if given.dtype != object and (given.size <= FEW or not _tied(given[:: given.size // LOOKED_AT])):
        return np.unique(given, return_inverse=True)
    code, found = pd.factorize(given)
    order = np.argsort(found)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return found[order], place[code]


def _tied(some: npt.NDArray[Any]) -> bool:
    """Tell whether of some patients a tenth has no value of their own."""
    return bool(np.unique(some).size < 0.9 * some.size)
