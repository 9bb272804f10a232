"""Three people with a question, a budget of clicks and of seconds: what they need is that close.

The walk counts what a hand would do: clicks on the page, or keys without a mouse. What it took is printed
(`pytest -s`) and may not pass the budget.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import FileChooser, Locator, Page
from playwright.sync_api import TimeoutError as Timeout
from pptx import Presentation

from tests.browser.grids import ATTEMPTS
from tests.browser.process import Server
from tests.browser.screen import TIMEOUT, settled

Open = Callable[..., Page]


@dataclass
class Walk:
    """One person's way through the application, counted."""

    page: Page
    who: str
    clicks: int = 0
    keys: int = 0
    started: float = field(default_factory=time.monotonic)

    def click(self, target: Locator) -> None:
        """Click once and wait until the screen has settled."""
        target.click()
        self.clicks += 1
        settled(self.page, quiet=150)

    def choose(self, label: str, option: str) -> None:
        """Open a list and take one of its options: two clicks."""
        self.page.get_by_role("combobox", name=re.compile(f"{label}$")).click()
        self.clicks += 1
        self.click(self.page.get_by_role("option", name=option, exact=True))

    def close_list(self) -> None:
        """Close a list that stays open for more; a hand clicks beside it, so it counts as a click."""
        self.page.keyboard.press("Escape")
        self.clicks += 1

    def go(self, screen: str) -> None:
        """Open another screen from the sidebar."""
        self.click(self.page.get_by_test_id("stSidebarNavLink").filter(has_text=screen))

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, name: str, limit: int = 60) -> None:
        """Press Tab until the named element has the focus."""
        for _ in range(limit):
            self.press("Tab")
            if self.page.evaluate(FOCUSED) == name:
                return
        raise AssertionError(f"{name!r} was not reached within {limit} tabs")

    def back_to(self, name: str, limit: int = 60) -> None:
        """Press Shift and Tab until the named element has the focus."""
        for _ in range(limit):
            self.press("Shift+Tab")
            if self.focus() == name:
                return
        raise AssertionError(f"{name!r} was not reached within {limit} tabs back")

    def enter(self) -> None:
        """Press Enter and wait until the screen has settled."""
        self.press("Enter")
        settled(self.page, quiet=150)

    def focus(self) -> str:
        """Return what has the keyboard."""
        name: str = self.page.evaluate(FOCUSED)
        return name

    def within(self, *, clicks: int = 0, keys: int = 0, seconds: float) -> None:
        """Print what it took, and fail beyond the budget."""
        took = time.monotonic() - self.started
        counted = f"{self.clicks}/{clicks} clicks, {self.keys}/{keys} keys"
        print(f"\n{self.who}: {counted}, {took:.1f}/{seconds:.0f} s")
        assert (self.clicks <= clicks, self.keys <= keys, took <= seconds) == (True, True, True)


FOCUSED = """() => {
  const e = document.activeElement;
  return e.getAttribute('aria-label')?.split(' – ')[0] || e.innerText.trim().split('\\n')[0];
}"""


COHORT = "Code;Age;Sex;Diagnosis;Relapse site\nA1;4,5;f;ALL;CSF\nA2;11,0;m;AML;Orbit\nA3;13;m;ALL;CSF\n"


def words(page: Page, card: str) -> list[str]:
    """Return the words written in a picture, in the order of the drawing."""
    texts = page.locator(f".st-key-card-{card} svg.marks text").all_text_contents()
    return [text for text in texts if text]


def test_a_haematologist_sees_where_aml_came_back_and_whether_those_with_marrow_relapse_died(
    open_page: Open, fresh_server: Callable[..., Server]
) -> None:
    walk = Walk(open_page("/", width=1440, at=fresh_server()), "haematologist")
    walk.choose("Leukaemia type", "AML")
    walk.go("Sites")
    assert "AML" in words(walk.page, "site-heatmap")
    bone = walk.page.locator("[aria-label*='Group: AML;'][aria-label*='row: Bone;']").last
    assert "6/8 (75 %)" in (bone.get_attribute("aria-label") or "")
    walk.go("Outcomes")
    died = walk.page.locator("[aria-label*='With concurrent BMR'][aria-label*='3/4 (75 %)']")
    died.first.wait_for(state="attached")
    walk.within(clicks=6, seconds=60)


