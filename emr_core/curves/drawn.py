"""What is drawn around the steps of curves: limits, ticks, medians, numbers under the axis, hover."""

from itertools import pairwise

import numpy as np
import pandas as pd

from emr_core.curves.groups import Grouped, Options
from emr_core.stats.survival import kaplan_meier
from emr_core.wording import number

HALF = 50.0

NUMBERS = ["row", "time", "patients"]


def until_tail(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps up to and with the one from which too few are left at risk."""
    first = int(np.argmax(steps["tail"].to_numpy(dtype=bool))) if steps["tail"].any() else len(steps)
    return steps.iloc[: first + 1]


def limits(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the interval along a curve, closed where it ends; there is none while nothing has happened."""
    held = steps[steps["lower"].notna().to_numpy(dtype=bool)]
    after = steps[(steps["time"] > held["time"].max()).to_numpy(dtype=bool)] if len(held) else held
    if len(after):
        held = pd.concat([held, held.tail(1).assign(time=after["time"].iloc[0])])
    return held[["line", "time", "lower", "upper"]]


def ticks(steps: pd.DataFrame, end: float, most: int) -> pd.DataFrame:
    """Return where patients are censored, at most so many marks a curve: the last of each stretch."""
    held = steps[(steps["n_censored"] > 0).to_numpy(dtype=bool)]
    if len(held) > most:
        stretch = np.ceil(held["time"].to_numpy() / end * (most - 1)).astype(np.int64)
        held = held.groupby(stretch).last()
    return held[["line", "time", "percent"]]


def medians(parts: Grouped, options: Options, end: float) -> pd.DataFrame:
    """Return the median of every curve that comes to one half within the axis; incidences have none."""
    rows = []
    for group, mask in parts.groups.items():
        if options.of.kind != "incidence":
            median = kaplan_meier(parts.time[mask], parts.event[mask] > 0).median
            rows.append((group, median.median, median.lower, median.upper, HALF, 0.0))
    frame = pd.DataFrame(rows, columns=["line", "median", "lower", "upper", "half", "zero"])
    return frame[(frame["median"] <= end).to_numpy(dtype=bool)].reset_index(drop=True)


def blocks(options: Options) -> tuple[str, ...]:
    """Return what is counted under the axis, in its order."""
    events = ("Events",) if options.of.kind == "survival" else options.of.events
    return ("At risk", *events, "Censored")


def names_below(parts: Grouped, options: Options) -> pd.DataFrame:
    """Return the rows under the axis: a heading a count and a line a group; one group needs no line."""
    rows: list[tuple[int, str, str]] = []
    for block in blocks(options):
        if options.by == "":
            own_line = options.of.kind == "incidence" and block in options.of.events
            rows.append((len(rows), block if own_line else "", "" if own_line else block))
            continue
        rows.append((len(rows), "", block))
        rows += [(len(rows) + i, group, "") for i, group in enumerate(parts.groups)]
    frame = pd.DataFrame(rows if parts.groups else [], columns=["row", "name", "title"])
    return frame.assign(line=frame["name"], heading=frame["name"] == "")


def numbers_below(parts: Grouped, options: Options, times: list[float]) -> pd.DataFrame:
    """Return the numbers under the axis: at risk just before each time, events and censored before it.

    Together they are always all patients of the group.
    """
    rows: list[tuple[int, float, str]] = []
    line = 0
    for block in blocks(options):
        line += options.by != ""
        for mask in parts.groups.values():
            time, event = parts.time[mask], parts.event[mask]
            code = np.minimum(event, 1) if options.of.kind == "survival" else event
            for at in times:
                found = time >= at if block == "At risk" else (time < at) & (code == _code(block, options))
                rows.append((line, at, str(int(found.sum()))))
            line += 1
    return pd.DataFrame(rows, columns=NUMBERS)


def hover(estimates: pd.DataFrame, times: list[float], end: float, unit: str) -> pd.DataFrame:
    """Return what the pointer reads near each time of the axis: every curve's value there."""
    rows = []
    middles = [(a + b) / 2 for a, b in pairwise(times)]
    edges = [0.0, *middles, end]
    for at, (begin, stop) in zip(times, pairwise(edges), strict=False):
        here = estimates[(estimates["time"] == at).to_numpy(dtype=bool)]
        told = "; ".join(f"{line}: {words}" for line, words in zip(here["line"], here["words"], strict=True))
        rows.append((at, begin, stop, f"{number(at, 2)} {unit}", told))
    return pd.DataFrame(rows, columns=["time", "from", "to", "at", "words"])


def joined(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Return frames one under the other; an empty one with its columns if there are none."""
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def _code(block: str, options: Options) -> int:
    """Return the code of the event that a block counts; 0 for censored."""
    if block == "Censored":
        return 0
    return 1 if options.of.kind == "survival" else options.of.events.index(block) + 1
