"""From records, wherever they come from, to a table with headers and everything that was found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pandas as pd

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.outer_bytes import may_be_padded
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.read.body import Body, filled_records, gather
from emr_core.intake.read.column_names import column_names, header_texts
from emr_core.intake.read.contents import decimal_mark, odd_contents
from emr_core.intake.read.edges import kept_columns, without_lower_edge
from emr_core.intake.read.footnotes import without_marks
from emr_core.intake.read.groups import spans_of
from emr_core.intake.read.header import SEARCHED, filled, find_header
from emr_core.intake.read.limits import Decimal, Limits, ReadOptions
from emr_core.intake.read.merged import Area, filled_down
from emr_core.intake.read.pages import without_repeated_header
from emr_core.intake.read.records import Record, spaced
from emr_core.intake.read.under_header import without_units_and_rules
from emr_core.wording import counted, listed

REMARKS = 500
"""Rows beside a table that are kept at most."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts: its cells under their headers, where each stood in the file, and what was found.

    `unmerged` are the merged cells whose value was put in every row that they cover; `remarks` are rows of
    cells above, below and beside the table, which are not read as patients.
    """

    cells: pd.DataFrame
    lines: np.ndarray
    sheet_rows: np.ndarray
    sheet_columns: tuple[int, ...]
    header_row: int
    decimal: Decimal
    notes: tuple[Issue, ...]
    unmerged: tuple[Area, ...] = ()
    remarks: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """Where records come from: file name, commonest width, first column, what is counted, how many.

    `delimiter` is the sign between cells of a text; a sheet has none. `at_once` returns the rows from a line
    on, of a width, below so many records, if they can be divided without looking at each. `merged` are the
    merged cells of a sheet.
    """

    name: str
    width: int
    left: int = 1
    place: str = "line"
    ascii_only: bool = False
    expected: int = 0
    delimiter: str = ""
    at_once: Callable[[int, int, int, Callable[[int], None]], Body | None] | None = None
    merged: tuple[Area, ...] = ()

    def spans(self, record: Record) -> dict[int, str]:
        """Return the places of columns that merged cells of a record cover, to the text over them."""
        return spans_of(self.merged, record.line, self.left, record.cells)


def table_of(
    found: Iterator[Record], frame: Frame, options: ReadOptions, limits: Limits, report: Progress = silent
) -> Table:
    """Return the table that records hold.

    Raises
    ------
    UnreadableFileError
        If they hold none, or more than is read.
    """
    name = frame.name
    first = filled_records(found, max(SEARCHED, options.header_row or 0))
    head = [record for record in first if record.broken or filled(record)]
    if not head:
        raise UnreadableFileError(
            f"{name} holds no cell that is filled in. Choose a file with a table in it."
        )
    join = "groups" not in options.declined
    header = find_header(head, frame.width, name, options.header_row, frame.place, frame.spans, join)
    record = head[header.at] if header.at is not None else None
    texts = header_texts(record, frame.width, frame.delimiter)
    again = [texts] if record is not None else []
    if header.names is not None and header.groups is not None:
        again.append([" ".join(cell.split()) for cell in header.groups.cells])
        texts = [*header.names[: len(texts)]]
    _refuse_wide(texts, frame, limits)
    begin = record or head[_first_data(head, frame.width)]
    above = first.index(begin) + (record is not None)
    reading = _counting(part(report, 0.0, 0.8), frame.expected)
    body = _at_once(frame, first[above:], len(texts), above, reading)
    if body is None:
        body = gather(
            chain(first[above:], found), len(texts), name, limits, record, above, reading, frame.delimiter
        )
    report(0.8, "Finding the edges of the table")
    notes = list(header.notes) + _blank_rows(body, name)
    if body.rejoined:
        rows = listed([str(row) for row in body.rejoined[:10]])
        what = f"{name}: a cell was divided within its brackets and is put together again (row {rows})."
        notes.append(Issue("warning", "cell_in_brackets", f"{what} Check these rows.", row=body.rejoined[0]))
    unmerged: list[Area] = []
    if frame.merged and "codes down" not in options.declined:
        body.cells, unmerged = filled_down(body.cells, body.sheet_rows, frame.merged, frame.left)
    body, said = without_repeated_header(body, again, name)
    notes += said
    if record is not None:
        body, texts, said = without_units_and_rules(body, texts, name)
        notes += said
    remarks = [record.cells for record in head[: header.at or 0]]
    whole = body
    body, said = without_lower_edge(body, name, frame.place)
    remarks += _left_out(whole, body)
    notes += said
    report(0.85, "Finding the edges of the table")
    columns, said = kept_columns(texts, body, name, header.row or 1, frame.left)
    remarks += _beside(whole, texts, columns) if len(columns) < len(texts) else []
    notes += said
    names, said = column_names(
        texts, columns, name, frame.left, header.at is None, "groups" in options.declined
    )
    notes += said
    report(0.9, "Looking at the cells")
    cells = pd.DataFrame({names[i]: _stripped(body.cells[place]) for i, place in enumerate(columns)})
    cells, said = without_marks(cells, remarks, name)
    notes += said
    report(0.95, "Looking at the cells")
    notes += odd_contents(cells, name, limits, frame.ascii_only)
    decimal, both = decimal_mark(cells, frame.delimiter)
    notes += _decimal_notes(name, decimal, both, options)
    numbers = tuple(frame.left + place for place in columns)
    mark = options.decimal or decimal
    return Table(
        cells,
        body.lines,
        body.sheet_rows,
        numbers,
        header.row,
        mark,
        tuple(notes),
        tuple(unmerged),
        remarks,
    )


def _at_once(
    frame: Frame, rows: list[Record], width: int, above: int, report: Callable[[int], None]
) -> Body | None:
    """Return all rows if they can be divided at once; `rows` are the first ones."""
    return frame.at_once(rows[0].line, width, above, report) if frame.at_once and rows else None


def _left_out(whole: Body, kept: Body) -> list[list[str]]:
    """Return the rows below a table that are none of it."""
    rows = whole.cells.iloc[len(kept.cells) :].to_numpy(dtype="object").tolist()
    return [*rows, *(record.cells for record in whole.footers)]


def _beside(body: Body, texts: list[str], columns: list[int]) -> list[list[str]]:
    """Return the cells beside a table, headers first: what is none of it, or parted by a blank column."""
    runs: list[list[int]] = []
    for place in columns:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    widest = max(map(len, runs), default=0)
    main = set(next((run for run in runs if len(run) == widest), []))
    places = [place for place in range(len(texts)) if place not in main]
    rows = body.cells[places].iloc[:REMARKS].to_numpy(dtype="object").tolist()
    return [[texts[place] for place in places], *rows]


def _stripped(texts: pd.Series) -> pd.Series:
    """Return cells without blanks around them, unless blanks alone tell the codes of a column apart."""
    if not may_be_padded(texts):
        return texts
    plain = texts.str.strip()
    return texts if not plain.is_unique and texts.is_unique else plain


def _counting(report: Progress, expected: int) -> Callable[[int], None]:
    """Return a report that takes the number of rows read; where they are read again, it stands still."""
    most = 0

    def told(rows: int) -> None:
        nonlocal most
        most = max(most, rows)
        report(most / max(expected, most, 1), "Reading the rows")

    return told


def _first_data(head: list[Record], width: int) -> int:
    """Return the first record as long as a row."""
    return next((at for at, record in enumerate(head) if len(record.cells) == width), 0)


def _refuse_wide(texts: list[str], frame: Frame, limits: Limits) -> None:
    """Refuse more columns than are read."""
    n = sum(map(bool, texts)) or len(texts)
    if n > limits.columns or len(texts) > 16_384:
        raise UnreadableFileError(
            f"{frame.name} has {spaced(n)} columns; at most {spaced(limits.columns)} are read. "
            "Leave out what is not needed."
        )


def _blank_rows(body: Body, name: str) -> list[Issue]:
    """Return a warning that counts blank rows; lines without any sign at the end are no rows."""
    if not body.blank:
        return []
    where = (
        f" before {listed([f'row {gap + 1}' for gap in body.gaps[:5]])}"
        if body.inner_blank
        else " at the end"
    )
    what = f"{name}: {counted(body.blank, 'blank row')}{where} skipped."
    return [Issue("warning", "blank_rows", what)]


def _decimal_notes(name: str, decimal: Decimal, both: bool, options: ReadOptions) -> list[Issue]:
    """Return what is to be said about decimal commas."""
    if options.decimal is not None:
        return []
    if both:
        what = f"{name}: some numbers have a decimal comma, others a decimal point. Check the numbers."
        return [Issue("warning", "decimal_mixed", what)]
    if decimal == ",":
        return [Issue("info", "decimal_comma", f"{name}: numbers have a decimal comma. Check the numbers.")]
    return []
