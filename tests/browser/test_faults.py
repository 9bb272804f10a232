"""What fails around the application: a reload, a line that breaks, a server that is killed.

Whoever works with it reads a plain sentence and goes on; nothing is left on the disk.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.line import Line
from tests.browser.process import Server
from tests.browser.screen import TIMEOUT, settled

Open = Callable[..., Page]

GERMAN = (
    "Pat.-Nr.;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten\n"
    "0007;4,5;w;ALL;Liquor;12,5\n"
    "0008;11;m;AML;Orbita rechts;80,1\n"
    "0009;7;m;ALL;Liquor;3,0\n"
)
ENDED = re.compile(r"Your session has ended: .* are gone\. Shown now is Seoul 2009–2011")


def file_of(folder: Path, text: str = GERMAN, name: str = "geheim_kohorte.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="cp1252")
    return file


def load(page: Page, file: Path, count: str = "3 of 3 patients, 3 sites") -> None:
    """Drop a file of three patients, and use it."""
    page.locator("input[type=file]").first.set_input_files(str(file))
    expect(page.locator(".st-key-step-1")).to_contain_text(f"{file.name}: ", timeout=TIMEOUT)
    settled(page)
    page.get_by_role("button", name="Use this cohort").click()
    has(page, count)
    settled(page)


def has(page: Page, text: str) -> None:
    """Wait until the count above the screen is this one."""
    expect(page.locator(".st-key-chips strong").first).to_have_text(text, timeout=TIMEOUT)


def choose(page: Page, label: str, letters: str) -> None:
    """Choose a level of a filter, as hands do."""
    page.get_by_role("combobox", name=label).focus()
    page.keyboard.type(letters)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def test_a_reload_says_that_the_session_has_ended_and_shows_no_other_cohort_in_silence(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("/data")
    assert page.locator(".st-key-session-ended").count() == 0
    load(page, file_of(tmp_path))
    assert sorted(urlsplit(page.url).query.split("&")) == ["cohort=Uploaded", "held=1"]
    page.reload()
    settled(page)
    expect(page.locator(".st-key-session-ended")).to_contain_text(ENDED)
    has(page, "22 of 22 patients, 38 sites")
    load(page, file_of(tmp_path))
    assert page.locator(".st-key-session-ended").count() == 0


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page that may complain: its line is cut on purpose."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_line_that_breaks_and_comes_back_loses_nothing(
    visitor: Page, server: Server, tmp_path: Path
) -> None:
    line = Line(server.port)
    visitor.goto(f"{line.url}/data")
    settled(visitor)
    load(visitor, file_of(tmp_path))
    choose(visitor, "Sex", "Female")
    has(visitor, "1 of 3 patients, 1 site")
    line.cut()
    expect(visitor.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")).to_have_count(
        0, timeout=TIMEOUT
    )
    line.mend()
    settled(visitor)
    choose(visitor, "Leukaemia type", "AML")
    has(visitor, "0 of 3 patients, 0 sites")
    assert visitor.locator(".st-key-session-ended").count() == 0
    line.cut()


def left_behind(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_a_line_that_stays_away_and_a_server_that_is_killed_are_told_and_leave_nothing(
    visitor: Page, tmp_path: Path
) -> None:
    scratch, home = tmp_path / "scratch", tmp_path / "home"
    scratch.mkdir()
    home.mkdir()
    surroundings = {"TMPDIR": str(scratch), "HOME": str(home)}
    surroundings["STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL"] = "1"
    server = Server(tmp_path / "log.txt", **surroundings).wait()
    line = Line(server.port)
    try:
        visitor.goto(f"{line.url}/data")
        settled(visitor)
        load(visitor, file_of(tmp_path))

        # The line stays away for longer than the second that this server waits.
        line.cut()
        expect(visitor.get_by_role("dialog")).to_contain_text("Connection error", timeout=TIMEOUT)
        line.mend()
        settled(visitor)
        choose(visitor, "Sex", "Female")
        expect(visitor.locator(".st-key-session-ended")).to_contain_text(ENDED, timeout=TIMEOUT)
        has(visitor, "8 of 22 patients, 19 sites")
        load(visitor, file_of(tmp_path, name="geheim_noch_einmal.csv"), "1 of 3 patients, 1 site")

        # Killed while it exports.
        visitor.get_by_role("button", name="Tidy cohort (CSV)").click()
        server.process.kill()
        server.process.wait(10)
        line.cut()
        assert left_behind(scratch) + left_behind(home) == []
        assert "geheim" not in server.text()
        expect(visitor.get_by_role("dialog")).to_contain_text("Connection error", timeout=TIMEOUT)

        # Back under the same address: the page that stayed open says so, and takes the file again.
        server = Server(tmp_path / "log.txt", **surroundings).wait()
        line.to = server.port
        line.mend()
        settled(visitor)
        visitor.get_by_role("button", name="Tidy cohort (CSV)").click()
        expect(visitor.get_by_text("Your session has ended. Reload the page")).to_be_visible(timeout=TIMEOUT)
        load(visitor, file_of(tmp_path, name="geheim_wieder.csv"), "1 of 3 patients, 1 site")
        assert visitor.locator(".st-key-session-ended").count() == 0

        # Killed while it receives: the half that came was in memory, and is gone with it.
        large = file_of(tmp_path, GERMAN + "x" * 8_000_000, "geheim_gross.csv")
        line.hold_after(4_000_000)
        visitor.locator("input[type=file]").first.set_input_files(str(large))
        assert line.held.wait(20)
        server.process.kill()
        server.process.wait(10)
        assert left_behind(scratch) + left_behind(home) == []
    finally:
        line.cut()
        server.stop()
