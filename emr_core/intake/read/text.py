"""A delimited text: encoding and dialect first, then every record under the same rules."""

from dataclasses import dataclass
from functools import partial

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.read.dialect import Found, find_dialect
from emr_core.intake.read.encoding import find_encoding
from emr_core.intake.read.limits import Limits, ReadOptions
from emr_core.intake.read.plain import plain_body
from emr_core.intake.read.records import Text, records
from emr_core.intake.read.table import Frame, Table, table_of


@dataclass(frozen=True, eq=False)
class TextTable:
    """The table of a text, and the encoding and dialect it was read with."""

    table: Table
    encoding: str
    delimiter: str
    quote: str
    notes: tuple[Issue, ...]


def read_text(
    data: bytes, name: str, options: ReadOptions, limits: Limits, report: Progress = silent
) -> TextTable:
    """Return the table in a delimited text.

    A text is read in this process: it streams through the decoder and the csv module in batches, so that
    time and memory grow with the file's size and with nothing else, and the file's size is limited.

    Raises
    ------
    UnreadableFileError
        If the bytes are no text, or hold no table.
    """
    encoding = find_encoding(data, name, options)
    text = Text(data, encoding.codec, name, limits)
    _refuse_empty(text)
    report(0.02, "Finding how the cells are divided")
    found = find_dialect(text, options)
    text = text.without(found.skip)
    lines, mark = data.count(b"\n"), found.dialect.delimiter
    frame = Frame(
        name,
        found.width,
        ascii_only=data.isascii(),
        expected=lines,
        delimiter=mark,
        at_once=partial(plain_body, text, found.dialect),
    )
    table = table_of(records(text, found.dialect), frame, options, limits, part(report, 0.05, 1.0))
    return _told(table, encoding.codec, found, encoding.notes)


def _told(table: Table, codec: str, found: Found, notes: tuple[Issue, ...]) -> TextTable:
    """Return the table with how it was read."""
    dialect = found.dialect
    return TextTable(table, codec, dialect.delimiter, dialect.quote, (*notes, *found.notes, *table.notes))


def _refuse_empty(text: Text) -> None:
    """Refuse a text of nothing but blanks."""
    heads = (text.data[:most].decode(text.codec, errors="ignore") for most in (4_000, 2_000_000))
    if not any(head.strip("\ufeff \t\r\n\u00a0\u3000\v\f") for head in heads):
        raise UnreadableFileError(
            f"{text.name} is empty. Choose a file with a header row and one row a patient."
        )
