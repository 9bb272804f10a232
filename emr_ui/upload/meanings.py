"""What a column of the file can mean, as the words of a list; and the mapping after one was chosen."""

from emr_core.fields import Continuous
from emr_core.intake import remapping
from emr_core.intake.headers import SURE, fits
from emr_core.intake.mapping import EVENTS, Column, Mapping, with_field
from emr_core.intake.remapping import with_clock, with_date, with_site_flags
from emr_core.intake.units import UNITS, split_unit
from emr_core.schema import BY_NAME, FIELDS

LEFT_OUT = "– left out –"
SITE_COLUMN = "A site, yes or no"
TIMES = {"EMR": "Time to EMR, from …", "Last contact": "Time to last contact, from …"}
"""Columns of times whose start is asked, by the event they run to."""

DATES = {event: f"Date of {event if event.isupper() else event[0].lower() + event[1:]}" for event in EVENTS}
_FIELDS = {field.label: field.name for field in FIELDS}
MEANINGS = (LEFT_OUT, *_FIELDS, SITE_COLUMN, *DATES.values(), *TIMES.values())
AS_NAMED = "as the field"
"""The unit of a column that names none."""


def meaning(mapping: Mapping, header: str) -> str:
    """Return what a column means, in the words of the list; two meanings of one column joined by +."""
    fields = [BY_NAME[name].label for name, column in mapping.fields.items() if column.header == header]
    dates = [DATES[event] for event, dated in mapping.dates.items() if dated == header]
    times = [TIMES[event] for event, clock in mapping.clocks.items() if clock.header == header]
    flags = [SITE_COLUMN] if header in mapping.site_flags else []
    return " + ".join([*fields, *dates, *times, *flags]) or LEFT_OUT


def unit(mapping: Mapping, header: str) -> str:
    """Return the unit of a column's numbers; empty where it has none."""
    for name, column in mapping.fields.items():
        field = BY_NAME[name]
        if column.header == header and isinstance(field, Continuous) and field.unit:
            return column.unit or field.unit
    clocks = (clock for clock in mapping.clocks.values() if clock.header == header)
    return next((clock.unit or "months" for clock in clocks), "")


def surety(mapping: Mapping, header: str) -> tuple[str, str]:
    """Return how sure the meaning of a column is, and why, in a word each."""
    for column in mapping.fields.values():
        if column.header == header:
            return ("sure" if column.confidence >= SURE else "look at it"), column.reason
    if header in mapping.site_flags:
        return "sure", "named after a site; holds yes and no"
    if header in mapping.dates.values():
        return "sure", "the name of the column; becomes a duration, the date is dropped"
    for clock in mapping.clocks.values():
        if clock.header == header:
            return ("sure", f"counted from {clock.start}") if clock.start else ("look at it", "starts where?")
    return "", ""


def with_meaning(mapping: Mapping, header: str, chosen: str) -> Mapping:
    """Return the mapping with another meaning of one column."""
    mapping = remapping.without_column(mapping, header)
    if chosen in _FIELDS:
        name = _FIELDS[chosen]
        found = split_unit(header)[1]
        return with_field(mapping, name, Column(header, unit=found if fits(found, name) else ""))
    if chosen == SITE_COLUMN:
        return with_site_flags(mapping, (*mapping.site_flags, header))
    for event, words in DATES.items():
        if chosen == words:
            return with_date(mapping, event, header)
    for event, words in TIMES.items():
        if chosen == words:
            return with_clock(mapping, event, header, split_unit(header)[1])
    return mapping


def with_unit(mapping: Mapping, header: str, chosen: str) -> Mapping:
    """Return the mapping with another unit of one column.

    Raises
    ------
    ProfileError
        If the column's field cannot have it.
    """
    for event, clock in mapping.clocks.items():
        if clock.header == header:
            return with_clock(mapping, event, header, chosen, clock.start)
    for name, column in tuple(mapping.fields.items()):
        if column.header == header and isinstance(BY_NAME[name], Continuous):
            mapping = remapping.with_unit(mapping, name, chosen)
    return mapping


def with_edits(mapping: Mapping, headers: list[str], edits: dict[int, dict[str, object]]) -> Mapping:
    """Return the mapping after a grid of the columns was edited: row to its changed cells.

    Raises
    ------
    ProfileError
        If a column's field cannot have the unit.
    """
    for row, cells in edits.items():
        header = headers[row]
        if "Means" in cells:
            mapping = with_meaning(mapping, header, str(cells["Means"] or LEFT_OUT))
        if cells.get("Unit") in UNITS:
            mapping = with_unit(mapping, header, str(cells["Unit"]))
    return mapping
