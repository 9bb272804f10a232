"""A karyotype as a clinician wrote it, read as cytogenetic classes with one primary class."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

from emr_core.vocabulary.iscn import Abnormality, Clone, Event, clones, words_beside
from emr_core.vocabulary.karyotype_classes import (
    COMPLEX,
    KARYOTYPE_CLASSES,
    KARYOTYPE_TABLE,
    NORMAL,
    OTHER,
    PRECEDENCE,
    KaryotypeClass,
    belongs_to,
    is_11_without_band,
)
from emr_core.vocabulary.karyotype_text import one_writing, without_denials

__all__ = [
    "KARYOTYPE_CLASSES",
    "KARYOTYPE_TABLE",
    "PRECEDENCE",
    "KaryotypeClass",
    "KaryotypeReading",
    "read_karyotype",
]

# Below this number of metaphases a normal result says nothing; the usual standard is 20.
_TOO_FEW_METAPHASES = 5
_USUAL_METAPHASES = 20
# ISCN: the same gain or structural change in two cells makes a clone, the same loss in three.
_CELLS_OF_A_GAIN, _CELLS_OF_A_LOSS = 2, 3

_NOT_KNOWN = re.compile(
    r"(?:n ?a|n ?d|n ?k ?n|unk|unknown|unbekannt|fk|fail|failed|failure|incomplete|pending|missing"
    r"|insufficient|inadequate|not|no|none|kein\w*|without|unsuccessful|unavailable"
    r"|(?:culture|cytogenetics) fail\w*)\b"
)
_HEAD_OR_REMARK = re.compile(
    r"\d*[xy]+c?|incomplete|fish|pcr|cgh|karyotype|cytogenetics|male|female|boy|girl|idem|sl|nuc|ish|and|by|with"
)


@dataclass(frozen=True, slots=True)
class KaryotypeReading:
    """What one cell says about the karyotype.

    Attributes
    ----------
    classes
        Every class that applies, in the printed precedence; "Other abnormality" only where no other does.
    primary
        The first of them, or None where the karyotype is not known.
    parts
        The clonal abnormalities as written.
    as_written
        The cell itself.
    note
        What a reader should know: too few metaphases, changes left out, text that cannot be read.
    readable
        False where the cell says something that this reader does not understand.
    abnormalities
        The clonal abnormalities taken apart, as often as one clone has them.
    """

    classes: tuple[str, ...]
    primary: str | None
    parts: tuple[str, ...]
    as_written: str
    note: str
    readable: bool = True
    abnormalities: tuple[Abnormality, ...] = ()


def read_karyotype(text: str) -> KaryotypeReading:
    """Read a karyotype, in ISCN or in words, as classes in the printed precedence.

    A gain or structural change counts from two cells, a loss from three (ISCN); what the text denies
    is left out. Blank, "not done" or "no metaphases" is unknown: primary None.
    """
    tidy = without_denials(one_writing(text))
    lines = clones(tidy)
    words = words_beside(tidy)
    clonal, single = _clonal(lines)
    classes = _classes(lines, clonal, words)
    notes = [f"not clonal: {', '.join(single)}"] if single else []
    if "KMT2A/11q23" in classes and any(is_11_without_band(event) for one in clonal for event in one.events):
        notes.append("11q23 inferred from the partner chromosome; no band is written")
    if classes:
        found = tuple(clonal.elements())
        parts = tuple(one.written for one in found)
        return KaryotypeReading(classes, classes[0], parts, text, "; ".join(notes), abnormalities=found)
    return _without_abnormality(text, lines, words, notes)


def _without_abnormality(
    text: str, lines: tuple[Clone, ...], words: str, notes: list[str]
) -> KaryotypeReading:
    """Read a cell without any clonal abnormality as normal, not known, or not readable."""
    cells = sum(line.cells or 0 for line in lines)
    counted = any(line.cells is not None for line in lines)
    rest = [word for word in words.split() if not (_HEAD_OR_REMARK.fullmatch(word) or NORMAL.stated_in(word))]
    if any(line.count for line in lines) or NORMAL.stated_in(words):
        if (counted and cells < _TOO_FEW_METAPHASES) or "incomplete" in words:
            found = f"{cells} metaphases" if counted else "an incomplete analysis"
            return KaryotypeReading((), None, (), text, f"only {found}, none abnormal")
        if counted and cells < _USUAL_METAPHASES:
            notes = [*notes, f"normal in {cells} metaphases; {_USUAL_METAPHASES} are usual"]
        remarks = " ".join(word for word in rest if not word.isdecimal())
        notes = [*notes, f"not read: {remarks}"] if remarks else notes
        return KaryotypeReading((NORMAL.name,), NORMAL.name, (), text, "; ".join(notes))
    if not rest or notes or _NOT_KNOWN.match(words_beside(text)):
        return KaryotypeReading((), None, (), text, "; ".join(notes))
    return KaryotypeReading((), None, (), text, f"not read: {text.strip()}", readable=False)


def _clonal(lines: tuple[Clone, ...]) -> tuple[Counter[Abnormality], list[str]]:
    """Split the abnormalities into those of a clone, as often as one clone has them, and the rest."""
    cells: dict[Abnormality, float] = {}
    for line in lines:
        for one in dict.fromkeys(line.abnormalities):
            cells[one] = cells.get(one, 0) + (float("inf") if line.cells is None else line.cells)
    copies: Counter[Abnormality] = reduce(or_, (Counter(line.abnormalities) for line in lines), Counter())
    clonal = Counter({one: copies[one] for one, number in cells.items() if number >= _cells_needed(one)})
    return clonal, [one.written for one in cells if one not in clonal]


def _cells_needed(one: Abnormality) -> int:
    return _CELLS_OF_A_LOSS if any(event.kind == "loss" for event in one.events) else _CELLS_OF_A_GAIN


def _classes(lines: tuple[Clone, ...], clonal: Counter[Abnormality], words: str) -> tuple[str, ...]:
    """Return the classes of the clonal abnormalities and of the words; empty when nothing is abnormal."""
    counts = [line.count for line in lines if line.count and any(one in clonal for one in line.abnormalities)]
    found: set[str] = set()
    certain_fusion = False
    named: set[Event] = set()
    for row in KARYOTYPE_TABLE:
        # A variant t(15;17;19) is one fusion, the first it fits, and not t(17;19) as well.
        carriers = [one for one in clonal if belongs_to(row, one, named)]
        if row.kind == "fusion":
            named.update(event for one in carriers for event in one.events)
        stated = row.stated_in(words)
        if row not in (OTHER, NORMAL) and (carriers or stated or any(row.counts(count) for count in counts)):
            found.add(row.name)
        # A question mark in the fusion leaves the count of a complex karyotype standing.
        certain_fusion |= row.kind == "fusion" and (stated or any(not one.uncertain for one in carriers))
    if clonal.total() >= 3 and any(one.structural for one in clonal):
        found.add(COMPLEX.name)
    if certain_fusion:
        found.discard(COMPLEX.name)
    if not found and (clonal or OTHER.stated_in(words)):
        found.add(OTHER.name)
    return tuple(name for name in KARYOTYPE_CLASSES if name in found)
