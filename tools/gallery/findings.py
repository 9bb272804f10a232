"""What is wrong with a page, told from its boxes: cut, hidden, run together, missing, too wide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from emr_core.wording import counted
from tools.gallery.boxes import OUT, Box, Ink, crowded, overlaps, unnamed
from tools.gallery.states import NOBODY, State

Measured = dict[str, Any]
"""What `measure.js` returns: see there."""

NAMES_INSIDE = ("body-map", "rank-strips", "rank-strips-later", "site-combinations", "site-pairs")
"""Cards whose pictures place their names by pixels within the plot, not beside it."""

KINDS = {
    "error": "an error box of Streamlit, or an error or warning in the browser's console",
    "missing card": "a card that this state must show is not there, or one it must not show is",
    "control": "a control of the address was not taken",
    "pans": "the main column is wider than the screen",
    "too wide": "a card is wider than the main column, or a picture than its card",
    "canvas": "a picture is drawn on a canvas, where screen readers find nothing",
    "cut": "a text or mark sticks out of its picture",
    "overlap": "two texts of a picture, or two cards, run into each other",
    "crowded": "two texts on one line have no gap between them",
    "dropped label": "a row or column of a picture has no name",
    "shortened": "a text ends with an ellipsis for lack of room",
    "scrolls": "a table or picture is wider than its card on a wide screen; on a phone it may scroll there",
}

INCIDENT = re.compile(r"number [0-9A-F]{8}")
"""The number of an error, which is another each time."""

# Warnings of Vega that say nothing about the picture: (part of the message, why).
EXCUSED_WARNINGS = (
    ("should not be used with an unsorted discrete field", "A column of bools switches between two values."),
    ('Conflicting legend property "disable"', "One layer owns the legend; the others have none."),
)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, and where."""

    kind: str
    view: str
    card: str
    detail: str
    cohort: str
    look: str
    width: str


def findings(state: State, page: Measured, url: str, console: list[str]) -> list[Finding]:
    """Return what is wrong with a page.

    Parameters
    ----------
    state
        What was asked for.
    page
        What `measure.js` found.
    url
        The address as it stands once the page has settled.
    console
        Errors and warnings of the browser's console.
    """
    found = [("page", *one) for one in _page(state, page, url, console)]
    for card in page["cards"]:
        found += [(card["name"], *one) for one in _card(card, Box(*page["main"]), state)]
    for first, second in combinations(page["cards"], 2):
        if _meet(Box(*first["box"]), Box(*second["box"])):
            found.append((first["name"], "overlap", f"lies over the card {second['name']}"))
    return [
        Finding(kind, state.view.name, card, detail, state.cohort, state.look, state.width)
        for card, kind, detail in found
    ]


def _page(state: State, page: Measured, url: str, console: list[str]) -> Iterator[tuple[str, str]]:
    """Return what is wrong outside the cards: kind and detail."""
    yield from (("error", INCIDENT.sub("number …", text)) for text in page["errors"])
    yield from (("error", text) for text in console if not any(part in text for part, _ in EXCUSED_WARNINGS))
    wanted, there = set(state.cards), {card["name"] for card in page["cards"]}
    yield from (("missing card", f"{name} is not there") for name in sorted(wanted - there))
    yield from (("missing card", f"{name} is not expected") for name in sorted(there - wanted))
    if page["nobody"] != (state.cohort == NOBODY and not state.view.everybody):
        yield "missing card", "nobody-left stands where it must not, or is not there"
    for name, value in state.view.controls:
        if f"{name}=" not in url:
            yield "control", f"{name}={value} is not in the address any more"
    content, screen = page["scroll"]
    if content > screen:
        yield "pans", f"{content} px on {screen} px; outside: {', '.join(page['outside'])}"
    yield from (("shortened", text) for text in page["cut"])


def _card(card: Measured, main: Box, state: State) -> Iterator[tuple[str, str]]:
    """Return what is wrong with a card: kind and detail."""
    box = Box(*card["box"])
    if (out := max(main.left - box.left, box.right - main.right)) > OUT:
        yield "too wide", f"the card is {out:.0f} px wider than the main column"
    if card["canvases"]:
        yield "canvas", "drawn on a canvas"
    yield from (("shortened", text) for text in card["cut"])
    if state.width == "wide":
        for content, room in card["tables"]:
            if content > room + OUT:
                yield "scrolls", f"the table has {content} px on {room} px"
    left, right = card["room"]
    for picture in card["pictures"]:
        drawn = Box(*picture["box"])
        if picture["scrolls"]:
            if state.width == "wide":
                yield "scrolls", "the picture is wider than its card"
        elif (out := max(left - drawn.left, drawn.right - right)) > OUT:
            yield "too wide", f"the picture is {out:.0f} px wider than its card"
        yield from _picture(picture, drawn)
        yield from _rows(picture, card["name"])


def _texts(picture: Measured) -> list[Ink]:
    """Return the texts of a picture with the corners of their ink."""
    return [Ink(text["words"], tuple(map(tuple, text["corners"]))) for text in picture["texts"]]


def _picture(picture: Measured, frame: Box) -> Iterator[tuple[str, str]]:
    """Return what is wrong inside a picture: kind and detail."""
    texts = _texts(picture)
    for text in texts:
        if (out := text.box.beyond(frame)) > OUT:
            yield "cut", f"{text.words!r} sticks out by {out:.0f} px"
        if text.words.rstrip().endswith(("…", "...")):
            yield "shortened", text.words
    if (marks := sum(Box(*mark).beyond(frame) > 2 * OUT for mark in picture["marks"])) > 0:
        yield "cut", f"{marks} marks stick out of the picture"
    for kind, pairs in (("overlap", list(overlaps(texts))), ("crowded", list(crowded(texts)))):
        if pairs:
            yield (
                kind,
                f"{counted(len(pairs), 'pair')}, such as {pairs[0][0].words!r} and {pairs[0][1].words!r}",
            )
    for axis in picture["axes"]:
        if axis["labels"] < axis["declared"]:
            yield "dropped label", f"{axis['labels']} of {axis['declared']} labels: {axis['name']}"


def _rows(picture: Measured, card: str) -> Iterator[tuple[str, str]]:
    """Return how many rows of a picture have no name beside the plot."""
    rows = [] if card in NAMES_INSIDE else [Box(*row) for row in picture["rows"]]
    if (nameless := unnamed(rows, _texts(picture), Box(*picture["plot"]).left)) > 0:
        yield "dropped label", f"{nameless} of {len(rows)} rows have no name on the left"


def _meet(first: Box, second: Box) -> bool:
    """Say whether two boxes share an area."""
    across = min(first.right, second.right) - max(first.left, second.left)
    down = min(first.bottom, second.bottom) - max(first.top, second.top)
    return across > OUT and down > OUT
