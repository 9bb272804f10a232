"""The flags that say how a file is to be read, and the mapping that they make of a suggestion."""

import argparse
from dataclasses import replace
from pathlib import Path

from emr_core.commands.errors import WRONG_CALL, CommandError
from emr_core.commands.files import read_bytes
from emr_core.intake.headers import fits
from emr_core.intake.mapping import (
    EVENTS,
    Clock,
    Column,
    Mapping,
    ProfileError,
    with_constant,
    with_field,
    with_words,
)
from emr_core.intake.units import split_unit


def add_mapping_flags(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    for flag, shape, what in (
        ("--map", "FIELD=HEADER", "take a variable from this column"),
        ("--unit", "FIELD=UNIT", "the unit of its numbers: days, weeks, months, years, /µL, 10⁹/L"),
        (
            "--value",
            "FIELD:TEXT=LEVEL",
            "what a word or code of the file stands for; nothing after = is unknown",
        ),
        ("--constant", "FIELD=VALUE", "one value for all rows"),
        ("--date", "EVENT=HEADER", f"column of a date; events are {', '.join(EVENTS)}"),
        ("--start", "HEADER=EVENT", "from where a time runs whose header does not say so"),
        ("--keep", "HEADER", "keep a column that identifies patients"),
    ):
        parser.add_argument(flag, metavar=shape, action="append", default=[], help=what)
    parser.add_argument("--row-number", action="store_true", help="the row's number is the patient's code")
    parser.add_argument("--profile", metavar="FILE", type=Path, help="read the file by a saved mapping")
    parser.add_argument("--save-profile", metavar="FILE", type=Path, help="save the mapping that was used")


def revised(suggestion: Mapping, given: argparse.Namespace, headers: tuple[str, ...]) -> Mapping:
    """Return the suggested mapping, or the saved one, with what the flags say.

    Raises
    ------
    CommandError
        If a flag names a variable, a column or a unit that does not exist.
    """
    try:
        mapping = _profile(given.profile) if given.profile else suggestion
        for flag in given.map:
            mapping = _mapped(mapping, flag, headers)
        for flag in given.unit:
            name, unit = _parted("--unit", flag)
            held = mapping.fields.get(name)
            if held is None:
                raise CommandError(f"--unit {flag}: no column is taken for {name}. Map it first.", WRONG_CALL)
            mapping = with_field(mapping, name, replace(held, unit=split_unit(unit)[1] or unit))
        for flag in given.value:
            words, level = _parted("--value", flag)
            name, _, text = words.partition(":")
            mapping = with_words(mapping, name, {text: level})
        for flag in given.constant:
            mapping = with_constant(mapping, *_parted("--constant", flag))
    except ProfileError as error:
        raise CommandError(str(error), WRONG_CALL) from None
    return _with_times(mapping, given, headers)


def _with_times(mapping: Mapping, given: argparse.Namespace, headers: tuple[str, ...]) -> Mapping:
    """Return the mapping with dates, starts of times, kept columns and row numbers as the flags say."""
    dates, clocks = dict(mapping.dates), dict(mapping.clocks)
    for flag in given.date:
        event, header = _parted("--date", flag)
        _among("--date", event, EVENTS)
        dates[event] = _among("--date", header, headers)
    for flag in given.start:
        header, start = _parted("--start", flag)
        _among("--start", start, EVENTS)
        end = next((event for event, clock in clocks.items() if clock.header == header), "")
        if not end:
            message = f"--start {flag}: {header!r} is not read as a time whose start is open. Use --map."
            raise CommandError(message, WRONG_CALL)
        clocks[end] = Clock(header, clocks[end].unit, start)
    kept = tuple(_among("--keep", header, headers) for header in given.keep)
    fields = dict(mapping.fields)
    if given.row_number:
        fields.pop("patient_id", None)
    return replace(
        mapping,
        fields=fields,
        dates=dates,
        clocks=clocks,
        kept=(*mapping.kept, *kept),
        row_number_as_id=given.row_number or mapping.row_number_as_id,
    )


def _mapped(mapping: Mapping, flag: str, headers: tuple[str, ...]) -> Mapping:
    name, header = _parted("--map", flag)
    unit = split_unit(_among("--map", header, headers))[1]
    return with_field(mapping, name, Column(header, unit=unit if fits(unit, name) else ""))


def _profile(path: Path) -> Mapping:
    return Mapping.from_json(read_bytes(path).decode("utf-8", errors="replace"))


def _parted(flag: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"{flag} {text}: write it as NAME=VALUE.", WRONG_CALL)
    return name.strip(), value.strip()


def _among(flag: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise CommandError(f"{flag}: there is no {text!r}. There are {', '.join(known)}.", WRONG_CALL)
    return text
