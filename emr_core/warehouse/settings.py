"""Which tables of which warehouses may be read, as the hospital's own settings say."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from emr_core.wording import listed


class WarehouseError(ValueError):
    """Says in plain words why a warehouse gives nothing and what to do; it quotes no address, no value."""


@dataclass(frozen=True)
class Warehouse:
    """One table that may be read.

    Parameters
    ----------
    name
        What it is called on the screen.
    url
        Where it is, as the SQL layer takes it: `postgres://user:password@host/database`,
        `duckdb:///path/registry.duckdb`; `parquet:///path/*.parquet` for files. It holds a password and is
        never shown.
    table
        Table or view, after its schema and a point where it has one; not needed for files.
    seconds
        Longest a question to the warehouse may take.
    most_rows
        Most rows that may be fetched.
    """

    name: str
    url: str
    table: str = ""
    seconds: int = 30
    most_rows: int = 1_000_000

    def __repr__(self) -> str:
        """Return the name alone: the address holds a password."""
        return f"Warehouse({self.name!r})"


def warehouses(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Warehouse]:
    """Return the warehouses of the settings, by the names they are shown under.

    Parameters
    ----------
    settings
        Key to the settings of one warehouse: `url`, and what else a `Warehouse` has. Without `name` the key
        is the name.

    Raises
    ------
    WarehouseError
        If a setting is not known, missing or of another kind.
    """
    found = {}
    for key, told in settings.items():
        made = _warehouse(key, told)
        found[made.name] = made
    return found


def _warehouse(key: str, told: Mapping[str, Any]) -> Warehouse:
    known = {field.name: field.type for field in fields(Warehouse)}
    other = sorted(set(told) - set(known))
    if other:
        raise WarehouseError(
            f"Warehouse {key}: {listed(other)} is no setting. There are {listed(sorted(known))}."
        )
    given = {"name": key, **told}
    for name, kind in known.items():
        if name in given and not isinstance(given[name], str if kind is str else int):
            what = "a text" if kind is str else "a whole number"
            raise WarehouseError(f"Warehouse {key}: {name} must be {what}.")
    if not given.get("url"):
        raise WarehouseError(f"Warehouse {key}: url is missing.")
    if given.get("seconds", 1) < 1 or given.get("most_rows", 1) < 1:
        raise WarehouseError(f"Warehouse {key}: seconds and most_rows must be 1 or more.")
    if not given.get("table") and not given["url"].startswith("parquet://"):
        raise WarehouseError(f"Warehouse {key}: table is missing.")
    return Warehouse(**given)
