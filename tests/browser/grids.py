"""Editable grids are painted on a canvas: a hand for them, as a user with mouse and keyboard has."""

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as Timeout

from tests.browser.screen import TIMEOUT, settled

ROW_HEIGHT = 35
ATTEMPTS = 4
EDITOR = "#portal textarea, #portal input"


def grid(page: Page, key: str) -> Locator:
    """Return the surface of the grid whose key begins so."""
    return page.locator(f"[class*='st-key-{key}-'] .dvn-scroller")


def write(page: Page, surface: Locator, row: int, column: int, text: str) -> None:
    """Type a text into a cell, counted from 0, and press Enter."""
    editor = _opened(page, surface, row, column)
    editor.fill(text)
    editor.press("Enter")
    editor.wait_for(state="detached")
    settled(page)


def choose(page: Page, surface: Locator, row: int, column: int, option: str) -> None:
    """Choose an option of the list that a cell, counted from 0, opens."""
    editor = _opened(page, surface, row, column)
    for _ in range(ATTEMPTS):
        editor.fill(option)
        page.locator("#portal").get_by_text(option, exact=True).last.click()
        try:
            editor.wait_for(state="detached", timeout=TIMEOUT / ATTEMPTS)
        except Timeout:  # the list was painted anew under the click
            continue
        settled(page)
        return
    raise AssertionError(f"{option} cannot be chosen.")


def _opened(page: Page, surface: Locator, row: int, column: int) -> Locator:
    """Go to a cell with mouse and arrows, press Enter, and return what one types into.

    A grid that is just being painted anew does not answer; a user clicks it again.
    """
    editor = page.locator(EDITOR).first
    for _ in range(ATTEMPTS):
        settled(page)
        surface.scroll_into_view_if_needed()
        surface.click(position={"x": 12, "y": ROW_HEIGHT * (row + 1.5)})
        for _ in range(column):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        try:
            editor.wait_for(timeout=TIMEOUT / ATTEMPTS)
        except Timeout:
            continue
        return editor
    raise AssertionError(f"The cell in row {row}, column {column} cannot be edited.")
