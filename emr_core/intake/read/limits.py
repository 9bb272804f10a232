"""How large a file may be, and what a reader may be told instead of finding it."""

from dataclasses import dataclass
from typing import Literal

Quote = Literal['"', "'", ""]
Decimal = Literal[".", ","]
Step = Literal["groups", "codes down", "sheets", "code book", "turned"]
"""What a reader does beyond a plain table: names of groups joined with those of columns, codes of patients
filled down, sheets put together, codes read by a list of what they stand for, a table on its side turned."""


@dataclass(frozen=True)
class Limits:
    """What a file may hold at most; beyond it the file is refused, and the limit is named.

    Attributes
    ----------
    file_bytes, rows, columns, cell
        Bytes of the file, records and columns of its table, characters of one cell.
    long_cell
        Characters above which a cell is pointed out: it is often a quotation mark that was never closed.
    cells
        Rows times columns of a worksheet, which is laid out in full while it is read.
    parts, inflated_bytes, ratio
        Parts of a workbook, their size when unpacked, and how many times larger that is than the file.
    seconds, memory_bytes
        What the process that reads a workbook may take.
    """

    file_bytes: int = 200_000_000
    rows: int = 1_100_000
    columns: int = 1_000
    cell: int = 131_072
    long_cell: int = 4_000
    cells: int = 20_000_000
    parts: int = 2_000
    inflated_bytes: int = 1_000_000_000
    ratio: int = 200
    seconds: int = 60
    memory_bytes: int = 2_000_000_000

    def __post_init__(self) -> None:
        # The csv module has this bound of its own; to raise it would raise it for the whole process.
        if self.cell > 131_072:
            raise ValueError("A cell may hold at most 131,072 characters.")


LIMITS = Limits()


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file, where the reader should not find it by itself; None means find it.

    Attributes
    ----------
    encoding
        Name of a codec, as `RawTable.encoding` gives it.
    delimiter
        The mark between two cells.
    quote
        The mark round a cell; the empty text if quotation marks are letters like others.
    decimal
        The decimal mark.
    header_row
        Line of a text, or row of a sheet, that holds the headers, counted from 1; 0 if there are none.
    sheet
        Name of the worksheet.
    declined, wanted
        What is not to be done though it could be, and what is to be done though it is not told by the file.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: Quote | None = None
    decimal: Decimal | None = None
    header_row: int | None = None
    sheet: str | None = None
    declined: frozenset[Step] = frozenset()
    wanted: frozenset[Step] = frozenset()


FIND_ALL = ReadOptions()
