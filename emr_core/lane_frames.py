"""The numbers of the lanes picture: which patients, their states and marks, in a unit and from an origin."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import SIDE, Cohort
from emr_core.factors import relapsed
from emr_core.lane_axis import TimeAxis, Times, axis_of, ticks
from emr_core.lane_marks import courses, dated_marks, fanned
from emr_core.lane_rows import Sort, described, lane_rows, with_headings
from emr_core.lane_states import segments
from emr_core.once import once
from emr_core.timeline import EVENTS, WEEKS_PER_MONTH, event_times, last_known
from emr_core.wording import counted, listed, number

TimeUnit = Literal["weeks", "months"]

LANES_A_PAGE = 40

LANES_A_SIDE = 24
"""Lanes of either side on one page, where two sides stand one above the other."""

REACH = {"All time": 0, "12 months": 12, "24 months": 24, "60 months": 60}
"""Time shown before and after the origin, in months; 0 is all."""

THICKNESS = {
    "Before remission": 7,
    "Remission": 4,
    "After HSCT": 6,
    "Relapse": 10,
    "Marrow relapse": 15,
    "Not recorded": 8,
}
"""Height of a lane in pixels by state, so that states differ without colour too."""


@dataclass(frozen=True)
class Options:
    """How lanes are aligned, ordered, grouped and measured; `page` counts from 1.

    `window` is the concurrency window in days, `collapse` takes long stretches without events out of the
    axis, `reach` shows so many months before and after the origin (0: all), `chosen` is the patient whose
    lane is marked.
    """

    origin: str = "EMR"
    sort: Sort = "time to CR"
    group: str = "leukemia_type"
    unit: TimeUnit = "weeks"
    page: int = 1
    window: int = WINDOWS[0]
    collapse: bool = False
    reach: int = 0
    chosen: str = ""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the lanes of one page, their states and dated marks, in the unit and from the origin."""
    times = event_times(cohort)
    every = lane_rows(cohort, times, options.origin, options.sort, options.group, options.window)
    page = of_page(every, options)
    lanes, rows = with_headings(described(cohort, page), options.group)
    scale = 1.0 if options.unit == "weeks" else 1 / WEEKS_PER_MONTH
    weeks = times.take(np.sort(page["at"].to_numpy()))
    shown = times.take(page["at"].to_numpy()).set_index("patient_id")
    zero = shown[options.origin]
    shown = (shown.sub(zero, axis=0) * scale).round(4).reset_index()
    for event in EVENTS:
        lanes[event] = shown[event].to_numpy()
    lanes["last"] = last_known(shown).to_numpy()
    states = segments(cohort, weeks)
    states[["start", "end"]] = (
        states[["start", "end"]].sub(zero.loc[states["patient_id"]].to_numpy(), axis=0) * scale
    ).round(4)
    marks = dated_marks(cohort, weeks, options.origin, scale)
    told = courses(marks, options.unit)
    lanes["course"] = [told.get(patient, "no dated event") for patient in lanes["patient_id"]]
    reach = options.reach * WEEKS_PER_MONTH * scale if options.reach else math.inf
    ends = pd.concat([marks["time"], states["start"], states["end"]])
    axis = axis_of(ends.to_numpy(dtype=np.float64), collapse=options.collapse, reach=reach)
    edges = axis.place(np.array([axis.low, axis.high]))
    row_of = lanes.set_index("patient_id")["row"]
    lanes["place"] = axis.place(lanes["last"].to_numpy())
    inside = marks["time"].between(axis.low, axis.high)
    outside = marks[~inside].groupby("patient_id").size()
    lanes["outside"] = lanes["patient_id"].map(outside).fillna(0).astype("int64")
    drawn = marks[inside].reset_index(drop=True)
    drawn = drawn.assign(place=axis.place(drawn["time"].to_numpy()), row=drawn["patient_id"].map(row_of))
    undated = lanes[shown["Last contact"].isna().to_numpy() & (lanes["last"] <= axis.high).to_numpy()]
    broken = pd.DataFrame(axis.breaks, columns=["start", "end"], dtype="float64")
    seen = states[(states["start"] < axis.high) & (states["end"] > axis.low)].reset_index(drop=True)
    return {
        "lanes": lanes,
        "states": seen.assign(
            row=seen["patient_id"].map(row_of),
            thickness=seen["state"].map(THICKNESS).astype("float64"),
            x=axis.place(seen["start"].clip(lower=axis.low).to_numpy()),
            x2=axis.place(seen["end"].clip(upper=axis.high).to_numpy()),
        ),
        "events": drawn.assign(lift=fanned(drawn, float(edges[1] - edges[0]))),
        "beyond": _going_on(marks, axis, edges).assign(row=lambda frame: frame["patient_id"].map(row_of)),
        "undated": undated[["patient_id", "row", "place"]].reset_index(drop=True),
        "rows": _row_names(rows, set(lanes["row"])),
        "origin": pd.DataFrame({"place": axis.place(np.zeros(1)), "label": [options.origin]}),
        "margin": pd.DataFrame({"label": ["last status"]}),
        "chosen": lanes.loc[lanes["patient_id"] == options.chosen, ["row"]].reset_index(drop=True),
        "breaks": broken.assign(
            x=axis.place(broken["start"].to_numpy()), x2=axis.place(broken["end"].to_numpy())
        ),
        "ticks": ticks(axis),
        "axis": pd.DataFrame({"low": edges[:1], "high": edges[1:]}),
    }


