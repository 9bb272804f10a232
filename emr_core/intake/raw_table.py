"""Bytes to a table of texts: encoding and delimiter are found, and said; nothing is interpreted yet."""

import csv
import hashlib
import io
from dataclasses import dataclass

import pandas as pd

from emr_core.intake.issues import UnreadableFileError
from emr_core.wording import counted, quoted

DELIMITERS = (",", ";", "\t", "|")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as it stands: every cell a text, columns named by the file's own header.

    `header_row` is the line of the header, counted from 1.
    """

    name: str
    cells: pd.DataFrame
    sha256: str
    encoding: str
    delimiter: str
    header_row: int = 1
    sheet: str = ""


def read_table(data: bytes, name: str) -> RawTable:
    """Return the table in a delimited text file.

    Raises
    ------
    UnreadableFileError
        If the bytes are not UTF-8 or UTF-16 text, hold no table, or have rows of uneven length.
    """
    text, encoding = _decoded(data, name)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    header_row = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                header_row = header_row if records else reader.line_num
                records.append(cells)
    except csv.Error:
        message = f"{name}: a cell is too long to be one. Look for a quotation mark that is not closed."
        raise UnreadableFileError(message) from None
    if not records:
        raise UnreadableFileError(f"{name} holds no cell that is filled in.")
    header, rows = _without_blank_columns(records)
    _refuse_uneven(name, header, rows)
    table = pd.DataFrame(rows, columns=header, dtype="str")
    return RawTable(name, table, hashlib.sha256(data).hexdigest(), encoding, delimiter, header_row)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the bytes as text, and their encoding."""
    encoding = next((found for mark, found in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{name} is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        ) from None
    if "\0" in text:
        raise UnreadableFileError(f"{name} is not a text file. Save the table as 'CSV UTF-8' and try again.")
    if not text.strip():
        raise UnreadableFileError(f"{name} is empty. Choose a file with a header row and one row a patient.")
    return text, encoding


def _delimiter(text: str) -> str:
    """Return the delimiter that divides the first line into most cells; a comma if none does."""
    first = next(line for line in io.StringIO(text, newline=None) if line.strip())[:10_000]
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))


def _without_blank_columns(records: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows without the columns at the right that are blank throughout."""
    header, rows = records[0], records[1:]
    width = len(header)
    while width and not header[width - 1] and not any(any(row[width - 1 :]) for row in rows):
        width -= 1
    if width == len(header):
        return header, rows
    return header[:width], [row[:width] for row in rows]


def _refuse_uneven(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Refuse blank or repeated headers and rows with more or fewer cells than the header."""
    if "" in header:
        raise UnreadableFileError(
            f"{name}: column {header.index('') + 1} has no header. Name it, or delete it."
        )
    repeated = sorted({cell for cell in header if header.count(cell) > 1})
    if repeated:
        raise UnreadableFileError(
            f"{name}: two columns are called {quoted(repeated[0])}. Rename one of them."
        )
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise UnreadableFileError(
                f"{name}, row {number}: {counted(len(row), 'cell')} where the header has {len(header)}. "
                "Look for a missing or an extra delimiter in that row."
            )
