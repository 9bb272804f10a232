"""The screens in a real browser: opened by their own address, filtered, clicked, reloaded, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Download, Page

from tests.browser.process import Server
from tests.browser.screen import does_not_pan, settled

SCREENS = {
    "overview": "/",
    "sites": "/sites",
    "timelines": "/timelines",
    "outcomes": "/outcomes",
    "compare": "/compare",
}
Open = Callable[..., Page]


def count(page: Page) -> str:
    """Return who is left, as it stands above every screen."""
    return page.locator(".st-key-chips strong").inner_text()


def cell(page: Page, site: str, group: str) -> None:
    """Click a cell of the heatmap."""
    page.locator(f"[aria-label*='Group: {group};'][aria-label*='row: {site};']").last.click()
    settled(page)


@pytest.mark.parametrize("screen", ["overview", "timelines"])
def test_a_fresh_server_opens_a_screen_by_its_own_address(
    screen: str, open_page: Open, fresh_server: Callable[..., Server]
) -> None:
    page = open_page(SCREENS[screen], at=fresh_server())
    assert page.locator("h1").inner_text().lower() == screen
    assert count(page) == "22 of 22 patients, 38 sites"
    assert page.get_by_role("combobox", name="Leukaemia type").count() == 1


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_a_wide_dark_display(screen: str, open_page: Open) -> None:
    page = open_page(SCREENS[screen], width=1440, scheme="dark")
    does_not_pan(page)
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0


@pytest.mark.parametrize("screen", SCREENS)
def test_no_word_of_a_picture_is_cut_off(screen: str, open_page: Open) -> None:
    page = open_page(SCREENS[screen], width=1440)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')].flatMap(svg => {
          const box = svg.getBoundingClientRect();  // a line box is a little taller than its letters
          return [...svg.querySelectorAll('text')]
            .filter(text => text.textContent && text.getAttribute('opacity') !== '0')
            .filter(text => {
              const t = text.getBoundingClientRect();
              return t.width && (t.left < box.left - 1 || t.right > box.right + 1
                || t.top < box.top - 4 || t.bottom > box.bottom + 4);
            })
            .map(text => text.textContent);
        })"""
    )
    assert cut == []


def test_a_click_on_a_cell_filters_and_the_same_click_takes_it_back(open_page: Open) -> None:
    page = open_page("/sites")
    cell(page, "CSF", "ALL")
    assert count(page) == "7 of 22 patients, 7 sites"
    assert page.url.endswith("/sites?leukemia_type=ALL&emr_sites=CSF")
    settled(page.reload() and page)
    assert count(page) == "7 of 22 patients, 7 sites"
    cell(page, "Bone", "AML")
    assert count(page) == "6 of 22 patients, 12 sites"
    cell(page, "Bone", "AML")
    assert count(page) == "22 of 22 patients, 38 sites"
    assert page.url.endswith("/sites")


def test_filters_go_along_to_the_other_screens(open_page: Open) -> None:
    page = open_page("/sites?sex=Female")
    for name in ("Timelines", "Outcomes", "Overview"):
        page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
        settled(page)
        assert page.locator("h1").inner_text() == name
        assert count(page).startswith("8 of 22 patients")
        assert "sex=Female" in page.url


def test_a_filter_chosen_by_keyboard_stands_in_the_url(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("combobox", name="Leukaemia type").focus()
    page.keyboard.type("AML")
    page.keyboard.press("Enter")
    settled(page)
    assert count(page) == "8 of 22 patients, 14 sites"
    assert "leukemia_type=AML" in page.url


def test_undo_takes_back_a_click(open_page: Open) -> None:
    page = open_page("/sites")
    cell(page, "Kidney", "ALL")
    assert count(page) == "4 of 22 patients, 14 sites"
    page.get_by_role("button", name="Undo").click()
    settled(page)
    assert count(page) == "22 of 22 patients, 38 sites"


def test_the_table_of_a_picture_holds_the_numbers_of_its_cells(open_page: Open) -> None:
    page = open_page("/sites")
    page.locator(".st-key-card-site-heatmap").get_by_role("button", name="Table").click()
    row = page.get_by_role("row").filter(has_text="Bone")
    row.wait_for()
    assert row.get_by_role("rowheader").inner_text() == "Bone"
    assert [text.replace("\u00a0", " ") for text in row.get_by_role("cell").all_inner_texts()] == [
        "6/8 (75 %), 95 % interval 41–93 %",
        "0/14 (0 %), 95 % interval 0–22 %",
        "6",
    ]


def test_the_download_is_the_frame_behind_the_picture(open_page: Open) -> None:
    page = open_page("/sites")
    page.locator(".st-key-card-site-heatmap").get_by_role("button", name="Other files").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-csv-site-heatmap button").click()
    download: Download = waiting.value
    lines = download.path().read_text("utf-8-sig").splitlines()
    assert download.suggested_filename.startswith("emr-site-heatmap-")
    assert lines[0].startswith("row,column,count,k,N,percent")
    assert any(line.startswith("Bone,AML,6,6,8,75") for line in lines)
    assert len(lines) == 1 + 18 * 2


def test_a_click_on_a_lane_shows_that_patient_and_leaves_the_url_alone(open_page: Open) -> None:
    page = open_page("/timelines")
    lane = page.locator(".st-key-card-lanes [aria-label*='Patient: P09']").last
    lane.click()
    settled(page)
    card = page.locator(".st-key-card-patient-facts")
    assert card.locator("h2").inner_text() == "Patient P09"
    card.get_by_text("5.4 weeks").wait_for()
    assert "P09" not in page.url
    assert count(page) == "22 of 22 patients, 38 sites"
    page.locator(".st-key-card-lanes [aria-label*='Patient: P09']").last.click()
    settled(page)
    assert card.count() == 0


def test_a_click_on_the_marrow_filters_and_on_a_dot_shows_its_patient(open_page: Open) -> None:
    page = open_page("/timelines?timelines_view=Marrow")
    bars = page.locator(".st-key-card-marrow-course [aria-label*='type: ALL; When: After']")
    bars.and_(page.locator("[aria-label*='Marrow: Isolated, later']")).last.click()
    settled(page)
    assert count(page) == "5 of 22 patients, 15 sites"
    assert "bmr=Subsequent" in page.url
    page.get_by_role("tab", name="Intervals").click()
    settled(page)
    page.locator(
        ".st-key-card-interval-strips [aria-label*='Patient: P19'][aria-label*='later BMR']"
    ).last.click()
    settled(page)
    assert page.locator(".st-key-card-patient-facts h2").inner_text() == "Patient P19"
    assert "P19" not in page.url
