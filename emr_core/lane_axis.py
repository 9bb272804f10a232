"""The time axis of lanes: where a time is placed when long stretches without an event are taken out."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Times = npt.NDArray[np.float64]

GAP = 0.15
"""Share of the whole axis from which a stretch without any event counts as long."""

KEPT = 0.02
"""Share of the axis that stays at either end of a long stretch, so that events there keep their room."""

DRAWN = 0.04
"""Share of the remaining axis that a stretch taken out still has."""

TICKS = 6
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)


@dataclass(frozen=True)
class TimeAxis:
    """A time axis from `low` to `high`, without its `breaks`: stretches (start, end) in order of time."""

    low: float
    high: float
    breaks: tuple[tuple[float, float], ...] = ()

    @property
    def break_width(self) -> float:
        """Return how wide a stretch taken out is drawn, in the axis's unit."""
        taken = sum(end - start for start, end in self.breaks)
        return DRAWN * (self.high - self.low - taken)

    def place(self, times: Times) -> Times:
        """Return where times stand; without breaks that is the time itself."""
        placed = np.array(times, dtype=np.float64)
        for start, end in self.breaks:
            length = end - start
            inside = np.clip(np.asarray(times, dtype=np.float64) - start, 0, length)
            placed = placed - inside * (1 - self.break_width / length)
        return np.round(placed, 4)


def axis_of(times: Times, *, collapse: bool, reach: float = math.inf) -> TimeAxis:
    """Return the axis that holds these times and the origin, up to `reach` before and after it.

    With `collapse` its long empty stretches are taken out.
    """
    marks = np.clip(np.append(times[~np.isnan(times)], 0.0), -reach, reach)
    least = float(marks.min())
    low, high = least, max(float(marks.max()), least + 4.0)
    room = (high - low) * 0.03
    low, high = low - room, high + room
    return TimeAxis(low, high, _gaps(np.unique(marks), high - low) if collapse else ())


def ticks(axis: TimeAxis) -> pd.DataFrame:
    """Return round times outside the breaks, with their places and labels, none too close to another."""
    start, end = (float(place) for place in axis.place(np.array([axis.low, axis.high])))
    apart = (end - start) / TICKS
    step = next((step for step in STEPS if step >= apart / 2), STEPS[-1])
    times = np.arange(np.ceil(axis.low / step), np.floor(axis.high / step) + 1) * step
    outside = [not any(low < time < high for low, high in axis.breaks) for time in times]
    times = times[outside]
    # From the origin outwards: zero always has its label.
    chosen: list[tuple[float, float]] = []
    for time in sorted(times.tolist(), key=lambda time: (abs(time), time)):
        place = float(axis.place(np.array([time]))[0])
        if all(abs(place - other) >= apart * 0.8 for _, other in chosen):
            chosen.append((time, place))
    frame = pd.DataFrame(sorted(chosen), columns=["time", "place"])
    return frame.assign(label=[f"{time:g}" for time in frame["time"]])


def _gaps(marks: Times, span: float) -> tuple[tuple[float, float], ...]:
    """Return the long stretches between neighbouring times, less what stays at either end."""
    kept = KEPT * span
    pairs = zip(marks[:-1].tolist(), marks[1:].tolist(), strict=True)
    return tuple((start + kept, end - kept) for start, end in pairs if end - start > GAP * span)
