"""One region of the drawing: a site, its polygons, and where the line to its number begins."""

from dataclasses import dataclass

from tools.child.curves import Point, Polygon


@dataclass(frozen=True)
class Shape:
    """A region.

    Parameters
    ----------
    site
        The site of the vocabulary that the region shows.
    polygons
        Its outlines; a paired organ has two.
    anchor
        Where the line to its number begins; `None` where the number stands at another view of the site.
    paired
        Whether the mirrored anchor serves as well, so that the number may stand on either side.
    """

    site: str
    polygons: list[Polygon]
    anchor: Point | None
    paired: bool = False
