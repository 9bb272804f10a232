"""How the phrases of one cell bear on each other: what is denied, doubted, or on which side."""

from collections.abc import Iterable, Iterator

from emr_core.vocabulary.site_phrases import Item

_CONTENT = frozenset({"site", "marrow", "question", "not stated"})
_SIDES = frozenset({"left", "right", "bilateral", "unilateral"})
_SCOPE_ENDS = frozenset({"stop", "comma", "part", "close"})
_SEGMENT_ENDS = frozenset({"stop", "comma", "part", "join"})
# "Cervical" alone may be node, spine or uterine cervix; beside one of these it only says where.
_PLACED_BY_REGION = frozenset({"Bone and joint", "Skin and soft tissue", "Lymphoid", "Nervous system"})


def fates(marks: list[Item], text: str) -> list[str]:
    """Return for each phrase whether the text counts, excludes or doubts it.

    "No", "without", "except for" reach to the next comma or bracket and over "and", "or", "/";
    "negative" and "?" after a site speak of that site only.
    """
    found = ["counted"] * len(marks)
    scope = "counted"
    for index, mark in enumerate(marks):
        if mark.kind in _SCOPE_ENDS:
            scope = "counted"
        elif mark.kind == "absent before":
            scope = "excluded"
        elif mark.kind in {"absent after", "doubtful"}:
            target = _spoken_of(marks, index, text)
            fate = "excluded" if mark.kind == "absent after" else "doubtful"
            if target is not None:
                found[target] = fate
            else:
                scope = fate
        elif mark.kind in _CONTENT:
            found[index] = scope
    return found


def _spoken_of(marks: list[Item], index: int, text: str) -> int | None:
    """Return the phrase that a later "negative" or an attached "?" speaks of."""
    mark = marks[index]
    if mark.kind == "doubtful":
        attached = index > 0 and text[mark.start : mark.end] == "?" and marks[index - 1].kind in _CONTENT
        return index - 1 if attached else None
    for place in range(index - 1, -1, -1):
        if marks[place].kind in _SEGMENT_ENDS:
            return None
        if marks[place].kind in _CONTENT:
            return place
    return None


def is_region_word_explained(marks: list[Item], index: int) -> bool:
    """Tell whether a word of region ("cervical") places a site named beside it ("cervical nodes")."""
    after = _nearest(marks, range(index + 1, len(marks)))
    before = _nearest(marks, range(index - 1, -1, -1))
    return any(place is not None and _is_placed_by_region(marks[place]) for place in (after, before))


def _nearest(marks: list[Item], places: Iterable[int]) -> int | None:
    for place in places:
        if marks[place].kind == "stop":
            return None
        if marks[place].kind in {"site", "question", "marrow"}:
            return place
    return None


def _is_placed_by_region(mark: Item) -> bool:
    if mark.kind == "question":
        return True
    return mark.kind == "site" and mark.sites[0].system in _PLACED_BY_REGION and mark.sites[0].site != "CSF"


def side_targets(marks: list[Item], named: list[int]) -> Iterator[tuple[int, str]]:
    """Yield for each word of laterality the named site that it belongs to, and the side.

    A side belongs to the next site before a separator ("left breast"), else to the one before it
    ("orbit L", "testis (left)"), else over "and" or a comma to the next ("left, right testis").
    """
    for index, mark in enumerate(marks):
        if mark.kind not in _SIDES:
            continue
        target = _owner(marks, named, index)
        if target is not None:
            yield target, mark.kind


def _owner(marks: list[Item], named: list[int], index: int) -> int | None:
    after = next((place for place in named if place > index), None)
    before = next((place for place in reversed(named) if place < index), None)
    ahead = {mark.kind for mark in marks[index + 1 : after]} if after is not None else {"stop"}
    behind = {mark.kind for mark in marks[before + 1 : index]} if before is not None else {"stop"}
    in_brackets = index > 0 and marks[index - 1].kind == "open"
    if in_brackets and before is not None and not behind & _SEGMENT_ENDS:
        return before
    if after is not None and not ahead & _SEGMENT_ENDS:
        return after
    if before is not None and not behind & _SEGMENT_ENDS:
        return before
    if after is not None and not ahead & {"stop", "part"}:
        return after
    return before if before is not None and "stop" not in behind else None
