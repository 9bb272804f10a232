"""Look at everything: `make accessibility`, or some looks of it: `make accessibility ARGS="dark 390"`.

Every screen of the navigation with its tabs, all that opens on a press, a file in its steps, a deck and its
show: in light, dark and print, wide, at 200 % and on a phone. Ends with 1 if anything was found. What was
found is written to build/accessibility/: findings.json, and summary.md for docs/accessibility.md.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.process import Server
from tests.browser.screen import settled
from tools import chromium
from tools.accessibility.axe import CONTRAST, EXCUSES, violations
from tools.accessibility.measures import (
    cramped,
    faint_marks,
    faint_words,
    longest_motion,
    outline,
    unseen_focus,
)
from tools.accessibility.sights import sights

FOLDER = Path(__file__).resolve().parents[2] / "build" / "accessibility"
STILL = 0.00001
"""Seconds that a movement may take for those who asked for none."""

LOOKS = ("light", "dark", "print")
WIDTHS = {"1440": (1440, 900), "200 %": (720, 450), "390": (390, 844)}
Found = dict[str, list[str]]


def main(words: Sequence[str]) -> int:
    """Look at the looks and widths that the words name, or all, and return 1 if anything is wrong."""
    looks = [look for look in LOOKS if look in words] or list(LOOKS)
    widths = [width for width in WIDTHS if width.split()[0] in words] or list(WIDTHS)
    found: Found = {}
    seen: Counter[str] = Counter()
    marks: set[tuple[str, str, float, int]] = set()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "log.txt").wait()
        browser = playwright.chromium.launch(executable_path=chromium.get(), args=list(chromium.FLAGS))
        for look in looks:
            for width in widths:
                if look != "print" or width == "1440":
                    page = _opened(browser, server.url, look, width)
                    _look(page, look, width, found, seen, marks)
                    page.context.close()
        browser.close()
        server.stop()
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"found": found, "marks": sorted(marks)}, indent=1, ensure_ascii=False)
    (FOLDER / "findings.json").write_text(told, encoding="utf-8")
    (FOLDER / "summary.md").write_text(_summary(found, seen), encoding="utf-8")
    print(_summary(found, seen))
    return 1 if found else 0


def _opened(browser: Browser, url: str, look: str, width: str) -> Page:
    """Return the application in a look and width, for somebody who asked for no motion."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        color_scheme="dark" if look == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if width == "200 %" else 1,
    )
    page = context.new_page()
    page.goto(url + ("/?look=print" if look == "print" else "/"))
    return settled(page)


def _look(
    page: Page,
    look: str,
    width: str,
    found: Found,
    seen: Counter[str],
    marks: set[tuple[str, str, float, int]],
) -> None:
    """Look at every sight and note what is wrong; popovers are opened where there is room."""
    for sight in sights(page, popovers=width == "1440" and look != "print"):
        print(f"{look} {width} {sight.name}", file=sys.stderr)
        seen[f"{look}, {width}"] += 1
        rules = CONTRAST if look == "print" else ()
        wrong = [str(one) for one in violations(page, rules)] + faint_words(page)
        if look != "print":
            wrong += outline(page)
            wrong += [f"moves for {time} s"] if (time := longest_motion(page)) > STILL else []
        if width != "1440":
            wrong += cramped(page, sight.screen.lower())
        elif not sight.part.endswith(" open"):
            wrong += [f"unseen focus: {one}" for one in unseen_focus(page)]
            marks.update(faint_marks(page))
        if wrong:
            found[f"{look}, {width}, {sight.name}"] = wrong


def _summary(found: Found, seen: Counter[str]) -> str:
    """Return what was looked at and what was found, as a table."""
    lines = ["| look, width | sights | with a finding |", "|---|---:|---:|"]
    for name, count in seen.items():
        lines.append(f"| {name} | {count} | {sum(key.startswith(f'{name}, ') for key in found)} |")
    lines += ["", f"Excused: {len(EXCUSES)}."]
    return "\n".join([*lines, *(f"- {name}: {'; '.join(wrong)}" for name, wrong in found.items()), ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
