"""Every screen for everybody: axe-core, contrast in pictures, focus, order, 200 % zoom, a phone, less motion.

The list of screens is the application's own navigation. `make accessibility` does the same in every state.
"""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.screen import settled
from tools.accessibility.axe import CONTRAST, EXCUSES, violations
from tools.accessibility.measures import cramped, faint_words, longest_motion, outline, unseen_focus
from tools.accessibility.sights import sights

Open = Callable[..., Page]

FOCUSED = ("Sites: Heatmap", "Data: a file in its steps", "Tumour board: its show")
"""Sights in which every element is given the keyboard once."""


NARROW = {"200 %": (720, 450), "phone": (390, 844)}
"""Sizes in CSS pixels: a display of 1440 by 900 enlarged twice, and a phone."""

HINT = """() => {
  const scroller = document.querySelector('[class*=st-key-scroll-]');
  const line = getComputedStyle(scroller.parentElement, '::after');
  return [line.content, parseFloat(line.height)];
}"""


def test_no_screen_breaks_a_rule_of_accessibility_in_light(open_page: Open) -> None:
    page = open_page("/", width=1440)
    found: dict[str, list[object]] = {}
    seen = []
    for sight in sights(page):
        seen.append(sight.name)
        wrong = [*violations(page), *faint_words(page), *outline(page)]
        if sight.name in FOCUSED:
            wrong += unseen_focus(page)
        if wrong:
            found[sight.name] = wrong
        assert longest_motion(page) <= 0.00001, sight.name
    assert found == {}
    assert {"Overview", "Sites: Heatmap", "Data: a file in its steps", "Tumour board: its show"} <= set(seen)
    assert len(seen) >= 23


def test_boxes_that_open_on_a_press_and_tables_that_scroll_break_no_rule(open_page: Open) -> None:
    page = open_page("/sites", width=1440)
    for name in ("Code", "Table"):
        page.get_by_role("button", name=name).first.click()
        box = settled(page).get_by_test_id("stPopoverBody")
        assert box.inner_text().strip()
        assert list(violations(page)) == [], name
        page.keyboard.press("Escape")
    page = open_page("/", width=390)
    table = settled(page).get_by_role("region", name="Table 1. Patients by leukaemia type")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    assert list(violations(page)) == []
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_nothing_is_too_faint_in_the_dark(open_page: Open) -> None:
    page = open_page("/", width=1440, scheme="dark")
    found = {
        sight.name: wrong
        for sight in sights(page, tabs=False)
        if (wrong := [*violations(page, CONTRAST), *faint_words(page)])
    }
    assert found == {}


def test_nothing_pans_is_cut_or_runs_together_at_200_percent_or_on_a_phone(open_page: Open) -> None:
    page = open_page("/")
    found: dict[str, list[str]] = {}
    for sight in sights(page, tabs=False):
        for name, (width, height) in NARROW.items():
            page.set_viewport_size({"width": width, "height": height})
            if wrong := list(cramped(settled(page), sight.screen.lower())):
                found[f"{sight.name}, {name}"] = wrong
    assert found == {}


def test_a_picture_wider_than_its_card_says_that_it_scrolls_and_only_there(open_page: Open) -> None:
    page = open_page("/sites?sites_view=Body+map", width=390)
    line = (
        "() => getComputedStyle(document.querySelector('[class*=st-key-scroll-]').parentElement, '::after')"
    )
    assert "scroll the picture sideways" in page.evaluate(f"({line})().content")
    assert float(page.evaluate(f"parseFloat(({line})().height)")) > 15
    page.set_viewport_size({"width": 1440, "height": 900})
    settled(page)
    assert page.evaluate(HINT)[1] == 0


def test_the_count_above_every_screen_is_one_live_element_whatever_the_filters(open_page: Open) -> None:
    page = open_page("/sites")
    count = page.locator(".st-key-chips [role=status]")
    count.evaluate("element => { element.before = true; }")
    page.get_by_role("combobox", name="Leukaemia type").focus()
    page.keyboard.type("AML")
    page.keyboard.press("Enter")
    settled(page)
    assert count.inner_text() == "8 of 22 patients, 14 sites"
    assert count.evaluate("element => element.before") is True


def test_what_is_excused_is_streamlits_and_says_why() -> None:
    for excuse in EXCUSES:
        assert excuse.part.startswith("[data-testid=st")
        assert excuse.why.endswith(".")
        assert excuse.link.startswith("https://github.com/")
