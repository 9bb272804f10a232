"""Proportions as a table in which no small count is shown or can be worked out: k of N, or a mark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from emr_core.export.safe_cells import Column, Question, hidden_cells, open_columns
from emr_core.wording import number, share

WITHHELD = "withheld"
"""Stands for a count that is large enough, but would give away a small one."""

ABSENT = "–"
"""Stands where there is nobody to count."""


@dataclass(frozen=True)
class Cell:
    """One proportion: `k` of `n` patients of a column have what a line says; a median if the line has one."""

    question: str
    line: str
    column: Column
    k: int
    n: int
    median: float = math.nan


@dataclass(frozen=True, eq=False)
class SafeTable:
    """A table to show; `marks` counts its cells that are withheld, `left_out` names columns that are."""

    body: pd.DataFrame
    marks: int
    left_out: tuple[str, ...]

    @property
    def tells(self) -> bool:
        """Whether anything is left that is not withheld."""
        return any(text not in (WITHHELD, ABSENT) for text in self.body.iloc[:, 1:].to_numpy().ravel())


def safe_table(cells: Sequence[Cell], threshold: int, total: str = "", *, turned: bool = False) -> SafeTable:
    """Return proportions as a table that gives no small count away.

    Parameters
    ----------
    cells
        The proportions. Lines of one question whose counts add up to the column are exclusive answers; any
        other line is a question of its own.
    threshold
        The least count that is shown; zero is shown too.
    total
        The column that is the sum of all others; empty if there is none.
    turned
        Whether columns become lines.
    """
    sizes: dict[Column, int] = {}
    for cell in cells:
        sizes[cell.column] = max(cell.n, sizes.get(cell.column, 0))
    shown = open_columns(sizes, (total,), threshold)
    texts: dict[str, dict[Column, str]] = {}
    opened: dict[tuple[tuple[Column, int], ...], frozenset[Column]] = {}
    marks = 0
    for asked in _questions(cells):
        question = _question(asked)
        asked_of = tuple(question.sizes.items())
        if asked_of not in opened:
            opened[asked_of] = open_columns(question.sizes, (total,), threshold) & shown
        open_ = opened[asked_of]
        hidden = hidden_cells(question, open_, (total,), threshold)
        if hidden is None:
            open_, hidden = frozenset(), frozenset()
        for cell in asked:
            withheld = cell.column not in open_ or (cell.line, cell.column) in hidden
            marks += withheld and cell.column in shown
            told = _withheld(cell, threshold, known=cell.column in open_) if withheld else _told(cell)
            texts.setdefault(cell.line, {})[cell.column] = told
    names = {c: f"{_name(c)} (n = {n})" for c, n in sizes.items() if c in shown}
    there = {cell.line for cell in cells if cell.k}
    rows = [(line, *(found.get(c, ABSENT) for c in names)) for line, found in texts.items() if line in there]
    body = pd.DataFrame(rows, columns=["Patients", *names.values()])
    if turned:
        body = body.set_index("Patients").T.rename_axis("Patients").reset_index()
        body.columns.name = None
    return SafeTable(body, marks, tuple(_name(column) for column in sizes if column not in shown))


def _questions(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells of each question: lines together if they share out every column's patients."""
    by_question: dict[str, list[Cell]] = {}
    for cell in cells:
        by_question.setdefault(cell.question, []).append(cell)
    found = []
    for asked in by_question.values():
        if _question(asked).exclusive:
            found.append(asked)
        else:
            lines = dict.fromkeys(cell.line for cell in asked)
            found += [[cell for cell in asked if cell.line == line] for line in lines]
    return found


def _question(cells: Sequence[Cell]) -> Question:
    """Return the counts of cells by line and column."""
    counts: dict[str, dict[Column, int]] = {}
    sizes: dict[Column, int] = {}
    for cell in cells:
        counts.setdefault(cell.line, {})[cell.column] = cell.k
        sizes[cell.column] = cell.n
    full = all(set(line) == set(sizes) for line in counts.values())
    exclusive = full and len(counts) > 1 and all(cell.n == sizes[cell.column] for cell in cells)
    adds = exclusive and all(sum(line[c] for line in counts.values()) == n for c, n in sizes.items())
    return Question(counts, sizes, adds)


def _told(cell: Cell) -> str:
    """Return what a cell says that is shown."""
    if not cell.n:
        return ABSENT
    if cell.k and not math.isnan(cell.median):
        return f"{number(cell.median, 2)} (n = {cell.k})"
    return share(cell.k, cell.n)


def _withheld(cell: Cell, threshold: int, *, known: bool) -> str:
    """Return the mark of a cell that is withheld; never that of a zero."""
    return f"<{threshold}" if known and 0 < cell.k < threshold else WITHHELD


def _name(column: Column) -> str:
    """Return a column's name as it is read."""
    return ": ".join(part for part in column if part) or "All"
