"""Clicks on the pictures of the Sites screen in a real browser: what they filter, and whom they show."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.screen import does_not_pan, settled

Open = Callable[..., Page]


def count(page: Page) -> str:
    """Return who is left, as it stands above every screen."""
    return page.locator(".st-key-chips strong").inner_text()


def click(page: Page, *words: str) -> None:
    """Click the topmost mark whose words are these."""
    page.locator("".join(f"[aria-label*='{word}']" for word in words)).last.click()
    settled(page)


def test_a_cell_of_a_panel_filters_by_site_and_both_groups(open_page: Open) -> None:
    page = open_page("/sites?panels=Sex")
    click(page, "Group: Male · ALL;", "row: CSF;")
    assert count(page) == "4 of 22 patients, 4 sites"
    assert "sex=Male" in page.url
    click(page, "Group: Male · ALL;", "row: CSF;")
    assert count(page) == "22 of 22 patients, 38 sites"


def test_a_row_of_the_difference_filters_by_its_site(open_page: Open) -> None:
    page = open_page("/sites?sites_view=Difference")
    click(page, "Site: Bone", "Patients: AML 6/8")
    assert count(page) == "6 of 22 patients, 12 sites"
    assert page.url.endswith("emr_sites=Bone")
    click(page, "Site: Bone", "Patients: AML 6/8")
    assert count(page) == "22 of 22 patients, 38 sites"


def test_a_column_shows_its_patient_also_on_a_phone(open_page: Open) -> None:
    page = open_page("/sites?sites_view=Patients", width=390)
    does_not_pan(page)
    click(page, "Patient: P02")
    facts = page.locator(".st-key-card-patient-facts")
    assert facts.get_by_role("heading").inner_text() == "Patient P02"
    assert "P02" not in page.url
    assert count(page) == "22 of 22 patients, 38 sites"
    click(page, "Patient: P02")
    assert facts.count() == 0
