"""What is asked of a warehouse: which columns of which rows. Only they cross the wire."""

import io
from dataclasses import dataclass
from typing import Any

from emr_core.intake.progress import Progress, silent
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.read.records import spaced
from emr_core.warehouse.connection import table
from emr_core.warehouse.settings import Warehouse, WarehouseError

MOST_VALUES = 200
"""Most values of a column that are offered to choose from."""

AS_WRITTEN = ReadOptions(encoding="utf-8", delimiter=",", quote='"', decimal=".", header_row=1)
"""How `fetch` writes a table, so that nothing of it has to be found out."""


@dataclass(frozen=True)
class Held:
    """What the table of a warehouse holds: its columns with their types, and its rows."""

    columns: dict[str, str]
    rows: int


@dataclass(frozen=True)
class Condition:
    """Rows are kept whose column has one of these values; an empty text stands for nothing recorded."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Which columns, in this order, of the rows that meet every condition."""

    columns: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()


def held(warehouse: Warehouse) -> Held:
    """Return the columns of the warehouse's table and its number of rows.

    Raises
    ------
    WarehouseError
        If the warehouse cannot be read.
    """
    with table(warehouse) as found:
        return Held({name: str(kind) for name, kind in found.schema().items()}, _rows(found))


def values(warehouse: Warehouse, column: str) -> dict[str, int] | None:
    """Return the values of a column with the rows that have them, most first; None if they are too many.

    Raises
    ------
    WarehouseError
        If the warehouse cannot be read or has no such column.
    """
    with table(warehouse) as found:
        _known(warehouse, found, (column,))
        counts = found.select(_text(found[column]).fill_null("").name("value")).value_counts(name="n")
        ordered = counts.order_by([counts.n.desc(), counts.value]).limit(MOST_VALUES + 1)
        rows = ordered.to_pyarrow().to_pylist()
    return None if len(rows) > MOST_VALUES else {row["value"]: int(row["n"]) for row in rows}


def count(warehouse: Warehouse, question: Question) -> int:
    """Return how many rows meet the conditions.

    Raises
    ------
    WarehouseError
        If the warehouse cannot be read or has no such column.
    """
    with table(warehouse) as found:
        return _rows(_asked(warehouse, found, question))


def fetch(warehouse: Warehouse, question: Question, progress: Progress = silent) -> bytes:
    """Return the rows as comma-separated text in UTF-8, read from there on like a file (`AS_WRITTEN`).

    Rows are in the order of their values from the first column on, so that the same rows give the same
    bytes, and with them the same fingerprint. Dates are written as 2013-04-05, what is not recorded as
    nothing.

    Raises
    ------
    WarehouseError
        If the warehouse cannot be read, has no such column, or no row or too many meet the conditions.
    """
    from pyarrow import csv

    with table(warehouse) as found:
        asked = _asked(warehouse, found, question)
        rows = _rows(asked)
        if not rows:
            raise WarehouseError(f"No row of {warehouse.name} meets these conditions. Take one away.")
        if rows > warehouse.most_rows:
            most = spaced(warehouse.most_rows)
            raise WarehouseError(
                f"{spaced(rows)} rows of {warehouse.name} meet these conditions; at most {most} are fetched. "
                "Set a condition more."
            )
        progress(0.1, f"Fetching {spaced(rows)} rows")
        fetched = asked.order_by(list(question.columns)).to_pyarrow()
    progress(0.9, f"Fetched {spaced(rows)} rows")
    written = io.BytesIO()
    csv.write_csv(fetched, written)
    return written.getvalue()


def _asked(warehouse: Warehouse, found: Any, question: Question) -> Any:
    """Return the expression of a question; values become literals of the SQL layer, never text of a query."""
    _known(warehouse, found, (*question.columns, *(one.column for one in question.conditions)))
    if not question.columns:
        raise WarehouseError("No column is chosen. Choose at least one.")
    for condition in question.conditions:
        column = found[condition.column]
        kept = _text(column).isin([value for value in condition.values if value])
        found = found.filter(kept | column.isnull() if "" in condition.values else kept)
    return found.select([_writable(found[name]) for name in question.columns])


def _rows(asked: Any) -> int:
    """Return how many rows an expression has."""
    return int(asked.count().to_pyarrow().as_py())


def _text(column: Any) -> Any:
    """Return a column as text; one that is text already stays as it is, so that its index serves."""
    return column if column.type().is_string() else column.cast("string")


def _writable(column: Any) -> Any:
    """Return a column in a kind that has one way of being written; lists and the like become text."""
    kind = column.type()
    plain = kind.is_string() or kind.is_numeric() or kind.is_temporal() or kind.is_boolean()
    return column if plain else column.cast("string").name(column.get_name())


def _known(warehouse: Warehouse, found: Any, columns: tuple[str, ...]) -> None:
    """Refuse columns the table has not, which may have been renamed since it was looked at."""
    lacking = [name for name in columns if name not in found.columns]
    if lacking:
        raise WarehouseError(f"{warehouse.name} has no column {lacking[0]} any more. Look at it again.")
