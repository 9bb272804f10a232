"""Cells changed and rows removed by hand before a table is parsed; the file as it was read stays beside."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from emr_core.fields import Identifier
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping as Plan
from emr_core.intake.numbers import AGES
from emr_core.intake.raw_table import RawTable
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed, quoted

Fixes = Mapping[tuple[int, str], str]
"""New texts of cells: the row, counted from 1 as in `Issue.row`, and the file's header, to the text."""

NO_FIXES: Fixes = {}
NAMED = 12
"""Changes that one sentence names at most."""


def with_fixes(table: RawTable, fixes: Fixes, dropped: frozenset[int] = frozenset()) -> RawTable:
    """Return the table with some cells changed and some rows removed; the other rows keep their number.

    Parameters
    ----------
    table
        The table as it was read.
    fixes
        New texts, by row and header. Blanks round a text are taken off, as in reading; an empty text is
        "not recorded".
    dropped
        Rows to leave out, counted from 1. The index of `cells` keeps its gaps, so that row 7 stays row 7.

    Raises
    ------
    ValueError
        If the table has no such row or column; the message names it.
    """
    _check(table, fixes, dropped)
    cells = table.cells
    for header in dict.fromkeys(header for _, header in fixes):
        new = {row - 1: text.strip() for (row, column), text in fixes.items() if column == header}
        values = cells[header].copy()
        values.loc[list(new)] = list(new.values())
        cells = cells.assign(**{header: values})
    if dropped:
        cells = cells.drop(index=[row - 1 for row in dropped])
    notes = tuple(
        note for note in table.notes if note.row not in dropped and (note.row, note.column) not in fixes
    )
    return replace(table, cells=cells, notes=notes)


def _check(table: RawTable, fixes: Fixes, dropped: frozenset[int]) -> None:
    """Refuse rows and columns that the table does not have."""
    n, headers = len(table.cells), set(table.cells.columns)
    for row in (*dropped, *(row for row, _ in fixes)):
        if not 1 <= row <= n:
            raise ValueError(f"{table.name} has no row {row}: it has {counted(n, 'row')}, counted from 1.")
    for _, header in fixes:
        if header not in headers:
            raise ValueError(f"{table.name} has no column {quoted(header)}. Name it as the file does.")


def changed(table: RawTable, fixes: Fixes, dropped: frozenset[int] = frozenset()) -> Fixes:
    """Return the fixes that change something: another text than the file's, in a row that is kept."""
    columns = {header: table.cells[header].array for _, header in fixes}
    return {
        (row, header): text.strip()
        for (row, header), text in sorted(fixes.items())
        if row not in dropped and columns[header][row - 1] != text.strip()
    }


def told(
    table: RawTable, fixes: Fixes, dropped: frozenset[int], plan: Plan, shut: frozenset[str]
) -> list[Issue]:
    """Return what is said of the changes; values that could name a patient are not repeated.

    Parameters
    ----------
    table
        The table as it was read.
    fixes, dropped
        The changes, and the rows removed.
    plan
        What the columns mean: only values of known, harmless ones are written out.
    shut
        Columns that the privacy gate holds back.
    """
    issues: list[Issue] = []
    made = changed(table, fixes, dropped)
    if made:
        harmless = _harmless(plan) - shut
        said = [_said(table, row, header, text, header in harmless) for (row, header), text in made.items()]
        more = f"; and {counted(len(said) - NAMED, 'further cell')}" if len(said) > NAMED else ""
        verb = "was" if len(made) == 1 else "were"
        message = f"{counted(len(made), 'cell')} {verb} changed on screen: {'; '.join(said[:NAMED])}{more}."
        issues.append(Issue("info", "cells_changed", message))
    if dropped:
        rows = [str(row) for row in sorted(dropped)]
        named = listed(rows) if len(rows) <= NAMED else f"{', '.join(rows[:NAMED])} and further"
        verb, noun = ("was", "row") if len(rows) == 1 else ("were", "rows")
        message = f"{counted(len(rows), 'row')} {verb} removed on screen: {noun} {named}."
        issues.append(Issue("info", "rows_removed", message))
    return issues


def _harmless(plan: Plan) -> frozenset[str]:
    """Return the columns whose values may be repeated: neither codes nor ages, dates or what is not read."""
    fields = {name: header for name, header in plan.columns.items() if name not in AGES}
    return frozenset(
        header for name, header in fields.items() if not isinstance(BY_NAME[name], Identifier)
    ) - {*plan.dates.values(), *plan.kept}


def _said(table: RawTable, row: int, header: str, text: str, shown: bool) -> str:
    """Return one change: "row 4, weeks: '3 wks?' to '3'"."""
    where = f"row {row}, {header}"
    if not shown:
        return f"{where} (values not shown)"
    return f"{where}: {_or_empty(table.cells[header].iloc[row - 1])} to {_or_empty(text)}"


def _or_empty(text: str) -> str:
    return quoted(text) if text else "empty"


def as_text(fixes: Fixes, dropped: frozenset[int]) -> str:
    """Return the hash of the changes, as a part of the fingerprint; empty where nothing was changed.

    It is a hash because the fingerprint's parts travel with pictures, and cells must not.
    """
    if not fixes and not dropped:
        return ""
    plain = [[row, header, text] for (row, header), text in sorted(fixes.items())]
    text = json.dumps([plain, sorted(dropped)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
