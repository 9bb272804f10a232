"""Codes of a table that its own file explains: found, said, and put into the suggested mapping."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from emr_core.fields import Categorical, Karyotype, Sites
from emr_core.intake.code_book import CodeBook, code_book, of_headers
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping as Plan
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.words import folded
from emr_core.schema import BY_NAME
from emr_core.wording import listed, quoted

SHOWN = 8
"""Codes of a column that a sentence names."""


def told(book: CodeBook) -> str:
    """Return the codes as a sentence tells them: sex (1 = male, 2 = female)."""
    said = []
    for header, pairs in book.items():
        shown = [f"{code} = {what[:40]}" for code, what in list(pairs.items())[:SHOWN]]
        name = re.split(r"[(\[]", header)[0].strip()
        said.append(f"{name} ({', '.join(shown)}{', …' * (len(pairs) > SHOWN)})")
    return "; ".join(said)


def used(book: CodeBook, cells: Mapping[str, Iterable[str]]) -> CodeBook:
    """Return the codes that stand in the table: of each header's distinct cells, those the book explains."""
    found: CodeBook = {}
    for header, pairs in book.items():
        here = {folded(text) for text in cells[header]}
        parts = here | {part.strip() for text in here for part in re.split(r"[,;+/&\s]", text)}
        kept = {code: what for code, what in pairs.items() if folded(code) in parts}
        if kept:
            found[header] = kept
    return found


def codes_of_file(
    cells: pd.DataFrame,
    remarks: list[list[str]],
    sheets: Mapping[str, list[list[str]]],
    file: str,
    options: ReadOptions,
) -> tuple[pd.DataFrame, CodeBook, list[Issue]]:
    """Return a table with what its file says of its codes, and the sentence that tells it.

    The issue's value names the sheets that explain them, one a line.

    Columns of single choices (`site___1`), as REDCap exports them, get the choice's meaning in their name.

    Parameters
    ----------
    cells
        The table under the file's headers.
    remarks, sheets
        Rows around the table, and those of the other sheets.
    file
        The file's name, for messages.
    options
        Whether it was declined.
    """
    headers = [str(header) for header in cells]
    if "code book" in options.declined:
        return cells, {}, []
    book = of_headers(headers)
    sources = []
    for sheet, rows in {"": remarks, **sheets}.items():
        found = code_book([[sheet], *rows], headers)
        sources += [sheet] if found and sheet else []
        for header, pairs in found.items():
            book[header] = pairs | book.get(header, {})
    if not book:
        return cells, {}, []
    names = _choices(book)
    plain = {header: pairs for header, pairs in book.items() if header not in names}
    book = used(plain, {header: map(str, cells[header].unique()) for header in plain})
    said = [told(book)] if book else []
    said += [listed([quoted(name) for name in names.values()][:SHOWN])] if names else []
    if not said:
        return cells, {}, []
    by = (
        f"the sheet {listed([quoted(sheet) for sheet in sources])}"
        if sources
        else "what the file says of them"
    )
    what = f"{file}: codes are read by {by}: {'; '.join(said)}. Check them."
    first = next(iter([*book, *names.values()]))
    note = Issue("info", "code_book", what, column=first, value="\n".join(sources))
    return cells.rename(columns=names), book, [note]


def explained(cells: pd.DataFrame, book: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Return cells with the meaning of a code in its place."""
    there = {header: pairs for header, pairs in book.items() if header in cells}
    return cells.assign(**{
        header: cells[header].map({text: meaning_in(pairs, text) for text in cells[header].unique()})
        for header, pairs in there.items()
    }) if there else cells  # fmt: skip


def with_code_book(mapping: Plan, book: Mapping[str, Mapping[str, str]]) -> Plan:
    """Return the mapping with what the codes of its columns stand for, where the file says it."""
    fields = {
        name: replace(column, words={**book[column.header], **column.words})
        if column.header in book and isinstance(BY_NAME[name], Categorical | Sites | Karyotype)
        else column
        for name, column in mapping.fields.items()
    }
    return replace(mapping, fields=fields) if book else mapping


def meaning_in(pairs: Mapping[str, str], text: str) -> str:
    """Return what a cell's text stands for; itself where it is no code."""
    plain = folded(text)
    return next((what for code, what in pairs.items() if folded(code) == plain), text)


def _choices(book: CodeBook) -> dict[str, str]:
    """Return the columns of single choices, with the choice's meaning behind their name."""
    names = {}
    for header, pairs in book.items():
        _, mark, choice = header.rpartition("___")
        if mark and choice in pairs:
            names[header] = f"{header} ({pairs[choice]})"
    return names
