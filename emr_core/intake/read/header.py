"""The header row: below a preamble and group headings, told apart from data; or no header at all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.read.groups import are_groups, grouped, said_of
from emr_core.intake.read.records import Record
from emr_core.intake.words import key
from emr_core.wording import counted, listed, quoted

SEARCHED = 60
"""Filled records among which the header is looked for."""

ENOUGH = 0.6
"""Share of the headers that a row has to repeat; the others may be spelled otherwise on another page."""

NUMERIC = re.compile(
    r"[<>≤≥~]?\s*[-+−]?\d[\d.,'’\u00a0\u202f ]*(e[-+]?\d+)?\s*%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?",
    re.IGNORECASE,
)


Spans = Callable[[Record], dict[int, str]]


@dataclass(frozen=True)
class Header:
    """Where the table begins: its header's place among the first records (None without one), what is said.

    `names` are those of the columns, joined with groups of columns that stand above; None where none do.
    `groups` is the record that names them.
    """

    at: int | None
    row: int
    notes: tuple[Issue, ...]
    names: tuple[str, ...] | None = None
    groups: Record | None = None


def no_spans(_: Record) -> dict[int, str]:
    """Return that no cell of a record is merged, as in a text."""
    return {}


def find_header(
    head: list[Record],
    width: int,
    name: str,
    told: int | None,
    place: str,
    spans: Spans = no_spans,
    join: bool = True,
) -> Header:
    """Return the header among the first filled records.

    Parameters
    ----------
    head
        The first filled records.
    width
        The commonest number of cells of a record.
    name
        The file's name, for messages.
    told
        The header's line or row if a person has said it; 0 for none.
    place
        What a record's number counts: line of a text, row of a sheet.
    spans
        Gives the merged cells of a record: places of the columns they cover to the text over them.
    join
        Whether names of groups above the header are joined with those of the columns.

    Raises
    ------
    UnreadableFileError
        If the line that was said to be the header holds nothing.
    """
    if told is not None:
        return _with_groups(_told(head, name, told, place), head, name, place, spans, join)
    at = _first_full(head, width)
    if _is_data(head[at:], width):
        what = (
            f"{name} has no header row: {place} {head[at].line} already holds data. Columns are named by "
            "their letters. Say which column holds what."
        )
        return Header(None, 0, (*_skipped(head[:at], name, place), Issue("warning", "no_header", what)))
    if _is_group_heading(head[at:], width) or _are_groups(head[at:], width, spans):
        at += 1
    notes = tuple(_skipped(head[:at], name, place, head[at].line))
    return _with_groups(Header(at, head[at].line, notes), head, name, place, spans, join)


def _told(head: list[Record], name: str, told: int, place: str) -> Header:
    """Return the header that a person has named."""
    if told == 0:
        return Header(None, 0, ())
    at = next((i for i, record in enumerate(head) if record.line == told), None)
    if at is None:
        raise UnreadableFileError(
            f"{name}: {place} {told} holds no header. Choose one of the {place}s that are filled in."
        )
    return Header(at, told, ())


def _are_groups(head: list[Record], width: int, spans: Spans) -> bool:
    """Tell whether the first record names groups of the columns that the second names; numbers below both."""
    if len(head) < 3 or any(len(record.cells) != width for record in head[:2]):
        return False
    words = [cell.strip() for record in head[:2] for cell in record.cells]
    full = len(set(filter(None, words[:width]))) == width and not spans(head[0])
    if full or any(map(is_numeric, filter(None, words))):
        return False
    named = [place for place in range(width) if words[width + place]]
    below = [record.cells for record in head[2:7] if len(record.cells) == width]
    if not any(is_numeric(cells[place]) for cells in below for place in named):
        return False
    return are_groups(head[0], head[1], spans(head[0]))


def _with_groups(
    found: Header, head: list[Record], name: str, place: str, spans: Spans, join: bool
) -> Header:
    """Return the header with the names of groups that stand in the row above, joined with its own.

    Where they are not to be joined, a group is the name of a column that has none below.
    """
    if not found.at or head[found.at - 1].broken:
        return found
    above, header = head[found.at - 1], head[found.at]
    if not are_groups(above, header, spans(above)):
        return found
    if not join:
        names = tuple(
            word.strip() or group.strip() for group, word in zip(above.cells, header.cells, strict=True)
        )
        return replace(found, names=names, groups=above)
    both = grouped(above, header, spans(above))
    notes = _skipped(head[: found.at - 1], name, place, found.row)
    notes.append(said_of(both, name, f"{place} {above.line}"))
    return replace(found, notes=tuple(notes), names=both.names, groups=above)


def _first_full(head: list[Record], width: int) -> int:
    """Return the first record that is no preamble; the first one if all might be."""
    for at, record in enumerate(head):
        n = filled(record)
        if len(record.cells) == width:
            preamble = width >= 3 and n <= max(1, width // 3)
        else:
            preamble = n <= max(1, width // 2) or _looks_like_header(head[at + 1 :], width)
        if not preamble or record.broken:
            return at
    return 0


def _looks_like_header(below: list[Record], width: int) -> bool:
    """Tell whether the next record is full of distinct words, with numbers somewhere below it."""
    if len(below) < 2 or len(below[0].cells) != width:
        return False
    words = [cell.strip() for cell in below[0].cells]
    distinct = all(words) and len(set(words)) == width and not any(is_numeric(word) for word in words)
    return distinct and any(is_numeric(cell) for record in below[1:6] for cell in record.cells)


def _is_group_heading(head: list[Record], width: int) -> bool:
    """Tell whether the first record only heads groups of columns, and the second names the columns."""
    words = [cell.strip() for cell in head[0].cells]
    return ("" in words or len(set(words)) < len(words)) and _looks_like_header(head[1:], width)


def _is_data(head: list[Record], width: int) -> bool:
    """Tell whether the first record is like those below: numbers over numbers, no word over numbers."""
    rows = [record.cells for record in head[1:20] if len(record.cells) == width]
    if len(head[0].cells) != width or not rows:
        return False
    evidence = 0
    for first, *below in zip(head[0].cells, *rows, strict=True):
        given = [cell for cell in below if cell.strip()]
        if not first.strip() or not given:
            continue
        if sum(is_numeric(cell) for cell in given) >= 0.8 * len(given):
            if not is_numeric(first):
                return False
            evidence += 1
    return evidence > 0


def _skipped(above: list[Record], name: str, place: str, header: int = 0) -> list[Issue]:
    """Return a warning that names what stands above the table and is not read."""
    if not above:
        return []
    texts = [quoted(cell, 40) for record in above for cell in record.cells if cell.strip()]
    more = f" and {counted(len(texts) - 3, 'more cell')}" if len(texts) > 3 else ""
    where = f"{place}s {above[0].line} to {above[-1].line}" if len(above) > 1 else f"{place} {above[0].line}"
    found = f"the header is taken from {place} {header}" if header else "the table begins below"
    what = f"{name}: {found}. Not read: {where} above it, {listed(texts[:3])}{more}."
    return [Issue("warning", "preamble", what)]


def filled(record: Record) -> int:
    """Return how many cells of a record hold something."""
    return sum(bool(cell.strip()) for cell in record.cells)


def is_numeric(text: str) -> bool:
    """Tell whether a cell holds a number or a date, not a name."""
    return NUMERIC.fullmatch(text.strip()) is not None


def repeats(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Tell whether a row repeats the header: most of its words, and no number instead of the others."""
    named = [(key(cell), key(word), cell) for cell, word in zip(cells, header, strict=False) if word]
    same = sum(cell == word for cell, word, _ in named)
    if len(header) < 2 or same < max(2, ENOUGH * len(named)):
        return False
    return not any(is_numeric(text) for cell, word, text in named if cell != word and text.strip())
