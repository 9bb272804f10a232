"""One cell of a clinician's free text, read as sites of extramedullary disease."""

from itertools import pairwise, zip_longest

from emr_core.vocabulary.anatomy import BY_SUBSITE, SITE_NAMES, SITES, SYNONYMS, SYSTEMS, Site
from emr_core.vocabulary.site_phrases import BESIDE_AN_EYE, Item, items, meaning_of
from emr_core.vocabulary.site_reading import NOTHING, Named, Part, SiteMention, SiteReading, mentions
from emr_core.vocabulary.site_scope import fates, is_region_word_explained, side_targets

__all__ = [
    "BY_SUBSITE",
    "SITES",
    "SITE_NAMES",
    "SYNONYMS",
    "SYSTEMS",
    "Site",
    "SiteMention",
    "SiteReading",
    "read_sites",
    "sites_asked_about",
]

# An adjective before one of these says where the node or muscle is ("pelvic lymph nodes").
_QUALIFIED = frozenset({"Lymph node", "Muscle"})
_ADJECTIVE_ENDINGS = ("al", "ic", "ar", "ous", "eal")


def read_sites(text: str) -> SiteReading:
    """Read the sites of extramedullary disease from one cell of free text.

    Several sites may stand in one cell with any separator. Words of the vocabulary match in any case
    and number, the longest first. Nothing is dropped: what is not a mention stands in one of the
    other parts of the reading.
    """
    marks = items(text)
    reading = read_part(text, marks).reading
    if reading == NOTHING and not _says_nothing(marks):
        return SiteReading(unread=(text.strip(),))
    return reading


def read_part(text: str, marks: list[Item]) -> Part:
    """Read the phrases of a text, which bear on each other."""
    fate = fates(marks, text)
    questions = [
        text[mark.start : mark.end]
        for index, mark in enumerate(marks)
        if (mark.kind == "question" and fate[index] != "excluded")
        or (mark.kind in {"site", "marrow"} and fate[index] == "doubtful")
        or (mark.kind == "region" and not is_region_word_explained(marks, index))
    ]
    excluded = tuple(
        text[mark.start : mark.end]
        for mark, end in zip(marks, fate, strict=True)
        if end == "excluded" or mark.kind == "denied"
    )
    named = _named(marks, fate, text)
    reading = SiteReading(
        mentions(named),
        any(mark.kind == "marrow" and fate[index] == "counted" for index, mark in enumerate(marks)),
        any(end == "counted" and _is_unstated(marks, index) for index, end in enumerate(fate)),
        tuple(dict.fromkeys(questions)),
        _unread(marks, text),
        excluded,
    )
    # A lone "possible" doubts the whole cell; OD, OS and OU are eyes only beside an eye.
    bound = any(
        mark.kind == "doubtful" or text[mark.start : mark.end].lower() in BESIDE_AN_EYE for mark in marks
    )
    return Part(reading, named, bound)


def sites_asked_about(words: str) -> tuple[Site, ...]:
    """Return the sites that words in question would count as: "LAD" asks about the lymph node."""
    meaning = meaning_of(words)
    return meaning.sites if meaning else ()


def _named(marks: list[Item], fate: list[str], text: str) -> tuple[Named, ...]:
    """Return each site that the text counts, with its sides and the words for it."""
    counted = [index for index, mark in enumerate(marks) if mark.kind == "site" and fate[index] == "counted"]
    named = [
        index
        for index, following in zip_longest(counted, counted[1:])
        if following is None or not _only_qualifies(marks, index, following, text)
    ]
    general = {
        index
        for pair in pairwise(named)
        for index in pair
        if _is_opened_up(marks, *pair) and marks[index].sites[0].unspecified
    }
    sides: dict[int, set[str]] = {}
    for index, side in side_targets(marks, named):
        sides.setdefault(index, set()).add(side)
    by_site: dict[Site, list[int]] = {}
    for index in named:
        if index not in general:
            by_site.setdefault(marks[index].sites[0], []).append(index)
    return tuple(
        (
            site,
            frozenset().union(*(sides.get(index, ()) for index in places)),
            tuple(text[marks[index].start : marks[index].end] for index in places),
        )
        for site, places in by_site.items()
    )


def _only_qualifies(marks: list[Item], index: int, following: int, text: str) -> bool:
    if following != index + 1 or marks[following].sites[0].site not in _QUALIFIED:
        return False
    return text[marks[index].start : marks[index].end].lower().endswith(_ADJECTIVE_ENDINGS)


def _is_opened_up(marks: list[Item], first: int, second: int) -> bool:
    """Tell whether the second name spells out the first, as in "CNS (meninges)" or "bone: femur"."""
    one, other = marks[first].sites[0], marks[second].sites[0]
    between = [mark.kind for mark in marks[first + 1 : second]]
    opened = "open" in between and set(between) <= {"open", "filler"}
    return opened and one.system == other.system and one.unspecified != other.unspecified


def _is_unstated(marks: list[Item], index: int) -> bool:
    """Tell whether "multiple" or "other" stands for sites of its own, not for a named one beside it."""
    if marks[index].kind not in {"not stated", "doubtful"}:
        return False
    if marks[index].kind == "doubtful":
        return len(marks) == 1
    dividers = {"stop", "comma", "join", "part", "absent before"}
    before = next((at for at in range(index, -1, -1) if marks[at].kind in dividers), -1)
    after = next((at for at in range(index, len(marks)) if marks[at].kind in dividers), len(marks))
    return all(mark.kind not in {"site", "marrow", "question"} for mark in marks[before + 1 : after])


def _unread(marks: list[Item], text: str) -> tuple[str, ...]:
    """Return the words outside the vocabulary, neighbours together."""
    pieces: list[tuple[int, int]] = []
    for index, mark in enumerate(marks):
        if mark.kind != "unread":
            continue
        if pieces and index and marks[index - 1].kind == "unread":
            pieces[-1] = (pieces[-1][0], mark.end)
        else:
            pieces.append((mark.start, mark.end))
    return tuple(dict.fromkeys(text[start:end] for start, end in pieces))


def _says_nothing(marks: list[Item]) -> bool:
    """Tell whether the text is blank or says "none"."""
    words = {mark.kind for mark in marks} - {"stop", "comma", "join", "open", "close"}
    return words <= {"nothing"} or bool(words & {"nothing", "absent before", "absent after"})
