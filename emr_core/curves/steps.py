"""The curves of groups as frames: steps, what stands under the axis, and values at stated times."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.curves.groups import Grouped, Options
from emr_core.endpoints.courses import Codes, Floats
from emr_core.stats.competing_risks import aalen_johansen
from emr_core.stats.survival import kaplan_meier
from emr_core.wording import interval, number
from emr_core.wording import percent as percent_words

RESOLUTION = 400
"""Steps a curve has at most in a picture: about two pixels each on a wide screen."""

TICKS = 100
"""Marks of censoring a curve has at most in a picture."""

INTERVALS = 6
"""Stretches between the times of the axis at most: their numbers stand side by side on a phone."""

SPACINGS = {
    "weeks": (1, 2, 4, 8, 13, 26, 52, 104, 156, 260, 520),
    "months": (1, 2, 3, 6, 12, 24, 36, 48, 60, 120),
    "years": (0.25, 0.5, 1, 2, 5, 10, 20),
}

STEPS = [
    *("group", "curve", "line", "time", "n_at_risk", "n_events", "n_censored"),
    *("percent", "lower", "upper", "tail"),
]


ESTIMATES = [
    *("group", "curve", "line", "time", "n_at_risk", "events", "censored"),
    *("percent", "lower", "upper", "words"),
]


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve: a group and what is counted, with its exact steps.

    `percent`, `lower` and `upper` hold from their time until the next; the first entry is time 0.
    """

    group: str
    name: str
    line: str
    time: Floats
    n_at_risk: Codes
    n_events: Codes
    n_censored: Codes
    percent: Floats
    lower: Floats
    upper: Floats


def curves(parts: Grouped, options: Options) -> list[Curve]:
    """Return the curves: survival, or incidence of the first event, a group; for one group of all events."""
    found: list[Curve] = []
    for group, mask in parts.groups.items():
        time, event = parts.time[mask], parts.event[mask]
        if options.of.kind == "survival":
            found.append(_survival(group, time, event, options))
        else:
            found += _incidences(group, time, event, options, alone=options.by == "")
    return found


def _survival(group: str, time: Floats, event: Codes, options: Options) -> Curve:
    """Return the Kaplan-Meier curve of a group."""
    km = kaplan_meier(time, event > 0)
    values = (100 * km.survival, 100 * km.lower, 100 * km.upper)
    counts = (km.n_at_risk, km.n_events, km.n_censored)
    return _curve(group, options.of.label, group, km.time, counts, values, 100.0)


def _incidences(group: str, time: Floats, event: Codes, options: Options, alone: bool) -> list[Curve]:
    """Return the cumulative incidence of the first event of a group, or of all events if it stands alone."""
    names = options.of.events
    aj = aalen_johansen(time, event, n_causes=len(names))
    found = []
    for cause, name in list(zip(aj.causes, names, strict=True))[: len(names) if alone else 1]:
        values = (100 * cause.incidence, 100 * cause.lower, 100 * cause.upper)
        counts = (aj.n_at_risk, sum((one.n_events for one in aj.causes), np.zeros_like(aj.n_at_risk)))
        line = name if alone else group
        found.append(_curve(group, name, line, aj.time, (*counts, aj.n_censored), values, 0.0))
    return found


def _curve(
    group: str,
    name: str,
    line: str,
    time: Floats,
    counts: tuple[Codes, Codes, Codes],
    values: tuple[Floats, Floats, Floats],
    start: float,
) -> Curve:
    """Return a curve that begins at time 0, where nothing has happened yet."""
    n = int(counts[0][0]) if len(time) else 0
    heads = (n, 0, 0)
    at_risk, events, censored = (
        np.concatenate(([head], column)) for head, column in zip(heads, counts, strict=True)
    )
    percent, lower, upper = (
        np.concatenate(([head], column))
        for head, column in zip((start, math.nan, math.nan), values, strict=True)
    )
    times = np.concatenate(([0.0], time))
    return Curve(group, name, line, times, at_risk, events, censored, percent, lower, upper)


