"""An Excel workbook: what stands in it besides the table is said, never read in silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.read.container import check_container
from emr_core.intake.read.limits import Limits, ReadOptions
from emr_core.intake.read.merged import areas
from emr_core.intake.read.records import Record
from emr_core.intake.read.sandbox import open_apart
from emr_core.intake.read.sheets import alike, belong, known_columns, put_together
from emr_core.intake.read.table import Frame, Table, table_of
from emr_core.intake.read.workbook_notes import (
    about_cells,
    about_merged,
    about_parts,
    about_sheets,
    without_value,
)
from emr_core.wording import quoted

FEW = 200_000
"""Cells of a sheet up to which its rows are kept beside its table."""

NOTHING = Table(pd.DataFrame(), np.array([]), np.array([]), (), 0, ".", ())
"""What a sheet gives that holds no table."""

FEW_KNOWN = 3
"""Known columns from which the fullest sheet is that of the patients, whatever stands on others."""

PATIENTS = {"patient_id", "emr_sites"}
"""Columns of which a table of patients has at least one."""


@dataclass(frozen=True, eq=False)
class WorkbookTable:
    """The table of a worksheet, the sheet's name, all sheets that can be read, and what was found.

    `row_sheets` and `places` say of which sheet each row is, and in which of its columns a value stands,
    where several sheets are read as one table. `unread` are the sheets that are not, `books` their rows.
    """

    table: Table
    sheet: str
    sheets: tuple[str, ...]
    notes: tuple[Issue, ...]
    row_sheets: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.str_))
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    books: Mapping[str, list[list[str]]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Sheet:
    """One worksheet: its table, its odd cells, and its rows where they are kept."""

    table: Table
    facts: dict[str, Any]
    rows: list[list[str]]


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
    beside = found["beside"]
    held = list(rows) if beside and found["facts"]["filled"] <= FEW else []
    main = _sheet(found, name, held or rows, options, limits, part(report, 0.6, 1.0))
    sheets = {found["sheet"]: replace(main, rows=held)} | _others(beside, name, options, limits)
    chosen = found["sheet"] if options.sheet is not None else _of_patients(sheets, found["sheet"])
    tables = {sheet: one.table for sheet, one in sheets.items() if sheet != chosen}
    same = alike(sheets[chosen].table, tables) if options.sheet is None else []
    order = [sheet for sheet in found["sheets"] if sheet == chosen or sheet in same]
    several = {sheet: sheets[sheet].table for sheet in order}
    wanted = "sheets" in options.wanted or belong(several)
    read = order if len(order) > 1 and wanted and "sheets" not in options.declined else [chosen]
    unread = [sheet for sheet in found["sheets"] if sheet not in read and found["filled"][sheet]]
    notes = [*about_parts(parts, name), *about_sheets(found, name, options, read, unread, same)]
    shift = 0
    for sheet in read:
        one = sheets[sheet]
        here = [
            *about_cells(one.facts, name),
            *about_merged(one.facts["merged"], name, one.table),
            *without_value(one.facts, name, one.table),
            *one.table.notes,
        ]
        notes += [_of_sheet(note, sheet, shift) for note in here] if len(read) > 1 else here
        shift += len(one.table.cells)
    books = {sheet: one.rows for sheet, one in sheets.items() if sheet not in read and one.rows}
    if len(read) == 1:
        return WorkbookTable(
            sheets[chosen].table,
            chosen,
            tuple(found["sheets"]),
            tuple(notes),
            books=books,
            unread=tuple(unread),
        )
    one_table = put_together({sheet: sheets[sheet].table for sheet in read}, name)
    return WorkbookTable(
        one_table.table,
        " + ".join(read),
        tuple(found["sheets"]),
        (*notes, *one_table.table.notes),
        one_table.row_sheets,
        one_table.places,
        books,
        tuple(unread),
    )


def _sheet(
    found: dict[str, Any],
    name: str,
    rows: Iterable[list[str]],
    options: ReadOptions,
    limits: Limits,
    report: Progress = silent,
) -> _Sheet:
    """Return one sheet of which the facts and the rows are known."""
    given = iter(rows)
    first = next(given, [""])
    facts = found["facts"]
    merged = areas(facts["merged"])
    frame = Frame(name, max(len(first), 1), found["left"], place="row", expected=facts["rows"], merged=merged)
    records = (Record(number, row) for number, row in enumerate(chain([first], given), start=1))
    return _Sheet(table_of(records, frame, options, limits, report), facts, [])


def _others(beside: dict[str, Any], name: str, options: ReadOptions, limits: Limits) -> dict[str, _Sheet]:
    """Return the other sheets; of one without a table the rows alone are kept, as they may explain codes."""
    found = {}
    free = replace(options, header_row=None)
    for sheet, held in beside.items():
        try:
            one = _sheet(held, f"{name}, sheet {quoted(sheet)}", held["rows"], free, limits)
        except UnreadableFileError:
            one = _Sheet(NOTHING, held["facts"], [])
        found[sheet] = replace(one, rows=held["rows"])
    return found


def _of_patients(sheets: Mapping[str, _Sheet], fullest: str) -> str:
    """Return the sheet that holds the patients: the fullest, unless far more headers of another are known."""
    known = {sheet: set(known_columns(one.table)) for sheet, one in sheets.items()}
    best = max(sheets, key=lambda sheet: (len(known[sheet]), len(sheets[sheet].table.cells)))
    clear = len(known[best]) > max(1, 2 * len(known[fullest])) and bool(PATIENTS & known[best])
    return best if clear and len(known[fullest]) < FEW_KNOWN else fullest


def _of_sheet(note: Issue, sheet: str, shift: int) -> Issue:
    """Return a finding in one of several sheets, its row counted in all of them."""
    cell = f"{sheet}!{note.cell}" if note.cell else ""
    return replace(note, row=note.row + shift if note.row else 0, cell=cell)
