"""A browser for the tests: found on this computer, or installed.

Run with the Python of `.venv`, whose Playwright can bring a browser of its own. `EMR_BROWSER` names a browser
and wins over everything found.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
FOLDERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
# Chromium talks to its maker at every start unless told otherwise; the tests watch for such requests.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
NONE_FOUND = """No Chromium, Chrome or Edge was found, and none could be installed.
  Debian:  apt install chromium
  Others:  install Chrome, or name a browser: EMR_BROWSER=/path/to/chrome make test"""


def starts(path: Path | str) -> bool:
    """Say whether the browser at `path` can be run; Ubuntu's `chromium` may be an empty shell."""
    if os.name == "nt":
        return Path(path).is_file()  # chrome.exe --version opens a window there
    try:
        command = [str(path), "--version"]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def bundled() -> Path | None:
    """Return the Chromium that Playwright keeps for itself, if it has one."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def find() -> Path | None:
    """Return a browser of this computer, or None.

    Raises
    ------
    SystemExit
        `EMR_BROWSER` names something that does not run.
    """
    named = os.environ.get("EMR_BROWSER")
    if named:
        if not starts(named):
            raise SystemExit(f"EMR_BROWSER names {named}, which is not a browser that runs here.")
        return Path(named)
    found = [shutil.which(command) for command in COMMANDS]
    candidates = [*found, *(folder for folder in FOLDERS if Path(folder).is_file())]
    return next((Path(path) for path in candidates if path and starts(path)), None) or bundled()


def is_debian_root() -> bool:
    """Say whether apt can be used without asking anybody."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def get() -> Path:
    """Return a browser, installing one if there is none."""
    path = find()
    steps = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if is_debian_root():
        steps = [["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"], *steps]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    while path is None and steps:
        step = steps.pop(0)
        print("No browser found. Running:", *step, file=sys.stderr, flush=True)
        subprocess.run(step, stdout=sys.stderr, stdin=subprocess.DEVNULL, env=quiet, check=False)
        path = find()
    if path is None:
        raise SystemExit(NONE_FOUND)
    return path


if __name__ == "__main__":
    print(get())
