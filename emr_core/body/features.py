"""Frames of GeoJSON features in a picture: its layers name them, and the picture holds each of them once."""

from collections.abc import Mapping

import altair as alt
import pandas as pd


def named(name: str, frame: pd.DataFrame) -> alt.Chart:
    """Return a chart on a frame of features, which `with_features` gives under that name."""
    return alt.Chart(alt.NamedData(name=name)) if len(frame) else alt.Chart(frame.astype("str"))


def with_features(chart: alt.LayerChart, frames: Mapping[str, pd.DataFrame]) -> alt.LayerChart:
    """Return a picture with the frames of features that its layers name, as they stand.

    They come last: every step of a drawing copies what a layer holds, and outlines are long.
    """
    chart.datasets = {
        name: [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
        for name, frame in frames.items()
        if len(frame)
    }
    return chart
