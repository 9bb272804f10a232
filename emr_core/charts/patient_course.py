"""One patient's course on a single lane: dated events with their words, and the states between them."""

from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.course_frames import PLOT, Options, course_frames
from emr_core.figure import Figure, stamped
from emr_core.lane_marks import MARKS, OPEN, SHAPES
from emr_core.lane_states import STATES
from emr_core.look import Look
from emr_core.wording import counted, listed, number

__all__ = ["Options", "draw", "figure", "frames"]

MARGIN, KEY_ROOM = 150, 32
"""Room for the last known status, and for the key of the states, in pixels."""

KEY = {"symbolType": "stroke", "symbolStrokeWidth": 7, "symbolSize": 130, "rowPadding": 0}
HATCHED = [1.5, 3]

METHODS = (
    "Times are the recorded intervals; one month is 30.4375 days. The remissions of the extramedullary and "
    "of the marrow relapse each count from their own. A state is drawn between two dated events only; what "
    "is hatched is not recorded. Without a dated last contact the course went on, nobody recorded how long. "
    "Marks that would cover one another are moved apart upwards and downwards, never in time."
)


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return the dated events of one patient in order, the states between, and the last known status."""
    return course_frames(cohort, options or Options())


def draw(data: dict[str, pd.DataFrame], look: Look, options: Options) -> alt.LayerChart:
    """Return the lane: states as thick lines, events as marks tied to their words, last status right."""
    title = f"{options.unit.capitalize()} from EMR"
    low, high, height = data["axis"].to_numpy()[0].tolist()
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(title=title, grid=True, tickCount=8, labelOverlap=True, labelSeparation=8)
    y = layout.pixel(alt.Y, "y")
    events, end = layout.source(data["events"]), layout.source(data["end"])

    def time(column: str) -> alt.X:
        return alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)

    states, key_room = _states(data["states"], look, (time("start"), alt.X2("end"), y))
    undated = layout.source(data["undated"])
    layers = [
        undated.mark_rule(color=look.muted, strokeWidth=12, strokeDash=HATCHED, opacity=0.6).encode(
            time("time"), y, x2=layout.past_right(8)
        ),
        states,
        events.mark_rule(color=look.muted, strokeWidth=1).encode(
            time("time"), y=layout.pixel(alt.Y, "edge"), y2="y"
        ),
        *_marks(data["events"], look, (time("time"), y)),
        *_words(data["events"], look, time("time")),
        end.mark_text(align="left", fontSize=12, color=look.muted).encode(
            x=layout.past_right(16), y=layout.pixel(alt.Y, "above"), text=layout.words("heading")
        ),
        end.mark_text(align="left", fontWeight=600).encode(
            y, x=layout.past_right(16), text=layout.words("status")
        ),
    ]
    padding = {"left": 12, "right": 5, "bottom": 5, "top": 5 + key_room}
    return layout.picture(layers, look, int(height), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the course of one patient."""
    options = options or Options()
    data = frames(cohort, options)
    events = data["events"]
    told = [f"{event} at {number(t)} {options.unit}" for event, t in events[["event", "time"]].to_numpy()]
    hidden = [mark for mark in MARKS[:-4] if mark not in set(events["event"])]
    status = ", ".join(data["end"]["status"]) or "not known"
    made = Figure(
        name="patient-course",
        title=f"{options.patient_id or 'Nobody'}: course",
        chart=draw(data, look, options),
        data=data,
        caption=f"One of {counted(whole, 'patient')}. {options.unit.capitalize()} from the first EMR.",
        reconciliation=f"Not dated, or did not happen: {listed(hidden)}." if len(events) and hidden else "",
        methods=METHODS,
        alt=f"{'; '.join(told) or 'No event is dated'}. Last status: {status}.",
        table=pd.DataFrame({"Event": events["event"], f"Time ({options.unit})": map(number, events["time"])}),
        width=1100,
        least=PLOT + MARGIN,
    )
    return stamped(made, cohort)


def _states(
    states: pd.DataFrame, look: Look, place: tuple[alt.X, alt.X2, alt.SchemaBase]
) -> tuple[alt.Chart, int]:
    """Return the states as thick lines with their key, and the pixels that the key needs above the plot."""
    held = [state for state in STATES if (states["state"] == state).any()]
    key, _ = layout.row_key(held, 0)
    for name, value in {**KEY, "columns": max(1, len(held)), "legendY": -KEY_ROOM}.items():
        key[name] = value
    dashes: list[list[float]] = [HATCHED if state == "Not recorded" else [1, 0] for state in held]
    dash = alt.StrokeDash(
        "state", type="nominal", scale=alt.Scale(domain=held, range=dashes), legend=key, title=None
    )
    hue = alt.Color("state", type="nominal", scale=layout.colour_scale(held, look), legend=key, title=None)
    thick = alt.StrokeWidth("thickness", type="quantitative", scale=None, legend=None)
    tips = layout.tooltip({"state": "State"})
    return layout.source(states).mark_rule().encode(
        *place, hue, dash, thick, tooltip=tips
    ), KEY_ROOM if held else 0


def _marks(events: pd.DataFrame, look: Look, place: tuple[alt.X, alt.SchemaBase]) -> list[alt.Chart]:
    """Return the marks of the events, each with a halo of the surface; hollow before the relapse."""
    held = [mark for mark in MARKS if (events["event"] == mark).any()]
    hues = dict(zip(held, look.colours(tuple(held)), strict=True))
    shape, fill, stroke = (
        channel("event", type="nominal", scale=alt.Scale(domain=held, range=values), legend=None)
        for channel, values in (
            (alt.Shape, [SHAPES[mark] for mark in held]),
            (alt.Fill, [look.surface if mark in OPEN else hues[mark] for mark in held]),
            (alt.Stroke, [hues[mark] for mark in held]),
        )
    )
    marks, moved = layout.source(events), alt.expr("datum.lift")
    tips = layout.tooltip({"event": "Event", "words": "Time"})
    return [
        marks.mark_point(
            size=190, opacity=1, yOffset=moved, fill=look.surface, stroke=look.surface, strokeWidth=5
        ).encode(*place, shape),
        marks.mark_point(size=190, opacity=1, yOffset=moved, strokeWidth=2).encode(
            *place, shape, fill, stroke, tooltip=tips
        ),
    ]


def _words(events: pd.DataFrame, look: Look, x: alt.X) -> list[alt.Chart]:
    """Return name and time of every event; those near the right edge end at their mark."""
    marks, layers = layout.source(events), []
    for side in ("after", "before"):
        align: Any = {"align": "left", "dx": 4} if side == "after" else {"align": "right", "dx": -4}
        name = marks.mark_text(fontWeight=600, **align)
        time = marks.mark_text(color=look.muted, **align)
        layers += [
            name.encode(x, y=layout.pixel(alt.Y, "upper"), text=layout.words(f"name_{side}")),
            time.encode(x, y=layout.pixel(alt.Y, "lower"), text=layout.words(f"time_{side}")),
        ]
    return layers
