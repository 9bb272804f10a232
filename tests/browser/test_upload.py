"""A messy German file in a real browser: dropped, used, filtered, forgotten; nothing is left of it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.process import Server
from tests.browser.screen import does_not_pan, settled

Open = Callable[..., Page]

GERMAN = (
    "Kohorte der Klinik, Stand 2024;;;;;\n"
    ";;;;;\n"
    "Pat.-Nr.;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten\n"
    "0007;4,5;w;ALL;Liquor;12,5\n"
    "0008;11;m;AML;Orbita rechts;80,1\n"
    "0009;7;m;ALL;Liquor;3,0\n"
)


def count(page: Page) -> str:
    """Return who is left, as it stands above every screen."""
    return page.locator(".st-key-chips strong").inner_text()


def test_a_german_file_is_dropped_used_filtered_and_forgotten(
    open_page: Open, fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    server = fresh_server(TMPDIR=str(scratch))
    file = tmp_path / "geheim_kohorte.csv"
    file.write_bytes(GERMAN.encode("cp1252"))
    page = open_page("/data", at=server)
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Use this cohort").click()
    page.get_by_role("button", name="Forget my data").wait_for()
    settled(page)
    assert count(page) == "3 of 3 patients, 3 sites"
    assert page.url.endswith("/data?cohort=Uploaded")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Sites").click()
    settled(page)
    page.locator("[aria-label*='column: ALL;'][aria-label*='row: CSF;']").last.click()
    settled(page)
    assert count(page) == "2 of 3 patients, 2 sites"
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Data").click()
    settled(page)
    page.get_by_role("button", name="Forget my data").click()
    settled(page)
    assert count(page) == "22 of 22 patients, 38 sites"
    assert list(scratch.rglob("*")) == []
    for secret in ("geheim", "0007", "Orbita"):
        assert secret not in server.text()
        assert secret not in page.url


def test_the_data_screen_fits_a_phone(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "kohorte.csv"
    file.write_bytes(GERMAN.encode("cp1252"))
    page = open_page("/data", width=390)
    does_not_pan(page)
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Use this cohort").wait_for()
    settled(page)
    does_not_pan(page)
