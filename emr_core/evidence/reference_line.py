"""Numbers of other studies to read one's own against: each with its population, its clock and its source."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NUMBER = re.compile(r"\d+(?:\.\d+)?")
TABLE = Path(__file__).with_name("reference_lines.csv")


@dataclass(frozen=True)
class ReferenceLine:
    """One number of one study.

    Parameters
    ----------
    topic
        What it is about; topics are what the screen filters by.
    measure
        What was measured.
    value, unit
        The number or numbers as published, and their unit.
    compared
        What the study sets beside it.
    population
        In whom, with the number of patients where it is known.
    clock
        From when time runs, or what the share is of.
    source
        Where it was published.
    """

    topic: str
    measure: str
    value: str
    unit: str
    compared: str
    population: str
    clock: str
    source: str


@cache
def reference_lines() -> tuple[ReferenceLine, ...]:
    """Return all reference lines, in the order of the file."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(ReferenceLine(**row) for row in csv.DictReader(file))


def topics() -> tuple[str, ...]:
    """Return the topics, in the order of the file."""
    return tuple(dict.fromkeys(line.topic for line in reference_lines()))


@dataclass(frozen=True)
class Band:
    """The smallest and the largest number published for one measure, in how many lines, and their clocks."""

    measure: str
    unit: str
    least: float
    most: float
    lines: int
    clocks: tuple[str, ...]


def bands(lines: Iterable[ReferenceLine]) -> tuple[Band, ...]:
    """Return how far studies of the same measure in the same unit lie apart; one study has no band."""
    found: dict[tuple[str, str], list[ReferenceLine]] = {}
    for line in lines:
        if NUMBER.fullmatch(line.value):
            found.setdefault((line.measure, line.unit), []).append(line)
    return tuple(_band(studies) for studies in found.values() if len(studies) > 1)


def _band(studies: list[ReferenceLine]) -> Band:
    """Return the band of the studies of one measure."""
    numbers = [float(line.value) for line in studies]
    clocks = tuple(dict.fromkeys(line.clock for line in studies))
    return Band(studies[0].measure, studies[0].unit, min(numbers), max(numbers), len(studies), clocks)
