"""What breaks on a screen, in a callback, in a show or in a file: one sentence of ours, with a number.

The number stands in the log beside the place, and nothing else of the error does. The server runs on a disk
that takes no byte, so that all of this, and every file made meanwhile, is made without one.
"""

import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.process import ROOT, Server
from tests.browser.screen import TIMEOUT, settled

SECRET = "patient Kim born 4711"

# Appended to a file: what it defines again breaks, and quotes a patient while it does.
BROKEN = {
    "emr_ui/sections/intervals.py": f"\n\ndef show():\n    raise ValueError('{SECRET}')\n",
    "emr_ui/filter_state.py": f"\n\ndef undo():\n    raise KeyError('{SECRET}')\n",
    "emr_ui/presentation.py": f"\n\ndef _go(place):\n    raise RuntimeError('{SECRET}')\n",
    "emr_ui/downloads.py": f"\n\ndef csv_bytes(*_):\n    raise ValueError('{SECRET}')\n",
    "pages/evidence.py": f"\n\nraise ZeroDivisionError('{SECRET}')\n",
}
NO_ROOM = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""
SENTENCE = re.compile(r"This screen could not be finished\. .* report the number ([0-9A-F]{8})\.")
OF_A_FILE = re.compile(r"This file could not be made\. .* report the number ([0-9a-f]{8})\.")


class OnAFullDisk(Server):
    """A server that may write nothing; its log is a pipe, read here."""

    def __init__(self, folder: Path, root: Path) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        self.said = ""
        threading.Thread(target=self._listen, args=(pipe,), daemon=True).start()
        (folder / "sitecustomize.py").write_text(NO_ROOM)
        nowhere = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "PYTHONPATH": str(folder)}
        super().__init__(pipe, root=root, PYTHONDONTWRITEBYTECODE="1", **nowhere)

    def _listen(self, pipe: Path) -> None:
        with pipe.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self.said += line

    def text(self) -> str:
        return self.said


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the application in which one thing of every kind breaks."""
    root = tmp_path_factory.mktemp("app")
    for name in ("emr_core", "emr_ui", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", root)
    for name, code in BROKEN.items():
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(code)
    running = OnAFullDisk(tmp_path_factory.mktemp("disk"), root)
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def page(browser: Browser, broken: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.goto(f"{broken.url}/timelines")
    yield settled(opened)
    context.close()


def go(page: Page, screen: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=screen).click()
    expect(page.locator("h1")).to_have_text(screen, timeout=TIMEOUT)
    settled(page)


def number(page: Page, pattern: re.Pattern[str]) -> str:
    """Return the number in the sentence on the screen; nothing else of the error may stand there."""
    sentence = page.get_by_text(pattern)
    expect(sentence).to_be_visible(timeout=TIMEOUT)
    found = pattern.search(sentence.inner_text())
    assert found
    assert SECRET not in page.content()
    assert "Traceback" not in page.content()
    assert page.get_by_test_id("stException").count() == 0
    return found[1]


def downloads(page: Page, kind: str, within: str, begins: bytes) -> None:
    with page.expect_download() as waiting:
        page.locator(within).get_by_role("button", name=kind, exact=True).first.click()
    assert waiting.value.path().read_bytes().startswith(begins)


@pytest.mark.skipif(sys.platform != "linux", reason="the size of files is not limited so elsewhere")
def test_every_error_is_a_sentence_with_a_number_that_finds_its_place_in_the_log(
    page: Page, broken: Server
) -> None:
    found = {}
    downloads(page, "PNG", ".st-key-card-lanes", b"\x89PNG")
    page.get_by_role("tab", name="Intervals").click()
    found[number(page, SENTENCE)] = "Error {}: ValueError at emr_ui/sections/intervals.py"
    go(page, "Evidence")
    found[number(page, SENTENCE)] = "Error {}: ZeroDivisionError at pages/evidence.py"

    go(page, "Overview")
    page.get_by_role("button", name="CSV", exact=True).first.click()
    found[number(page, OF_A_FILE)] = "file_id {}"
    page.get_by_role("button", name="Add to deck").first.click()
    settled(page)
    page.get_by_role("combobox", name="Sex").focus()
    page.keyboard.type("Female")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chips strong").first).to_contain_text("8 of 22", timeout=TIMEOUT)
    settled(page)
    page.get_by_role("button", name="Undo").click()
    found[number(page, SENTENCE)] = "Error {}: KeyError at emr_ui/filter_state.py"

    go(page, "Tumour board")
    downloads(page, "PPTX", ".st-key-deck-files", b"PK")
    page.get_by_role("button", name="Present").click()
    settled(page)
    page.get_by_role("button", name="Next").click()
    found[number(page, SENTENCE)] = "Error {}: RuntimeError at emr_ui/presentation.py"
    log = broken.text()
    for one, place in found.items():
        assert place.format(one) in log
    assert len(found) == 5
    assert re.search(r"file_id [0-9a-f]{32}: .* after ValueError at emr_ui/downloads.py", log)
    assert SECRET not in log
    assert "Traceback" not in log
