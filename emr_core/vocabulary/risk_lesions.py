"""Which risk group the clonal changes of a karyotype stand in, by the list of a named system."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from emr_core.vocabulary.iscn import Abnormality, Event
from emr_core.vocabulary.karyotype import KARYOTYPE_TABLE, KaryotypeReading
from emr_core.vocabulary.karyotype_classes import belongs_to, is_at, is_change, is_fusion

TABLE = Path(__file__).with_name("risk_lesions.csv")

KMT2A, APL, CBF = "KMT2A/11q23", "t(15;17)", frozenset({"t(8;21)", "inv(16)/t(16;16)"})
_KMT2A_ROW = next(row for row in KARYOTYPE_TABLE if row.name == KMT2A)

# Where no listed change is found, the systems name the group thus.
REST = {"ELN 2022": "Intermediate", "COG AAML1831": "Neither list"}

IS_APL = "t(15;17) is acute promyelocytic leukaemia, which is treated and graded apart"
NO_PARTNER = "the partner of KMT2A is not stated"
NO_SUB_BAND = "t(11;19): 19p13.1 or 19p13.3 is not stated"
TWO_GROUPS = "changes of two groups together; the list does not say which prevails"


@dataclass(frozen=True, slots=True)
class Lesion:
    """One line of a system's list: the group, the rule that finds the change, and how it is printed."""

    system: str
    group: str
    kind: str
    pattern: str
    words: str


def _read_table() -> tuple[Lesion, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Lesion(**row) for row in csv.DictReader(file))


LESIONS: tuple[Lesion, ...] = _read_table()
"""The cytogenetic lists of ELN 2022 (adults) and COG AAML1831 (children), acute myeloid leukaemia."""


def cytogenetic_group(system: str, reading: KaryotypeReading) -> tuple[str, str]:
    """Return the group of a karyotype in a system's list, and where there is none, why.

    Parameters
    ----------
    system
        "ELN 2022" or "COG AAML1831".
    reading
        The karyotype as read; one that is not known has no group.
    """
    if not reading.classes:
        return "", "the karyotype is not known"
    if APL in reading.classes:
        return "", IS_APL
    if KMT2A in reading.classes and not _partners(reading):
        return "", NO_PARTNER
    if system == "COG AAML1831" and any(map(_without_sub_band, _events(reading))):
        return "", NO_SUB_BAND
    found = {line.group for line in LESIONS if line.system == system and _has(line, reading)}
    if {"Unfavourable", "Unfavourable from 90 days"} <= found:
        found.discard("Unfavourable from 90 days")
    if len(found) > 1:
        return "", TWO_GROUPS
    return next(iter(found), REST[system]), ""


def _has(line: Lesion, reading: KaryotypeReading) -> bool:
    """Tell whether a karyotype has the change of one line."""
    if line.kind == "class":
        return line.pattern in reading.classes
    if line.kind == "other KMT2A":
        return bool(_partners(reading) - {"9"}) or _has_9_elsewhere(reading)
    if line.kind == "monosomal":
        return not CBF & set(reading.classes) and is_monosomal(reading.abnormalities)
    if line.kind == "loss":
        return any(_loses(line.pattern, event) for event in _events(reading))
    if line.kind == "break":
        rules = [rule.split(" ") for rule in line.pattern.split("|")]
        return any(is_change(kind, place, event) for kind, place in rules for event in _events(reading))
    wanted = [place.partition(".")[0] for place in line.pattern.split(";")]
    banded = line.kind != "fusion"
    return any(is_fusion(wanted, event) and (not banded or _all_banded(event)) for event in _events(reading))


def is_monosomal(abnormalities: tuple[Abnormality, ...]) -> bool:
    """Tell whether two autosomes are lost, or one beside a structural change (monosomal karyotype)."""
    events = [event for one in abnormalities for event in one.events]
    lost = {place for event in events if event.kind == "loss" for place, band in event.breaks if not band}
    autosomes = {place for place in lost if place.isdecimal()}
    return len(autosomes) > 1 or bool(autosomes and any(one.structural for one in abnormalities))


def _events(reading: KaryotypeReading) -> list[Event]:
    return [event for one in reading.abnormalities for event in one.events]


def _rearranged(reading: KaryotypeReading) -> list[Event]:
    """Return the translocations and insertions that put a karyotype into the class KMT2A/11q23."""
    carriers = [one for one in reading.abnormalities if belongs_to(_KMT2A_ROW, one)]
    return [event for one in carriers for event in one.events if is_fusion(["11q23"], event)]


def _partners(reading: KaryotypeReading) -> set[str]:
    """Return the chromosomes that 11q23 is joined with; "v" and words name none."""
    named = {chromosome for event in _rearranged(reading) for chromosome, _ in event.breaks}
    return {name for name in named if name.isdecimal() or name in {"X", "Y"}} - {"11"}


def _has_9_elsewhere(reading: KaryotypeReading) -> bool:
    """Tell whether chromosome 9 is joined with 11q23 at another place than 9p21-22."""
    with_9 = [event for event in _rearranged(reading) if any(place == "9" for place, _ in event.breaks)]
    return any(not is_fusion(["9p21-22", "11q23"], event) for event in with_9)


def _without_sub_band(event: Event) -> bool:
    """Tell whether t(11;19) leaves open whether MLLT1 (19p13.3) or ELL (19p13.1) is the partner."""
    if not is_fusion(["19p13", "11q23"], event):
        return False
    return not any(place == "19" and re.match(r"p13\.\d", band) for place, band in event.breaks)


def _all_banded(event: Event) -> bool:
    """Tell whether every band is written, and 19p13 as 19p13.3."""
    return all(
        band and not (place == "19" and is_at("19p13", place, band) and not band.startswith("p13.3"))
        for place, band in event.breaks
    )


def _loses(place: str, event: Event) -> bool:
    """Tell whether a band is lost with its chromosome or by a deletion; one without bands takes the arm."""
    chromosome, arm, band = re.fullmatch(r"(\d+)([pq])(\d\d)", place).groups()  # type: ignore[union-attr]
    if event.kind == "loss":
        return (chromosome, "") in event.breaks
    own = [written for at, written in event.breaks if at == chromosome and written.startswith(arm)]
    if event.kind != "del" or not own:
        return False
    bands = [int(found[1]) for written in own if (found := re.match(r"[pq](\d\d)", written))]
    if not bands:
        return True
    return min(bands) <= int(band) and (len(bands) == 1 or int(band) <= max(bands))
