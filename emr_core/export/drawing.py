"""A chart as it is drawn on paper: as SVG, and as PNG of any size."""

import re

import altair as alt
import vl_convert

# Texts are escaped by Vega: a quote or an angle bracket in one can be neither an attribute nor an element.
UNSEEN = re.compile(r'<(?:path|line|rect)\b[^<>]* opacity="0"[^<>]*/>')
"""What only a mouse finds. Each is painted on a layer of its own to no effect: half the time of a picture."""

CLIPPED = re.compile(r' clip-path="url\(#clip\d+\)"')
"""The frame of a map, which Vega clips every layer to: 0.1 s a layer, and nothing of ours reaches it."""


def specification(chart: alt.LayerChart) -> dict[str, object]:
    """Return a chart's Vega-Lite; the tests hold every picture against the schema, not each file anew."""
    found: dict[str, object] = chart.to_dict(validate=False)
    return found


def svg_of(chart: alt.LayerChart) -> str:
    """Return a chart as SVG with all that is seen of it; what only takes clicks and pointers is left out."""
    drawn = UNSEEN.sub("", vl_convert.vegalite_to_svg(specification(chart)))
    return drawn if chart.projection is alt.Undefined else CLIPPED.sub("", drawn)


def png_of(svg: str, *, scale: float = 1.0, ppi: float | None = None) -> bytes:
    """Return a drawing as PNG, enlarged by a factor or to a resolution."""
    return vl_convert.svg_to_png(svg, scale=scale, ppi=ppi)
