"""The numbers of the interval strips: one row an interval and group, its dots or counts, its median."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed
from emr_core.interval_times import (
    DOTS_UP_TO,
    Side,
    TimeUnit,
    binned,
    dated,
    duration,
    in_unit,
    recorded,
    swarm,
)
from emr_core.policy import POLICY, Policy
from emr_core.relapse_timing import bands
from emr_core.stats.medians import median
from emr_core.timeline_groups import grouped, levels_held
from emr_core.wording import counted, number

COLUMNS = ["row", "interval", "group", "n", "median", "lower", "upper", "minimum", "maximum", "shown"]
TALLEST = 30
"""Height in pixels of the bar of the most patients, where a group is drawn as counts."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Options:
    """Which intervals, by what, in which unit; `window` is the concurrency window in days.

    `only` names a single interval of the side; empty for all of them.
    """

    side: Side = "from EMR"
    by: str = "leukemia_type"
    unit: TimeUnit = "weeks"
    window: int = WINDOWS[0]
    policy: Policy = POLICY
    only: str = ""


def strip_frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a strip, then its dots or counts, its median, and the bands of ALL."""
    patients = relapsed(cohort)
    groups = grouped(patients, options.by, options.window)
    times = {
        name: in_unit(recorded(patients, duration(name), options.window), duration(name), options.unit)
        for name in dated(patients, options.side)
        if options.only in ("", name)
    }
    longest = max((float(np.nanmax(found)) for found in times.values()), default=1.0) or 1.0
    strips, dots, counts, lines = [], [], [], []
    for name, found in times.items():
        label = label_of(name)
        lines.append((name, label, "", ""))
        for level in levels_held(groups):
            mine = (groups.groups == level).to_numpy(dtype=bool) & ~np.isnan(found)
            row = f"{label} | {level}"
            strips.append((row, label, level, *_middle(found[mine], options.policy)))
            lines.append((row, "", level, f"n = {int(mine.sum())}"))
            if mine.sum() <= DOTS_UP_TO:
                dots.append(
                    _dots(patients, found, mine, longest).assign(row=row, interval=label, group=level)
                )
            else:
                counts.append(binned(found[mine], longest).assign(row=row, interval=label, group=level))
    frame = pd.DataFrame(strips, columns=COLUMNS).astype({"n": "int64", "shown": "bool"})
    frame[COLUMNS[4:9]] = frame[COLUMNS[4:9]].astype("float64")
    heads = pd.DataFrame(lines, columns=["row", "heading", "label", "n"], dtype="str").assign(apart=False)
    return {
        "strips": frame,
        "dots": _joined(dots, ("patient_id", "row", "interval", "group"), ("value", "lift")).assign(
            words=lambda found: [f"{number(value)} {options.unit}" for value in found["value"]]
        ),
        "counts": _bars(_joined(counts, ("row", "interval", "group"), ("start", "end", "patients"))),
        "medians": frame[frame["shown"]]
        .assign(words=lambda found: [number(value) for value in found["median"]])
        .reset_index(drop=True),
        "bands": _bands(patients, frame, options, longest),
        "lines": heads,
        "levels": pd.DataFrame({"group": levels_held(groups)}, dtype="str"),
        "axis": pd.DataFrame({"high": [longest * 1.03]}),
    }


def label_of(name: str) -> str:
    """Return an interval's name as a heading: `EMR to later BMR`."""
    return "EMR to later BMR" if name == "emr_to_bmr" else duration(name).label


def _middle(values: Floats, policy: Policy) -> tuple[int, float, float, float, float, float, bool]:
    """Return n, median, its limits, the range, and whether the group is large enough to draw them."""
    m = median(values)
    return m.n, m.median, m.lower, m.upper, m.minimum, m.maximum, m.n >= policy.caution_from


def _dots(cohort: Cohort, times: Floats, mine: Mask, longest: float) -> pd.DataFrame:
    """Return the dots of one group in the order of length: patient, value, pixels up or down."""
    found = pd.DataFrame(
        {"patient_id": cohort.column("patient_id").iloc[np.flatnonzero(mine)], "value": times[mine]}
    )
    found = found.sort_values(["value", "patient_id"], ignore_index=True)
    return found.assign(lift=swarm(found["value"].to_numpy(), longest))


def _joined(parts: list[pd.DataFrame], words: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    """Return the parts of all groups as one frame, typed also where there is none."""
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*words, *numbers])
    return whole[[*words, *numbers]].astype(
        {**dict.fromkeys(words, "str"), **dict.fromkeys(numbers, "float64")}
    )


def _bars(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts with the height of their bars in pixels and their words."""
    most = float(counts["patients"].max()) if len(counts) else 1.0
    return counts.assign(
        height=(counts["patients"] / most * TALLEST).round(2),
        words=[
            f"{counted(int(patients), 'patient')}, {number(start)} to {number(end)}"
            for patients, start, end in counts[["patients", "start", "end"]].to_numpy().tolist()
        ],
    )


def _bands(cohort: Cohort, strips: pd.DataFrame, options: Options, longest: float) -> pd.DataFrame:
    """Return early, intermediate and late on the row of ALL, from diagnosis, in the unit; k of n in each."""
    columns = {"row": "str", "label": "str", "start": "float64", "end": "float64", "k": "int64", "n": "int64"}
    row = f"{label_of('diagnosis_to_emr')} | ALL"
    if not (strips["row"] == row).any():
        return pd.DataFrame(columns=list(columns)).astype(columns)
    found = pd.DataFrame(
        [(row, band.limit, band.start, band.end, band.share.k, band.share.n) for band in bands(cohort)],
        columns=list(columns),
    )
    limits = in_unit(
        found[["start", "end"]].to_numpy(dtype=np.float64), duration("diagnosis_to_emr"), options.unit
    )
    found["start"], found["end"] = limits[:, 0], np.minimum(limits[:, 1], longest * 1.03)
    return found[found["start"] < found["end"]].astype(columns).reset_index(drop=True)
