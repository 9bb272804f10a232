"""Numbers of two sides back to back: where each patient's dot stands, and when dots become bars."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.stats.medians import median
from emr_core.stats.tallies import Tally
from emr_core.wording import median_range, number

Floats = npt.NDArray[np.float64]

REACH = 34
"""Pixels that the dots or bars of a side may take on its half."""

BINS = 60
"""Columns of dots over the whole scale."""

BARS = 40
"""Bars over the whole scale where a side has too many patients for dots."""

FAR = 500
"""Half of the largest value from which a scale need not begin at 0."""


@dataclass(frozen=True, eq=False)
class Half:
    """One side of one field: its known values, where its line stands, and whether it is the upper side.

    `ids` and `numbers` name its patients and give their values where each is a dot.
    """

    label: str
    side: str
    known: Tally
    ids: list[str]
    numbers: Floats
    of: int
    ends: tuple[float, float]
    line: float
    up: bool

    def place(self, value: float) -> float:
        """Return where a value stands on the line, from 0 to 1."""
        start, end = self.ends
        return round((value - start) / (end - start), 6)

    def beyond(self, pixels: float) -> float:
        """Return the place so many pixels from the line, to the side's own half."""
        return self.line - pixels if self.up else self.line + pixels


def ends_of(values: Floats) -> tuple[float, float]:
    """Return the ends of a scale: 0 and a round number above all values, or the range of far ones (years)."""
    least, most = float(np.nanmin(values)), float(np.nanmax(values)) or 1.0
    if least > most / 2 > FAR:
        return math.floor(least) - 1.0, math.ceil(most) + 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return 0.0, next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if step * power >= most)


def middle(half: Half) -> tuple[Any, ...]:
    """Return n, median and range of a side, in words, and the tick of its median."""
    m = median(half.known)
    words = f"{median_range(m.median, m.minimum, m.maximum)}, n = {m.n}" if m.n else "n = 0"
    tick = (half.place(m.median), half.beyond(0), half.beyond(REACH + 4 if m.n else 0))
    return half.label, half.side, words, m.n, half.of, m.median, m.minimum, m.maximum, *tick


def dots(half: Half) -> list[tuple[Any, ...]]:
    """Return a dot a patient, those of one column one behind the other, away from the line."""
    frame = pd.DataFrame({"patient_id": half.ids, "value": half.numbers}).sort_values(["value", "patient_id"])
    column = np.floor(frame["value"].map(half.place) * BINS)
    groups = column.groupby(column)
    step = (REACH / (groups.transform("size") - 1).clip(lower=1)).clip(upper=9)
    away = 6 + groups.cumcount() * step
    return [
        (half.side, patient, half.label, number(value, 2), half.place(value), half.beyond(round(pixels, 2)))
        for patient, value, pixels in zip(frame["patient_id"], frame["value"], away, strict=True)
    ]


def bars(half: Half) -> list[tuple[Any, ...]]:
    """Return a bar for each part of the scale that somebody lies in, as high as their share."""
    known = half.known
    counts, edges = np.histogram(known.grid, bins=BARS, range=half.ends, weights=known.counts)
    found = []
    for k, start, stop in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if k:
            words = f"{k} of {known.size}, {number(start, 2)} to {number(stop, 2)}"
            ends = (half.beyond(1), half.beyond(round(1 + (REACH + 4) * k / counts.max(), 2)))
            found.append((half.side, half.label, words, half.place(start), half.place(stop), *ends))
    return found
