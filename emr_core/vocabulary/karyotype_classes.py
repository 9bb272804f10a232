"""The cytogenetic classes, their order, and the rule by which an abnormality belongs to one."""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from emr_core.vocabulary.iscn import Abnormality, Event

TABLE = Path(__file__).with_name("karyotypes.csv")

# Without bands, a translocation of chromosome 11 is read as 11q23 with these partners only.
_USUAL_PARTNERS_OF_11Q23 = frozenset({"4", "6", "9", "10", "19"})


@dataclass(frozen=True, slots=True)
class KaryotypeClass:
    """A cytogenetic class: its kind, its rule, the genes and lineage it is known for, its definition."""

    name: str
    kind: str
    pattern: str
    genes: str
    lineage: str
    wording: re.Pattern[str] | None
    definition: str

    def stated_in(self, words: str) -> bool:
        """Tell whether plain words name the class ("complex", "Ph", "MLL rearranged")."""
        return self.wording is not None and self.wording.search(words) is not None

    def counts(self, chromosomes: tuple[int, int]) -> bool:
        """Tell whether a chromosome count (lowest, highest) defines the class."""
        limits = re.fullmatch(r"(\d+) to (\d+)", self.pattern)
        return limits is not None and int(limits[1]) <= chromosomes[0] <= chromosomes[1] <= int(limits[2])


def _read_table() -> tuple[KaryotypeClass, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["order"]))
    return tuple(
        KaryotypeClass(
            row["name"],
            row["kind"],
            row["pattern"],
            row["genes"],
            row["lineage"],
            re.compile(rf"\b(?:{row['wording']})\b") if row["wording"] else None,
            row["definition"],
        )
        for row in rows
    )


KARYOTYPE_TABLE: tuple[KaryotypeClass, ...] = _read_table()
"""The classes with their definitions: class-defining fusion > numerical > complex > other > normal."""

KARYOTYPE_CLASSES: tuple[str, ...] = tuple(row.name for row in KARYOTYPE_TABLE)

PRECEDENCE = f"The primary karyotype class is the first that applies of {', '.join(KARYOTYPE_CLASSES)}."
"""The printed rule by which a patient of several classes counts once."""

COMPLEX, OTHER, NORMAL = (
    next(row for row in KARYOTYPE_TABLE if row.kind == kind) for kind in ("complex", "other", "normal")
)


def belongs_to(row: KaryotypeClass, one: Abnormality, named: Collection[Event] = ()) -> bool:
    """Tell whether one abnormality puts a karyotype into a class; `named` events have their fusion."""
    if row.kind == "fusion":
        return any(is_fusion(row.pattern.split(";"), event) for event in one.events if event not in named)
    rules = [rule.split(" ") for rule in row.pattern.split("|") if " to " not in rule and rule]
    return any(is_change(kind, place, event) for kind, place in rules for event in one.events)


def is_fusion(wanted: list[str], event: Event) -> bool:
    """Tell whether a translocation, inversion or insertion has all the wanted breaks."""
    chromosomes = {chromosome for chromosome, _ in event.breaks}
    needed = {_bands(place)[0] for place in wanted}
    within_one = len(needed) == 1 and len(wanted) > 1
    if event.kind not in ({"t", "ins", "inv"} if within_one else {"t", "ins"}):
        return False
    if within_one and needed != chromosomes:
        return False
    if wanted == ["11q23"] and is_11_without_band(event):
        return bool(chromosomes & _USUAL_PARTNERS_OF_11Q23)
    return all(any(is_at(place, *written) for written in event.breaks) for place in wanted)


def is_11_without_band(event: Event) -> bool:
    """Tell whether a translocation of chromosome 11 is written without its band."""
    return event.kind in {"t", "ins"} and ("11", "") in event.breaks


@cache
def _bands(place: str) -> tuple[str, str, int, int]:
    """Return chromosome, arm and the lowest and highest band of a wanted place such as 17q21-23."""
    found = re.fullmatch(r"(\d+)([pq])(\d\d)?(?:-(\d\d))?", place)
    if found is None:
        raise ValueError(f"{place!r} in karyotypes.csv is not a place on a chromosome.")
    return found[1], found[2], int(found[3] or 0), int(found[4] or found[3] or 99)


def is_at(place: str, chromosome: str, band: str) -> bool:
    """Tell whether a written break lies in the wanted bands; one without its band may."""
    wanted, arm, lowest, highest = _bands(place)
    if wanted != chromosome or not band:
        return wanted == chromosome
    numbers = [int(number) for number in re.findall(r"(?<![.\d])\d\d(?!\d)", band)]
    return band[0] == arm and all(lowest <= number <= highest for number in numbers)


def is_change(kind: str, place: str, event: Event) -> bool:
    """Tell whether an event is a loss, gain or change of a kind at a place whose band is written."""
    if kind in {"loss", "gain"}:
        return event.kind == kind and (place, "") in event.breaks
    located = any(band and is_at(place, chromosome, band) for chromosome, band in event.breaks)
    return located and (kind == event.kind or (kind == "break" and event.kind not in {"gain", "loss"}))
