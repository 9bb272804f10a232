"""What is measured of a page beside axe-core's rules: contrast in pictures, focus, motion, order, room."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

from tools.gallery.findings import findings
from tools.gallery.shots import MEASURE
from tools.gallery.states import State, View

HERE = Path(__file__).parent
PICTURES = (HERE / "pictures.js").read_text(encoding="utf-8")
FOCUS = (HERE / "focus.js").read_text(encoding="utf-8")

LEAST_TEXT, LEAST_MARK = 4.5, 3.0
"""Contrast ratios of WCAG 2.2: text (1.4.3), and what else must be told apart (1.4.11)."""

ROOM = ("pans", "too wide", "cut", "overlap", "crowded", "shortened")
"""What can go wrong where there is little room; on a narrow page, pictures and tables may scroll."""

OUTLINE = """() => [document.documentElement.lang,
  [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(h => h.checkVisibility())
    .map(h => Number(h.tagName[1])),
  [...document.querySelectorAll('table')].filter(t => !t.closest('canvas')
    && t.querySelector('th:not([scope]):not([role])')).length]"""

MOTION = """() => Math.max(0, ...[...document.querySelectorAll('*')].flatMap(element => {
  const style = getComputedStyle(element);
  return [style.animationDuration, style.transitionDuration].join().split(',').map(parseFloat);
}))"""


def faint_words(page: Page) -> list[str]:
    """Return the words of pictures whose contrast is too low, with card and ratio."""
    return [
        f"{card}: {what!r} has {ratio}:1"
        for card, kind, what, ratio, _ in page.evaluate(PICTURES, [LEAST_TEXT, 0])
        if kind == "text"
    ]


def faint_marks(page: Page) -> list[tuple[str, str, float, int]]:
    """Return card, layer and colour, lowest contrast, and number of the marks that are close to their ground.

    Shades that begin at the surface and carry their number in ink, grid lines and grounds are among them.
    """
    found = page.evaluate(PICTURES, [0, LEAST_MARK])
    return [(card, what, ratio, count) for card, kind, what, ratio, count in found if kind == "mark"]


def unseen_focus(page: Page) -> list[str]:
    """Return what can have the keyboard without anybody seeing it."""
    page.keyboard.press("Tab")
    found: list[str] = page.evaluate(FOCUS)
    return found


def outline(page: Page) -> Iterator[str]:
    """Return what is wrong with the page's language, its headings, and the headings of its tables."""
    language, levels, unscoped = page.evaluate(OUTLINE)
    if language != "en":
        yield f"the language is {language!r}"
    if levels and (levels[0] != 1 or levels.count(1) != 1):
        yield f"the headings begin {levels[:3]}"
    yield from (f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1)
    if unscoped:
        yield f"{unscoped} tables have headings of nothing"


def longest_motion(page: Page) -> float:
    """Return the seconds of the longest animation or transition that the page has in store."""
    return float(page.evaluate(MOTION))


def cramped(page: Page, screen: str) -> Iterator[str]:
    """Return what pans, is cut or runs together on a narrow page."""
    measured = page.evaluate(MEASURE)
    view = View(screen, "", tuple(card["name"] for card in measured["cards"]))
    for one in findings(State(view, "published", "light", "phone"), measured, page.url, []):
        if one.kind in ROOM:
            yield f"{one.card}: {one.kind}, {one.detail}"
