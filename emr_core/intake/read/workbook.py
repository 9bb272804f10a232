"""An Excel workbook: what stands in it besides the table is said, never read in silence."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from emr_core.intake.issues import Issue, Severity
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.read.addresses import column_number
from emr_core.intake.read.container import check_container
from emr_core.intake.read.limits import Limits, ReadOptions
from emr_core.intake.read.merged import areas
from emr_core.intake.read.records import Record
from emr_core.intake.read.sandbox import open_apart
from emr_core.intake.read.sheet_parts import REFERENCE, SHOWN
from emr_core.intake.read.table import Frame, Table, table_of
from emr_core.wording import counted, listed, quoted


@dataclass(frozen=True, eq=False)
class WorkbookTable:
    """The table of a worksheet, the sheet's name, all sheets that can be read, and what was found."""

    table: Table
    sheet: str
    sheets: tuple[str, ...]
    notes: tuple[Issue, ...]


def read_workbook(
    data: bytes, name: str, options: ReadOptions, limits: Limits, report: Progress = silent
) -> WorkbookTable:
    """Return the table in a workbook.

    Raises
    ------
    UnreadableFileError
        If the file is no workbook, is damaged, protected or too large, or holds no table.
    """
    parts = check_container(data, name, limits)
    found, rows = open_apart(data, name, options.sheet, limits, part(report, 0.0, 0.6))
    first = next(rows, [""])
    frame = Frame(
        name,
        max(len(first), 1),
        found["left"],
        place="row",
        expected=found["facts"]["rows"],
        merged=areas(found["facts"]["merged"]),
    )
    records = (Record(number, row) for number, row in enumerate(chain([first], rows), start=1))
    table = table_of(records, frame, options, limits, part(report, 0.6, 1.0))
    notes = [
        *_about_parts(parts, name),
        *_about_sheets(found, name, options),
        *_about_cells(found, name),
        *_about_merged(found["facts"]["merged"], name, table),
        *_without_value(found["facts"], name, table),
    ]
    return WorkbookTable(table, found["sheet"], tuple(found["sheets"]), (*notes, *table.notes))


def _about_parts(parts: list[str], name: str) -> list[Issue]:
    """Return what is said about parts that are never read."""
    notes = []
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        notes.append(Issue("info", "macros", f"{name} holds macros; they are ignored."))
    if any("externallinks/" in part.lower() for part in parts):
        what = f"{name} holds links to other files; they are not followed, the values saved here are read."
        notes.append(Issue("info", "external_links", what))
    return notes


def _about_sheets(found: dict[str, Any], name: str, options: ReadOptions) -> list[Issue]:
    """Return what is said about the sheets that are not read."""
    notes = []
    others = [sheet for sheet in found["sheets"] if sheet != found["sheet"] and found["filled"][sheet]]
    if others and options.sheet is None:
        what = (
            f"{name}: the sheet {quoted(found['sheet'])} is read, as it holds most. Not read: "
            f"{listed([quoted(sheet) for sheet in others])}. Choose another sheet if it holds the patients."
        )
        notes.append(Issue("warning", "several_sheets", what, value=found["sheet"]))
    if found["hidden"]:
        named = listed([quoted(sheet) for sheet in found["hidden"]])
        notes.append(Issue("warning", "hidden_sheets", f"{name}: hidden and not read: the sheet {named}."))
    if found["from_1904"]:
        what = f"{name} counts dates from 1904, as old Macs did; they are read accordingly."
        notes.append(Issue("info", "dates_from_1904", what))
    return notes


def _about_cells(found: dict[str, Any], name: str) -> list[Issue]:
    """Return what is said about cells that hold something else than they show."""
    facts = found["facts"]
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


def _about_merged(references: list[str], name: str, table: Table) -> list[Issue]:
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


def _without_value(facts: dict[str, Any], name: str, table: Table) -> list[Issue]:
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
