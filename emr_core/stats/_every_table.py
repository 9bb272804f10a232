"""Small tables: every one that the margins allow, all held at once."""

import numpy as np

from emr_core.stats._enumeration import IntArray, log_factorials

FEW_TABLES = 300_000
"""Partial tables up to which all are held at once, the impossible included."""


def few_tables_p(rows: IntArray, columns: IntArray, log_limit: float) -> float | None:
    """Return the same as `table_p`, every table held at once; None if there are too many.

    With few tables, bounds on what can follow take up to ten times as long as what they save.
    """
    after = int(rows.sum())
    log_factorial = log_factorials(after)
    margins = np.sort(np.concatenate((log_factorial[rows], log_factorial[columns])))
    log_p = np.array([margins.sum() - log_factorial[after]])
    left = [np.array([row]) for row in rows[:-1]]  # the last row has what the others leave
    for column in columns[:-1].tolist():
        after -= column
        cells = _fillings(rows[:-1].tolist(), column)
        if cells is None or log_p.size * cells[0].size > FEW_TABLES:
            return None
        weight = sum((log_factorial[cell] for cell in cells), log_factorial[column - _total(cells)])
        log_p = np.subtract.outer(log_p, weight).ravel()
        left = [np.subtract.outer(*pair).ravel() for pair in zip(left, cells, strict=True)]
        fits = _total(left) <= after
        for row in left:
            fits &= row >= 0
        left, log_p = [row[fits] for row in left], log_p[fits]
    log_p -= sum((log_factorial[row] for row in left), log_factorial[after - _total(left)])
    p = np.exp(log_p)
    return float(p[log_p <= log_limit].sum() / p.sum())


def _fillings(rows: list[int], column: int) -> list[IntArray] | None:
    """Return the cells, row by row without the last, of every filling of a column; None if too many."""
    cells: list[IntArray] = [np.arange(min(rows[0], column) + 1)]
    for row in rows[1:]:
        cell, size = np.arange(min(row, column) + 1), cells[0].size
        if size * cell.size > FEW_TABLES:
            return None
        cells = [*(np.repeat(one, cell.size) for one in cells), np.tile(cell, size)]
        fits = _total(cells) <= column
        cells = [one[fits] for one in cells]
    return cells


def _total(parts: list[IntArray]) -> IntArray:
    """Return the sum of arrays, without adding it to 0 first."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
