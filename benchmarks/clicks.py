"""Click to picture: a filter change in Chromium until nothing on the screen is redrawn any more.

The published 22. Each screen is taken in turn with a bare Streamlit page that has the same filter and as many
pictures (`benchmarks/bare.py`): run of ours, run of the floor, and so on, so that whatever else the machine
does meets both. The clock runs inside the page, from the click on an option of an opened list to the last
change below the filter bar.
"""

import argparse
import re
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.measuring import median, ratio
from benchmarks.screens import SCREENS
from benchmarks.server import ROOT, serving
from tools import chromium

RUNS = 30
GOAL = 1.15
LEVELS = ("AML", "ALL", "MPAL")
"""What is added to the filter, one after another."""

SELDOM = 6
"""Runs of each of the other screens; the first of each page has `RUNS`."""

WATCH = """() => {
  window.last = 0; window.clicked = 0;
  const main = document.querySelector('[data-testid=stMain]');
  new MutationObserver(() => { window.last = performance.now(); })
    .observe(main, {subtree: true, childList: true, attributes: true, characterData: true});
  document.addEventListener('click', event => {
    if (event.target.closest('[role=option]')) { window.clicked = performance.now(); window.last = 0; }
  }, true);
}"""
CALM = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return window.clicked > 0 && window.last > window.clicked && app.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true]') && performance.now() - window.last > 400;
}"""
READY = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app !== null && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('.st-key-leukemia_type input') !== null
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
      .every(chart => chart.querySelector('svg.marks, canvas.marks') !== null);
}"""


def opened(page: Page, url: str) -> Page:
    """Return a page that has come to rest."""
    page.goto(url)
    page.wait_for_function(READY, timeout=120_000)
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    return page


def click(page: Page, level: str) -> float:
    """Return the milliseconds from a click that adds a level to the filter until the screen is still."""
    page.bring_to_front()
    option = page.locator("[role=option]", has_text=re.compile(f"^{level}$")).first
    page.locator(".st-key-leukemia_type input").click()
    page.wait_for_timeout(600)
    if not option.is_visible():  # a list that was open already closes on a click
        page.locator(".st-key-leukemia_type input").click()
    option.click()
    page.wait_for_function(CALM, timeout=60_000)
    taken: float = page.evaluate("window.last - window.clicked")
    page.keyboard.press("Escape")
    page.evaluate("window.clicked = 0")
    return taken


def measure(runs: int, only: str) -> list[dict[str, Any]]:
    """Return a line a screen: medians of ours and of the floor, and their ratio."""
    lines = []
    named = {name: screen for name, screen in SCREENS.items() if only.lower() in name.lower()}
    bare = ROOT / "benchmarks" / "bare.py"
    executable = str(chromium.find())
    with serving() as ours, serving(bare=bare) as floor, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(chromium.FLAGS))
        for name, (path, settings) in named.items():
            first = name.partition(":")[0] not in {line["screen"].partition(":")[0] for line in lines}
            address = f"{ours.url}/{path}?{urlencode(settings)}"
            lines.append(pair(browser, name, address, floor.url, runs if first else SELDOM))
            print(said(lines[-1]), flush=True)
        browser.close()
    return lines


def pair(browser: Any, name: str, address: str, bare: str, runs: int) -> dict[str, Any]:
    """Return what the clicks of one screen and of the floor took, in turn."""
    ours: list[float] = []
    floor: list[float] = []
    charts = 0
    while len(ours) < runs:
        # A fresh session each time, so that no filter was seen before and nothing of it is remembered.
        one = opened(browser.new_page(viewport={"width": 1440, "height": 900}), address)
        charts = one.locator("[data-testid=stVegaLiteChart]").count()
        other = opened(browser.new_page(viewport={"width": 1440, "height": 900}), f"{bare}?charts={charts}")
        for level in LEVELS:
            ours.append(click(one, level))
            floor.append(click(other, level))
        one.close()
        other.close()
    return {
        "screen": name,
        "charts": charts,
        "ours": asdict(median(ours)),
        "floor": asdict(median(floor)),
        "ratio": asdict(ratio(ours, floor)),
    }


def said(line: dict[str, Any]) -> str:
    """Return a line of the table: milliseconds and their ratio."""
    ours, floor, many = line["ours"], line["floor"], line["ratio"]
    return (
        f"{line['screen']:34}{line['charts']:3}{ours['value']:8.0f} ({ours['lower']:.0f}-{ours['upper']:.0f})"
        f"{floor['value']:8.0f} ({floor['lower']:.0f}-{floor['upper']:.0f})"
        f"   x {many['value']:.2f} ({many['lower']:.2f}-{many['upper']:.2f}), {many['n']} pairs"
    )


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="", help="screens whose name holds this")
    given = parser.parse_args(arguments)
    lines = measure(given.runs, given.only)
    return {"lines": lines, "goal": GOAL}


if __name__ == "__main__":
    main()
