"""A picture as the browser takes it: its Vega-Lite, and its frames as the bytes that are sent.

Made once for a figure and kept with it. Given an Altair chart, Streamlit would make both anew in every run:
50 to 120 ms a picture, most of it to hold the specification against Vega-Lite's schema, which the tests do
for every picture. Without it, and once, it is 5 to 15 ms. Altair's settings, which all sessions share, are
not touched: a file of a picture can be made at the same moment.
"""

import hashlib
from typing import Any

import altair as alt
import pandas as pd
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

Picture = dict[str, Any]


def picture(chart: alt.LayerChart) -> Picture:
    """Return a chart as Vega-Lite whose datasets are Arrow, named by their content."""
    frames: dict[str, bytes] = {}
    names: dict[int, str] = {}

    def named(view: Any) -> Any:
        """Return a view that names its frame instead of holding it; layers often share one."""
        frame = getattr(view, "data", alt.Undefined)
        if not isinstance(frame, pd.DataFrame):
            return view
        if id(frame) not in names:
            sent = convert_anything_to_arrow_bytes(frame)
            names[id(frame)] = hashlib.sha256(sent).hexdigest()
            frames[names[id(frame)]] = sent
        shallow = view.copy(deep=False)
        shallow.data = alt.NamedData(name=names[id(frame)])
        return shallow

    whole = named(chart).copy(deep=False)
    whole.layer = [named(layer) for layer in chart.layer]
    # Not as a whole page of Altair's own: its theme would add a size that the card decides.
    spec = whole.to_dict(validate=False, context={"top_level": False})
    return {"$schema": alt.SCHEMA_URL, **spec, "datasets": {**spec.get("datasets", {}), **frames}}
