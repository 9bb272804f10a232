"""When, relative to CR and BMR: one lane a patient, aligned at an event they share.

A lane shows what is dated. Where its end is not dated it runs hatched into a margin where the last known
status stands without a time: no lane ends falsely and no event stands at an invented place.
"""

from collections.abc import Callable

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.figure import Figure, caption, stamped
from emr_core.lane_frames import (
    THICKNESS,
    Options,
    beyond_axis,
    broken_axis,
    frames,
    page_words,
    reconciled,
    table_of,
)
from emr_core.lane_marks import MARKS, OPEN, SHAPES
from emr_core.lane_states import STATES
from emr_core.look import Look
from emr_core.timeline import event_times
from emr_core.timeline_groups import WINDOWED
from emr_core.wording import counted

__all__ = ["GROUPS", "Options", "draw", "figure", "frames"]

GROUPS = ("leukemia_type", "at_emr", "after_emr", "number_of_sites", "sex", "none")
ROW = 26
INDENT = 8
AXIS, KEY_TITLE, MARK_LINE = 52, 26, 21
"""Height of the time axis, of the title of the marks' key, and of a line of it, in pixels."""

HEAD = 16
"""Height of the headings above the lanes, in pixels."""

NAMES = 130
"""Room for the names of lanes, in pixels; longer ones are cut."""

HEADING = 104
"""Room for the headings of groups; longer ones run on over the plot, where their row is empty."""

MARGIN = 96
"""Width of the margin for the last known status, in pixels."""

HATCHED = [1.5, 3]
KEY = {"symbolType": "stroke", "symbolStrokeWidth": 7, "symbolSize": 130, "rowPadding": 0}
"""A key of thick lines instead of squares: a hatched state is hatched there too."""

KEY_LINE = 28
"""Height of a line of that key in pixels."""

METHODS = (
    "Times are the recorded intervals; one month is 30.4375 days. The remissions of the extramedullary and "
    "of the marrow relapse each count from their own. A lane is a marrow relapse from BMR to its "
    "remission, a relapse until the remission of the EMR, a remission from it to the next dated relapse, or "
    "to the last contact where no further relapse is recorded as such; from a transplantation on it is "
    "named after HSCT. Hatched: between two dates the state is not recorded; beyond the last one the course "
    "went on, but no time is recorded. Marks of one lane that would cover one another are moved apart "
    "upwards and downwards, never in time. Where the axis is broken, a stretch in which nobody shown has a "
    "dated event is drawn narrower."
)


def draw(data: dict[str, pd.DataFrame], look: Look, options: Options) -> alt.LayerChart:
    """Return the lanes: states as bars, marks as shapes, hatched what is not recorded, last status right."""
    rows, names = list(data["rows"]["row"]), _name_width(data["rows"])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(rows, step=ROW))
    time = _time(data, options)
    x, start, end = time("place"), time("x"), alt.X2("x2")
    lanes, edge = layout.source(data["lanes"]), layout.past_right(MARGIN)
    above = layout.at(-HEAD / 2)
    tips = {"row": "Patient", "sites": "Sites", "course": "Course", "status": "Last status"}
    states, key_room = _states(data, look, names, (start, end, y))
    marks_key, key_below = _marks_key(data["events"], names, ROW * len(rows))
    layers = [
        layout.source(data["chosen"])
        .mark_rect(color=look.grid, opacity=0.8)
        .encode(y, x=layout.at(-names), x2=edge),
        layout.source(data["origin"]).mark_rule(color=look.muted, strokeWidth=1.5).encode(x),
        layout.source(data["undated"])
        .mark_rule(color=look.muted, strokeWidth=THICKNESS["Not recorded"], strokeDash=HATCHED, opacity=0.6)
        .encode(x, y, x2=layout.past_right(6)),
        states,
        *_marks(data, look, (x, y), marks_key),
        layout.source(data["beyond"])
        .mark_text(fontSize=17, fontWeight=600)
        .encode(x, y, text=layout.words("label")),
        *_breaks(data, look, time),
        *_names(data, y, names),
        layout.source(data["origin"])
        .mark_text(fontWeight=600)
        .encode(x, y=above, text=layout.words("label")),
        lanes.mark_text(align="left", fontSize=12).encode(
            y, x=layout.past_right(12), text=layout.words("end")
        ),
        layout.source(data["margin"])
        .mark_text(align="left", fontSize=12, color=look.muted)
        .encode(x=layout.past_right(12), y=above, text=layout.words("label")),
        lanes.mark_rect(opacity=0, cursor="pointer")
        .encode(y, x=layout.at(-names), x2=edge, tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("patient_id")),
    ]
    padding = {"left": 5, "right": 5, "bottom": 5 + key_below, "top": 5 + key_room - HEAD}
    return layout.picture(layers, look, ROW * len(rows), padding=padding)


def _time(data: dict[str, pd.DataFrame], options: Options) -> Callable[[str], alt.X]:
    """Return the channel of time for a column of places; its axis names the origin."""
    title = f"{options.unit.capitalize()} from {options.origin}"
    low, high = data["axis"].to_numpy()[0].tolist()
    axis = alt.Axis(title=title, grid=True, tickCount=6, labelOverlap=True, labelSeparation=8)
    if len(data["breaks"]):  # a place is no time any more: the labels are written by a layer of their own
        axis = alt.Axis(title=title, grid=True, values=data["ticks"]["place"].tolist(), labelOpacity=0)
    scale = alt.Scale(domain=[low, high], nice=False)
    return lambda column: alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)


