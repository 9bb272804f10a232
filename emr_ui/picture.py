"""A picture as the browser takes it: its Vega-Lite, and its frames as the bytes that are sent.

Made once for a figure and kept with it. Given an Altair chart, Streamlit would make both anew in every run:
50 to 120 ms a picture, most of it to hold the specification against Vega-Lite's schema, which the tests do
for every picture. Without it, and once, it is 5 to 15 ms. Altair's settings, which all sessions share, are
not touched: a file of a picture can be made at the same moment.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from streamlit.dataframe_util import convert_anything_to_arrow_bytes


@dataclass(frozen=True)
class Picture:
    """A picture as text and bytes: kept as objects, it would be thousands to collect garbage among each run.

    Parameters
    ----------
    specification
        The Vega-Lite as JSON, outlines included.
    frames
        Every frame as Arrow, by the name the specification gives it.
    """

    specification: str
    frames: dict[str, bytes]

    @property
    def vega_lite(self) -> dict[str, Any]:
        """Return it as Streamlit takes it."""
        whole: dict[str, Any] = json.loads(self.specification)
        return {**whole, "datasets": {**whole["datasets"], **self.frames}}


def picture(chart: alt.LayerChart) -> Picture:
    """Return a chart as Vega-Lite whose datasets are Arrow, named by their content."""
    frames: dict[str, bytes] = {}
    names: dict[int, str] = {}

    def named(view: alt.Chart | alt.LayerChart) -> Any:
        """Return how a view names its frame instead of holding it; layers often share one."""
        held = view.data
        if id(held) not in names and isinstance(held, pd.DataFrame):
            sent = convert_anything_to_arrow_bytes(held)
            names[id(held)] = hashlib.sha256(sent).hexdigest()
            frames[names[id(held)]] = sent
        return alt.NamedData(name=names[id(held)]) if id(held) in names else held

    # As plain parts of the schema: a chart would be copied, asked for the types of its frame's columns, which
    # every channel states, and given Altair's theme; 5 ms a picture.
    # Outlines (`datasets`) are lists already; Altair would walk through every point of them.
    parts = {name: part for name, part in chart._kwds.items() if name not in ("data", "layer", "datasets")}
    layers = [alt.UnitSpec(**{**_stated(layer), "data": named(layer)}) for layer in chart.layer]
    # A frame that every layer shares stands above them.
    if isinstance(chart.data, pd.DataFrame):
        parts["data"] = named(chart)
    spec = alt.TopLevelLayerSpec(layer=layers, **parts).to_dict(validate=False)
    outlines = {} if chart.datasets is alt.Undefined else dict(chart.datasets)
    return Picture(json.dumps({"$schema": alt.SCHEMA_URL, **spec, "datasets": outlines}), frames)


def _stated(layer: alt.Chart) -> dict[str, Any]:
    """Return what a layer says of itself, each channel naming its column outright."""
    stated = {name: part for name, part in layer._kwds.items() if part is not alt.Undefined}
    if isinstance(layer.encoding, alt.SchemaBase):
        stated["encoding"] = {
            name: _by_column(channel)
            for name, channel in layer.encoding._kwds.items()
            if channel is not alt.Undefined
        }
    return stated


def _by_column(channel: Any) -> Any:
    """Return a channel whose column is its `field`: as a shorthand Altair parses it, 0.1 ms a channel."""
    if isinstance(channel, list):
        return [_by_column(one) for one in channel]
    column = channel._get("shorthand") if isinstance(channel, alt.SchemaBase) else None
    if not isinstance(column, str) or not column.isidentifier():
        return channel
    named = channel.copy(deep=False)
    named.shorthand, named.field = alt.Undefined, column
    return named
