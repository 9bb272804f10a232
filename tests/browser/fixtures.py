"""A server and a browser for the tests in the folders below, which carry the marker `browser`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

pytest.register_assert_rewrite("tests.browser.screen")

from tests.browser.process import Server  # noqa: E402
from tests.browser.screen import Watch, settled  # noqa: E402

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = (TESTS / "browser", TESTS / "walks", TESTS / "privacy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in these folders and put it last.

    Last, because Playwright keeps an event loop in this thread while the browser is open, and because what
    fails without a browser fails sooner.
    """
    for item in items:
        if _in_a_browser(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=_in_a_browser)


def _in_a_browser(item: pytest.Item) -> bool:
    """Tell whether a test stands in one of the folders."""
    return any(item.path.is_relative_to(folder) for folder in FOLDERS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the log of the servers that a failed test used."""
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                report.sections.append((f"log of {name}", value.text()[-4000:]))
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application, started once for all tests; `server.url` is its address."""
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """A function that starts another process of the application; it ends with the test.

    Environment variables are given by name: `fresh_server(STREAMLIT_SERVER_MAX_UPLOAD_SIZE="1")`.
    """
    started: list[Server] = []

    def start(**surroundings: str) -> Server:
        started.append(Server(tmp_path / f"server-{len(started)}.txt", **surroundings))
        return started[-1].wait()

    yield start
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that `tools/setup.py browser` finds."""
    executable = chromium.find()
    if executable is None:
        pytest.fail("No browser was found. Run: python tools/setup.py browser", pytrace=False)
    with sync_playwright() as playwright:
        # A test's own certificate is nobody's: told by a page only, Chromium asks anew for each connection,
        # and on a busy computer gives a file up as tried too often.
        flags = [*chromium.FLAGS, "--ignore-certificate-errors"]
        running = playwright.chromium.launch(executable_path=executable, args=flags)
        yield running
        running.close()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, fresh_server: Callable[..., Server]
) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as a new visitor and waits until it has settled.

    `open_page(path="/", *, width=1280, height=900, scheme="light", at=None)`; `at` is another server than
    the shared one. After the test no page may have asked for anything off this computer or written an error
    to the console. A server that a test starts outlives the test's pages, or they would complain of its end.
    """
    watches: list[Watch] = []

    def visit(
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        at: Server | None = None,
    ) -> Page:
        host: Server = at or request.getfixturevalue("server")
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page = context.new_page()
        watches.append(Watch(page))
        page.goto(host.url + path)
        return settled(page)

    yield visit
    for watch in watches:
        watch.page.context.close()
    assert [url for watch in watches for url in watch.strangers()] == []
    assert [text for watch in watches for text in watch.complaints()] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The first screen, settled, on a wide light display."""
    return open_page()
