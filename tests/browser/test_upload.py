"""A messy German file in a real browser: dropped, mapped, mended, used, filtered, forgotten, and gone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.grids import choose, grid, write
from tests.browser.screen import TIMEOUT, does_not_pan, settled

Open = Callable[..., Page]

MESSY = (
    "Rezidivregister der Klinik, Stand 2024;;;;;;;\n"
    ";;;;;;;\n"
    "Pat.-Nr.;Nachname;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten (G/l);Schlüssel 7\n"
    "0007;Müller;4,5;2;ALL;Liquor;12,5;No BMR\n"
    "0008;Schmidt;11,0;1;AML;Orbita rechts;80,1;Concurrent\n"
    "0009;Weber;134;1;ALL;Liquor;3,0;No BMR\n"
    "0010;Fischer;7,5;2;ALL;Liquor;950000;Subsequent\n"
    "0011;Koch;6,0;2;AML;Orbita links;7,2;No BMR\n"
    "Summe;;;;;;;\n"
)
GERMAN = (
    "Kohorte der Klinik, Stand 2024;;;;;\n"
    ";;;;;\n"
    "Pat.-Nr.;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten\n"
    "0007;4,5;w;ALL;Liquor;12,5\n"
    "0008;11;m;AML;Orbita rechts;80,1\n"
    "0009;7;m;ALL;Liquor;3,0\n"
)


def says(page: Page, number: int, text: str) -> None:
    """Wait until one of the five steps says something."""
    expect(page.locator(f".st-key-step-{number}")).to_contain_text(text, timeout=TIMEOUT)


def unfold(page: Page, number: int) -> None:
    """Open one of the five steps, unless it stands open."""
    step = page.locator(f".st-key-step-{number}")
    step.locator("details").first.wait_for()
    if step.locator("details[open]").count() == 0:
        step.locator("summary").first.click()
    settled(page)


def has(page: Page, text: str) -> None:
    """Wait until the count above the screen is this one."""
    expect(page.locator(".st-key-chips strong").first).to_have_text(text, timeout=TIMEOUT)


def test_a_messy_german_file_is_mapped_mended_used_filtered_and_forgotten(
    open_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "kohorte.csv"
    file.write_bytes(MESSY.encode("cp1252"))
    page = open_page("/data", width=1440)
    page.locator("input[type=file]").first.set_input_files(str(file))
    verdict = page.locator(".st-key-verdict")
    expect(verdict).to_contain_text("5 rows = 0 patients + 0 merged + 5 refused.", timeout=TIMEOUT)
    settled(page)

    # 2 Columns: a column without a name that says anything is given its meaning.
    unfold(page, 2)
    choose(page, grid(page, "columns"), row=7, column=1, option="Bone-marrow relapse")
    says(page, 2, "7 of 8 columns used")

    # 3 Words: the codes of sex are asked, not guessed.
    says(page, 3, "2 words to say the meaning of")
    unfold(page, 3)
    choose(page, grid(page, "words-sex"), row=0, column=2, option="Female")
    says(page, 3, "1 word to say the meaning of")
    choose(page, grid(page, "words-sex"), row=0, column=2, option="Male")
    says(page, 3, "every word is known")
    unfold(page, 4)

    # 4 Check and fix: two cells are mended in the grid, one after the other.
    write(page, grid(page, "grid"), row=0, column=2, text="13,4")
    says(page, 4, "Mended.")
    page.get_by_role("button", name="Next problem").click()
    says(page, 4, "950000")
    settled(page)
    write(page, grid(page, "grid"), row=0, column=2, text="950,0")
    says(page, 4, "2 changes made")
    expect(verdict).to_contain_text("5 rows = 5 patients + 0 merged + 0 refused.", timeout=TIMEOUT)

    # 5 Use: used, filtered, forgotten.
    page.get_by_role("button", name="Use this cohort").click()
    has(page, "5 of 5 patients, 5 sites")
    page.get_by_role("combobox", name="Sex").focus()
    page.keyboard.type("Female")
    page.keyboard.press("Enter")
    has(page, "3 of 5 patients, 3 sites")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Forget my data").click()
    has(page, "22 of 22 patients, 38 sites")
    settled(page)
    assert "kohorte" not in page.content()


def test_the_data_screen_fits_a_phone(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "kohorte.csv"
    file.write_bytes(GERMAN.encode("cp1252"))
    page = open_page("/data", width=390)
    does_not_pan(page)
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Use this cohort").wait_for()
    settled(page)
    does_not_pan(page)