def test_a_fellow_takes_the_all_lanes_aligned_at_bmr_as_a_picture(open_page: Open) -> None:
    walk = Walk(open_page("/timelines", width=1440), "fellow")
    walk.choose("Leukaemia type", "ALL")
    walk.close_list()
    walk.choose("Align at", "BMR")
    card = walk.page.locator(".st-key-card-lanes")
    assert card.locator("h2").inner_text() == "Course of 8 patients, aligned at BMR"
    assert "sorted by time to CR" in card.inner_text()
    with walk.page.expect_download() as waiting:
        card.get_by_role("button", name="PNG").click()
        walk.clicks += 1
    with Image.open(waiting.value.path()) as picture:
        assert picture.format == "PNG"
        assert picture.width > 3000
    walk.within(clicks=8, seconds=60)


def test_a_newcomer_without_a_mouse_reaches_the_filtered_heatmaps_table(open_page: Open) -> None:
    walk = Walk(open_page("/", width=1440), "newcomer")
    walk.tab_to("Sites")
    walk.press("Enter")
    walk.page.wait_for_url("**/sites")
    settled(walk.page)
    walk.tab_to("Leukaemia type")
    for letter in "ALL":
        walk.press(letter)
    walk.press("Enter")
    settled(walk.page)
    walk.press("Escape")
    walk.tab_to("Table", limit=80)
    walk.press("Enter")
    row = walk.page.get_by_role("row").filter(has_text="CSF")
    row.wait_for()
    cells = [text.replace("\u00a0", " ") for text in row.get_by_role("cell").all_inner_texts()]
    assert "7/14 (50 %), 95 % interval 27–73 %" in cells
    walk.within(keys=160, seconds=60)


def pressed(walk: Walk, name: str) -> FileChooser:
    """Press Enter on the named button until it opens the files; a busy browser may not take the first one."""
    for _ in range(ATTEMPTS):
        assert walk.focus() == name
        try:
            with walk.page.expect_file_chooser(timeout=TIMEOUT / ATTEMPTS) as chooser:
                walk.press("Enter")
        except Timeout:
            continue
        return chooser.value
    raise AssertionError(f"{name} opens no files.")


def test_a_registrar_without_a_mouse_takes_a_file_through_filter_and_picture_to_the_deck(
    open_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "cohort.csv"
    file.write_text(COHORT, encoding="utf-8")
    walk = Walk(open_page("/data", width=1440), "registrar")
    page, left = walk.page, walk.page.locator(".st-key-chips strong")

    # The file: past the sidebar by the first link of the page, then the button that opens the files.
    walk.press("Tab")
    assert walk.focus() == "Skip to main content"
    walk.press("Enter")
    page.wait_for_function("document.activeElement.id === 'stMain'")
    walk.press("Tab")
    settled(page)
    pressed(walk, "upload").set_files(str(file))
    page.locator(".st-key-verdict").wait_for()
    settled(page)
    walk.tab_to("Use this cohort")
    walk.enter()
    assert walk.focus() == "Use this cohort"
    assert left.inner_text() == "3 of 3 patients, 3 sites"

    # The filter: the list closes on Escape, and the keyboard stays in its field through the rerun.
    walk.back_to("Leukaemia type")
    page.keyboard.type("ALL")
    walk.enter()
    walk.press("Escape")
    page.get_by_role("listbox").wait_for(state="detached")
    assert walk.focus() == "Leukaemia type"
    assert left.inner_text() == "2 of 3 patients, 2 sites"

    # The picture: its table opens on Enter, closes on Escape, and the keyboard is where it was.
    walk.back_to("Sites")
    walk.enter()
    assert walk.focus() == "Sites"
    walk.tab_to("Heatmap")
    walk.tab_to("Table")
    walk.press("Enter")
    table = page.get_by_role("dialog", name="Table")
    table.get_by_role("rowheader", name="CSF").wait_for()
    walk.press("Escape")
    table.wait_for(state="detached")
    assert walk.focus() == "Table"

    # The deck: the button that was pressed keeps the keyboard; the file comes and the show runs by keys.
    walk.tab_to("Add to deck")
    walk.enter()
    assert walk.focus() == "In the deck"
    walk.back_to("Tumour board")
    walk.enter()
    walk.tab_to("PPTX")
    with page.expect_download() as waiting:
        walk.press("Enter")
    slides = Presentation(waiting.value.path()).slides
    assert slides[1].shapes.title.text == "Patients by site of relapse and leukaemia type"
    page.keyboard.press("p")
    settled(page)
    walk.press("ArrowRight")
    settled(page)
    assert "2/2" in (page.locator(".st-key-slide img").get_attribute("alt") or "")
    walk.press("Escape")
    settled(page)
    assert page.locator("h1").inner_text() == "Tumour board"
    walk.within(keys=190, seconds=120)
