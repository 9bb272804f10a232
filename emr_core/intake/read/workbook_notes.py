"""What is said of a workbook beyond its table: sheets and cells that are not read, or hold something odd."""

from typing import Any

import numpy as np

from emr_core.intake.issues import Issue, Severity
from emr_core.intake.read.addresses import column_number
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.read.merged import areas
from emr_core.intake.read.sheet_parts import REFERENCE, SHOWN
from emr_core.intake.read.table import Table
from emr_core.wording import counted, listed, quoted


def about_parts(parts: list[str], name: str) -> list[Issue]:
    """Return what is said about parts that are never read."""
    notes = []
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        notes.append(Issue("info", "macros", f"{name} holds macros; they are ignored."))
    if any("externallinks/" in part.lower() for part in parts):
        what = f"{name} holds links to other files; they are not followed, the values saved here are read."
        notes.append(Issue("info", "external_links", what))
    return notes


def about_sheets(
    found: dict[str, Any],
    name: str,
    options: ReadOptions,
    read: list[str],
    others: list[str],
    same: list[str],
) -> list[Issue]:
    """Return what is said about the sheets that are not read."""
    notes = []
    if others and options.sheet is None:
        why = ""
        if len(read) == 1:
            most = "as it holds most" if read[0] == found["sheet"] else "as it holds patients"
            why = f"the sheet {quoted(read[0])} is read, {most}. "
        what = (
            f"{name}: {why}Not read: "
            f"{listed([quoted(sheet) for sheet in others])}. Choose another sheet if it holds the patients."
        )
        notes.append(Issue("warning", "several_sheets", what, value=read[0]))
    if same and len(read) == 1 and options.sheet is None:
        those = listed([quoted(sheet) for sheet in same])
        what = (
            f"{name}: {those} {'has' if len(same) == 1 else 'have'} the same columns. If other patients "
            "stand there, read the sheets together."
        )
        notes.append(Issue("warning", "sheets_alike", what, value=same[0]))
    if found["hidden"]:
        named = listed([quoted(sheet) for sheet in found["hidden"]])
        notes.append(Issue("warning", "hidden_sheets", f"{name}: hidden and not read: the sheet {named}."))
    if found["from_1904"]:
        what = f"{name} counts dates from 1904, as old Macs did; they are read accordingly."
        notes.append(Issue("info", "dates_from_1904", what))
    return notes


def about_cells(facts: dict[str, Any], name: str) -> list[Issue]:
    """Return what is said about cells that hold something else than they show."""
    notes = []
    hidden = [
        counted(facts[key], noun)
        for key, noun in (("hidden_rows", "hidden row"), ("hidden_columns", "hidden column"))
        if facts[key]
    ]
    if hidden:
        n = facts["hidden_rows"] + facts["hidden_columns"]
        what = f"{name}: {listed(hidden)} {'is' if n == 1 else 'are'} included. Delete what does not belong."
        notes.append(Issue("warning", "hidden_cells", what))
    if facts["n_percents"]:
        cells = facts["percents"]
        what = (
            f"{name}: cells shown as percent ({_some(cells, facts['n_percents'])}) are read as the numbers "
            "beneath: 45 % is 0.45. Check the column."
        )
        notes.append(Issue("info", "shown_as_percent", what, cell=cells[0]))
    return notes


def about_merged(references: list[str], name: str, table: Table) -> list[Issue]:
    """Return what is said of cells merged over rows, which are filled in, and of the others."""
    notes = []
    done = [area.reference for area in table.unmerged]
    if done:
        what = (
            f"{name}: merged cells ({_some(done, len(done))}) are read as if their value stood in every row "
            "that they cover. Check that it is true of each."
        )
        notes.append(Issue("warning", "merged_filled", what, cell=done[0].partition(":")[0]))
    filled = set(done)
    first_row = {area.reference: area.top for area in areas(references)}
    merged = [ref for ref in references if first_row.get(ref, 0) >= table.header_row and ref not in filled]
    if merged:
        what = (
            f"{name}: merged cells ({_some(merged, len(merged))}) hold their value in the first cell only; "
            "the others are read as they are. Unmerge them and fill in every cell."
        )
        notes.append(Issue("warning", "merged_cells", what, cell=merged[0].partition(":")[0]))
    return notes


def without_value(facts: dict[str, Any], name: str, table: Table) -> list[Issue]:
    """Return what is said of each cell that shows no value: formulas without a result, and error values.

    A finding a cell, so that a cell that is corrected is no longer one; beyond the first some, their number.
    """
    save = "Open the file in Excel and save it, or type the value."
    correct = "Correct the formula, or leave the cell empty."
    notes = []
    for cell in facts["empty_formulas"]:
        what = f"a formula without a result. {save}"
        notes += _at_cell("error", "formula_without_value", what, cell, table)
    for cell, text in list(facts["errors"].items())[:SHOWN]:
        what = f"{quoted(text)}, an error instead of a value. {correct}"
        notes += _at_cell("warning", "error_cell", what, cell, table)
    left = facts["n_empty_formulas"] - len(facts["empty_formulas"])
    if left > 0:
        what = f"{name}: {counted(left, 'further formula')} without a result. {save}"
        notes.append(Issue("error", "formula_without_value", what))
    left = facts["n_errors"] - min(len(facts["errors"]), SHOWN)
    if left > 0:
        what = f"{name}: {counted(left, 'further cell')} with an error instead of a value. {correct}"
        notes.append(Issue("warning", "error_cell", what))
    return notes


def _at_cell(severity: Severity, code: str, what: str, cell: str, table: Table) -> list[Issue]:
    """Return the finding in one cell of the table; what stands outside of it is not read."""
    match = REFERENCE.fullmatch(cell)
    rows = np.flatnonzero(table.sheet_rows == (int(match.group(2)) if match else 0))
    number = column_number(match.group(1)) if match else 0
    if not len(rows) or number not in table.sheet_columns:
        return []
    row, header = int(rows[0]) + 1, str(table.cells.columns[table.sheet_columns.index(number)])
    return [Issue(severity, code, f"{header}, row {row} ({cell}): {what}", row=row, column=header, cell=cell)]


def _some(cells: list[str], n: int) -> str:
    """Return the first addresses of many."""
    return ", ".join(cells[:5]) + (f" and {n - 5} more" if n > 5 else "")
