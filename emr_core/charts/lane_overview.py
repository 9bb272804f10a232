"""All lanes at once: the share of patients in each state over time, from an event they share.

The picture is as large for a hundred thousand patients as for fifty: shares in a fixed number of columns.
"""

import math
from dataclasses import dataclass

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.figure import Figure, caption, stamped
from emr_core.lane_axis import axis_of
from emr_core.lane_frames import TimeUnit
from emr_core.lane_states import STATES, stretches
from emr_core.look import Look
from emr_core.timeline import DEATH, WEEKS_PER_MONTH, died, event_times, last_known
from emr_core.wording import counted, number, share

COLUMNS = 60
HEIGHT = 260
NO_TIME = "No time recorded"

ORDER = (
    "Remission",
    "After HSCT",
    "Before remission",
    "Relapse",
    "Marrow relapse",
    DEATH,
    "Not recorded",
    NO_TIME,
)
"""States from the bottom to the top; what is not known lies above all that is."""

METHODS = (
    "At the middle of each column every patient whose origin is dated is in one state, found as on lanes: "
    "a state between two dated events, dead from a dated death on, or without a recorded time, which is "
    "before the first date, after the last one, and after the last contact. Nobody leaves the denominator: "
    "this is a count of what is recorded and no estimate of survival or of incidence."
)

Times = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Options:
    """Where time begins, its unit, and how many months before and after it are shown (0: all)."""

    origin: str = "EMR"
    unit: TimeUnit = "months"
    reach: int = 0


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a column of time and state: k of n patients, and where its part of the column is."""
    scale = 1.0 if options.unit == "weeks" else 1 / WEEKS_PER_MONTH
    times = event_times(cohort)
    zero = times[options.origin].to_numpy(dtype=np.float64)
    dated = ~np.isnan(zero)
    n = int(dated.sum())
    found = stretches(cohort)
    start, end = ((edge - zero[found.lane]) * scale for edge in (found.start, found.end))
    held = dated[found.lane]
    start, end, state = start[held], end[held], found.state[held]
    last = ((last_known(times).to_numpy() - zero) * scale)[dated]
    deaths = last[(died(cohort) & times["Last contact"].notna().to_numpy())[dated]]
    reach = options.reach * WEEKS_PER_MONTH * scale if options.reach else math.inf
    axis = axis_of(np.concatenate([start, last]), collapse=False, reach=reach)
    width = (axis.high - axis.low) / COLUMNS
    # The origin is an edge: no column mixes what was before it with what came after.
    edges = np.arange(np.floor(axis.low / width), np.ceil(axis.high / width) + 1) * width
    centres = (edges[:-1] + edges[1:]) / 2
    counts = dict(zip(STATES, _held(centres, state, start, end, len(STATES)), strict=True))
    (counts[DEATH],) = _held(centres, np.zeros(len(deaths), dtype=np.int8), deaths, None, 1)
    counts[NO_TIME] = n - np.sum([counts[state] for state in ORDER if state != NO_TIME], axis=0)
    columns = [
        pd.DataFrame(
            {
                "start": edges[:-1].round(4),
                "end": edges[1:].round(4),
                "time": centres.round(4),
                "state": state,
            }
        ).assign(k=counts[state], n=n)
        for state in ORDER
    ]
    frame = pd.concat(columns, ignore_index=True).astype({"k": "int64", "n": "int64"})
    top = frame.groupby("start")["k"].cumsum()
    frame["low"] = ((top - frame["k"]) / max(n, 1) * 100).round(4)
    frame["high"] = (top / max(n, 1) * 100).round(4)
    frame["words"] = [
        f"{row['state']}: {share(row['k'], row['n'])} at {number(row['time'])} {options.unit}"
        for row in frame.to_dict("records")
    ]
    return {
        "shares": frame,
        "parts": frame[frame["k"] > 0].reset_index(drop=True),
        "origin": pd.DataFrame({"time": [0.0], "label": [options.origin]}),
        "axis": pd.DataFrame({"low": edges[:1], "high": edges[-1:]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look, options: Options) -> alt.LayerChart:
    """Return stacked columns over time with the origin as a line."""
    low, high = data["axis"].to_numpy()[0].tolist()
    title = f"{options.unit.capitalize()} from {options.origin}"
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(title=title, grid=False, tickCount=6, labelOverlap=True, labelSeparation=8)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)

    percent = alt.Axis(
        title="% of patients", grid=True, values=[0, 25, 50, 75, 100], domain=False, ticks=False
    )
    y = alt.Y(
        "low",
        type="quantitative",
        title="% of patients",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=percent,
        stack=None,
    )
    held = [state for state in ORDER if (data["parts"]["state"] == state).any()]
    hues = [look.grid if state == NO_TIME else look.colour(state) for state in held]
    key, above = layout.row_key(held, 40, lift=16, line=23)
    fill = alt.Color("state", type="nominal", scale=alt.Scale(domain=held, range=hues), legend=key)
    parts, origin = layout.source(data["parts"]), layout.source(data["origin"])
    tips = layout.tooltip({"words": "Patients"})
    layers = [
        parts.mark_rect(stroke=None).encode(x("start"), y, fill, x2=alt.X2("end"), y2=alt.Y2("high")),
        origin.mark_rule(color=look.ink, strokeWidth=1.5).encode(x("time")),
        origin.mark_text(fontWeight=600).encode(x("time"), y=layout.at(-8), text=layout.words("label")),
        parts.mark_rect(opacity=0).encode(x("start"), y, x2=alt.X2("end"), y2=alt.Y2("high"), tooltip=tips),
    ]
    padding = {"left": 5, "right": 12, "bottom": 5, "top": 5 + above - 16}
    return layout.picture(layers, look, HEIGHT, padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the states of all patients of a cohort over time, as shares."""
    options = options or Options()
    data = frames(cohort, options)
    frame = data["shares"]
    n = int(frame["n"].max() or 0)
    rest = len(cohort) - n
    made = Figure(
        name="lane-overview",
        title=f"All {counted(n, 'lane')} at once, aligned at {options.origin}",
        chart=draw(data, look, options),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Share of {counted(n, 'patient')} in each state, {options.unit} from {options.origin}",
            f"{options.reach} months before and after it" if options.reach else "",
            "What is not recorded stays in the denominator",
        ),
        reconciliation=f"{counted(len(cohort), 'patient')} = {n} in every column"
        + (f" + {rest} without a dated {options.origin}, not shown." if rest else "."),
        methods=METHODS,
        alt=_said(frame, options),
        table=_table(frame, options),
        width=1100,
    )
    return stamped(made, cohort)


