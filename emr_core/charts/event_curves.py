"""Survival or cumulative incidence of groups, with who is at risk, has had the event or is censored below."""

from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.curves import report
from emr_core.curves.compare import comparisons
from emr_core.curves.drawn import (
    hover,
    joined,
    limits,
    medians,
    names_below,
    numbers_below,
    ticks,
    until_tail,
)
from emr_core.curves.groups import Options, grouped
from emr_core.curves.steps import (
    ESTIMATES,
    STEPS,
    TICKS,
    axis_times,
    curves,
    estimates,
    last_time,
    steps,
)
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.wording import number

__all__ = ["Options", "draw", "figure", "frames"]

HEIGHT = 280
"""Height of the curves in pixels."""

TOP, LINE = 58, 17
"""Pixels from the axis to the first row of numbers, the axis' title between them; height of a row."""

WIDTH = 1000
"""Widest useful width."""

LEAST = 460
"""Narrowest width at which the names of groups leave room for their curves."""

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [4, 2, 1, 2])
"""Dash of each line by its place, so that no line is told by colour alone."""

Y_TITLES = {
    "incidence": "% with the event",
    "among the relapsed": "% of these relapses",
}


LookOf = tuple[list[str], list[str], list[list[int]]]
"""Names of the lines, their colours and their dashes."""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the steps as drawn, their parts, the numbers under the axis and values at its times."""
    parts = grouped(cohort, options)
    found = curves(parts, options)
    end = last_time(parts, options)
    times = axis_times(end, options.unit)
    drawn = [steps(curve, end, options.policy.at_risk_from) for curve in found]
    whole = joined(drawn, STEPS)
    at = joined([estimates(curve, times) for curve in found], ESTIMATES)
    names, numbers = names_below(parts, options), numbers_below(parts, options, times)
    title = f"{options.unit.capitalize()} from {options.of.start}"
    if options.landmark:
        title += f" + {number(options.landmark, 2)} (landmark)"
    return {
        "steps": whole,
        "solid": joined([until_tail(one) for one in drawn], STEPS),
        "tail": whole[whole["tail"].to_numpy(dtype=bool)].reset_index(drop=True),
        "band": joined([limits(one) for one in drawn], ["line", "time", "lower", "upper"]),
        "censored": joined([ticks(one, end, TICKS) for one in drawn], ["line", "time", "percent"]),
        "medians": medians(parts, options, end),
        "numbers": numbers.assign(pixels=TOP + LINE * numbers["row"]),
        "names": names.assign(pixels=TOP + LINE * names["row"]),
        "estimates": at,
        "hover": hover(at, times, end, options.unit),
        "lines": pd.DataFrame({"line": [curve.line for curve in found]}, dtype="str"),
        "axis": pd.DataFrame(
            {"end": [end], "x": [title], "y": [Y_TITLES.get(options.of.kind, f"% {options.of.spared}")]}
        ),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return curves, bands, ticks and medians in one view, the numbers aligned under the axis."""
    lines = list(data["lines"]["line"])
    key, above = layout.row_key(lines, _left(data), 8)
    for name, value in (("Type", "stroke"), ("StrokeWidth", 2.5), ("Size", 256), ("Opacity", 1)):
        key[f"symbol{name}"] = value
    shown = key if len(lines) > 1 else None
    look_of = (lines, look.colours(tuple(lines)), [list(DASHES[i % len(DASHES)]) for i in range(len(lines))])
    layers = [*_curves(data, look, look_of, shown), *_below(data, look_of)]
    top = 10 + (above if shown is not None else 0)
    padding = {"left": 5, "right": 14, "bottom": 12, "top": top}
    return layout.picture(layers, look, HEIGHT, padding=padding)


def _curves(
    data: dict[str, pd.DataFrame], look: Look, look_of: LookOf, shown: alt.Legend | None
) -> list[alt.Chart]:
    """Return bands, medians, curves with their greyed ends, and marks of censoring.

    The first layer with a colour carries the legend, else Vega-Lite shows none.
    """
    lines, hues, dashes = look_of
    x, hue = _x("time", data), _told(alt.Color, lines, hues, shown)
    solid, tail, half = (layout.source(data[name]) for name in ("solid", "tail", "medians"))
    dash = _told(alt.StrokeDash, lines, dashes, shown)
    detail = alt.Detail("line", type="nominal")
    across = half.mark_rule(strokeDash=[3, 3], color=look.muted, clip=True)
    return [
        layout.source(data["band"])
        .mark_area(opacity=min(0.13, 0.3 / max(len(lines), 1)), interpolate="step-after", clip=True)
        .encode(x, _y("lower", data), alt.Y2("upper"), hue, detail),
        across.encode(_x("median", data), _y("half", data), x2=layout.at(0)),
        across.encode(_x("median", data), _y("zero", data), alt.Y2("half")),
        solid.mark_line(strokeWidth=2.4, interpolate="step-after", clip=True).encode(
            x, _y("percent", data), hue, dash
        ),
        tail.mark_line(strokeWidth=2.4, color=look.hues["grey"], interpolate="step-after", clip=True).encode(
            x, _y("percent", data), dash, detail
        ),
        layout.source(data["censored"])
        .mark_tick(orient="vertical", size=9, thickness=1.4, color=look.ink, opacity=0.75, clip=True)
        .encode(x, _y("percent", data)),
    ]


