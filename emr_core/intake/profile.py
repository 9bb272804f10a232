"""Whether a saved mapping fits another file: which of its columns are there, and which are new."""

from dataclasses import dataclass

from emr_core.intake.mapping import Mapping
from emr_core.intake.raw_table import RawTable
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed, quoted


@dataclass(frozen=True)
class Fit:
    """How the columns of a saved mapping and of a file go together.

    Attributes
    ----------
    found, lacking
        Columns of the mapping that the file has, and those it lacks; identifiers that are kept stand apart.
    new
        Columns of the file that the mapping does not read, whether or not it knew them.
    sentence
        All of it in words.
    """

    found: tuple[str, ...]
    lacking: tuple[str, ...]
    new: tuple[str, ...]
    sentence: str


def fit(mapping: Mapping, table: RawTable) -> Fit:
    """Return how a saved mapping fits a file."""
    headers = tuple(map(str, table.cells.columns))
    meant = _meant(mapping)
    found = tuple(header for header in meant if header in headers)
    lacking = tuple(header for header in meant if header not in headers)
    new = tuple(header for header in headers if header not in mapping.used)
    return Fit(found, lacking, new, _said(meant, found, lacking, new))


def _said(
    meant: dict[str, str], found: tuple[str, ...], lacking: tuple[str, ...], new: tuple[str, ...]
) -> str:
    n = counted(len(meant), "column")
    if not lacking:
        said = f"All {n} of the mapping are in this file." if meant else "The mapping reads no column."
    else:
        named = listed(f"{quoted(header)} ({meant[header]})" for header in lacking)
        said = f"{len(found)} of {n} of the mapping are in this file. Not found: {named}."
        said += " Choose other columns for them, or leave them out."
    return f"{said} Not read: {listed(quoted(header) for header in new)}." if new else said


def _meant(mapping: Mapping) -> dict[str, str]:
    """Return what every column of a mapping holds, in words."""
    meant = {column.header: BY_NAME[name].label for name, column in mapping.fields.items()}
    meant |= {header: f"date of {event}" for event, header in mapping.dates.items()}
    meant |= {clock.header: f"time to {event}" for event, clock in mapping.clocks.items()}
    return meant | dict.fromkeys(mapping.site_flags, "site")
