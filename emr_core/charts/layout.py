"""What pictures share: rows, margins, the hit layer that takes clicks, and the look of axes and legends.

A picture is one layered view, so that it fits its card at any width; panels are ranges of a scale, and
expressions place pixels, never values.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
from altair.utils import schemapi

from emr_core.charts.layer_layout import layered
from emr_core.look import Look
from emr_core.wording import listed

ROW = 26
"""Height of one row in pixels: a finger's breadth on a phone."""

# Altair would hold every part of a picture against Vega-Lite's schema when it is made, a fifth of the time of
# drawing it. The tests hold whole pictures against it, in every form and for cohorts of every kind.
schemapi.disable_debug_mode()

PHONE = 320
"""Width of a card on a phone in pixels: what must stand side by side there has this room."""

FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
CLICK = "click"
"""Name of the selection every clickable picture has."""


def at(place: float | str | alt.ExprRef) -> alt.XValue:
    """Return a fixed value for any channel, as `alt.value` does.

    As a channel of its own: of the mapping that `alt.value` gives, Altair would look for the class by holding
    it against every class of its schema, 2 ms each and up to thirty of them in a picture.
    """
    return alt.XValue(place)  # type: ignore[no-untyped-call]


def rows(names: Sequence[str], top: int = 0, step: int = ROW) -> alt.Scale:
    """Return the scale of a panel of named rows that starts `top` pixels below the picture's upper edge."""
    return alt.Scale(domain=list(names), range=[top, top + step * len(names)], type="band", padding=0.08)


def band(names: Sequence[str]) -> alt.Scale:
    """Return the scale of columns side by side over the whole width."""
    return alt.Scale(domain=list(names), type="band", padding=0.04)


def words(column: str) -> alt.Text:
    """Return the texts of a column, to be written as they stand."""
    return alt.Text(column, type="nominal")


def ramp(column: str, look: Look) -> alt.Color:
    """Return the shade of a strength from 0, the surface, to 1."""
    scale = alt.Scale(domain=[0, 1], range=list(look.ramp), interpolate="rgb")
    return alt.Color(column, type="quantitative", scale=scale, legend=None)


def switch(channel: type[alt.SchemaBase], column: str, off: Any, on: Any) -> alt.SchemaBase:
    """Return a channel with one value where a column of bools is false and another where it is true."""
    return channel(
        column, type="nominal", scale=alt.Scale(domain=[False, True], range=[off, on]), legend=None
    )


def legend(title: str, orient: Literal["top", "bottom"] = "top", *, fill: str = "") -> alt.Legend:
    """Return a legend narrow enough for a phone."""
    marks: dict[str, Any] = {"symbolFillColor": fill, "symbolStrokeColor": fill} if fill else {}
    return alt.Legend(title=title, orient=orient, columns=2, labelLimit=220, symbolSize=110, **marks)


def chosen(frame: pd.DataFrame, **marked: Sequence[str]) -> pd.Series:
    """Return which rows a picture's own filters stand for: column to the values filtered by; none without."""
    here = pd.Series(True, index=frame.index)
    for column, values in marked.items():
        here &= frame[column].isin(list(values)) | (not values)
    return here & any(marked.values())


def outlined(*marked: Sequence[str]) -> str:
    """Return what a picture's own filters outline, for its caption; empty without them."""
    parts = [listed(values, "or") for values in marked if values]
    return f"Outlined: {' and '.join(parts)}" if parts else ""


def row_axis(limit: int = 190) -> alt.Axis:
    """Return an axis that names every row; none is dropped for lack of room."""
    return alt.Axis(
        orient="left", labelOverlap=False, grid=False, domain=False, ticks=False, labelLimit=limit
    )


def share_axis(longest: int) -> alt.Axis:
    """Return an axis of whole numbers with few ticks: quarters of 100 percent, or patients."""
    ticks = {"values": [0, 25, 50, 75, 100]} if longest == 100 else {"tickCount": 4}
    return alt.Axis(
        grid=True,
        domain=False,
        ticks=False,
        labelOverlap=True,
        labelFlush=False,
        tickMinStep=1,
        format="d",
        labelSeparation=10,
        **ticks,
    )


