"""Clones and abnormalities of a karyotype, parsed tolerantly after ISCN."""

import re
from dataclasses import dataclass

from emr_core.vocabulary.karyotype_text import CHROMOSOME, GROUP, OPERATION

_COUNT = r"\d{2,3})(?:[~-](?P<%s>\d{2,3}))?(?:<\dn>)?"
_SEX = r"(?P<%s>[XY?]{1,6})(?P<%s>c)?"
# The head of a clone: a count before a comma ("45,-X"), or a count and sex chromosomes ("46 XY").
_HEAD = re.compile(
    r"[^\d(+\[]*?(?:"
    + r"(?<![-+\da-z])(?P<count>" + _COUNT % "top" + r" ?, ?(?:" + _SEX % ("sex", "inborn") + r")?"
    + r"|(?P<count2>" + _COUNT % "top2" + r"[ ,]*" + _SEX % ("sex2", "inborn2")
    + r")",
    re.IGNORECASE,
)  # fmt: skip
_CELLS = re.compile(r"[\[{] ?(?:cp)? ?(\d{1,6}) ?[\]}]", re.IGNORECASE)
_AS_STEM = re.compile(r"(?<![a-z])(?:idem|sl|sdl\d?)(?![a-z])", re.IGNORECASE)
_HETEROMORPHISM = re.compile(
    rf"(?:{CHROMOSOME}(?:[pq]?(?:stk|s|h)|cenh|ps)[+-]?(?![a-z]))"
    r"|inv\(9\)\(p1[12](?:\.\d)?;?q1[23](?:\.\d)?\)|inv\(Y\)\(p11(?:\.\d)?;?q11(?:\.\d+)?\)",
    re.IGNORECASE,
)
_SIGN = r"(?<![a-wz])[-+]?\??(?:\dx)?"
_ITEM = re.compile(
    # What follows der() without a comma tells how it arose: der(7)t(1;7)(q32;q32) is one item.
    rf"(?P<change>{_SIGN}(?:(?:ider|der|r){GROUP}(?:(?:{OPERATION})?{GROUP})*|{OPERATION}(?:{GROUP})+))"
    r"|(?P<marker>\+?(?:\d{1,3}(?:[~-]\d{1,3})?)?(?:mar\d?|dmin)(?![a-z]))"
    rf"|(?P<arm>(?<![\d.])(?:{CHROMOSOME}[pq](?:[-+])|(?<![a-z])(?:[-+]|amp){CHROMOSOME}[pq](?:ter|[\d.]*)))"
    rf"|(?P<whole>(?<![a-wz])(?:\+|(?<!\d)-){CHROMOSOME}(?:x\d)?(?P<constitutional>c)?(?![a-z\d(.]))",
    re.IGNORECASE,
)
_STEP = re.compile(rf"(?P<kind>{OPERATION})(?P<groups>(?:{GROUP})+)", re.IGNORECASE)
_PLACE = re.compile(rf"\??(?P<chromosome>{CHROMOSOME}|v)?\??(?P<band>[pq].*)?", re.IGNORECASE)
_BREAK = re.compile(r"[pq][^pq]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a change: its kind and its breaks as (chromosome, band); an unwritten band is empty."""

    kind: str
    breaks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Abnormality:
    """One abnormality as written, with the steps by which it arose."""

    written: str
    events: tuple[Event, ...]

    @property
    def structural(self) -> bool:
        """Tell whether more than the number of chromosomes is changed."""
        return any(event.kind not in {"gain", "loss", "sex"} for event in self.events)

    @property
    def uncertain(self) -> bool:
        """Tell whether the writer put a question mark."""
        return "?" in self.written


@dataclass(frozen=True, slots=True)
class Clone:
    """The cells of one line: chromosome count (lowest, highest), abnormalities, metaphases counted."""

    count: tuple[int, int] | None
    abnormalities: tuple[Abnormality, ...]
    cells: int | None


def clones(text: str) -> tuple[Clone, ...]:
    """Return the clones of a karyotype in one writing; "idem" and "sl" repeat the first one."""
    found: list[Clone] = []
    for part in text.split("/"):
        clone = _clone(part)
        if found and _AS_STEM.search(part):
            clone = Clone(clone.count, found[0].abnormalities + clone.abnormalities, clone.cells)
        found.append(clone)
    return tuple(found)


def words_beside(text: str) -> str:
    """Return the small-letter words that stand beside the parsed abnormalities and counts."""
    rest = _CELLS.sub(" ", _ITEM.sub(" ", _HETEROMORPHISM.sub(" ", text)))
    return " ".join(re.findall(r"[^\W_]+", rest.lower()))


def _clone(part: str) -> Clone:
    cells = _CELLS.findall(part)
    part = _HETEROMORPHISM.sub(" ", _CELLS.sub(" ", part))
    head = _HEAD.match(part)
    body = part[head.end() :] if head else part
    scanned = list(_ITEM.finditer(body))
    abnormalities = [_abnormality(item) for item in scanned if not item["constitutional"]]
    count = None
    if head:
        lowest = int(head["count"] or head["count2"])
        count = (lowest, max(lowest, int(head["top"] or head["top2"] or lowest)))
        inborn = bool(head["inborn"] or head["inborn2"]) or len(abnormalities) < len(scanned)
        sex = (head["sex"] or head["sex2"] or "").upper()
        if not inborn:
            abnormalities += _unlisted(count, sex, abnormalities)
    return Clone(count, tuple(abnormalities), int(cells[-1]) if cells else None)


def _abnormality(item: re.Match[str]) -> Abnormality:
    written = item[0].replace(" ", "")
    if item["marker"]:
        return Abnormality(written, (Event("marker"),))
    if item["change"]:
        return Abnormality(written, tuple(_event(step) for step in _STEP.finditer(written)))
    place = _PLACE.match(written.lower().removeprefix("amp").lstrip("+-"))
    chromosome = (place["chromosome"] or "").upper() if place else ""
    if item["whole"]:
        return Abnormality(written, (Event("gain" if written[0] == "+" else "loss", ((chromosome, ""),)),))
    arm = "p" if "p" in written.lower().removeprefix("amp") else "q"
    return Abnormality(written, (Event("del" if "-" in written else "dup", ((chromosome, arm),)),))


def _event(step: re.Match[str]) -> Event:
    """Read t(8;21)(q22;q22): the first group holds chromosomes, the second their bands in the same order."""
    groups = [group.split(";") for group in re.findall(r"\(([^()]*)\)", step["groups"])]
    places = [place for place in map(_PLACE.match, groups[0]) if place]
    named = [
        ((place["chromosome"] or "?").upper(), (place["band"] or "").strip("+-").lower()) for place in places
    ]
    if len(groups) > 1 and len(named) == 1:
        bands = [[band for text in groups[1] for band in _BREAK.findall(text.lower())]]
    else:
        bands = [_BREAK.findall(text.lower()) for text in groups[1]] if len(groups) > 1 else []
    breaks = [
        (chromosome, band.rstrip("?"))
        for index, (chromosome, own) in enumerate(named)
        for band in (bands[index] if index < len(bands) and bands[index] else [own])
    ]
    return Event(step["kind"].lower(), tuple(breaks))


def _unlisted(count: tuple[int, int], sex: str, listed: list[Abnormality]) -> list[Abnormality]:
    """Return what only the head of a clone says: unusual sex chromosomes, or a count without its reason."""
    touched = {chromosome for one in listed for event in one.events for chromosome, _ in event.breaks}
    near_diploid = count[1] < 58
    lone_x = sex == "X" and not touched & {"X", "Y"}
    if near_diploid and "?" not in sex and (lone_x or sex not in {"", "X", "XX", "XY"}):
        return [Abnormality(sex, (Event("sex"),))]
    if not listed and not count[0] <= 46 <= count[1]:
        return [Abnormality(str(count[0]), (Event("gain" if count[0] > 46 else "loss"),))]
    return []
