"""When, relative to CR and BMR: one lane a patient, aligned at an event they share.

A lane shows what is dated. From its last dated event it runs hatched into a margin where the last known
status stands without a time: no lane ends falsely and no event stands at an invented place.
"""

from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed
from emr_core.figure import Figure, caption, stamped
from emr_core.lane_rows import Sort, described, lane_rows, with_headings
from emr_core.look import Look
from emr_core.timeline import EVENTS, STATES, WEEKS_PER_MONTH, event_times, last_known, segments
from emr_core.wording import counted, number

TimeUnit = Literal["weeks", "months"]

GROUPS = ("leukemia_type", "at_emr", "sex", "none")
LANES_A_PAGE = 40
ROW = 22
LIFT = 14
"""Height of the margin's heading above the lanes, in pixels."""

NAMES = 130
"""Room for the names of lanes and groups, in pixels; longer ones are cut."""

MARGIN = 96
"""Width of the margin for what has no time, in pixels."""

SHAPES = {
    "Diagnosis": "square",
    "CR before EMR": "triangle-up",
    "HSCT before EMR": "cross",
    "EMR": "circle",
    "BMR": "diamond",
    "CR of EMR": "triangle-up",
    "CR of BMR": "triangle-down",
    "HSCT after EMR": "cross",
    "Second relapse": "square",
}
THICKNESS = {
    "Before remission": 7,
    "Remission": 4,
    "Relapse": 9,
    "Marrow relapse": 14,
    "Not recorded": 1.5,
}
"""Height of a lane in pixels by state, so that states differ without colour too."""

METHODS = (
    "Times are the recorded intervals; one month is 30.4375 days. The remissions of the extramedullary and "
    "of the marrow relapse each count from their own. A lane is a marrow relapse from BMR to its "
    "remission, a relapse until the remission of the EMR, a remission from it to the next dated relapse, or "
    "to the last contact where no further relapse is recorded as such. Between two dates where the state is "
    "not recorded the lane is a thin grey line. Beyond the last dated event it is hatched: the course went "
    "on, but no time is recorded."
)


