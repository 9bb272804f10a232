"""Bytes to a table of texts: what a file is, how it is written, where its table stands; found, and said."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from emr_core.intake.codes_down import with_codes_down
from emr_core.intake.codes_explained import codes_of_file
from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.progress import Progress, silent
from emr_core.intake.read.kinds import kind_of
from emr_core.intake.read.limits import FIND_ALL, LIMITS, Decimal, Limits, ReadOptions
from emr_core.intake.read.records import spaced
from emr_core.intake.read.text import read_text
from emr_core.intake.read.workbook import read_workbook
from emr_core.intake.turned import turned


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as it stands: every cell a text, columns named by the file's own header.

    Attributes
    ----------
    name, sha256
        The file's name and the hash of its bytes.
    cells
        The table; what is not filled in is an empty text.
    encoding, delimiter, quote
        How a text is written; all empty for a workbook.
    header_row
        Line of a text, or row of a sheet, that holds the headers, counted from 1; 0 if there are none.
    sheet, sheets
        The worksheet that was read, and all that could be.
    decimal
        The decimal mark of the numbers; the cells keep it as it stands.
    lines
        Line or row of every record.
    sheet_rows, sheet_columns
        Row of every record, and number of every column, as a spreadsheet shows the file: the line of a text
        is not its row where cells hold several lines, and columns that were left out still have a letter.
    notes
        What was found and assumed on the way.
    row_sheets, places
        Sheet of every record, and numbers of the columns on each sheet, where several sheets are read as one
        table; otherwise empty.
    code_book
        What the file itself says of the codes in its columns: header to code to meaning.
    told
        What a person has said of the way to read the file, as a part of its fingerprint.
    """

    name: str
    cells: pd.DataFrame
    sha256: str
    encoding: str
    delimiter: str
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    quote: str = '"'
    decimal: Decimal = "."
    lines: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))
    notes: tuple[Issue, ...] = ()
    sheet_rows: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))
    sheet_columns: tuple[int, ...] = ()
    row_sheets: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.str_))
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    code_book: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    told: str = ""


def read_table(
    data: bytes,
    name: str,
    options: ReadOptions = FIND_ALL,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> RawTable:
    """Return the table in a file.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages.
    options
        How to read the file, where that should not be found.
    limits
        What a file may hold at most.
    progress
        Called with the share that is done, from 0 to 1, and what is being done.

    Raises
    ------
    UnreadableFileError
        If the file holds no table that can be read; the message says why and what to do.
    """
    shown = name if len(name) <= 60 else f"{name[:40]}…{name[-16:]}"
    if not data:
        raise UnreadableFileError(f"{shown} is empty. Choose a file with a header row and one row a patient.")
    if len(data) > limits.file_bytes:
        size, most = (spaced(n // 1_000_000) for n in (len(data), limits.file_bytes))
        raise UnreadableFileError(
            f"{shown} has {size} MB; at most {most} MB are read. Leave out what is not needed, or divide it."
        )
    report = progress or silent
    report(0.0, "Opening the file")
    kind, odd = kind_of(data, shown)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "workbook":
        workbook = read_workbook(data, shown, options, limits, report)
        table, notes, books = workbook.table, workbook.notes, workbook.books
        unread = workbook.unread
        written: dict[str, Any] = {"encoding": "", "delimiter": "", "quote": "", "sheet": workbook.sheet}
        more: dict[str, Any] = {
            "sheets": workbook.sheets,
            "row_sheets": workbook.row_sheets,
            "places": workbook.places,
        }
    else:
        text = read_text(data, shown, options, limits, report)
        if odd and len(text.table.cells.columns) < 2:
            raise UnreadableFileError(
                f"{shown} is not a readable workbook but a text without columns. "
                "Save the table as .xlsx and try again."
            )
        table, notes, books, more, unread = text.table, text.notes, {}, {}, ()
        written = {"encoding": text.encoding, "delimiter": text.delimiter, "quote": text.quote}
    upright = turned(table, shown, options)
    notes, table = (*notes, *upright.notes[len(table.notes) :]), upright
    cells, said = with_codes_down(table.cells, shown, options)
    cells, book, found = codes_of_file(cells, table.remarks, books, shown, options)
    explains = {sheet for note in found for sheet in note.value.split("\n")}
    if unread and explains.issuperset(unread):  # their sentence names them already
        notes = tuple(note for note in notes if note.code != "several_sheets")
    return RawTable(
        name,
        cells,
        digest,
        header_row=table.header_row,
        decimal=table.decimal,
        lines=table.lines,
        notes=(*odd, *notes, *said, *found),
        sheet_rows=table.sheet_rows,
        sheet_columns=table.sheet_columns,
        code_book=book,
        told=" ".join(sorted([*(f"no {step}" for step in options.declined), *options.wanted])),
        **written,
        **more,
    )


def read_pasted(text: str, options: ReadOptions = FIND_ALL, limits: Limits = LIMITS) -> RawTable:
    """Return the table in cells that were copied from a spreadsheet, or in a text that was typed.

    Raises
    ------
    UnreadableFileError
        If the text holds no table.
    """
    # Half a surrogate pair can be pasted but not encoded; it becomes the sign for a lost letter, and is said.
    return read_table(text.encode("utf-8", errors="replace"), "The pasted table", options, limits)
