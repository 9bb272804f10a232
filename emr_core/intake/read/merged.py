"""Merged cells of a worksheet: what they cover, and their value in every row of a table that they cover."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from emr_core.intake.read.addresses import address, column_number
from emr_core.intake.read.sheet_parts import REFERENCE


class Area(NamedTuple):
    """The cells that one merged cell covers, all counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def reference(self) -> str:
        """Return the area as a spreadsheet writes it: A2:A4."""
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"


def areas(references: list[str]) -> tuple[Area, ...]:
    """Return the areas that references such as A2:A4 name."""
    found = []
    for reference in references:
        first, _, last = reference.partition(":")
        ends = [REFERENCE.fullmatch(end) for end in (first, last or first)]
        if ends[0] and ends[1]:
            corners = [(int(end.group(2)), column_number(end.group(1))) for end in ends if end]
            found.append(Area(*corners[0], *corners[1]))
    return tuple(found)


def filled_down(
    cells: pd.DataFrame, rows: np.ndarray, merged: tuple[Area, ...], left: int
) -> tuple[pd.DataFrame, list[Area]]:
    """Return the cells with what a merged cell holds in every row that it covers, and which ones were so.

    Only cells merged over rows of one column are filled, and only where nothing stands below the first.

    Parameters
    ----------
    cells, rows
        The body of the table, and the row of the sheet of each of its rows.
    merged
        The merged cells of the sheet.
    left
        The sheet's column of the first column of the table.
    """
    held = {
        place: cells[place].to_numpy(dtype="object", copy=True)
        for place in {area.left - left for area in merged if area.left == area.right} & set(cells.columns)
    }
    done = []
    for area in merged:
        values = held.get(area.left - left)
        if values is None or area.bottom == area.top or area.left != area.right:
            continue
        first, last = np.searchsorted(rows, (area.top, area.bottom + 1))
        if (
            last - first > 1
            and rows[first] == area.top
            and values[first]
            and not any(values[first + 1 : last])
        ):
            values[first:last] = values[first]
            done.append(area)
    if done:
        cells = cells.copy(deep=False)
        for place in {area.left - left for area in done}:
            cells[place] = pd.array(held[place].tolist(), dtype="str")
    return cells, done
