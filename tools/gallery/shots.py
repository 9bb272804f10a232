"""Opening the states in the browser: a picture of the whole page, and the boxes on it."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote_plus

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.screen import Watch, settled
from tools.gallery.findings import Finding, Measured, findings
from tools.gallery.states import LOOKS, WIDTHS, State

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
TALL = {"wide": 4200, "phone": 6500}
"""Height of the window in pixels: nearly every page fits, so that nothing is scrolled or drawn twice."""

QUIET = 200
"""Milliseconds a page has to be calm before it is measured."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A state as the browser showed it."""

    state: State
    png: bytes
    image: Image.Image
    page: Measured
    findings: list[Finding]

    def card(self, name: str) -> Image.Image | None:
        """Return the picture of one card, or None if it was not there."""
        boxes = [card["box"] for card in self.page["cards"] if card["name"] == name]
        if name == "facts" and self.page["facts"]:
            boxes = [self.page["facts"]]
        return self.image.crop(tuple(map(round, boxes[0]))) if boxes else None

    def main(self) -> Image.Image:
        """Return the picture of the main column."""
        left = round(self.page["main"][0])
        return self.image.crop((left, 0, self.image.width, self.image.height))


def shots(browser: Browser, url: str, wanted: Iterable[State]) -> Iterator[Shot]:
    """Open the states, those of one look and width by one visitor in one tab, and return them one by one."""
    for (look, width), together in groupby(wanted, lambda state: (state.look, state.width)):
        context = visitor(browser, look, width)
        tab = Tab(context.new_page())
        for state in together:
            yield _shot(tab, url, state)
        context.close()


def visitor(browser: Browser, look: str, width: str) -> BrowserContext:
    """Return a visitor with the colours of a look and a screen of a width."""
    return browser.new_context(
        viewport={"width": WIDTHS[width], "height": TALL[width]},
        color_scheme="dark" if LOOKS[look][0] == "dark" else "light",
        device_scale_factor=1,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )


class Tab:
    """A page of the browser and what its console said since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.page, self.watch, self.warnings = page, Watch(page), list[str]()
        page.on("console", self._warned)

    def _warned(self, message: ConsoleMessage) -> None:
        if message.type == "warning" and message.text.startswith("WARN"):  # Vega's own
            self.warnings.append(message.text)

    def said(self) -> list[str]:
        """Return the errors without excuse and the warnings of Vega, and forget them."""
        told = sorted({*self.watch.complaints(), *self.warnings})
        self.watch.errors.clear()
        self.warnings.clear()
        return told


def _shot(tab: Tab, url: str, state: State) -> Shot:
    """Open one state and measure it."""
    page, width, tall = tab.page, WIDTHS[state.width], TALL[state.width]
    page.goto(url + state.address)
    measured = settled(page, quiet=QUIET).evaluate(MEASURE)
    if measured["height"] > tall:
        page.set_viewport_size({"width": width, "height": measured["height"]})
        measured = settled(page, quiet=QUIET).evaluate(MEASURE)
    png = page.screenshot(
        animations="disabled",
        caret="hide",
        clip={"x": 0, "y": 0, "width": width, "height": measured["height"]},
    )
    found = findings(state, measured, unquote_plus(page.url), tab.said())
    if measured["height"] > tall:
        page.set_viewport_size({"width": width, "height": tall})
    return Shot(state, png, Image.open(io.BytesIO(png)).convert("RGB"), measured, found)
