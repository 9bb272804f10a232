"""A row above the header that names groups of columns: "Relapse" over "Date" and "Site"."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from emr_core.intake.headers import SURE, meaning_of
from emr_core.intake.issues import Issue
from emr_core.intake.read.merged import Area
from emr_core.intake.read.records import Record
from emr_core.intake.words import folded, key
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed, quoted

DATES = ("date", "datum", "fecha", "data", "날짜", "일자", "日期", "日", "tarihi", "تاریخ")
"""Words behind which the name of an event is known for one: "Relapse date", "재발 날짜"."""

DATES_OF = ("date de", "date du", "date de la", "fecha de", "fecha de la", "fecha del", "data di", "data da",
            "data de", "data della", "تاریخ", "تاريخ")  # fmt: skip
"""Words before it."""

AT_ALL_TIMES = {"patient_id", "sex", "institution"}
"""Fields that mean the same under any group."""

KNOWN_THEN = {
    "Diagnosis": ("diagnosis",),
    "EMR": ("EMR", "later"),
    "Last contact": ("later",),
    "Death": ("later",),
}
"""Which fields a column under an event's name can hold without saying so itself, by when they are known."""

CANONICAL = {"EMR": "Relapse", "Diagnosis": "Diagnosis", "Last contact": "Last contact", "Death": "Death",
             "HSCT": "HSCT", "BMR": "BM relapse", "Second relapse": "Second relapse"}  # fmt: skip
"""How an event is called where its name in another language is not known before a column's."""

ANOTHER = "another relapse"
RELAPSE = re.compile(r"relaps|recurren|rezidiv|rechute|recaida|recidiv|nuks|wznow|재발|复发|復發|再発")
NAMED = 5
_AT = re.compile(r"^(?:at|bei|zum|à la|au|al|alla|en|no|na)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Grouped:
    """The names of columns under a row of groups, and which of them took the group's name in."""

    names: tuple[str, ...]
    joined: tuple[str, ...]


def grouped(above: Record, header: Record, spans: Mapping[int, str]) -> Grouped:
    """Return the names of the columns of a header that stands under a row of groups.

    A column takes its group's name in where the group says an event, or where its own name stands under
    several groups. A group such as "Demographics" adds nothing to "Sex".

    Parameters
    ----------
    above, header
        The row of groups and the row of names.
    spans
        Places of the columns over which a merged group stands, to its text; empty where none is merged.
    """
    words = [_plain(cell) for cell in header.cells]
    groups = _spread([_plain(cell) for cell in above.cells], words, spans)
    often = Counter(map(key, filter(None, words)))
    # Asked once a group, and forgotten: what stands in a file is in no memory that sessions share.
    events = {group: event_of(group) for group in dict.fromkeys(groups)}
    names = [
        _name(group, word, events[group], often[key(word)] > 1)
        for group, word in zip(groups, words, strict=True)
    ]
    joined = [name for name, word, group in zip(names, words, groups, strict=True)
              if word and group and name != word]  # fmt: skip
    return Grouped(tuple(names), tuple(joined))


def are_groups(above: Record, header: Record, spans: Mapping[int, str]) -> bool:
    """Tell whether a row heads groups of columns: one of its names, put before another, says an event."""
    texts = [_plain(cell) for cell in above.cells]
    filled = [place for place, text in enumerate(texts) if text]
    titled = filled[:1] == [0] and len(filled) == 1 and not 1 < len(spans) < len(header.cells)
    if not filled or titled or len(header.cells) != len(above.cells):
        return False
    found = grouped(above, header, spans)
    named = [name for name in found.names if name]
    if len({key(name) for name in named}) < len(named):
        return False
    return any(
        (meaning := meaning_of(name)) is not None and meaning.confidence >= SURE for name in found.joined
    )


def said_of(found: Grouped, name: str, where: str) -> Issue:
    """Return the warning that names were joined."""
    more = f" and {counted(len(found.joined) - NAMED, 'more column')}" if len(found.joined) > NAMED else ""
    shown = listed([quoted(one) for one in found.joined[:NAMED]])
    what = (
        f"{name}: {where} names groups of columns, which are joined with the names below: {shown}{more}. "
        "Check the columns, or read the file without the groups."
    )
    return Issue("warning", "group_row", what, value=shown)


def spans_of(areas: tuple[Area, ...], row: int, left: int, cells: list[str]) -> dict[int, str]:
    """Return the places of columns that merged cells of one row cover, to the text that stands over them."""
    found: dict[int, str] = {}
    for area in areas:
        if area.top == row and area.right > area.left:
            first = area.left - left
            text = _plain(cells[first]) if 0 <= first < len(cells) else ""
            found |= {place: text for place in range(first, min(area.right - left + 1, len(cells))) if text}
    return found


def _plain(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())


def _spread(groups: list[str], words: list[str], spans: Mapping[int, str]) -> list[str]:
    """Return for every column the group it stands under; a group without a name below is a column itself."""
    if spans:
        return [spans.get(place, group) for place, group in enumerate(groups)]
    found, held = [], ""
    for group, word in zip(groups, words, strict=True):
        if group:
            held = group if word else ""
        found.append(group or (held if word else ""))
    return found


def _name(group: str, word: str, event: str, repeated: bool) -> str:
    """Return what a column is called that stands under a group, named after an event or after none."""
    if not group or not word or key(group) == key(word):
        return word or group
    if "_" in word and not repeated:
        return word  # a name made for a machine stands by itself
    if not event:
        return f"{group} {word}" if repeated else word
    bare = _AT.sub("", group)
    candidates = [f"{group} {word}", f"{bare} {word}", f"{word} at {bare}", f"{word} {bare}"]
    if event in CANONICAL:
        candidates += [f"{CANONICAL[event]} date"] if folded(word) in DATES else []
        candidates += [f"{CANONICAL[event]} {word}", f"{word} at {CANONICAL[event]}"]
    for name in dict.fromkeys(candidates):
        if (meaning := meaning_of(name)) is not None and meaning.confidence >= SURE:
            return name
    return word if not repeated and _says_itself(word, group, event) else f"{group} {word}"


def _says_itself(word: str, group: str, event: str) -> bool:
    """Tell whether a column's own name is enough, and not that of a value at another time."""
    alone = meaning_of(word)
    if alone is None:
        return False
    if alone.target not in BY_NAME or key(group) in key(word) or alone.target in AT_ALL_TIMES:
        return True
    return BY_NAME[alone.target].known_from in KNOWN_THEN.get(event, ())


def event_of(group: str) -> str:
    """Return the event that a group of columns is named after, or nothing."""
    bare = _AT.sub("", group)
    names = dict.fromkeys((group, bare))
    texts = [text for name in names for word in DATES for text in (f"{name} {word}", f"{name}{word}")]
    texts += [f"{word} {name}" for name in names for word in DATES_OF]
    for text in texts:
        meaning = meaning_of(text)
        if meaning is not None and meaning.target.startswith("date:") and meaning.confidence >= SURE:
            return meaning.target.partition(":")[2]
    return ANOTHER if RELAPSE.search(folded(group)) else ""
