"""Random draws, all from uniform numbers by inverse distribution functions.

Uniform doubles are the part of a numpy Generator least likely to change between versions, so the same seed
keeps giving the same patients.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtri

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def aligned(levels: Iterable[str], numbers: Mapping[str, float]) -> Floats:
    """Return the numbers in the order of the levels; a level without one has 0."""
    return np.array([numbers.get(level, 0.0) for level in levels])


def shares_table(
    groups: Iterable[str], shares: Mapping[str, Mapping[str, float]], levels: Sequence[str]
) -> Floats:
    """Return one row of shares a group, one column a level."""
    return np.array([aligned(levels, shares[group]) for group in groups])


def pick(rng: np.random.Generator, groups: Codes, table: Floats) -> Codes:
    """Return for each patient a level, with the shares of the row of `table` that stands for the group."""
    limits = np.cumsum(table, axis=1)[:, :-1]
    chosen: Codes = (rng.random(len(groups))[:, None] >= limits[groups]).sum(axis=1)
    return chosen


def one_of(rng: np.random.Generator, texts: Texts, n: int) -> Texts:
    """Return n of these texts, each as likely as the others."""
    chosen: Texts = texts[(rng.random(n) * len(texts)).astype(np.int64)]
    return chosen


def happens(rng: np.random.Generator, chance: Floats) -> Flags:
    """Return who has something that each patient has with this chance."""
    return rng.random(len(chance)) < chance


def between(rng: np.random.Generator, limits: tuple[float, float], n: int) -> Floats:
    """Return n numbers spread evenly between two limits."""
    low, high = limits
    return low + (high - low) * rng.random(n)


def waits(rng: np.random.Generator, n: int) -> Floats:
    """Return n standard exponential waiting times: divided by a constant hazard, times to its event."""
    return -np.log1p(-rng.random(n))


def weibull(rng: np.random.Generator, median: Floats, shape: float, ratio: Any = 1.0) -> Floats:
    """Return Weibull times with these medians where the hazard ratio is 1, in the median's unit."""
    times: Floats = median * (waits(rng, len(median)) / (np.log(2) * ratio)) ** (1 / shape)
    return times


def log_normal(rng: np.random.Generator, median: Floats, sigma: Floats) -> Floats:
    """Return log-normal numbers with these medians."""
    numbers: Floats = median * np.exp(sigma * ndtri(rng.random(len(median))))
    return numbers


def bounded(rng: np.random.Generator, median: Floats, spread: Floats, highest: float) -> Floats:
    """Return logit-normal numbers between 0 and the highest, with these medians."""
    numbers: Floats = highest * expit(logit(median / highest) + spread * ndtri(rng.random(len(median))))
    return numbers


def appended(texts: Texts, more: Texts | str, to: Flags) -> None:
    """Write one more value, divided by a semicolon, into the texts of these patients."""
    before = texts[to]
    texts[to] = np.where(before == "", "", before + "; ") + (more if isinstance(more, str) else more[to])


def blank(n: int) -> Texts:
    """Return n empty texts."""
    return np.full(n, "", dtype=object)
