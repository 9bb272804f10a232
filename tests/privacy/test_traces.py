"""A whole session leaves no trace: on disk, in the log, in an address, in the browser, off this computer."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Request, Response, expect

from tests.browser.screen import TIMEOUT, settled
from tests.privacy.visitor import Visitor
from tests.privacy.watched import BEGINNING, Watched, file_of

PAINTER = f"{sys.executable} -X utf8 -B -c"
MARK = f"{BEGINNING}sq"
ALL_KINDS = {"png", "svg", "pdf", "csv", "xlsx", "pptx", "html", "json"}


def test_nothing_is_written_logged_or_sent_elsewhere_while_everything_is_exported(watched: Watched) -> None:
    before, begun = watched.places(), len(watched.events())
    visitor = Visitor(watched.url, "data")
    visitor.upload("file-0", f"{MARK}.csv", file_of(MARK))
    for label in ("Findings (XLSX)", "Findings (CSV)", "Tidy cohort (CSV)", "Mapping (JSON)"):
        visitor.export(label)
    visitor.click("use-cohort")
    visitor.choose("sex", "Female")
    visitor.open("sites")
    visitor.unfold("files-site-heatmap")
    for kind in ("png", "svg", "pdf", "csv", "xlsx"):
        visitor.export(f"{kind}-site-heatmap")
    visitor.click("deck-site-heatmap")
    visitor.open("tumour_board")
    for kind in ("pptx", "pdf", "html"):
        visitor.export(f"{kind}-deck")
    visitor.export("Save the deck")
    visitor.click("present")
    visitor.leave()

    seen = watched.asked("seen")
    assert {place for place in seen["written"] if place != str(watched.audit)} == set()
    assert watched.places() == before
    assert seen["refused"] == []
    # The pictures of a deck are painted by children, which are told the scale and nothing else.
    assert {command.partition(" import sys, vl_convert;")[0] for command in seen["started"]} == {PAINTER}
    assert BEGINNING not in "".join(seen["started"])
    assert watched.asked("out") == "refused by the test"
    assert watched.asked("seen")["refused"] == ["socket.connect ('192.0.2.1', 9)"]
    log = watched.text()
    assert "PUT /_stcore/upload_file/" in log
    assert visitor.answers[0] in log
    assert BEGINNING not in log
    assert "missing ScriptRunContext" not in log
    assert BEGINNING not in "".join(visitor.answers)
    assert len(set(visitor.answers)) == len(visitor.answers) == 13
    assert all(re.fullmatch(r"/media/[\w-]{43}\.\w+", address) for address in visitor.answers)

    # What the audit log says of it: who, when, what kind; nothing of what was in it.
    events = [e for e in watched.events()[begun:] if e["session"] == visitor.session[:8]]
    assert BEGINNING not in watched.audit.read_text()
    assert [e["event"] for e in events] == ["opened", "uploaded", *["export"] * 4, "used", *["export"] * 9]
    assert {e["kind"] for e in events if e["event"] == "export"} == ALL_KINDS
    assert (events[1]["verdict"], events[1]["rows"]) == ("accept_with_warnings", 8)
    assert events[6]["cohort"] == events[1]["cohort"] != ""


KEPT_BY_THE_BROWSER = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, history.state,
  (await indexedDB.databases()).map(base => base.name), await caches.keys(),
])"""


def test_the_browser_keeps_nothing_and_no_address_carries_a_text_of_the_file(
    open_page: Callable[..., Page], watched: Watched, tmp_path: Path
) -> None:
    file = tmp_path / f"{MARK}.csv"
    file.write_bytes(file_of(MARK))
    page = open_page("/data", at=watched, width=1440)
    requests: list[Request] = []
    answers: list[Response] = []
    places = [page.url]
    page.on("request", lambda request: requests.append(request))
    page.on("response", lambda answer: answers.append(answer))
    page.on("framenavigated", lambda frame: places.append(frame.url))
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Use this cohort").click()
    page.get_by_role("button", name="Forget my data").wait_for(timeout=TIMEOUT)
    # A filter on an open field, whose levels are words of the file, and one on sites.
    page.get_by_test_id("stSidebar").get_by_text("More filters").click()
    for name, level in (("Institution", f"{MARK}klinik"), ("Site", "CSF")):
        page.get_by_role("combobox", name=name).first.focus()
        page.keyboard.type(level)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        settled(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Timelines").click()
    expect(page.get_by_text(f"{MARK}n0").first).to_be_attached(timeout=TIMEOUT)
    with page.expect_download() as taken:
        page.locator(".st-key-png-lanes button").click()
    assert taken.value.suggested_filename.startswith("emr-lanes-")
    settled(page)
    addresses = [*places, page.url, *(request.url for request in requests)]
    assert [address for address in addresses if BEGINNING in address] == []
    assert BEGINNING not in page.evaluate(KEPT_BY_THE_BROWSER)
    media = [answer for answer in answers if "/media/" in answer.url]
    assert {answer.headers["cache-control"] for answer in media} == {"no-store"}
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Data").click()
    page.get_by_role("button", name="Forget my data").click()
    settled(page)
    assert BEGINNING not in page.content()
    assert BEGINNING not in watched.text()
