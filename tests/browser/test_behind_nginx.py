"""Two replicas behind nginx, as shipped: a visitor uploads, filters and exports, and outlives a replica."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.process import Server
from tests.browser.screen import TIMEOUT, Watch, settled
from tests.deploy.proxy import Proxy, certificate, programs

# Larger than what nginx holds in memory of a body: it would go through a file if uploads were buffered.
ROWS = "".join(f"{i},ALL,Bone,{'Male' if i % 3 else 'Female'},{'x' * 150}\n" for i in range(1, 151))
COHORT = "patient_id,leukemia_type,emr_sites,sex,remark of the study nurse\n" + ROWS


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[dict[str, Server]]:
    """Two processes of the application that trust each other's cookies."""
    programs()
    shared = {"STREAMLIT_SERVER_COOKIE_SECRET": "of this test"}  # pragma: allowlist secret
    running = {name: Server(tmp_path / f"{name}.txt", **shared) for name in ("a", "b")}
    try:
        yield {name: server.wait() for name, server in running.items()}
    finally:
        for server in running.values():
            server.stop()


@pytest.fixture
def proxy(replicas: dict[str, Server], tmp_path: Path) -> Iterator[Proxy]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    running = Proxy(folder, certificate(folder), (replicas["a"].port, replicas["b"].port))
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def visitor(browser: Browser, proxy: Proxy) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=proxy.url, ignore_https_errors=True, accept_downloads=True, reduced_motion="reduce"
    )
    yield context
    context.close()


def home(context: BrowserContext) -> str:
    """Return the replica that the visitor belongs to."""
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "emr_replica")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    return cookie["value"]


def has(page: Page, text: str) -> None:
    """Wait until the count above the screen is this one."""
    expect(page.locator(".st-key-chips strong").first).to_have_text(text, timeout=2 * TIMEOUT)


def load(page: Page, file: Path) -> None:
    """Upload a table and use it."""
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Use this cohort").click()


def test_a_visitor_uploads_filters_exports_and_goes_on_when_the_replica_dies(
    visitor: BrowserContext, replicas: dict[str, Server], proxy: Proxy, tmp_path: Path
) -> None:
    file = tmp_path / "cohort.csv"
    file.write_text(COHORT)
    page = visitor.new_page()
    watch = Watch(page)
    page.goto("/data")
    settled(page)
    first = home(visitor)

    load(page, file)
    has(page, "150 of 150 patients, 150 sites")
    settled(page)
    sex = page.get_by_role("combobox", name="Sex")
    # A list closes when what it hangs on is scrolled, and giving a box the focus scrolls to it.
    sex.evaluate("box => box.scrollIntoView({ block: 'center' })")
    settled(page)
    sex.focus()
    page.keyboard.type("Female")
    page.keyboard.press("Enter")
    has(page, "50 of 150 patients, 50 sites")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Sites").first.click()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").first.click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    served = {line.rsplit(":", 1)[1] for line in proxy.lines()}
    assert served == {str(replicas[first].port)}
    assert watch.strangers() == []
    assert watch.complaints() == []

    with page.expect_websocket(timeout=2 * TIMEOUT):
        replicas[first].process.kill()
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=TIMEOUT)
    assert home(visitor) != first
    page.get_by_role("link", name="Data").first.click()
    has(page, "8 of 22 patients, 19 sites")
    ended = page.locator(".st-key-session-ended")
    expect(ended).to_contain_text("Your session has ended", timeout=TIMEOUT)
    load(page, file)
    has(page, "50 of 150 patients, 50 sites")
    expect(ended).to_have_count(0)
