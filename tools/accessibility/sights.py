"""What there is to see: every screen of the navigation, its tabs, a file in its steps, a deck, its show."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page

from tests.browser.screen import TIMEOUT, settled

FILE: FilePayload = {
    "name": "cohort.csv",
    "mimeType": "text/csv",
    "buffer": b"Code;Age;Sex;Diagnosis;Relapse site;WBC;Key 7\n"
    b"A1;4,5;2;ALL;CSF;12,5;No BMR\nA2;11,0;1;AML;Orbit;80,1;Concurrent\n"
    b"A3;134;1;ALL;CSF;3,0;No BMR\nA4;7,5;2;ALL;CSF;950000;Subsequent\n",
}
"""A file with codes to ask about and values to mend, so that every step has something in it."""

LINK = "[data-testid=stSidebarNavLink]"
TABS = "[data-testid=stMain] [role=tab]"
POPOVERS = "[data-testid=stPopoverButton]"


@dataclass(frozen=True)
class Sight:
    """What the page shows: the screen, and the tab or what was done there; empty as it opens."""

    screen: str
    part: str = ""

    @property
    def name(self) -> str:
        """How it is called in a report."""
        return f"{self.screen}: {self.part}" if self.part else self.screen


def sights(page: Page, *, tabs: bool = True, popovers: bool = False) -> Iterator[Sight]:
    """Show one sight after the other in a page that has the application open, and return what it is.

    Parameters
    ----------
    page
        A page of the application.
    tabs
        Whether all tabs of a screen are opened, or it is seen as it opens.
    popovers
        Whether everything that opens on a press is opened too, one after the other.
    """
    for screen in page.locator(LINK).all_text_contents():
        go(page, screen)
        for sight in _tabs(page, screen, tabs):
            yield sight
            if popovers:
                yield from _popovers(page, sight)
    yield from _file(page)
    yield from _deck(page)


def go(page: Page, screen: str) -> None:
    """Open a screen from the navigation, in or out of sight."""
    page.locator(LINK).filter(has_text=screen).first.dispatch_event("click")
    settled(page)


def _tabs(page: Page, screen: str, every: bool) -> Iterator[Sight]:
    """Open the tabs of a screen one after the other; a screen without tabs is one sight."""
    tabs = page.locator(TABS)
    names = tabs.all_inner_texts() if every else []
    if not names:
        yield Sight(screen)
    for place, name in enumerate(names):
        if place:
            tabs.nth(place).click()
            settled(page)
        yield Sight(screen, name)


def _popovers(page: Page, sight: Sight) -> Iterator[Sight]:
    """Open what opens on a press in a tab; what the sidebar holds is the same on every screen."""
    where = "[data-testid=stMain]" if sight.screen != "Overview" else "body"
    buttons = page.locator(f"{where} {POPOVERS}:visible")
    for place in range(buttons.count()):
        name = buttons.nth(place).inner_text().strip()
        buttons.nth(place).click()
        settled(page)
        yield Sight(sight.screen, f"{sight.part}, {name} open".removeprefix(", "))
        page.keyboard.press("Escape")
        settled(page)


def _file(page: Page) -> Iterator[Sight]:
    """Bring a file in and open every step of what is asked about it."""
    go(page, "Data")
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.locator(".st-key-verdict").wait_for()
    settled(page)
    steps = page.locator("[class*=st-key-step-] details")
    for place in range(steps.count()):
        if steps.nth(place).get_attribute("open") is None:
            steps.nth(place).locator("summary").click()
            settled(page)
    yield Sight("Data", "a file in its steps")


def _deck(page: Page) -> Iterator[Sight]:
    """Fill a deck and show it."""
    go(page, "Tumour board")
    page.get_by_role("button", name="Begin with the standard slides").click()
    settled(page, timeout=3 * TIMEOUT)  # every slide is drawn for its preview
    yield Sight("Tumour board", "a deck")
    page.locator(".st-key-present button").click()
    settled(page)
    page.keyboard.press("ArrowRight")
    settled(page)
    yield Sight("Tumour board", "its show")
    page.keyboard.press("Escape")
    settled(page)
