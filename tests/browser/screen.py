"""What a test can say about a page in the browser: it has settled, it does not pan, it kept quiet."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

TIMEOUT = 20_000  # milliseconds; only ever reached by a failure

# Console errors that cannot be avoided: (pattern, why).
EXCUSED_ERRORS: tuple[tuple[str, str], ...] = (
    (
        r"status of 404 .*//[^/]+/[^/]+/_stcore/(health|host-config)\)$",
        "On a deep link Streamlit first looks for the server below the page's own path, then at the root.",
    ),
)

# Streamlit reports its state on stApp. For a moment after a click the old state still stands, so the calm has
# to last; the clock starts anew whenever something moves.
SETTLED = """quiet => {
  const app = document.querySelector('[data-testid=stApp]');
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  const calm = app !== null
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]')
    && document.querySelector('[data-testid=stMain] [data-testid=stElementContainer]') !== null
    && document.fonts.status === 'loaded'
    && charts.every(chart => chart.querySelector('svg.marks, canvas.marks') !== null);
  if (!calm) { window.calmSince = undefined; return false; }
  window.calmSince ??= performance.now();
  return performance.now() - window.calmSince >= quiet;
}"""


def settled(page: Page, *, quiet: int = 300, timeout: int = TIMEOUT) -> Page:
    """Wait until the script has finished, fonts are there, every chart is drawn and nothing moves any more.

    Parameters
    ----------
    page
        A page of the application.
    quiet
        Milliseconds the calm has to last.
    timeout
        Milliseconds after which the test fails.

    Returns
    -------
    Page
        The same page.
    """
    page.evaluate("window.calmSince = undefined")
    page.wait_for_function(SETTLED, arg=quiet, timeout=timeout)
    return page


def does_not_pan(page: Page) -> None:
    """Fail if the main column is wider than the screen, naming what sticks out."""
    found = page.evaluate(
        """() => {
          const main = document.querySelector('[data-testid=stMain]');
          const edge = main.getBoundingClientRect().left + main.clientWidth;
          const wide = [...main.querySelectorAll('[data-testid]')]
            .filter(element => element.getBoundingClientRect().right > edge + 1)
            .map(element => element.dataset.testid);
          return [main.scrollWidth, main.clientWidth, [...new Set(wide)].join(', ')];
        }"""
    )
    content, screen, wide = found
    assert content <= screen, f"{page.url} is {content} px wide on {screen} px; outside: {wide}"


@dataclass
class Watch:
    """What a page asked for and complained about since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def strangers(self) -> list[str]:
        """Return the requests that left this computer."""
        return [url for url in self.requests if not is_local(url)]

    def complaints(self) -> list[str]:
        """Return the console errors that have no excuse."""
        return [text for text in self.errors if not is_excused(text)]


def is_excused(text: str) -> bool:
    """Say whether a console error is one of those that cannot be avoided."""
    return any(re.search(pattern, text) for pattern, _why in EXCUSED_ERRORS)


def is_local(url: str) -> bool:
    """Say whether `url` stays on this computer."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in {"127.0.0.1", "localhost"}
