"""The virtual environment `.venv`: made when missing, filled when the requirements changed.

Standard library only: this runs before anything is installed. What goes wrong ends in one sentence.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
RUN = ROOT / "requirements.txt"
DEV = ROOT / "requirements-dev.txt"

NO_VENV = """This Python cannot make virtual environments: its module {module} is missing.
  Debian, Ubuntu:  apt install python3-venv
Then run the same command again."""
NO_NETWORK = """The packages could not be fetched: the Python package index could not be reached.
Check the network connection or the proxy (HTTPS_PROXY, PIP_INDEX_URL), then run the same command again."""
OTHER_FAILURE = """The packages could not be installed. The last lines of pip:
{lines}
When the cause is mended, run the same command again."""

UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|Failed to establish a new connection"
    r"|Could not connect|Connection refused|Name or service not known|Temporary failure in name resolution"
    r"|Network is unreachable|nodename nor servname|getaddrinfo failed",
    re.IGNORECASE,
)


def works(python: Path) -> bool:
    """Say whether `python` starts and has pip; an environment left by a removed Python has neither."""
    try:
        answer = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def create() -> None:
    """Make `.venv` unless a working one is there."""
    if works(PYTHON):
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError as error:
        raise SystemExit(NO_VENV.format(module=error.name)) from None
    print(f"Making the virtual environment {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"The folder {VENV.name} could not be made: {error}") from None


def fingerprint(requirements: Path) -> str:
    """Return a digest that changes when what has to be installed changes."""
    texts = [path.read_bytes() for path in (RUN, requirements, LOCK)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def stamp(requirements: Path) -> Path:
    """Return the file that holds the fingerprint of what was last installed."""
    return VENV / f"{requirements.stem}.installed"


def install(requirements: Path) -> None:
    """Install `requirements`, pinned by the lock, unless that was done already.

    Parameters
    ----------
    requirements
        `RUN` or `DEV`.
    """
    create()
    wanted = fingerprint(requirements)
    marks = [stamp(RUN), stamp(DEV)] if requirements == DEV else [stamp(RUN)]
    if stamp(requirements).is_file() and stamp(requirements).read_text() == wanted:
        return
    print(f"Installing {requirements.name} (the first time takes a minute or two)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries=2"]
    done = subprocess.run(
        [*pip, "-r", str(requirements), "-c", str(LOCK)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        if UNREACHABLE.search(done.stdout):
            raise SystemExit(NO_NETWORK)
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise SystemExit(OTHER_FAILURE.format(lines="\n".join(f"  {line}" for line in lines[-8:])))
    for mark in marks:
        mark.write_text(fingerprint(DEV if mark == stamp(DEV) else RUN))
