"""Bytes to a table of texts: encoding and delimiter are found, and said; nothing is interpreted yet."""

import csv
import hashlib
import io
from dataclasses import dataclass

import pandas as pd

from emr_core.intake.issues import UnreadableFileError

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
    if not data.strip():
        raise UnreadableFileError(f"{name} is empty. Choose a file with a header row and one row a patient.")
    encoding = next((found for mark, found in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{name} is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        ) from None
    if "\0" in text:
        raise UnreadableFileError(f"{name} is not a text file. Save the table as 'CSV UTF-8' and try again.")
    delimiter = _delimiter(text)
    records = [
        record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(record)
    ]
    header, rows = [cell.strip() for cell in records[0]], records[1:]
    _refuse_uneven(name, header, rows)
    cells = pd.DataFrame([[cell.strip() for cell in row] for row in rows], columns=header, dtype="str")
    return RawTable(name, cells, hashlib.sha256(data).hexdigest(), encoding, delimiter)


def _delimiter(text: str) -> str:
    """Return the delimiter that divides the first line into most cells; a comma if none does."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))


def _refuse_uneven(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Refuse blank or repeated headers and rows with more or fewer cells than the header."""
    if "" in header:
        raise UnreadableFileError(
            f"{name}: column {header.index('') + 1} has no header. Name it, or delete it."
        )
    repeated = sorted({cell for cell in header if header.count(cell) > 1})
    if repeated:
        raise UnreadableFileError(f"{name}: two columns are called {repeated[0]!r}. Rename one of them.")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise UnreadableFileError(
                f"{name}, row {number}: {len(row)} cells where the header has {len(header)}. "
                "Look for a missing or an extra delimiter in that row."
            )
