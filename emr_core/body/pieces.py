"""The drawing as frames: a row a shape, with a GeoJSON geometry in it, or a row a piece of text."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from emr_core.body.labels import LINE, Label
from emr_core.body.regions import MIDDLE, OUTLINES, REGIONS, WIDTH

STRIP, ROW = 46, 17
"""Room below the soles for the key; height of one line of what has no place."""

BESIDE = (300, 505, 710)
"""Where the columns begin in which names without a place stand."""

ELSEWHERE = "Without a place on the figure:"


def outlines() -> pd.DataFrame:
    """Return the outlines of the figures and the frames of the insets."""
    return shapes([{"name": one.view, "geometry": one.geometry} for one in OUTLINES])


def shapes(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return rows that hold a geometry as GeoJSON features."""
    return pd.DataFrame([{"type": "Feature", **row} for row in rows])


def paths(shown: Sequence[Label]) -> pd.DataFrame:
    """Return the line from every region to its number, and the dot it begins with."""
    rows = [
        {
            "name": label.name,
            "x": label.path[0][0],
            "y": label.path[0][1],
            "geometry": {"type": "LineString", "coordinates": [list(point) for point in label.path]},
        }
        for label in shown
    ]
    return shapes(rows) if rows else pd.DataFrame(columns=["type", "name", "x", "y", "geometry"])


def names(shown: Sequence[Label]) -> pd.DataFrame:
    """Return the names beside the figures, a row a line; on the left of a column or on its right."""
    rows = []
    for label in shown:
        top = label.y + (len(label.lines) - 1) * LINE / 2
        for number, line in enumerate(label.lines):
            left = label.column.side == "left"
            x = label.column.number - 15 * label.column.inward
            ends = {"before": line if left else "", "after": "" if left else line}
            rows.append({"name": label.name, **ends, "x": x, "y": top - number * LINE})
    return pd.DataFrame(rows, columns=["name", "before", "after", "x", "y"])


def numbers(shown: Sequence[Label], counts: dict[str, int]) -> pd.DataFrame:
    """Return the number of patients at the end of every line."""
    rows = [
        {"name": one.name, "number": str(counts[one.name]), "x": one.column.number, "y": one.y}
        for one in shown
    ]
    return pd.DataFrame(rows, columns=["name", "number", "x", "y"])


def elsewhere(counts: dict[str, int]) -> pd.DataFrame:
    """Return what has no place on the figure, under it: name and number of patients."""
    rows = [
        {
            "name": name,
            "words": f"{name}  {n}",
            "x": BESIDE[at % len(BESIDE)],
            "y": -STRIP + 3 - ROW * (at // len(BESIDE)),
        }
        for at, (name, n) in enumerate(counts.items())
    ]
    return pd.DataFrame(rows, columns=["name", "words", "x", "y"])


def below(found: pd.DataFrame) -> int:
    """Return the pixels needed below the soles."""
    return STRIP + ROW * -(-len(found) // len(BESIDE))


def headings(top: int, *, more: bool) -> pd.DataFrame:
    """Return the names of figures and insets, and the heading of what has no place if there is any."""
    rows: list[dict[str, Any]] = [
        {"heading": view.capitalize(), "x": x - 15, "y": top} for view, x in MIDDLE.items()
    ]
    for one in OUTLINES:
        if one.view not in MIDDLE:
            ring = one.geometry["coordinates"][0][0]
            left, high = min(x for x, _ in ring), max(y for _, y in ring)
            rows.append({"heading": one.view.capitalize(), "x": left + 8, "y": high - 11})
    if more:
        rows.append({"heading": ELSEWHERE, "x": BESIDE[0], "y": -STRIP + 22})
    return pd.DataFrame(rows)


def regions(
    facts: pd.DataFrame, bears: Mapping[str, str], boxes: Sequence[dict[str, Any]], topmost: str
) -> pd.DataFrame:
    """Return the regions with the facts of their names, then the invisible boxes that take clicks on names.

    Regions whose `state` is `topmost` come last, so that their edge lies above their neighbours'.
    """
    columns = ["name", "words", "spoken", "shade", "state"]
    told = {str(row["name"]): row for row in facts[columns].to_dict("records")}
    order = sorted(REGIONS, key=lambda one: told[bears[one.site]]["state"] == topmost)
    rows: list[dict[str, Any]] = [
        {"name": bears[one.site], "geometry": one.geometry, "drawn": True} for one in order
    ]
    rows += [{**box, "drawn": False} for box in boxes]
    return shapes([{**row, **{str(key): value for key, value in told[row["name"]].items()}} for row in rows])


def boxes(shown: Sequence[Label]) -> list[dict[str, Any]]:
    """Return what can be clicked beside the regions: number and name of each label."""
    return [{"name": label.name, "geometry": _rectangle(*label.box)} for label in shown]


def rest_boxes(found: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what can be clicked under the figure: the names without a place."""
    return [
        {"name": str(name), "geometry": _rectangle(x - 2, y - 8, x + 180, y + 8)}
        for name, x, y in zip(found["name"], found["x"], found["y"], strict=True)
    ]


def _rectangle(left: float, bottom: float, right: float, top: float) -> dict[str, Any]:
    """Return a rectangle within the drawing as GeoJSON."""
    left, right = max(0.0, left), min(float(WIDTH), right)
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {"type": "Polygon", "coordinates": [ring]}
