"""From records, wherever they come from, to a table with headers and everything that was found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.outer_bytes import may_be_padded
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.read.addresses import column_letters
from emr_core.intake.read.body import Body, filled_records, gather
from emr_core.intake.read.contents import decimal_mark, odd_contents
from emr_core.intake.read.edges import kept_columns, without_lower_edge
from emr_core.intake.read.groups import spans_of
from emr_core.intake.read.header import SEARCHED, filled, find_header
from emr_core.intake.read.limits import Decimal, Limits, ReadOptions
from emr_core.intake.read.merged import Area, filled_down
from emr_core.intake.read.pages import without_repeated_header
from emr_core.intake.read.records import Record, spaced
from emr_core.wording import counted, listed, quoted


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts: its cells under their headers, where each stood in the file, and what was found.

    `unmerged` are the merged cells whose value was put in every row that they cover.
    """

    cells: pd.DataFrame
    lines: np.ndarray
    sheet_rows: np.ndarray
    sheet_columns: tuple[int, ...]
    header_row: int
    decimal: Decimal
    notes: tuple[Issue, ...]
    unmerged: tuple[Area, ...] = ()


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
    join = None if "groups" in options.declined else frame.spans
    header = find_header(head, frame.width, name, options.header_row, frame.place, join)
    record = head[header.at] if header.at is not None else None
    texts = _header_texts(record, frame.width)
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
        body = gather(chain(first[above:], found), len(texts), name, limits, record, above, reading)
    report(0.8, "Finding the edges of the table")
    notes = list(header.notes) + _blank_rows(body, name)
    unmerged: list[Area] = []
    if frame.merged and "codes down" not in options.declined:
        body.cells, unmerged = filled_down(body.cells, body.sheet_rows, frame.merged, frame.left)
    body, said = without_repeated_header(body, again, name)
    notes += said
    body, said = without_lower_edge(body, name, frame.place)
    notes += said
    report(0.85, "Finding the edges of the table")
    columns, said = kept_columns(texts, body, name, header.row or 1, frame.left)
    notes += said
    names, said = _names(texts, columns, frame, header.at is None, "groups" in options.declined)
    notes += said
    report(0.9, "Looking at the cells")
    cells = pd.DataFrame({names[i]: _stripped(body.cells[place]) for i, place in enumerate(columns)})
    report(0.95, "Looking at the cells")
    notes += odd_contents(cells, name, limits, frame.ascii_only)
    decimal, both = decimal_mark(cells, frame.delimiter)
    notes += _decimal_notes(name, decimal, both, options)
    numbers = tuple(frame.left + place for place in columns)
    mark = options.decimal or decimal
    return Table(cells, body.lines, body.sheet_rows, numbers, header.row, mark, tuple(notes), tuple(unmerged))


def _at_once(
    frame: Frame, rows: list[Record], width: int, above: int, report: Callable[[int], None]
) -> Body | None:
    """Return all rows if they can be divided at once; `rows` are the first ones."""
    return frame.at_once(rows[0].line, width, above, report) if frame.at_once and rows else None


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


def _header_texts(record: Record | None, width: int) -> list[str]:
    """Return the headers on one line each, without blank ones beyond the rows."""
    if record is None:
        return [""] * width
    if record.broken:
        return [""] * width
    texts = [" ".join(cell.replace("\ufeff", "").split()).strip("\u200b\u2060") for cell in record.cells]
    while len(texts) > max(width, 1) and not texts[-1]:
        texts.pop()
    return texts


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


def _names(
    texts: list[str], columns: list[int], frame: Frame, no_header: bool, with_letters: bool
) -> tuple[list[str], list[Issue]]:
    """Return a name for every column that is kept: its header, or its letter where it has none.

    Names that stand under several groups, which are not to be joined, are told apart by the letters.
    """
    names: list[str] = []
    unnamed: list[int] = []
    taken = set(texts)
    for place in columns:
        text = texts[place]
        if not text:
            unnamed.append(place)
            text = f"Column {column_letters(frame.left + place)}"
            while text in taken:
                text += "'"
        elif with_letters and texts.count(text) > 1:
            text = f"{text} ({column_letters(frame.left + place)})"
        names.append(text)
    repeated = sorted({text for text in names if names.count(text) > 1})
    if repeated:
        raise UnreadableFileError(
            f"{frame.name}: two columns are called {quoted(repeated[0])}. Rename one of them."
        )
    if no_header or not unnamed:
        return names, []
    which = listed([f"{column_letters(frame.left + place)} ({place + 1})" for place in unnamed[:10]])
    noun = "columns" if len(unnamed) > 1 else "column"
    what = f"{frame.name}: {noun} {which} without a header; named by their letter. Name what they hold."
    return names, [Issue("warning", "blank_header", what)]


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
