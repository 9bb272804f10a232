"""A table that lies on its side: variables down the first column, a patient in every other column."""

from dataclasses import replace

import numpy as np
import pandas as pd

from emr_core.intake.headers import SURE, meaning_of
from emr_core.intake.issues import Issue
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.read.table import Table
from emr_core.wording import counted

MOST_ROWS = 200
"""Rows above which a table is none of variables."""

ENOUGH, SHARE = 4, 0.5
"""How many of the first column's cells have to be known as headers, and what share of them."""

OF_PATIENTS = {"patient_id", "leukemia_type", "emr_sites", "date:EMR"}
CODE = "Patient"


def turned(table: Table, file: str, options: ReadOptions) -> Table:
    """Return a table with one row a patient, where it has one column a patient beyond doubt.

    Its first column holds headers that are known, at least two of them of what a patient must have, and its
    own headers are none.
    """
    cells = table.cells
    n, width = cells.shape
    if "turned" in options.declined or not 2 <= n <= MOST_ROWS or width < 3:
        return table
    names = [str(header) for header in cells]
    first = cells.iloc[:, 0].tolist()
    own = _known(names[1:])
    down = _known([names[0], *first])
    enough = len(down) >= max(ENOUGH, SHARE * n) and len(down & OF_PATIENTS) > 1
    if own or not enough or "" in first or len(set(first)) < n:
        return table
    header = names[0] if _known(names[:1]) == {"patient_id"} else CODE
    if header in first:
        return table
    columns = {header: names[1:]} | {text: cells.iloc[place, 1:].tolist() for place, text in enumerate(first)}
    what = (
        f"{file}: the table lies on its side, one column a patient; it is read turned, with "
        f"{counted(n + 1, 'column')} and {counted(width - 1, 'row')}. Check the columns."
    )
    rows = np.arange(1, width, dtype=np.int64)
    return replace(
        table,
        cells=pd.DataFrame({name: pd.array(texts, dtype="str") for name, texts in columns.items()}),
        lines=rows,
        sheet_rows=rows,
        sheet_columns=(0,) * (n + 1),
        notes=(*table.notes, Issue("warning", "turned", what)),
    )


def _known(texts: list[str]) -> set[str]:
    """Return what texts surely mean as headers."""
    found = (meaning_of(text) for text in texts if text and not text.isdigit())
    return {meaning.target for meaning in found if meaning is not None and meaning.confidence >= SURE}
