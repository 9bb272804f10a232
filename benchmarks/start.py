"""Start: from the command to the first screen painted, against a bare page that imports the same libraries.

Both are served by `streamlit run`, in turn; the browser runs already.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measuring import median, ratio
from benchmarks.server import ROOT, answers, free_port
from tools import chromium

OURS, BARE = ROOT / "app.py", ROOT / "benchmarks" / "bare_app.py"
SHOWN = "[data-testid=stMain] .emr-table, [data-testid=stMain] svg.marks"
GOAL = 1.2


def started(browser: Browser, app: Path) -> float:
    """Return the seconds from the command until the first table or picture is on the screen."""
    port = free_port()
    options = [f"--server.port={port}", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(app), *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
            time.sleep(0.02)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator(SHOWN).first.wait_for(timeout=120_000)
        taken = time.perf_counter() - begun
        page.close()
        return taken
    finally:
        process.terminate()
        process.wait(20)


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args(arguments)
    ours, bare = [], []
    with sync_playwright() as playwright:
        executable = str(chromium.find())
        browser = playwright.chromium.launch(executable_path=executable, args=list(chromium.FLAGS))
        for _ in range(given.runs):
            ours.append(started(browser, OURS))
            bare.append(started(browser, BARE))
        browser.close()
    found = {"ours": asdict(median(ours)), "bare": asdict(median(bare)), "ratio": asdict(ratio(ours, bare))}
    print(found, flush=True)
    return {**found, "goal": GOAL}


if __name__ == "__main__":
    main()
