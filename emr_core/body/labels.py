"""Where the numbers of the regions stand: columns left and right of a figure, none covering another."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import isotonic_regression

from emr_core.body.regions import LABELLED, MIDDLE, Point, Region, View

LETTERS = 16
"""Letters of a name that stand on one line."""

LINE = 13.5
"""Height of one line of a name."""

GAP = 4.0
"""What is left free between two names."""

ELBOW = 26
"""How far before the number the line to it turns level."""

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Column:
    """A column of numbers: of which view, from which height to which, and on which side its names stand."""

    view: View
    side: Side
    number: float
    low: float
    high: float

    @property
    def inward(self) -> int:
        """Return the direction towards the figure."""
        return 1 if self.side == "left" else -1


COLUMNS: tuple[Column, ...] = (
    Column("front", "left", 124, 0, 562),
    Column("front", "right", 332, 206, 562),
    Column("back", "left", 568, 206, 562),
    Column("back", "right", 776, 0, 562),
    Column("girls", "right", 443, 108, 188),
    Column("boys", "right", 443, 12, 92),
)
"""The inner columns end above the insets."""


@dataclass(frozen=True)
class Label:
    """The name of a region as its column shows it: lines, middle of the first, and the path to the region."""

    name: str
    lines: tuple[str, ...]
    column: Column
    y: float
    path: tuple[Point, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of number and name: what can be clicked."""
        half = (len(self.lines) * LINE + GAP) / 2
        ends = self.column.number + 13 * self.column.inward, self.column.number - 118 * self.column.inward
        return min(ends), self.y - half, max(ends), self.y + half


def labels(sites: Mapping[str, str]) -> tuple[Label, ...]:
    """Return the labels of some regions, each in the column nearest to it that has room.

    Parameters
    ----------
    sites
        Site whose region is labelled, to the name that is written: its own, or that of its system.
    """
    folded = {site: tuple(textwrap.wrap(name, LETTERS)) for site, name in sites.items()}
    heights = {site: len(lines) * LINE + GAP for site, lines in folded.items()}
    found = []
    for view in dict.fromkeys(column.view for column in COLUMNS):
        own = [site for site in sites if site in LABELLED and LABELLED[site].view == view]
        for column, held in _shared_out(view, own, heights).items():
            tall = [heights[site] for site in held]
            places = spread(
                [_anchor(LABELLED[site], column)[1] for site in held], tall, column.low, column.high
            )
            for site, y in zip(held, places, strict=True):
                elbow = column.number + ELBOW * column.inward, y
                path = (_anchor(LABELLED[site], column), elbow, (column.number + 14 * column.inward, y))
                found.append(Label(sites[site], folded[site], column, y, path))
    return tuple(found)


def representatives(
    bears: Mapping[str, str], names: Sequence[str], sizes: Mapping[str, int]
) -> dict[str, str]:
    """Return, for every name on the map, the one site whose region it is tied to.

    Parameters
    ----------
    bears
        Site to the name that its region bears: its own, or that of its system.
    names
        The names that are written.
    sizes
        Patients with each site; a system is tied to its commonest.
    """
    found = {}
    for name in names:
        own = [site for site, borne in bears.items() if borne == name]
        if own:
            found[max(own, key=lambda site: sizes.get(site, 0))] = name
    return found


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return heights above the soles for labels from top to bottom, as near to the wanted ones as may be.

    No two overlap and none leaves the column; the sum of squared distances is least (isotonic regression).
    Where a column is too short for all, they are moved together evenly.
    """
    if not wanted:
        return []
    tall, room = np.array(heights), high - low
    tall = tall * min(1, room / tall.sum())
    steps = np.cumsum(tall) - tall / 2
    moved = isotonic_regression(high - np.array(wanted) - steps).x
    return [float(y) for y in high - (np.clip(moved, 0, max(0.0, room - tall.sum())) + steps)]


def _shared_out(view: View, sites: Sequence[str], heights: Mapping[str, float]) -> dict[Column, list[str]]:
    """Return the sites of a view by column, from top to bottom; pairs go where more room is left."""
    columns = [column for column in COLUMNS if column.view == view]
    held: dict[Column, list[str]] = {column: [] for column in columns}
    fixed = [site for site in sites if len(LABELLED[site].anchors) == 1]
    free = sorted(
        (site for site in sites if site not in fixed), key=lambda site: -LABELLED[site].anchors[0][1]
    )
    for site in fixed:
        held[_near(LABELLED[site], columns)].append(site)
    for site in free:

        def filled(column: Column) -> float:
            return sum(heights[one] for one in held[column]) / (column.high - column.low)

        held[min(columns, key=filled)].append(site)
    for column, own in held.items():
        own.sort(key=lambda site: -_anchor(LABELLED[site], column)[1])
    return held


def _near(region: Region, columns: Sequence[Column]) -> Column:
    """Return the column on the region's own side."""
    side = "left" if region.anchors[0][0] < MIDDLE.get(region.view, 0) else "right"
    return next(column for column in columns if column.side == side)


def _anchor(region: Region, column: Column) -> Point:
    """Return where the line from a column meets its region."""
    return min(region.anchors, key=lambda anchor: abs(anchor[0] - column.number))
