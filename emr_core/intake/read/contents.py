"""What cells say about how they were written: letters lost on the way, cells too long, decimal commas."""

import re
from collections import Counter

import pandas as pd

from emr_core.intake.issues import Issue
from emr_core.intake.outer_bytes import most_bytes
from emr_core.intake.read.limits import Decimal, Limits
from emr_core.intake.read.records import spaced
from emr_core.wording import counted, quoted

MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
"""A letter that UTF-8 begins with, and one it goes on with, when both were taken for Windows-1252."""

NUMBER = re.compile(r"\s*[-+−]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s*%?\s*")


def odd_contents(cells: pd.DataFrame, name: str, limits: Limits, ascii_only: bool) -> list[Issue]:
    """Return what is odd in headers and cells: long cells, and letters that were lost or doubled."""
    notes = _long_cells(cells, name, limits)
    return notes if ascii_only else notes + _damaged_letters(cells, name)


def _long_cells(cells: pd.DataFrame, name: str, limits: Limits) -> list[Issue]:
    """Return a warning for each column with cells that are longer than people write them."""
    notes = []
    for column in cells:
        if most_bytes(cells[column]) <= limits.long_cell:
            continue
        lengths = cells[column].str.len()
        longest = int(lengths.max()) if len(cells) else 0
        if longest > limits.cell:
            row = int(lengths.argmax()) + 1
            raise_at = f"{name}, row {row}, column {quoted(str(column))}"
            notes.append(
                Issue(
                    "error",
                    "cell_too_long",
                    f"{raise_at}: {spaced(longest)} characters; at most {spaced(limits.cell)} are read. "
                    "Shorten the cell.",
                    row=row,
                    column=str(column),
                )
            )
        elif longest > limits.long_cell:
            row = int(lengths.argmax()) + 1
            what = (
                f"{name}, row {row}, column {quoted(str(column))}: {spaced(longest)} characters in one cell; "
                "read in full. Look for a quotation mark that is not closed."
            )
            notes.append(Issue("warning", "long_cell", what, row=row, column=str(column)))
    return notes


def _damaged_letters(cells: pd.DataFrame, name: str) -> list[Issue]:
    """Return warnings about letters that were lost, or encoded twice, before the file was saved."""
    notes: list[Issue] = []
    lost, twice = 0, 0
    first_lost = first_twice = ""
    for column in cells:
        for text in [str(column), *_suspects(cells[column])]:
            if "\ufffd" in text:
                lost, first_lost = lost + 1, first_lost or _where(text, cells[column])
            elif _is_double(text):
                twice, first_twice = twice + 1, first_twice or _where(text, cells[column])
    if lost:
        what = (
            f"{name}: letters were lost before this file was saved: {counted(lost, 'text')} with the sign "
            f"\ufffd, first {first_lost}. Export the table again as UTF-8."
        )
        notes.append(Issue("warning", "lost_letters", what))
    if twice:
        what = (
            f"{name}: letters look encoded twice in {counted(twice, 'text')}, first {first_twice}; "
            "read as they stand. Export the table again as UTF-8."
        )
        notes.append(Issue("warning", "double_encoded", what))
    return notes


def _where(text: str, texts: pd.Series) -> str:
    """Return where a text stands: it is not repeated itself, as it may be a name."""
    if text == texts.name:
        return f"in the header {quoted(text)}"
    row = int((texts == text).to_numpy(dtype=bool).argmax()) + 1
    return f"in row {row} of column {quoted(str(texts.name))}"


def _suspects(texts: pd.Series) -> list[str]:
    """Return the distinct texts of a column that hold marks of lost or doubled letters."""
    found = texts[texts.str.contains(MOJIBAKE.pattern + "|\ufffd", regex=True).to_numpy(dtype=bool)]
    return [str(text) for text in found.unique()[:1000]]


def _is_double(text: str) -> bool:
    """Tell whether a text becomes another one when the letters are taken for bytes of UTF-8 again."""
    pieces = MOJIBAKE.findall(text)
    if not pieces:
        return False
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8") != text
        except UnicodeError:
            continue
    return False


def decimal_mark(cells: pd.DataFrame, delimiter: str = "") -> tuple[Decimal, bool]:
    """Return the decimal mark of the numbers, and whether both marks are used.

    Only columns of nothing but numbers count, and a single number is no evidence. A file divided by
    semicolons keeps the comma free for numbers: there one is enough, and a column may hold other words.
    """
    commas = points = 0
    least, numbers = (1, 0.5) if delimiter == ";" else (2, 1.0)
    if not any(cells[column].iloc[:5_000].str.contains(",", regex=False).any() for column in cells):
        return ".", False
    for column in cells:
        given = cells[column].iloc[:5_000]
        given = given[(given.str.strip() != "").to_numpy(dtype=bool)]
        read = _numbers(Counter(given.to_numpy(dtype="object").tolist()), (1 - numbers) * len(given))
        commas += sum(n for text, n in read.items() if "," in text)
        points += sum(n for text, n in read.items() if "." in text)
    mark: Decimal = "," if commas >= least and commas > points else "."
    return mark, commas >= 2 and points >= 2


def _numbers(texts: Counter[str], most: float) -> dict[str, int]:
    """Return the numbers among a column's texts; none where words stand in more cells than that."""
    read: dict[str, int] = {}
    for text, n in texts.items():
        if NUMBER.fullmatch(text):
            read[text] = n
        elif (most := most - n) < 0:  # in a column of words the first one ends the search
            return {}
    return read
