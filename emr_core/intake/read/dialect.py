"""The dialect of a text: the delimiter and quotation mark under which the records are equally long."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice, repeat

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.read.limits import Quote, ReadOptions
from emr_core.intake.read.records import Dialect, Lines, Record, Text, sample

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
NAMES = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
    "~": "tilde",
    "\x1f": "unit separator",
}
LOOKED_AT = 2_000
"""Records by which the dialect is found; every later record is checked against it when it is read."""

DECIMAL = re.compile(r"(?<=\d),(?=\d)")
ALIGNED = re.compile(r"\S {2,}\S")
WRAPPED = re.compile(r"'.*'", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A dialect, the commonest number of its cells, the lines before its first record, what is to be said."""

    dialect: Dialect
    width: int
    skip: int
    notes: tuple[Issue, ...]


@dataclass(frozen=True)
class Fit:
    """How well the first records of a text fit a dialect; ordered from worse to better."""

    share: float
    purity: float
    width: int
    broken: bool
    dialect: Dialect

    @property
    def rank(self) -> tuple[float, float, int]:
        """Return what fits are compared by: equally long records, cells without other delimiters, columns."""
        return self.share, self.purity, self.width


def find_dialect(text: Text, options: ReadOptions) -> Found:
    """Return the dialect in which most records are equally long.

    Raises
    ------
    UnreadableFileError
        If no delimiter divides the lines and columns are only aligned with spaces.
    """
    told, skip = _told_by_file(text)
    marks = (options.delimiter or told,) if options.delimiter or told else DELIMITERS
    text = text.without(skip)
    head = _plain_lines(text)
    fits = [_fit(text, Dialect(mark, *way), head) for way in _ways(text, options.quote) for mark in marks]
    wrapped = max((fit for fit in fits if fit.dialect.quote), key=lambda fit: fit.rank, default=None)
    literal = max((fit for fit in fits if not fit.dialect.quote), key=lambda fit: fit.rank, default=None)
    best = wrapped or literal
    if best is None:
        raise ValueError("There is always a way to read a text.")
    # Quotation marks are letters only where nothing else is wrong with them than that the cells are uneven.
    if wrapped and literal and not wrapped.broken and wrapped.share < 1 == literal.share:
        best = literal
    dialect = best.dialect
    if not best.width:
        dialect = Dialect(marks[0], dialect.quote)
        _refuse_aligned(text, dialect)
    if options.quote is None and dialect.quote == '"' and _header_in_single_quotes(text, dialect):
        single = _fit(text, Dialect(dialect.delimiter, "'"), head)
        if not single.broken and single.share >= best.share:
            best, dialect = single, single.dialect
    return Found(dialect, best.width or 1, skip, tuple(_notes(text.name, dialect, options)))


def _told_by_file(text: Text) -> tuple[str, int]:
    """Return the delimiter that a first line `sep=;` names, as Excel understands it, and lines to skip."""
    first = sample(text, Dialect("\x1e", ""), 1)
    line = first[0].cells[0].strip().strip('"') if first and first[0].cells else ""
    match = re.fullmatch(r"sep=(.)", line, re.IGNORECASE)
    return (match.group(1), 1) if match else ("", 0)


def _ways(text: Text, quote: Quote | None) -> list[tuple[Quote, bool, bool]]:
    """Return the ways of quoting to try: plain first, odd ones only where the text holds their marks."""
    if quote is not None:
        return [(quote, False, False)]
    head = text.data[:1_000_000].replace(b"\0", b"")
    ways: list[tuple[Quote, bool, bool]] = [('"', False, False)]
    if b'"' not in head:
        return ways
    if re.search(rb'[,;\t|] +"', head):
        ways.append(('"', False, True))
    if b'\\"' in head:
        ways += [(found, True, spaced) for found, _, spaced in list(ways)]
    return [*ways, ("", False, False)]


def _plain_lines(text: Text) -> list[str]:
    """Return the first lines, or nothing where a record may not be one line, as it is without quotes."""
    lines = list(islice(Lines(text), LOOKED_AT))
    odd = any(mark in line for line in lines for mark in "\"'\\")
    return [] if odd or max(map(len, lines), default=0) > text.limits.cell else lines


def _fit(text: Text, dialect: Dialect, lines: list[str]) -> Fit:
    """Return how well the first records fit a dialect; plain lines are divided without a further look."""
    if lines and not any(dialect.delimiter in line for line in lines):
        return Fit(0, 0, 0, False, dialect)
    found = (
        list(map(Record, repeat(0), dialect.reader(iter(lines))))
        if lines
        else sample(text, dialect, LOOKED_AT)
    )
    filled = [record for record in found if record.broken or any(map(str.strip, record.cells))]
    widths = Counter(len(record.cells) for record in filled if not record.broken)
    broken = any(record.broken for record in filled)
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    if width < 2:
        return Fit(0, 0, 0, broken, dialect)
    cells = [cell for record in filled for cell in record.cells]
    others = [mark for mark in _others(dialect) if not lines or any(mark in line for line in lines)]
    holding = {mark: {cell for cell in cells if mark in cell} for mark in others}
    holding[","] = {cell for cell in holding.get(",", ()) if "," in DECIMAL.sub("", cell)}
    foreign = sum(map(set().union(*holding.values()).__contains__, cells))
    # Cells that keep their quotation marks were divided inside of them.
    quoted = dialect.quote == '"' and not lines
    kept = sum(cell.lstrip().startswith('"') for cell in cells) if quoted else 0
    return Fit(count / len(filled), 1 - (foreign + kept) / len(cells), width, broken, dialect)


def _others(dialect: Dialect) -> tuple[str, ...]:
    """Return the usual delimiters that this dialect does not divide by."""
    return tuple(mark for mark in DELIMITERS[:4] if mark != dialect.delimiter)


def _refuse_aligned(text: Text, dialect: Dialect) -> None:
    """Refuse lines whose columns are only aligned with spaces."""
    lines = [record.cells[0] for record in sample(text, dialect, 50) if record.cells]
    if lines and sum(bool(ALIGNED.search(line.strip())) for line in lines) > len(lines) / 2:
        raise UnreadableFileError(
            f"{text.name}: no delimiter was found; the columns seem to be aligned with spaces. Comma, "
            "semicolon, tab and vertical bar are read. Save the table as .xlsx or CSV and try again."
        )


def _header_in_single_quotes(text: Text, dialect: Dialect) -> bool:
    """Tell whether every cell of the first record stands in single quotation marks."""
    first = next((record.cells for record in sample(text, dialect, 50) if any(record.cells)), [])
    return len(first) > 1 and all(WRAPPED.fullmatch(cell.strip()) for cell in first)


def _notes(name: str, dialect: Dialect, options: ReadOptions) -> list[Issue]:
    """Return what is unusual about a dialect; the usual delimiters stand with the table, without a word."""
    said = []
    if dialect.delimiter not in DELIMITERS[:4]:
        said.append(f"cells are divided by the sign {NAMES.get(dialect.delimiter, dialect.delimiter)}")
    if options.quote is None and dialect.quote == "'":
        said.append("cells stand in single quotation marks, which were taken off")
    if options.quote is None and not dialect.quote:
        said.append("quotation marks do not wrap cells and are read as letters")
    if dialect.escape:
        said.append("a backslash stands before quotation marks and was taken off")
    return [
        Issue("warning", "dialect", f"{name}: {what}. Check the table, or choose it otherwise.")
        for what in said
    ]
