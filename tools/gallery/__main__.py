"""Take the gallery: `make gallery`, or some of it: `make gallery ARGS="sites phone dark"`.

Ends with 1 if anything was found. Everything is written to build/gallery/: index.html, findings.json, a sheet
for every card of a view, and the page of every state.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.process import Server
from tools import chromium
from tools.gallery import index, sheets
from tools.gallery.findings import Finding
from tools.gallery.shots import Shot, shots
from tools.gallery.states import states

FOLDER = Path(__file__).resolve().parents[2] / "build" / "gallery"


def main(words: Sequence[str]) -> int:
    """Take the states that the words name, or all, and return 1 if anything is wrong with them."""
    wanted = list(states(words))
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "pages").mkdir(parents=True)
    found: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log.txt")
        try:
            server.wait()
            with sync_playwright() as playwright:
                path = chromium.get()
                browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
                held = sheets.cells(_kept(shots(browser, server.url, wanted), found, len(wanted)))
                browser.close()
        finally:
            server.stop()
    written = sheets.write(FOLDER, held)
    index.write_json(FOLDER / "findings.json", found, len(wanted))
    index.write_page(FOLDER / "index.html", found, written, len(wanted))
    print(index.summary(found, len(wanted)))
    return 1 if found else 0


def _kept(taken: Iterator[Shot], found: list[Finding], pages: int) -> Iterator[Shot]:
    """Return the shots one by one, their pages written and their findings kept."""
    for number, shot in enumerate(taken, 1):
        print(f"{number}/{pages} {shot.state.name}", file=sys.stderr)
        (FOLDER / "pages" / f"{shot.state.name}.png").write_bytes(shot.png)
        found += shot.findings
        yield shot


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
