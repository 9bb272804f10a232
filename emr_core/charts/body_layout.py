"""The child of the body map, behind and over whatever a picture says of its regions."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from emr_core.body import features
from emr_core.look import Look


def child(data: Mapping[str, pd.DataFrame], look: Look) -> tuple[alt.Chart, alt.Chart]:
    """Return the outlines of the child, which lie behind its regions, and the lines that lie over them."""
    behind = features.named("outlines", data["outlines"]).mark_geoshape(
        fill=look.grid, fillOpacity=0.5, stroke=look.muted, strokeOpacity=0.7
    )
    over = features.named("paths", data["paths"]).mark_geoshape(
        filled=False, stroke=look.muted, strokeWidth=0.8
    )
    return behind, over