def _names(data: dict[str, pd.DataFrame], y: alt.Y, width: int) -> list[alt.Chart]:
    """Return the names of lanes and, over each group, its heading."""
    rows = layout.source(data["rows"])
    return [
        rows.mark_text(align="left", fontWeight=600).encode(
            y, x=layout.at(-width), text=layout.words("heading")
        ),
        rows.mark_text(align="left", limit=width - INDENT - 6).encode(
            y, x=layout.at(INDENT - width), text=layout.words("name")
        ),
    ]


def _states(
    data: dict[str, pd.DataFrame], look: Look, names: int, place: tuple[alt.X, alt.X2, alt.Y]
) -> tuple[alt.Chart, int]:
    """Return the states as thick lines with their key, and the pixels that the key needs above the plot."""
    held = [state for state in STATES if (data["states"]["state"] == state).any()]
    key, room = layout.row_key(held, names, lift=HEAD, line=KEY_LINE)
    for name, value in KEY.items():
        key[name] = value
    solid: list[list[float]] = [HATCHED if state == "Not recorded" else [1, 0] for state in held]
    dash = alt.StrokeDash(
        "state", type="nominal", scale=alt.Scale(domain=held, range=solid), legend=key, title=None
    )
    hue = alt.Color("state", type="nominal", scale=layout.colour_scale(held, look), legend=key, title=None)
    thick = alt.StrokeWidth("thickness", type="quantitative", scale=None, legend=None)
    return layout.source(data["states"]).mark_rule().encode(*place, hue, dash, thick), room


def _marks_key(events: pd.DataFrame, names: int, height: int) -> tuple[alt.Legend, int]:
    """Return the key of the marks, from the names of the lanes on, and the pixels it needs below the axis."""
    held = events["event"].nunique()
    key = layout.legend("Event", "bottom")
    place = {"orient": "none", "legendX": -names, "legendY": height + AXIS, "symbolStrokeWidth": 1.6}
    for name, value in place.items():
        key[name] = value
    return key, KEY_TITLE + MARK_LINE * -(-held // 2) if held else 0


def _marks(
    data: dict[str, pd.DataFrame], look: Look, place: tuple[alt.X, alt.Y], key: alt.Legend
) -> list[alt.Chart]:
    """Return the dated marks, each with a halo of the surface; hollow before the relapse."""
    held = [mark for mark in MARKS if (data["events"]["event"] == mark).any()]
    hues = dict(zip(held, look.colours(tuple(held)), strict=True))
    ranges: dict[type[alt.SchemaBase], list[str]] = {
        alt.Shape: [SHAPES[mark] for mark in held],
        alt.Fill: [look.surface if mark in OPEN else hues[mark] for mark in held],
        alt.Stroke: [hues[mark] for mark in held],
    }
    shape, fill, stroke = (
        channel("event", type="nominal", scale=alt.Scale(domain=held, range=values), legend=key)
        for channel, values in ranges.items()
    )
    marks = layout.source(data["events"])
    moved = alt.expr("datum.lift")
    return [
        marks.mark_point(
            size=85, opacity=1, yOffset=moved, fill=look.surface, stroke=look.surface, strokeWidth=3.5
        ).encode(*place, shape),
        marks.mark_point(size=85, opacity=1, yOffset=moved, strokeWidth=1.6).encode(
            *place, shape, fill, stroke
        ),
    ]


def _breaks(data: dict[str, pd.DataFrame], look: Look, time: Callable[[str], alt.X]) -> list[alt.Chart]:
    """Return what shows that the axis is broken: a pale band between dashed lines, and labels of its own."""
    if not len(data["breaks"]):
        return []
    broken, ticks = layout.source(data["breaks"]), layout.source(data["ticks"])
    return [
        broken.mark_rect(color=look.surface, opacity=0.75).encode(time("x"), alt.X2("x2")),
        *(broken.mark_rule(color=look.muted, strokeDash=[3, 3]).encode(time(edge)) for edge in ("x", "x2")),
        ticks.mark_text().encode(time("place"), y=layout.below(13), text=layout.words("label")),
    ]


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the courses of a cohort's patients as lanes aligned at an event."""
    options = options or Options()
    data = frames(cohort, options)
    lanes = data["lanes"]
    dated = int(event_times(cohort)[options.origin].notna().sum())
    shown = page_words(lanes, dated, options)
    made = Figure(
        name="lanes",
        title=f"Course of {counted(dated, 'patient')}, aligned at {options.origin}",
        chart=draw(data, look, options),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"One lane a patient, {options.unit} from {options.origin}, sorted by {options.sort}",
            f"Concurrent within {options.window} days" if options.group in WINDOWED else "",
            "Hatched: state or time not recorded; right: last known status",
            broken_axis(data["breaks"], options),
            beyond_axis(lanes, options),
            shown,
        ),
        reconciliation=reconciled(cohort, lanes, dated, options.origin),
        methods=METHODS,
        alt=f"{counted(len(lanes), 'lane')}, one a patient. "
        + " ".join(
            f"{row}: {course}; {status}."
            for row, course, status in lanes[["row", "course", "status"]].to_numpy()
        ),
        table=table_of(lanes, options.unit),
        click=("patient_id",),
        width=1100,
    )
    return stamped(made, cohort)


def _name_width(rows: pd.DataFrame) -> int:
    """Return about the pixels that the names of the lanes take, and a short heading without its lane."""
    names = INDENT + 16 + int(7.2 * max((len(name) for name in rows["name"]), default=0))
    headings = 8 + int(6.6 * max((len(heading) for heading in rows["heading"]), default=0))
    return min(NAMES, max(names, min(headings, HEADING)))