def _going_on(marks: pd.DataFrame, axis: TimeAxis, edges: Times) -> pd.DataFrame:
    """Return which lanes have an event before or after the time shown: patient_id, place, label."""
    before = marks.loc[marks["time"] < axis.low, "patient_id"].drop_duplicates()
    after = marks.loc[marks["time"] > axis.high, "patient_id"].drop_duplicates()
    return pd.DataFrame(
        {
            "patient_id": pd.concat([before, after], ignore_index=True).astype("str"),
            "place": [edges[0]] * len(before) + [edges[1]] * len(after),
            "label": ["‹"] * len(before) + ["›"] * len(after),
        }
    ).astype({"place": "float64", "label": "str"})


@once
def sorts(cohort: Cohort) -> tuple[Sort, ...]:
    """Return the orders that the cohort has the times for."""
    times = event_times(cohort)
    needed = {
        "time to CR": ("CR of EMR",),
        "time to BMR": ("BMR",),
        "time up to EMR": ("CR before EMR", "Diagnosis"),
        "follow-up": ("Last contact",),
    }
    lacking = {sort for sort, events in needed.items() if not times[list(events)].notna().any(axis=None)}
    held: tuple[Sort, ...] = tuple(sort for sort in get_args(Sort) if sort not in lacking)
    return held


@once
def units(cohort: Cohort) -> tuple[TimeUnit, ...]:
    """Return weeks and months, first the one that fits the clocks recorded: years need months."""
    times = event_times(cohort)[["Diagnosis", "CR before EMR", "Last contact"]]
    return ("months", "weeks") if times.notna().any(axis=None) else ("weeks", "months")


def pages(cohort: Cohort, origin: str) -> int:
    """Return how many pages the lanes aligned at an event take."""
    return page_count(int(event_times(cohort)[origin].notna().sum()))


def of_page(lanes: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the lanes of one page: the next ones, or of two sides the next ones of either."""
    if options.group != SIDE:
        first = LANES_A_PAGE * (page_of(len(lanes), options.page) - 1)
        return lanes[first : first + LANES_A_PAGE]
    place = lanes.groupby("group").cumcount() // LANES_A_SIDE + 1
    page = min(max(1, options.page), int(place.max()) if len(lanes) else 1)
    return lanes[(place == page).to_numpy(dtype=bool)]


def pages_of_sides(cohort: Cohort, origin: str) -> int:
    """Return how many pages the lanes of two sides take, one above the other."""
    dated = event_times(cohort)[origin].notna().to_numpy(dtype=bool)
    most = int(cohort.column(SIDE)[dated].value_counts().max()) if dated.any() else 0
    return max(1, -(-most // LANES_A_SIDE))


def page_count(lanes: int) -> int:
    """Return how many pages so many lanes take, at least one."""
    return max(1, -(-lanes // LANES_A_PAGE))


def page_of(lanes: int, wanted: int) -> int:
    """Return the wanted page, or the nearest one there is."""
    return min(max(1, wanted), page_count(lanes))


def page_words(lanes: pd.DataFrame, dated: int, options: Options) -> str:
    """Return which of all lanes are on the page, if they are not all."""
    if options.group == SIDE:
        told = f"{len(lanes)} of {dated} lanes, page {max(1, options.page)}: at most {LANES_A_SIDE} of a side"
        return told if len(lanes) < dated else ""
    page = page_of(dated, options.page)
    first = LANES_A_PAGE * (page - 1) + 1
    return f"Lanes {first}–{first + len(lanes) - 1} of {dated}, page {page}" if dated > LANES_A_PAGE else ""


def reconciled(cohort: Cohort, lanes: pd.DataFrame, dated: int, origin: str) -> str:
    """Return who is shown, who is not for want of the origin, and how many events are dated."""
    events = ", ".join(
        f"{event} {int(lanes[event].notna().sum())}" for event in EVENTS if lanes[event].notna().any()
    )
    without_relapse = len(cohort) - len(relapsed(cohort))
    without = len(cohort) - dated - without_relapse
    missing = f" + {without} without a dated {origin}, not shown" if without else ""
    missing += f" + {without_relapse} without EMR, not shown" if without_relapse else ""
    lanes_shown = f"{counted(len(cohort), 'patient')} = {counted(dated, 'lane')}{missing}"
    return f"{lanes_shown}. Dated in the lanes shown: {events or 'none'}."


def table_of(lanes: pd.DataFrame, unit: TimeUnit) -> pd.DataFrame:
    """Return one row a lane as read: patient, type, sites, times of the dated events, last status."""
    table = lanes[["patient_id", "type", "sites"]].set_axis(["Patient", "Type", "Sites"], axis=1)
    for event in EVENTS:
        if lanes[event].notna().any():
            table[f"{event} ({unit})"] = [number(value, 2) for value in lanes[event]]
    return table.assign(**{"Last status": lanes["status"]})


def _row_names(rows: list[str], lanes: set[str]) -> pd.DataFrame:
    """Return the rows of the picture from the top, each either a lane's name or a group's heading."""
    return pd.DataFrame(
        {
            "row": rows,
            "heading": ["" if row in lanes else row for row in rows],
            "name": [row if row in lanes else "" for row in rows],
        },
        dtype="str",
    )


def broken_axis(breaks: pd.DataFrame, options: Options) -> str:
    """Return which stretches the axis leaves out; said also where there is none to leave out."""
    if not options.collapse:
        return ""
    parts = [f"{number(a)} to {number(b)}" for a, b in breaks[["start", "end"]].to_numpy().tolist()]
    if not parts:
        return "No long stretch without an event, so the axis is not broken"
    return f"Axis broken where nobody shown has an event: {listed(parts)} {options.unit}"


def beyond_axis(lanes: pd.DataFrame, options: Options) -> str:
    """Return how many dated events lie outside the time shown."""
    outside = int(lanes["outside"].sum())
    if not options.reach or not outside:
        return ""
    return f"{counted(outside, 'dated event')} beyond {options.reach} months not drawn; ‹ › mark their lanes"