def _below(data: dict[str, pd.DataFrame], look_of: LookOf) -> list[alt.Chart]:
    """Return the rows of numbers under the axis with their names, and what the pointer reads."""
    lines, hues, dashes = look_of
    names, y = layout.source(data["names"]), layout.at(alt.expr("height + datum.pixels"))
    left = _left(data)
    seen = layout.switch(alt.StrokeOpacity, "heading", 1, 0)
    hue, dash = _told(alt.Color, lines, hues, None), _told(alt.StrokeDash, lines, dashes, None)
    return [
        names.mark_rule(strokeWidth=2.4).encode(
            hue, dash, seen, x=layout.at(-left), x2=layout.at(20 - left), y=y
        ),
        names.mark_text(align="left", limit=left - 46).encode(
            x=layout.at(26 - left), y=y, text=layout.words("name")
        ),
        names.mark_text(align="left", fontWeight=600).encode(
            x=layout.at(-left), y=y, text=layout.words("title")
        ),
        layout.source(data["numbers"])
        .mark_text()
        .encode(_x("time", data), y=y, text=layout.words("patients")),
        layout.source(data["hover"])
        .mark_rect(opacity=0)
        .encode(
            _x("from", data),
            alt.X2("to"),
            y=layout.at(0),
            y2=layout.at(HEIGHT),
            tooltip=layout.tooltip({"at": "Time", "words": "Estimate (95 %)"}),
        ),
    ]


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the curves of an endpoint by a factor, with numbers at risk and the test that compares them."""
    options = options or Options()
    data = frames(cohort, options)
    parts = grouped(cohort, options)
    compared = comparisons(cohort, options)
    made = Figure(
        name="event-curves",
        title=report.title(parts, options),
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            report.DRAWN[options.of.kind],
            *report.caption_parts(cohort, parts, options, compared),
        ),
        reconciliation=" ".join((parts.reconciliation, *parts.left, *parts.cautions)),
        methods=report.methods(cohort, options),
        alt=report.finding(parts, data["estimates"], data["medians"], options),
        table=_table(data["estimates"], options),
        width=WIDTH,
        least=LEAST if options.by else 0,
    )
    return stamped(made, cohort)


def _left(data: dict[str, pd.DataFrame]) -> int:
    """Return the pixels that the names of the rows under the axis need on the left."""
    names, titles = (
        max((len(name) for name in data["names"][column]), default=0) for column in ("name", "title")
    )
    return min(178, max(46 + 7 * names if names else 0, 20 + 8 * titles))


def _x(column: str, data: dict[str, pd.DataFrame]) -> alt.X:
    """Return the axis of time, from 0 to its end, with the times that numbers stand under."""
    end, title, _ = data["axis"].iloc[0]
    axis = alt.Axis(values=list(data["hover"]["time"]), grid=False, labelFlush=False, format="~f")
    scale = alt.Scale(domain=[0, float(end)], nice=False)
    return alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)


def _y(column: str, data: dict[str, pd.DataFrame]) -> alt.Y:
    """Return the axis of percentages for a column."""
    scale, title = alt.Scale(domain=[0, 100], nice=False), data["axis"]["y"].iloc[0]
    return alt.Y(column, type="quantitative", title=title, scale=scale, axis=layout.share_axis(100))


def _told(
    channel: type[alt.SchemaBase], lines: list[str], values: list[Any], legend: alt.Legend | None
) -> alt.SchemaBase:
    """Return a channel that tells the lines apart."""
    scale = alt.Scale(domain=lines, range=values)
    return channel("line", type="nominal", scale=scale, legend=legend, title=None)


def _table(estimates: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the values at the times of the axis, as read."""
    columns = {
        "line": "Curve",
        "time": options.unit.capitalize(),
        "n_at_risk": "At risk",
        "events": "Events before",
        "censored": "Censored before",
        "words": "Estimate (95 %)",
    }
    table = estimates[list(columns)].set_axis(list(columns.values()), axis=1)
    when = [number(at, 2) for at in estimates["time"]]
    return table.assign(**{options.unit.capitalize(): when})
