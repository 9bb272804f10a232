"""Sheets of a workbook that hold one table in parts: AML on one, ALL on another, under the same headers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emr_core.fields import Categorical
from emr_core.intake.headers import SURE, meaning_of
from emr_core.intake.issues import Issue
from emr_core.intake.level_phrases import level_in_words
from emr_core.intake.read.table import Table
from emr_core.intake.words import folded, key, spelled_levels
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed, quoted

TYPE, SHEET = "Leukaemia type (sheet)", "Sheet"
"""Headers of the column that says from which sheet a row is."""

ALIKE, FEWEST = 0.75, 3
"""Share of the headers of the smaller table that stand in the other as well, and how many at least."""

MOST_AGAIN = 0.5
"""Share of a sheet's codes that stand in another of the same type, from which it may be an older copy."""


@dataclass(frozen=True)
class Together:
    """Sheets as one table, the sheet of every row, and the sheets' columns of each of its columns."""

    table: Table
    row_sheets: np.ndarray
    places: Mapping[str, tuple[int, ...]]


def known_columns(table: Table) -> dict[str, str]:
    """Return what the headers of a table surely mean, each to the first header that says it."""
    found: dict[str, str] = {}
    for header in map(str, table.cells):
        meaning = meaning_of(header)
        if meaning is not None and meaning.confidence >= SURE:
            found.setdefault(meaning.target, header)
    return found


def alike(table: Table, others: Mapping[str, Table]) -> list[str]:
    """Return the sheets that hold the same columns as a table."""
    here = {key(str(header)) for header in table.cells}
    found = []
    for name, other in others.items():
        there = {key(str(header)) for header in other.cells}
        shared = len(here & there)
        if shared >= max(FEWEST, ALIKE * min(len(here), len(there))) and len(other.cells):
            found.append(name)
    return found


def type_of(sheet: str) -> str:
    """Return the leukaemia type that a sheet's name says, or nothing."""
    field = BY_NAME["leukemia_type"]
    levels = spelled_levels(field) if isinstance(field, Categorical) else {}
    return levels.get(folded(sheet)) or level_in_words("leukemia_type", sheet)


def belong(tables: Mapping[str, Table]) -> bool:
    """Tell whether sheets are parts of one table: all are named after a type, and none repeats another."""
    types = {name: type_of(name) for name in tables}
    if len(tables) < 2 or not all(types.values()) or len(set(types.values())) < 2:
        return False
    ids = {name: _ids(table) for name, table in tables.items()}
    return not any(
        one != other
        and types[one] == types[other]
        and len(ids[one] & ids[other]) >= MOST_AGAIN * max(min(len(ids[one]), len(ids[other])), 1)
        for one in tables
        for other in tables
    )


def put_together(tables: Mapping[str, Table], file: str) -> Together:
    """Return sheets as one table under the headers of the first, with a column that says the sheet.

    Codes that stand in several sheets, as where each counts its patients from 1, get the sheet's name in
    front.
    """
    first = next(iter(tables.values()))
    headers = {key(str(header)): str(header) for header in first.cells}
    types = {name: type_of(name) for name in tables}
    typed = all(types.values()) and "leukemia_type" not in known_columns(first)
    column = TYPE if typed else SHEET
    parts: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        named = {str(header): headers.setdefault(key(str(header)), str(header)) for header in table.cells}
        parts[name] = table.cells.rename(columns=named)
    notes = [_said(file, tables, types if typed else {}), *_lacking(file, parts, list(headers.values()))]
    notes += _told_apart(parts, known_columns(first).get("patient_id", ""), file)
    cells = pd.concat(
        [part.assign(**{column: types[name] if typed else name}) for name, part in parts.items()],
        ignore_index=True,
    ).fillna("")
    cells = pd.DataFrame({str(header): pd.array(cells[header].tolist(), dtype="str") for header in cells})
    places = {
        name: tuple(
            table.sheet_columns[list(parts[name]).index(header)] if header in parts[name] else 0
            for header in cells
        )
        for name, table in tables.items()
    }
    held = list(tables.values())
    together = replace(
        first,
        cells=cells,
        lines=np.concatenate([table.lines for table in held]),
        sheet_rows=np.concatenate([table.sheet_rows for table in held]),
        sheet_columns=next(iter(places.values())),
        notes=tuple(notes),
        remarks=[remark for table in held for remark in table.remarks],
    )
    return Together(together, np.repeat(list(tables), [len(table.cells) for table in held]), places)


def _ids(table: Table) -> set[str]:
    header = known_columns(table).get("patient_id")
    return set(table.cells[header]) - {""} if header else set()


def _told_apart(parts: dict[str, pd.DataFrame], header: str, file: str) -> list[Issue]:
    """Put the sheet's name before codes that stand in several sheets, and say so."""
    codes = {name: set(part[header]) - {""} for name, part in parts.items() if header in part}
    again = {
        code for name, held in codes.items() for code in held
        if any(code in other for key, other in codes.items() if key != name)
    }  # fmt: skip
    if not again:
        return []
    for name in codes:
        texts = parts[name][header]
        parts[name] = parts[name].assign(**{header: texts.where(texts == "", name + " " + texts)})
    what = (
        f"{file}: {counted(len(again), 'code')} of patients {'stands' if len(again) == 1 else 'stand'} in "
        "several sheets; the sheet's name is put before each code. Check that no patient is in two sheets."
    )
    return [Issue("warning", "codes_of_sheets", what, column=header)]


def _lacking(file: str, parts: Mapping[str, pd.DataFrame], headers: list[str]) -> list[Issue]:
    """Return which columns a sheet lacks that another has; they are empty in its rows."""
    notes = []
    for name, part in parts.items():
        lacks = [header for header in headers if header not in part]
        if lacks:
            what = (
                f"{file}, sheet {quoted(name)}: no column {listed([quoted(one) for one in lacks])}, which "
                "another sheet has; empty in its rows. Check the headers."
            )
            notes.append(Issue("warning", "sheet_lacks", what, column=lacks[0]))
    return notes


def _said(file: str, tables: Mapping[str, Table], types: Mapping[str, str]) -> Issue:
    named = listed([f"{quoted(name)} ({counted(len(table.cells), 'row')})" for name, table in tables.items()])
    taken = " The leukaemia type is taken from the sheet's name." if types else ""
    what = (
        f"{file}: the sheets {named} have the same columns and are read as one table.{taken} Choose a single "
        "sheet if they do not belong together."
    )
    return Issue("warning", "sheets_together", what, value=" + ".join(tables))