def _held(
    centres: Times, state: npt.NDArray[np.int8], start: Times, end: Times | None, states: int
) -> list[Counts]:
    """Return how many stretches of each state hold the middle of each column, to the end if there is none."""
    cells = len(centres) + 1

    def passed(edge: Times) -> Counts:
        """Return how many edges of each state come next to the middle of each column, before it."""
        place = state * np.int64(cells) + np.searchsorted(centres, edge)
        return np.bincount(place, minlength=states * cells).reshape(states, cells)

    steps = passed(start) - (0 if end is None else passed(end))
    return list(np.cumsum(steps, axis=1)[:, :-1])


def _lines(frame: pd.DataFrame) -> list[float]:
    """Return the times of the table: every fifth column."""
    return sorted(frame["time"].unique())[::5]


def _said(frame: pd.DataFrame, options: Options) -> str:
    """Return who is in which state in the table's first line after the origin, and in its last one."""
    after = [time for time in _lines(frame) if time > 0]
    parts = []
    for time in dict.fromkeys([*after[:1], *after[-1:]]):
        here = frame[(frame["time"] == time) & (frame["k"] > 0)]
        states = (f"{row['state']} {share(row['k'], row['n'])}" for row in here.to_dict("records"))
        parts.append(f"At {number(time)} {options.unit} from {options.origin}: {', '.join(states)}.")
    return " ".join([f"States of {counted(int(frame['n'].max() or 0), 'patient')} over time.", *parts])


def _table(frame: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return every fifth column of time as a line, k of n in every state."""
    lines = frame[["time", "state"]].assign(words=list(map(share, frame["k"], frame["n"])))
    wide = lines.pivot_table(index="time", columns="state", values="words", aggfunc="first", sort=False)
    wide = wide[list(ORDER)].loc[_lines(frame)]
    wide.insert(
        0, f"{options.unit.capitalize()} from {options.origin}", [number(time) for time in wide.index]
    )
    return wide.reset_index(drop=True).rename_axis(columns=None)
