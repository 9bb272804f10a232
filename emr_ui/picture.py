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

    def named(view: alt.Chart) -> alt.Chart:
        """Return a view that names its frame instead of holding it; layers often share one."""
        held = view.data
        if id(held) not in names and isinstance(held, pd.DataFrame):
            sent = convert_anything_to_arrow_bytes(held)
            names[id(held)] = hashlib.sha256(sent).hexdigest()
            frames[names[id(held)]] = sent
        if id(held) not in names:
            return view
        shallow = view.copy(deep=False)
        shallow.data = alt.NamedData(name=names[id(held)])
        return shallow

    # As a plain part of the schema: a layered chart would be copied twice, and Altair's theme added to it.
    # Outlines (`datasets`) are lists already; Altair would walk through every point of them.
    parts = {name: part for name, part in chart._kwds.items() if name not in ("data", "layer", "datasets")}
    layers = [named(layer) for layer in chart.layer]
    # A frame that every layer shares stands above them: told of it, they do not name an empty one.
    context: dict[str, object] = {"top_level": False}
    shared = named(alt.Chart(chart.data)).data if isinstance(chart.data, pd.DataFrame) else None
    if shared is not None:
        parts["data"] = context["data"] = shared
    spec = alt.TopLevelLayerSpec(layer=layers, **parts).to_dict(validate=False, context=context)
    outlines = {} if chart.datasets is alt.Undefined else dict(chart.datasets)
    return Picture(json.dumps({"$schema": alt.SCHEMA_URL, **spec, "datasets": outlines}), frames)