def last_time(parts: Grouped, options: Options) -> float:
    """Return the last time of the axis: the horizon, or the longest follow-up of the groups drawn."""
    longest = max((float(parts.time[mask].max()) for mask in parts.groups.values()), default=0.0)
    return min(options.horizon, longest) if options.horizon and longest else options.horizon or longest or 1.0


def axis_times(end: float, unit: str) -> list[float]:
    """Return round times from 0 up to the end of the axis, not more than fit side by side."""
    spacing = next((one for one in SPACINGS[unit] if end / one <= INTERVALS), end / INTERVALS)
    return [float(number(i * spacing, 2)) for i in range(int(end / spacing + 1e-9) + 1)]


def steps(curve: Curve, end: float, floor: int) -> pd.DataFrame:
    """Return the steps of a curve as drawn, up to the end of the axis; `tail` where too few are left at risk.

    Of more than `RESOLUTION` steps the last one of each stretch of the axis stands for it.
    """
    left = curve.n_at_risk - curve.n_events - curve.n_censored
    frame = pd.DataFrame(
        {
            **{"group": curve.group, "curve": curve.name, "line": curve.line, "time": curve.time},
            **{"n_at_risk": curve.n_at_risk, "n_events": curve.n_events, "n_censored": curve.n_censored},
            **{"percent": curve.percent, "lower": curve.lower, "upper": curve.upper, "tail": left < floor},
        }
    )
    frame = frame[(frame["time"] <= end).to_numpy(dtype=bool)]
    if len(frame) > RESOLUTION:
        stretch = np.ceil(frame["time"].to_numpy() / end * (RESOLUTION - 1)).astype(np.int64)
        sums = frame.groupby(stretch)[["n_events", "n_censored"]].sum()
        first = frame.groupby(stretch)["n_at_risk"].first()
        frame = frame.groupby(stretch).last().assign(**sums, n_at_risk=first)[STEPS]
    if len(frame) and curve.time[-1] > end:
        frame = pd.concat(
            [
                frame,
                frame.tail(1).assign(time=end, n_events=0, n_censored=0, n_at_risk=int(left_at(curve, end))),
            ]
        )
    return frame.reset_index(drop=True)


def left_at(curve: Curve, at: float) -> int:
    """Return the patients at risk just before a time."""
    row = int(np.searchsorted(curve.time[1:], at, side="left"))
    return int(curve.n_at_risk[row + 1]) if row + 1 < len(curve.time) else 0


def estimates(curve: Curve, times: list[float]) -> pd.DataFrame:
    """Return exact values at stated times: at risk just before, events and censored before, the estimate."""
    rows = []
    gone = np.cumsum(curve.n_events), np.cumsum(curve.n_censored)
    for at in times:
        before = int(np.searchsorted(curve.time[1:], at, side="left"))
        place = int(np.searchsorted(curve.time, at, side="right")) - 1
        over = at > curve.time[-1]
        value = tuple(
            math.nan if over else float(part[place]) for part in (curve.percent, curve.lower, curve.upper)
        )
        rows.append((at, left_at(curve, at), int(gone[0][before]), int(gone[1][before]), *value))
    named = {"group": curve.group, "curve": curve.name, "line": curve.line}
    frame = pd.DataFrame(rows, columns=ESTIMATES[3:-1]).assign(**named)
    frame["words"] = [_words(*one) for one in frame[["percent", "lower", "upper", "n_at_risk"]].to_numpy()]
    return frame[ESTIMATES]


def _words(percent: float, lower: float, upper: float, n: float) -> str:
    """Return an estimate with its interval: `62 % (48–74 %)`."""
    if math.isnan(percent):
        return "–"
    limits = interval(lower / 100, upper / 100, int(n))
    return percent_words(percent / 100, int(n)) + ("" if limits == "–" else f" ({limits})")