@dataclass(frozen=True)
class Options:
    """How lanes are aligned, ordered, grouped and measured; `page` counts from 1."""

    origin: str = "EMR"
    sort: Sort = "time to CR"
    group: str = "leukemia_type"
    unit: TimeUnit = "weeks"
    page: int = 1


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the lanes of one page, their states and dated events, in the unit and from the origin."""
    times = event_times(cohort)
    lanes = lane_rows(cohort, times, options.origin, options.sort, options.group)
    first = LANES_A_PAGE * (_page(len(lanes), options.page) - 1)
    lanes, rows = with_headings(described(cohort, lanes[first : first + LANES_A_PAGE]), options.group)
    scale = 1.0 if options.unit == "weeks" else 1 / WEEKS_PER_MONTH
    shown = times.set_index("patient_id").loc[lanes["patient_id"]]
    shown = (shown.sub(shown[options.origin], axis=0) * scale).round(4).reset_index()
    weeks = times[times["patient_id"].isin(lanes["patient_id"])]
    for event in EVENTS:
        lanes[event] = shown[event].to_numpy()
    lanes["last"] = last_known(shown).to_numpy()
    states = segments(cohort, weeks)
    zero = weeks.set_index("patient_id")[options.origin].loc[states["patient_id"]].to_numpy()
    states[["start", "end"]] = (states[["start", "end"]].sub(zero, axis=0) * scale).round(4)
    dated = shown.melt("patient_id", value_vars=list(EVENTS), var_name="event", value_name="time").dropna()
    dated = dated[dated["event"] != options.origin].sort_values("time", kind="stable", ignore_index=True)
    row_of = lanes.set_index("patient_id")["row"]
    dated["words"] = [
        f"{event} at {number(t)} {options.unit}"
        for event, t in zip(dated["event"], dated["time"], strict=True)
    ]
    told = dated.groupby("patient_id")["words"].agg(", ".join)
    lanes["course"] = [told.get(patient, "no dated event") for patient in lanes["patient_id"]]
    return {
        "lanes": lanes,
        "states": states.assign(
            row=states["patient_id"].map(row_of),
            thickness=states["state"].map(THICKNESS).astype("float64"),
        ),
        "events": dated.assign(row=dated["patient_id"].map(row_of)),
        "rows": pd.DataFrame({"row": rows}),
        "origin": pd.DataFrame({"time": [0.0], "label": [options.origin]}),
        "margin": pd.DataFrame({"label": ["time not recorded"]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look, options: Options) -> alt.LayerChart:
    """Return the lanes: states as bars, events as shapes, what has no time hatched and in the margin."""
    rows = list(data["rows"]["row"])
    y = alt.Y(
        "row", type="nominal", title=None, axis=layout.row_axis(NAMES), scale=layout.rows(rows, step=ROW)
    )
    low, high = _extent(data)
    title = f"{options.unit.capitalize()} from {options.origin}"
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(title=title, grid=True, tickCount=6, labelOverlap=True, labelSeparation=8)
    x = alt.X("time", type="quantitative", title=title, scale=scale, axis=axis)
    start, last = (
        alt.X(name, type="quantitative", title=title, scale=scale, axis=axis) for name in ("start", "last")
    )
    states = [state for state in STATES if (data["states"]["state"] == state).any()]
    events = [event for event in EVENTS if (data["events"]["event"] == event).any()]
    key, above = layout.row_key(states, _name_width(rows), lift=LIFT)
    fill = alt.Color("state", type="nominal", scale=layout.colour_scale(states, look), legend=key)
    shape = alt.Shape(
        "event",
        type="nominal",
        scale=alt.Scale(domain=events, range=[SHAPES[event] for event in events]),
        legend=layout.legend("Event", "bottom", fill=look.ink),
    )
    thick = alt.Size("thickness", type="quantitative", scale=None, legend=None)
    lanes, edge = layout.source(data["lanes"]), layout.past_right(MARGIN)
    mark = layout.source(data["events"])
    tips = {"row": "Patient", "sites": "Sites", "course": "Course", "status": "Last status"}
    layers = [
        layout.source(data["origin"]).mark_rule(color=look.muted, strokeWidth=1.5).encode(x),
        lanes.mark_rule(color=look.muted, strokeWidth=8, strokeDash=[1.5, 3], opacity=0.55).encode(
            last, y, x2=layout.past_right(6)
        ),
        layout.source(data["states"]).mark_bar().encode(start, alt.X2("end"), y, fill, thick),
        mark.mark_point(
            filled=True, size=95, opacity=1, fill=look.ink, stroke=look.surface, strokeWidth=1
        ).encode(x, y, shape),
        lanes.mark_text(align="left", fontSize=12).encode(
            y, x=layout.past_right(12), text=layout.words("end")
        ),
        layout.source(data["margin"])
        .mark_text(align="left", fontSize=12, color=look.muted)
        .encode(x=layout.past_right(12), y=alt.value(-9), text=layout.words("label")),
        lanes.mark_rect(opacity=0).encode(y, x=alt.value(-60), x2=edge, tooltip=layout.tooltip(tips)),
    ]
    chart = layout.picture(layers, look, ROW * len(rows))
    return chart.properties(padding={"left": 5, "right": 5, "bottom": 5, "top": 5 + above - LIFT})


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the courses of a cohort's patients as lanes aligned at an event."""
    options = options or Options()
    data = frames(cohort, options)
    lanes = data["lanes"]
    dated = int(event_times(cohort)[options.origin].notna().sum())
    page = _page(dated, options.page)
    first = LANES_A_PAGE * (page - 1) + 1
    shown = f"Lanes {first}–{first + len(lanes) - 1} of {dated}, page {page}" if dated > LANES_A_PAGE else ""
    made = Figure(
        name="lanes",
        title=f"Course of {counted(dated, 'patient')}, aligned at {options.origin}",
        chart=draw(data, look, options),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"One lane a patient, {options.unit} from {options.origin}, sorted by {options.sort}",
            "Hatched: no time recorded, the margin gives the last known status",
            shown,
        ),
        reconciliation=_reconciliation(cohort, lanes, dated, options.origin),
        methods=METHODS,
        alt=f"{counted(len(lanes), 'lane')}, one a patient. "
        + " ".join(
            f"{row}: {course}; {status}."
            for row, course, status in lanes[["row", "course", "status"]].to_numpy()
        ),
        table=_table(lanes, options),
        width=1100,
    )
    return stamped(made, cohort)


def _name_width(rows: list[str]) -> int:
    """Return about the pixels that the names of the lanes take."""
    return min(NAMES, int(5.2 * max((len(row) for row in rows), default=0)))


def pages(cohort: Cohort, origin: str) -> int:
    """Return how many pages the lanes aligned at an event take."""
    return _pages(int(event_times(cohort)[origin].notna().sum()))


def _pages(lanes: int) -> int:
    """Return how many pages so many lanes take, at least one."""
    return max(1, -(-lanes // LANES_A_PAGE))


def _page(lanes: int, wanted: int) -> int:
    """Return the wanted page, or the nearest one there is."""
    return min(max(1, wanted), _pages(lanes))


def _reconciliation(cohort: Cohort, lanes: pd.DataFrame, dated: int, origin: str) -> str:
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


def _table(lanes: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return one row a lane as read: patient, type, sites, times of the dated events, last status."""
    table = lanes[["patient_id", "type", "sites"]].set_axis(["Patient", "Type", "Sites"], axis=1)
    for event in EVENTS:
        if lanes[event].notna().any():
            table[f"{event} ({options.unit})"] = [number(value, 2) for value in lanes[event]]
    return table.assign(**{"Last status": lanes["status"]})


def _extent(data: dict[str, pd.DataFrame]) -> tuple[float, float]:
    """Return the limits of the time axis: every dated event and the origin, with a little room."""
    times = pd.concat(
        [data["events"]["time"], data["states"]["start"], data["states"]["end"], data["origin"]["time"]]
    )
    low, high = float(times.min()), float(times.max())
    room = max(high - low, 4.0) * 0.03
    return (low - room if low < 0 else -room), max(high, low + 4.0) + room
