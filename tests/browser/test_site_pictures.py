"""A click on a region, a combination or a pair filters by it everywhere, and the same click takes it back."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.screen import does_not_pan, settled

Open = Callable[..., Page]

CLICKS = {
    "Body map": ("Kidney: 4/22", "4 of 22 patients, 14 sites", "emr_sites=Kidney"),
    "Combinations": (
        "exactly Bone; Muscle: 1/22",
        "1 of 22 patients, 2 sites",
        "emr_sites=Bone&emr_sites=Muscle&emr_sites_logic=exactly",
    ),
    "Pairs": (
        "Kidney and Liver: of the 2 with Liver",
        "2 of 22 patients, 10 sites",
        "emr_sites=Kidney&emr_sites=Liver&emr_sites_logic=all",
    ),
}
"""Tab to the mark that is clicked, what is left, and the filter in the address."""


def count(page: Page) -> str:
    """Return who is left, as it stands above every screen."""
    return page.locator(".st-key-chips strong").inner_text()


def test_a_click_sets_the_filter_and_the_same_click_takes_it_back(open_page: Open) -> None:
    page = open_page("/sites?sites_view=Body+map")
    for tab, (mark, left, address) in CLICKS.items():
        page.get_by_role("tab", name=tab).click()
        settled(page)
        page.locator(f"[aria-label^='{mark}']").last.click()
        settled(page)
        assert count(page) == left
        assert address in page.url
        page.locator(f"[aria-label^='{mark}']").last.click()
        settled(page)
        assert count(page) == "22 of 22 patients, 38 sites"


def test_a_click_on_a_bar_of_the_course_filters_by_its_level(open_page: Open) -> None:
    page = open_page("/outcomes?outcomes_view=Course")
    for _, left in (("on", "5 of 22 patients"), ("off", "22 of 22 patients")):
        page.locator("[aria-label^='Later marrow: Later BMR']").last.click()
        settled(page)
        assert count(page).startswith(left)
        assert ("bmr=Subsequent" in page.url) == (left[0] == "5")


def test_the_body_scrolls_in_its_card_on_a_phone(open_page: Open) -> None:
    page = open_page("/sites?sites_view=Body+map", width=390)
    does_not_pan(page)
    assert page.locator("svg.marks").first.bounding_box()["width"] > 390  # type: ignore[index]
