"""What a person may change of a mapping: each function returns another one, and refuses what cannot be."""

from dataclasses import replace

from emr_core.fields import Continuous, Field
from emr_core.intake.mapping import EVENTS, Clock, Column, Mapping, ProfileError, with_field
from emr_core.intake.units import UNITS, factor
from emr_core.schema import BY_NAME
from emr_core.wording import listed

STARTS = {"EMR": ("Diagnosis", "CR before EMR", "HSCT"), "Last contact": ("EMR", "Diagnosis", "HSCT")}
"""From where a time to an event can run."""

ORDERS = ("day first", "month first")
"""How a date is written whose year stands last."""


def units_of(field: Field) -> tuple[str, ...]:
    """Return the units that a column of a field can be in, its own first; none for what has no unit."""
    if not isinstance(field, Continuous):
        return ()
    possible = [unit for unit in UNITS if unit != field.unit and factor(unit, field) is not None]
    return (field.unit, *possible) if field.unit else ()


def with_unit(mapping: Mapping, name: str, unit: str) -> Mapping:
    """Return the mapping with the numbers of a field's column in another unit.

    Raises
    ------
    ProfileError
        If no column is taken for the field, or it cannot be in that unit.
    """
    return with_field(
        mapping, name, replace(_held(mapping, name), unit=unit, confidence=1.0, reason="chosen")
    )


def without_field(mapping: Mapping, name: str) -> Mapping:
    """Return the mapping without a field: neither its column nor a constant is taken for it."""
    return replace(
        mapping,
        fields={other: column for other, column in mapping.fields.items() if other != name},
        constants={other: value for other, value in mapping.constants.items() if other != name},
    )


def confirmed(mapping: Mapping, name: str) -> Mapping:
    """Return the mapping with a guessed column confirmed by a person, so that it is no longer pointed out."""
    column = replace(_held(mapping, name), confidence=1.0, reason="chosen")
    return replace(mapping, fields={**mapping.fields, name: column})


def with_row_number(mapping: Mapping, chosen: bool = True) -> Mapping:
    """Return the mapping with the row numbers as the patients' codes, or without."""
    plan = without_field(mapping, "patient_id") if chosen else mapping
    return replace(plan, row_number_as_id=chosen)


def with_kept(mapping: Mapping, header: str, kept: bool = True) -> Mapping:
    """Return the mapping with a column that identifies patients kept on purpose, or dropped again.

    National ids are refused whatever is chosen here.
    """
    others = tuple(other for other in mapping.kept if other != header)
    return replace(mapping, kept=(*others, header) if kept else others)


def with_site_flags(mapping: Mapping, headers: tuple[str, ...]) -> Mapping:
    """Return the mapping with the sites taken from columns that say yes or no, instead of one column."""
    plan = without_field(mapping, "emr_sites") if headers else mapping
    return replace(plan, site_flags=headers)


def with_date(mapping: Mapping, event: str, header: str) -> Mapping:
    """Return the mapping with a column as the date of an event; an empty header takes the date away.

    Raises
    ------
    ProfileError
        If there is no such event.
    """
    _among(event, EVENTS, "event")
    dates = {other: held for other, held in mapping.dates.items() if other != event and held != header}
    plan = without_column(mapping, header)
    return replace(plan, dates={**dates, event: header} if header else dates)


def with_date_order(mapping: Mapping, header: str, order: str) -> Mapping:
    """Return the mapping with a column's dates read with the day or the month first.

    Raises
    ------
    ProfileError
        If it is no such order.
    """
    _among(order, ORDERS, "order of dates")
    others = tuple(other for other in mapping.month_first if other != header)
    others_day = tuple(other for other in mapping.day_first if other != header)
    if order == "month first":
        return replace(mapping, month_first=(*others, header), day_first=others_day)
    return replace(mapping, month_first=others, day_first=(*others_day, header))


def with_clock(mapping: Mapping, event: str, header: str, unit: str = "", start: str = "") -> Mapping:
    """Return the mapping with a column as the time to an event from a start; an empty header takes it away.

    Raises
    ------
    ProfileError
        If no time to such an event, from such a start, or in such a unit is read.
    """
    _among(event, tuple(STARTS), "event")
    if start:
        _among(start, STARTS[event], "start")
    if unit:
        _among(unit, units_of(BY_NAME["follow_up"]), "unit of time")
    clocks = {other: held for other, held in mapping.clocks.items() if other != event}
    plan = without_column(mapping, header)
    return replace(plan, clocks={**clocks, event: Clock(header, unit, start)} if header else clocks)


def with_start(mapping: Mapping, header: str, start: str) -> Mapping:
    """Return the mapping with the event from which a column of times runs.

    Raises
    ------
    ProfileError
        If the column is not read as a time whose start is open, or cannot run from there.
    """
    for event, clock in mapping.clocks.items():
        if clock.header == header:
            return with_clock(mapping, event, header, clock.unit, start)
    raise ProfileError(f"{header!r} is not read as a time whose start is open. Map the column instead.")


def without_column(mapping: Mapping, header: str) -> Mapping:
    """Return the mapping with one column left out, whatever it was used for."""
    return replace(
        mapping,
        fields={name: column for name, column in mapping.fields.items() if column.header != header},
        dates={event: held for event, held in mapping.dates.items() if held != header},
        clocks={event: clock for event, clock in mapping.clocks.items() if clock.header != header},
        site_flags=tuple(other for other in mapping.site_flags if other != header),
    )


def _held(mapping: Mapping, name: str) -> Column:
    held = mapping.fields.get(name)
    if held is None:
        label = BY_NAME[name].label if name in BY_NAME else repr(name)
        raise ProfileError(f"No column is taken for {label}. Map one first.")
    return held


def _among(text: str, known: tuple[str, ...], what: str) -> None:
    if text not in known:
        raise ProfileError(f"There is no {what} {text!r}. There are {listed(known)}.")
