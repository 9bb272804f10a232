"""A text as a stream of records, so that no text however large or odd takes more than a little memory."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.read.limits import Limits, Quote

LONGEST_LINE = 4_000_000
"""Characters of a record, beyond any table inside the limits of columns that people make."""


@dataclass(frozen=True)
class Dialect:
    """How cells are divided and wrapped.

    `quote` is empty where quotation marks are letters like others; `escape` is a backslash where one stands
    before quotation marks inside a cell; `spaced` tells that a space follows the delimiter before a quote.
    """

    delimiter: str
    quote: Quote = '"'
    escape: bool = False
    spaced: bool = False

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Return a strict reader of lines: what quotation marks do not allow is an error, not a guess."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar="\\" if self.escape else None,
            skipinitialspace=self.spaced,
            strict=True,
        )


@dataclass(frozen=True)
class Text:
    """The bytes of a text file, the codec that decodes them, its name for messages, and its limits."""

    data: bytes
    codec: str
    name: str
    limits: Limits
    skip: int = 0

    def without(self, lines: int) -> "Text":
        """Return the text without its first lines."""
        return replace(self, skip=lines)


class Record(NamedTuple):
    """One record: the line or row it starts on, counted from 1, its cells, and what breaks it."""

    line: int
    cells: list[str]
    broken: str = ""


class Lines:
    """The lines of a text, ends kept; a record that never ends is stopped."""

    def __init__(self, text: Text) -> None:
        self.stream = io.TextIOWrapper(io.BytesIO(text.data), encoding=text.codec, newline="")
        self.name, self.fed, self.number = text.name, 0, text.skip
        for _ in range(text.skip):
            self.stream.readline(LONGEST_LINE)

    def __iter__(self) -> Iterator[str]:
        """Yield line after line."""
        read = self.stream.readline
        while line := read(LONGEST_LINE + 1):
            self.number += 1
            self.fed += len(line)
            if self.fed > LONGEST_LINE:
                raise UnreadableFileError(
                    f"{self.name}: the record that ends at line {self.number} is longer than "
                    f"{spaced(LONGEST_LINE)} characters. Look for a quotation mark that is not closed, "
                    "or for missing line ends."
                )
            yield line


def records(text: Text, dialect: Dialect) -> Iterator[Record]:
    """Yield every record of a text, in order; broken quotation marks are named in the record.

    Raises
    ------
    UnreadableFileError
        If a cell or a record is longer than any can be.
    """
    lines = Lines(text)
    reader = dialect.reader(iter(lines))
    while True:
        start, lines.fed = lines.number + 1, 0
        try:
            yield Record(start, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise UnreadableFileError(
                    f"{text.name}, line {start}: a cell is too long to be one. Look for a quotation mark "
                    f"that is not closed; at most {spaced(text.limits.cell)} characters are read."
                ) from None
            never = "unexpected end" in str(error)
            yield Record(start, [], "is never closed" if never else "stands inside a quoted cell")


def sample(text: Text, dialect: Dialect, most: int) -> list[Record]:
    """Return the first records of a text."""
    return list(islice(records(text, dialect), most))


def in_brackets(cells: list[str], delimiter: str) -> list[str]:
    """Return cells, as one those that a delimiter within brackets divided: t(8;21)(q22;q22)."""
    if not delimiter:
        return cells
    whole: list[str] = []
    open_ones = 0
    for cell in cells:
        if open_ones > 0:
            whole[-1] += delimiter + cell
        else:
            whole.append(cell)
        open_ones = max(open_ones, 0) + sum(map(cell.count, "([")) - sum(map(cell.count, ")]"))
    return whole


def spaced(number: int) -> str:
    """Return a large number in groups of three digits."""
    return f"{number:,}".replace(",", "\u202f")
