"""Printed pages pasted together: headers that stand again within the table, and the titles above them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from emr_core.cohort import Mask
from emr_core.intake.issues import Issue
from emr_core.intake.read.body import Body
from emr_core.intake.read.header import repeats
from emr_core.wording import counted, listed, quoted

ABOVE = 3
"""Rows above a repeated header among which titles and page numbers are looked for."""


def without_repeated_header(body: Body, headers: list[list[str]], name: str) -> tuple[Body, list[Issue]]:
    """Return the rows without those that only repeat the header, and without titles right above these.

    Parameters
    ----------
    body
        The rows of the table.
    headers
        The header, and the row of groups above it where there is one.
    name
        The file's name, for messages.
    """
    again = np.zeros(len(body.cells), dtype=bool)
    for header in headers:
        for place in _candidates(body.cells, header):
            again[place] = repeats(body.cells.iloc[place].tolist(), header)
    if not again.any():
        return body, []
    titles = _titles(body.cells, again)
    notes = [_said(name, np.flatnonzero(again))]
    texts = [next(cell for cell in body.cells.iloc[place] if cell.strip()) for place in titles]
    texts += [next(cell for cell in record.cells if cell.strip()) for record in body.titles]
    if texts:
        shown = listed([quoted(text.strip(), 40) for text in dict.fromkeys(texts)][:3])
        what = f"{name}: {counted(len(texts), 'title')} of pages within the table left out: {shown}."
        notes.append(Issue("warning", "page_title", what, value=texts[0]))
    keep = ~again
    keep[titles] = False
    cells = body.cells[keep].reset_index(drop=True)
    return replace(body, cells=cells, lines=body.lines[keep], sheet_rows=body.sheet_rows[keep]), notes


def _candidates(cells: pd.DataFrame, header: list[str]) -> list[int]:
    """Return the rows in which one of the first two headers stands again, whatever its case."""
    named = [place for place, word in enumerate(header) if word and place in cells][:2]
    if len(header) < 2 or not len(cells) or not named:
        return []
    found: Mask = np.zeros(len(cells), dtype=bool)
    for place in named:
        texts = pa.array(cells[place].array, type=pa.large_string())
        same = pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(texts)), header[place].lower())
        found |= same.to_numpy(zero_copy_only=False)
    return [int(place) for place in np.flatnonzero(found)]


def _titles(cells: pd.DataFrame, again: Mask) -> list[int]:
    """Return the rows right above repeated headers that hold a single text of several words, or a sign."""
    found: list[int] = []
    if cells.shape[1] < 3:
        return found
    for place in np.flatnonzero(again):
        for above in range(int(place) - 1, max(int(place) - 1 - ABOVE, -1), -1):
            if again[above]:
                continue
            texts = [cell.strip() for cell in cells.iloc[above] if cell.strip()]
            if len(texts) != 1 or (texts[0][0].isalnum() and " " not in texts[0]):
                break
            found.append(above)
    return sorted(set(found))


def _said(name: str, places: np.ndarray) -> Issue:
    rows = listed([str(place + 1) for place in places[:10]])
    more = f" and {counted(len(places) - 10, 'further one')}" if len(places) > 10 else ""
    what = f"{name}: the header stands again (row {rows}{more}); left out."
    return Issue("warning", "header_again", f"{what} Check that the tables belong together.")
