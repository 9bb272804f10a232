"""The fellow's way in a real browser: collect, order, download, and show by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pptx import Presentation

from tests.browser.screen import does_not_pan, settled

Open = Callable[..., Page]


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    settled(page)


def add(page: Page, figure: str) -> None:
    page.locator(f".st-key-deck-{figure} button").click()
    settled(page)


def test_three_figures_are_collected_ordered_and_found_with_their_captions_in_the_powerpoint(
    open_page: Open,
) -> None:
    page = open_page("/sites")
    add(page, "site-heatmap")
    go(page, "Outcomes")
    add(page, "outcome-bars")
    add(page, "outcome-shares")
    go(page, "Tumour board")
    page.locator(".st-key-up-2 button").click()
    settled(page)
    with page.expect_download() as waiting:
        page.locator(".st-key-pptx-deck button").click()
    show = Presentation(waiting.value.path())
    slides = list(show.slides)
    assert [slide.shapes.title.text for slide in slides[1:4]] == [
        "Patients by site of relapse and leukaemia type",
        "Died by marrow at EMR (7-day window)",
        "Outcome as published by marrow at EMR (7-day window)",
    ]
    for slide in slides[1:4]:
        said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "All patients. 22 of 22 patients." in said
    page.locator(".st-key-present button").focus()
    page.keyboard.press("p")
    settled(page)
    page.keyboard.press("ArrowRight")
    settled(page)
    assert page.locator(".st-key-slide img").get_attribute("alt", timeout=5000).startswith("Patients by site")  # type: ignore[union-attr]
    assert not page.locator("[data-testid=stSidebar]").is_visible()
    page.keyboard.press("f")
    settled(page)
    assert page.locator("[data-testid=stSidebar]").is_visible()
    page.keyboard.press("Escape")
    settled(page)
    assert page.locator("h1").inner_text() == "Tumour board"


@pytest.mark.parametrize(("width", "scheme"), [(1024, "light"), (390, "dark")])
def test_the_board_and_its_show_fit_a_projector_and_a_phone(width: int, scheme: str, open_page: Open) -> None:
    page = open_page("/outcomes", width=width, scheme=scheme)
    add(page, "outcome-shares")
    if width < 800:
        page.get_by_test_id("stExpandSidebarButton").click()
    go(page, "Tumour board")
    if width < 800:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    does_not_pan(page)
    page.locator(".st-key-present button").click()
    settled(page)
    does_not_pan(page)
    box = page.locator(".st-key-slide img").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
