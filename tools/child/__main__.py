"""Write `emr_core/body/child.geo.json`; y runs up from the soles, so that viewers show the child upright."""

import json
from pathlib import Path
from typing import Any

from tools.child.back import back, boys, girls
from tools.child.curves import Point, Polygon
from tools.child.front import front, outline
from tools.child.shape import Shape

FILE = Path(__file__).resolve().parents[2] / "emr_core" / "body" / "child.geo.json"
SIZE = 1.08
HEIGHT = 516
PLACES = {"front": (228.0, 0.0), "back": (672.0, 0.0), "girls": (366.0, 148.0), "boys": (366.0, 52.0)}
"""Middle of every view: of the soles of a figure, of the picture of an inset."""

PANEL = (58.0, 42.0)
"""Half the width and half the height of an inset."""


def placed(point: Point, view: str) -> list[float]:
    """Return a point of the drawing where it stands in the picture."""
    x, y = PLACES[view]
    down = HEIGHT - point[1] if view in ("front", "back") else -point[1]
    return [round(x + SIZE * point[0], 1), round(y + SIZE * down, 1)]


def geometry(polygons: list[Polygon], view: str) -> dict[str, Any]:
    """Return polygons as GeoJSON, every ring closed."""
    rings = [
        [[placed(point, view) for point in (*ring, ring[0])] for ring in polygon] for polygon in polygons
    ]
    return {"type": "MultiPolygon", "coordinates": rings}


def feature(kind: str, view: str, polygons: list[Polygon], **more: object) -> dict[str, Any]:
    """Return one feature; `kind` tells the outline of a view from a region."""
    return {
        "type": "Feature",
        "properties": {"kind": kind, "view": view, **more},
        "geometry": geometry(polygons, view),
    }


def region(shape: Shape, view: str) -> dict[str, Any]:
    """Return the feature of a region, with one anchor a side on which its number may stand."""
    anchors = [] if shape.anchor is None else [shape.anchor]
    if shape.paired and shape.anchor is not None:
        anchors.append((-shape.anchor[0], shape.anchor[1]))
    points = [placed(anchor, view) for anchor in anchors]
    return feature("region", view, shape.polygons, site=shape.site, anchors=points)


def drawing() -> str:
    """Return the text of the file, a feature a line, so that a change to it can be read."""
    panel = [(PANEL[0] * x / SIZE, PANEL[1] * y / SIZE) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    outlines = {"front": outline(), "back": outline(), "girls": [panel], "boys": [panel]}
    shapes = {"front": front(), "back": back(), "girls": girls(), "boys": boys()}
    features = [feature("outline", view, [outlines[view]]) for view in PLACES]
    features += [region(shape, view) for view in PLACES for shape in shapes[view]]
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(drawing(), encoding="utf-8")
