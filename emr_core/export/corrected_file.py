"""The user's own table with what was corrected on screen, to be kept or read again."""

import re

import pandas as pd

from emr_core.export.csv_file import inactive
from emr_core.intake.intake import Intake

HARMLESS = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s*%?|[-+]+")
"""Numbers and bare signs: no spreadsheet computes them, and an apostrophe would change what they say."""


def corrected_file(intake: Intake) -> bytes:
    """Return the table as it was read, with the user's changes, as UTF-8 CSV with a byte-order mark.

    Cells are divided as in the file (by commas for a workbook); texts that a spreadsheet would compute get an
    apostrophe. Columns that could name a patient are left out unless they were kept, as in every other file
    that leaves the program. Read again, it gives the same cohort.
    """
    shut = {found.column for found in intake.identifiers if not found.kept}
    cells = intake.fixed.cells
    safe = pd.DataFrame(
        {_guarded(str(name)): cells[name].map(_guarded) for name in cells if name not in shut}
    )
    mark = intake.table.delimiter
    return safe.to_csv(index=False, sep=mark if mark in {";", "\t"} else ",", lineterminator="\r\n").encode(
        "utf-8-sig", errors="replace"
    )


def _guarded(text: str) -> str:
    """Return a text that no spreadsheet computes; numbers and single signs as they are."""
    return text if HARMLESS.fullmatch(text) else inactive(text)
