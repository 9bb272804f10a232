"""The grid of combinations in pixels: upright bars above, sites below, a dot where they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

LETTER, BAR, GAP = 7.0, 62, 36
"""Pixels of a letter of a site's name, of the longest bar beside the names, and from there to the dots."""

STEP, ROW, HIGH, TOP = 28, 22, 110, 30
"""Width of a combination, height of a site, height of the highest bar, and room for its number above it."""

SHORTEST = 136
"""Least room of the names, above which stands what the upright bars count."""

FOOT = TOP + HIGH
"""Where the upright bars stand."""

FIRST_ROW = FOOT + 30
"""Where the sites begin."""


@dataclass(frozen=True)
class Grid:
    """Where everything stands: so many pixels for names, then the level bars, then the combinations."""

    names: int
    first: int
    columns: int
    rows: int

    @property
    def right(self) -> int:
        """Return the right edge of the combinations."""
        return self.first + STEP * self.columns

    @property
    def bottom(self) -> int:
        """Return the lower edge of the sites."""
        return FIRST_ROW + ROW * self.rows


def grid(sites: Sequence[str], columns: int) -> Grid:
    """Return the grid for some sites, whose names need room, and so many combinations."""
    names = max(SHORTEST, int(8 + LETTER * max((len(site) for site in sites), default=0)))
    return Grid(names, names + BAR + GAP, columns, len(sites))


def upright(lines: pd.DataFrame, place: Grid) -> pd.DataFrame:
    """Return combinations (`name`, `k`) with the place of their bars."""
    most = int(lines["k"].max()) if len(lines) else 1
    x = pd.Series([float(place.first + STEP * at + STEP / 2) for at in range(len(lines))], lines.index, float)
    tops = FOOT - HIGH * lines["k"] / most
    return lines.assign(number=lines["k"].astype("str"), x=x, left=x - 9, right=x + 9, top=tops)


def level(lines: pd.DataFrame, place: Grid) -> pd.DataFrame:
    """Return sites (`name`, `k`) with the place of their rows and bars."""
    most = int(lines["k"].max()) if len(lines) else 1
    y = pd.Series([float(FIRST_ROW + ROW * at + ROW / 2) for at in range(len(lines))], lines.index, float)
    ends = place.names + BAR * lines["k"] / most
    sized = lines.assign(number=lines["k"].astype("str"), y=y, left=float(place.names), right=ends)
    return sized.assign(top=y - 6, bottom=y + 6)


def dots(bars: pd.DataFrame, sites: pd.DataFrame, members: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return a dot for every combination and site, and whether the site is part of it."""
    rows = [
        {"name": name, "site": site, "x": x, "y": y, "involved": site in members[name]}
        for name, x in zip(bars["name"], bars["x"], strict=True)
        for site, y in zip(sites["name"], sites["y"], strict=True)
    ]
    return pd.DataFrame(rows, columns=["name", "site", "x", "y", "involved"])


def links(found: pd.DataFrame) -> pd.DataFrame:
    """Return the line that joins the dots of a combination, from its first site to its last."""
    inside = found[found["involved"].astype("bool")] if len(found) else found
    rows = [
        {"name": name, "x": part["x"].iloc[0], "y": part["y"].min(), "last": part["y"].max()}
        for name, part in inside.groupby("name", sort=False)
        if len(part) > 1
    ]
    return pd.DataFrame(rows, columns=["name", "x", "y", "last"])


def ticks(most: int, place: Grid) -> pd.DataFrame:
    """Return the lines behind the upright bars, at whole patients: at most five of them."""
    steps = (unit * 10**power for power in range(9) for unit in (1, 2, 5))
    step = next(step for step in steps if most / step <= 4)
    values = range(0, most + 1, step)
    lines = [
        {"tick": str(n), "left": place.first, "right": place.right, "y": FOOT - HIGH * n / most}
        for n in values
    ]
    return pd.DataFrame(lines)