def row_key(levels: Sequence[str], left: int, lift: int = 0, line: int = 18) -> tuple[alt.Legend, int]:
    """Return a key of squares that begins at the names of the rows, and the pixels it needs above the plot.

    Vega puts a legend over the plot alone, which on a phone is a third of the card. `left` is the room of the
    names, `lift` what else stands between key and plot, `line` the height of one line of the key.
    """
    width = 26 + int(5.8 * max((len(level) for level in levels), default=0))
    columns = max(1, min(len(levels), PHONE // width))
    height = line * -(-len(levels) // columns)
    key = alt.Legend(
        title=None,
        orient="none",
        legendX=-left,
        legendY=-height - 8 - lift,
        columns=columns,
        columnPadding=14,
        rowPadding=4,
        labelFontSize=12,
        symbolType="square",
        symbolSize=130,
        symbolStrokeWidth=1.5,
    )
    return key, height + 8 + lift


def least(needed: int) -> int:
    """Return the width in pixels that a picture needs, or 0 if a phone has it."""
    return needed if needed > PHONE else 0


def past_right(pixels: int) -> alt.XValue:
    """Return a place so many pixels beyond the right edge of the plot."""
    return at(alt.expr(f"width + {pixels}"))


def pixel(channel: type[alt.SchemaBase], column: str) -> alt.SchemaBase:
    """Return a place whose column holds pixels, from the left or upper edge of the plot."""
    return channel(column, type="quantitative", scale=None, axis=None)


def below(pixels: int) -> alt.XValue:
    """Return a place so many pixels under the lower edge of the plot."""
    return at(alt.expr(f"height + {pixels}"))


def beyond(edge: Literal["width", "height"], column: str) -> alt.XValue:
    """Return a place as many pixels right of the plot, or below it, as a column says."""
    return at(alt.expr(f"{edge} + datum.{column}"))


def colour_scale(levels: Sequence[str], look: Look) -> alt.Scale:
    """Return the scale that gives every level its own colour."""
    return alt.Scale(domain=list(levels), range=look.colours(tuple(levels)))


def click_on(*fields: str) -> alt.Parameter:
    """Return the selection of a picture that works as a button; it names the fields of the mark clicked."""
    return alt.selection_point(name=CLICK, fields=list(fields), on="click", toggle=False, clear=False)


def tooltip(frame_columns: dict[str, str]) -> list[alt.Tooltip]:
    """Return a tooltip of text columns: column name to heading."""
    return [alt.Tooltip(column, type="nominal", title=title) for column, title in frame_columns.items()]


def source(frame: pd.DataFrame) -> alt.Chart:
    """Return a chart on one frame; every dataset of a picture is a whole frame.

    An empty column has no type of its own, and Altair would warn that it guesses one.
    """
    return alt.Chart(frame if len(frame) else frame.astype("str"))


def picture(
    layers: Sequence[alt.Chart],
    look: Look,
    height: int,
    *,
    independent: Sequence[Literal["y", "color"]] = (),
    padding: Mapping[str, int] | None = None,
) -> alt.LayerChart:
    """Return the layers as one view that fits its card; marks with a tooltip are read aloud in its words.

    `independent` names the channels that every layer has a scale of its own for, `padding` the pixels around
    the picture. All is given in one call: a later `properties` or `configure_...` would copy the whole
    picture each time, 5 to 10 ms.
    """
    for layer in filter(_is_told, layers):
        layer.mark = layer.mark if isinstance(layer.mark, alt.MarkDef) else alt.MarkDef(layer.mark)
        layer.mark.aria = True
    text: dict[str, Any] = {"labelFont": look.font, "titleFont": look.font, "labelFontSize": look.font_size}
    axis: dict[str, Any] = {
        **text,
        "labelColor": look.ink,
        "titleColor": look.muted,
        "titleFontSize": look.font_size,
        "titleFontWeight": "normal",
        "gridColor": look.grid,
        "domainColor": look.grid,
        "tickColor": look.grid,
    }
    legend: dict[str, Any] = {
        **text,
        "labelColor": look.ink,
        "titleColor": look.muted,
        "titleFontSize": look.font_size,
    }
    apart: Any = dict.fromkeys(independent, "independent")
    scales: Any = alt.Resolve(scale=alt.ScaleResolveMap(**apart)) if apart else alt.Undefined
    return layered(
        layers,
        height=height,
        autosize=FIT,
        background="transparent",
        resolve=scales,
        padding=alt.Undefined if padding is None else dict(padding),
        config=alt.Config(
            view=alt.ViewConfig(stroke=None),
            mark=alt.MarkConfig(aria=False),
            axis=alt.AxisConfig(**axis),
            legend=alt.LegendConfig(**legend, titleFontWeight="normal", symbolStrokeWidth=0),
            text=alt.MarkConfig(color=look.ink, font=look.font, fontSize=look.font_size),
        ),
    )


def _is_told(layer: alt.Chart) -> bool:
    """Say whether a layer has marks that say something when one points at them; the others are silent."""
    encoding, empty = layer.encoding, isinstance(layer.data, pd.DataFrame) and layer.data.empty
    return not empty and getattr(encoding, "tooltip", alt.Undefined) is not alt.Undefined
