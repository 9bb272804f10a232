"""A picture as the browser takes it: its Vega-Lite, and its frames as the bytes that are sent.

Made once for a figure and kept with it. Given an Altair chart, Streamlit would make both anew in every run:
50 to 120 ms a picture, most of it to hold the specification against Vega-Lite's schema, which the tests do
for every picture. Without it, and once, it is 5 to 15 ms. Altair's settings, which all sessions share, are
not touched: a file of a picture can be made at the same moment.
"""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
from streamlit.dataframe_util import convert_anything_to_arrow_bytes, convert_pandas_df_to_arrow_table

PLACE = re.compile(r'"data": \{"name": "frame (\d+)"\}')
"""Where the name of a frame is written, which is known when the columns that are sent are."""

OUTLINES = "outlines of "
"""What stands where the text of outlines will, before their name."""

FEW = 50
"""Rows up to which texts are sent as they stand."""


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
        return {**json.loads(self.specification), "datasets": dict(self.frames)}


def picture(chart: alt.LayerChart) -> Picture:
    """Return a chart as Vega-Lite whose datasets are Arrow, named by their content.

    Of every frame those columns are sent whose names occur in the specification: a third of the bytes.
    """
    held: list[pd.DataFrame] = []
    outlines = {} if chart.datasets is alt.Undefined else dict(chart.datasets)
    carried: set[str] = set()

    def placed(view: alt.Chart | alt.LayerChart) -> Any:
        """Return the place of a view's frame among those held instead of it; layers often share one."""
        if not isinstance(view.data, pd.DataFrame):
            name = view.data.name if isinstance(view.data, alt.NamedData) else ""
            if name not in outlines or name in carried:
                return view.data
            carried.add(name)  # the other layers know it by its name
            return alt.InlineData(values=OUTLINES + name, name=name, format=alt.JsonDataFormat(type="json"))
        place = next((number for number, frame in enumerate(held) if frame is view.data), len(held))
        held[place:] = held[place:] or [view.data]
        return alt.NamedData(name=f"frame {place}")

    # As plain parts of the schema: a chart would be copied, asked for the types of its frame's columns, which
    # every channel states, and given Altair's theme; 5 ms a picture.
    # Outlines (`datasets`) are sent as text, which Vega reads. Streamlit takes a specification apart and puts
    # it together four times in each run: every point of them would be a number eight times, 10 ms.
    parts = {name: part for name, part in chart._kwds.items() if name not in ("data", "layer", "datasets")}
    layers = [alt.UnitSpec(**{**_stated(layer), "data": placed(layer)}) for layer in chart.layer]
    # A frame that every layer shares stands above them.
    if isinstance(chart.data, pd.DataFrame):
        parts["data"] = placed(chart)
    spec = alt.TopLevelLayerSpec(layer=layers, **parts).to_dict(validate=False)
    text = json.dumps({"$schema": alt.SCHEMA_URL, **spec})
    words = set(re.findall(r"\w+", text))
    sent = [_sent(_used(frame, words)) for frame in held]
    names = [hashlib.sha256(frame).hexdigest() for frame in sent]
    text = PLACE.sub(lambda found: f'"data": {{"name": "{names[int(found[1])]}"}}', text)
    for name, features in outlines.items():
        written = json.dumps(features, separators=(",", ":"))
        text = text.replace(f'"{OUTLINES}{name}"', json.dumps(written))
    return Picture(text, dict(zip(names, sent, strict=True)))


def _used(frame: pd.DataFrame, words: Collection[str]) -> pd.DataFrame:
    """Return a frame without the columns that are not spoken of; a name of several words always stays."""
    return frame[[name for name in frame.columns if name in words or not str(name).isidentifier()]]


def _sent(frame: pd.DataFrame) -> bytes:
    """Return a frame as Arrow; texts that repeat themselves are sent once, half of the bytes of most."""
    table = convert_pandas_df_to_arrow_table(frame)
    for place, field in enumerate(table.schema if len(frame) > FEW else ()):
        if pa.types.is_large_string(field.type):
            distinct = table.column(place).combine_chunks().dictionary_encode()
            if 2 * len(distinct.dictionary) < len(frame):
                table = table.set_column(place, field.with_type(distinct.type), distinct)
    return convert_anything_to_arrow_bytes(table)


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
