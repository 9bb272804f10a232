"""The regions of the schematic child: which site each shows, its outline, and where its number is tied on."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from emr_core.vocabulary.sites import SITE_NAMES, SITES

FILE = Path(__file__).with_name("child.geo.json")

View = Literal["front", "back", "girls", "boys"]
Point = tuple[float, float]

WIDTH, CROWN = 900, 558
"""Width of the drawing and height of its figures; y runs up from the soles."""

MIDDLE: dict[View, float] = {"front": 228, "back": 672}
"""The middle of each figure."""


@dataclass(frozen=True, eq=False)
class Region:
    """One region of the drawing.

    Parameters
    ----------
    view
        The figure or inset it lies on.
    site
        The site of the vocabulary; empty for the outline of a view.
    geometry
        Its GeoJSON geometry.
    anchors
        Where the line to its number may begin; none where the number stands at another view of the site.
    """

    view: View
    site: str
    geometry: dict[str, Any] = field(repr=False)
    anchors: tuple[Point, ...] = ()


def _read() -> tuple[Region, ...]:
    """Return what the drawing holds, the lower regions first."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    return tuple(
        Region(
            feature["properties"]["view"],
            feature["properties"].get("site", ""),
            feature["geometry"],
            tuple((x, y) for x, y in feature["properties"].get("anchors", ())),
        )
        for feature in found
    )


_ALL = _read()
OUTLINES: tuple[Region, ...] = tuple(one for one in _ALL if not one.site)
"""The outlines of the two figures and the frames of the two insets."""

REGIONS: tuple[Region, ...] = tuple(one for one in _ALL if one.site)
"""Every region, those that lie beneath others first."""

LABELLED: dict[str, Region] = {one.site: one for one in REGIONS if one.anchors}
"""The region at which the number of a site stands."""

WITHOUT_PLACE: tuple[str, ...] = tuple(name for name in SITE_NAMES if name not in LABELLED)
"""Sites that no region can show: those that only say the region, and the placenta."""

SYSTEM_OF: dict[str, str] = {site.site: site.system for site in SITES}
"""The system of every site."""
