"""A read-only connection to a warehouse, open for one question, and failures in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from emr_core.warehouse.settings import Warehouse, WarehouseError

PATIENCE = 10
"""Seconds until a host that does not answer is given up."""


@contextmanager
def table(warehouse: Warehouse) -> Iterator[Any]:
    """Open the warehouse's table for one question.

    Yields
    ------
    ibis.Table
        An expression; nothing is read before it is asked for rows.

    Raises
    ------
    WarehouseError
        If the warehouse does not answer, refuses, is too slow, or has no such table. The driver's own words
        are not passed on: they may quote addresses and values.
    """
    backend = None
    try:
        backend = _connected(warehouse)
        yield _table(backend, warehouse)
    except WarehouseError:
        raise
    except Exception as error:
        # Every engine has exceptions of its own; what a person can do about them is the same.
        raise WarehouseError(_told(error, warehouse)) from None
    finally:
        if backend is not None:
            backend.disconnect()


def _connected(warehouse: Warehouse) -> Any:
    """Return a connection that can only read."""
    import ibis  # takes a third of a second, and most sessions have no warehouse

    at = urlsplit(warehouse.url)
    if at.scheme == "parquet":
        return ibis.duckdb.connect(**_DUCKDB)
    if at.scheme == "duckdb":
        path = unquote(at.netloc + at.path)
        if not Path(path).exists():  # else the driver would make an empty one
            raise WarehouseError(f"{warehouse.name} has no file that can be opened. {SETTINGS}.")
        return ibis.duckdb.connect(path, read_only=True, **_DUCKDB)
    if at.scheme not in ("postgres", "postgresql"):
        return ibis.connect(warehouse.url)
    return ibis.postgres.connect(
        host=at.hostname,
        port=at.port or 5432,
        user=unquote(at.username or "") or None,
        password=unquote(at.password or "") or None,
        database=unquote(at.path.lstrip("/")) or None,
        connect_timeout=PATIENCE,
        application_name="emr-explorer",
        options="-c default_transaction_read_only=on "
        f"-c statement_timeout={warehouse.seconds * 1000} -c lock_timeout={PATIENCE * 1000}",
    )


def _table(backend: Any, warehouse: Warehouse) -> Any:
    """Return the table, or the files, as an expression."""
    at = urlsplit(warehouse.url)
    if at.scheme == "parquet":
        return backend.read_parquet(unquote(at.netloc + at.path))
    schema, _, name = warehouse.table.rpartition(".")
    return backend.table(name, database=schema or None)


_DUCKDB = {
    # Nothing is fetched from the network, and nothing large is put on the disk.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}

SETTINGS = "Ask who keeps the settings"

TELLING = {
    "took longer than {seconds} seconds. Ask for fewer rows, or later": (
        "QueryCanceled",
        "LockNotAvailable",
        "InterruptException",
    ),
    f"has no table {{table}}. {SETTINGS}": ("TableNotFound", "UndefinedTable", "CatalogException"),
    "does not let its user read {table}. Ask who keeps the database": ("InsufficientPrivilege",),
    f"has no file that can be opened. {SETTINGS}": ("IOException",),
    f"needs a driver that is not installed. {SETTINGS}": ("ImportError",),
}
"""What to say, for the names of the exceptions that mean it."""

LOGIN = ("authentication failed", "no password supplied", "does not exist", "pg_hba.conf")
"""Words of libpq for a refusal before a session exists; there are no classes for it."""


def _told(error: Exception, warehouse: Warehouse) -> str:
    """Return what to say of an engine's failure: where, what, and what to do."""
    names = {kind.__name__ for kind in type(error).__mro__}
    said = next((words for words, kinds in TELLING.items() if names.intersection(kinds)), "")
    if not said and "OperationalError" in names:
        refused = any(word in str(error) for word in LOGIN)
        why = "refuses the user or the password" if refused else "does not answer. Try later"
        said = f"{why}. {SETTINGS}"
    if not said:
        said = f"could not be read ({type(error).__name__}). {SETTINGS}"
    return f"{warehouse.name} {said.format(seconds=warehouse.seconds, table=warehouse.table)}."
