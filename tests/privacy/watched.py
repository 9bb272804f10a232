"""A watched copy of the application in a process of its own, and a file whose texts can be found again."""

import json
import os
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

from tests.browser.process import ROOT, Server

BEGINNING = "zq7x"
"""What every mark begins with; it stands in no vocabulary, package or picture."""

HEADERS = "Pat.-Nr.;Nachname;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten;Klinik;Bemerkung"
WAITS = 300  # with a tenth of a second between them


def file_of(mark: str, patients: int = 8) -> bytes:
    """Return a file in which identifiers and open texts all carry a mark: codes, names, sites, free text."""
    rows = [
        f"{mark}n{row};{mark}name{row};{4 + row},5;{'wm'[row % 2]};{('ALL', 'AML')[row % 3 == 0]};"
        f"{('Liquor', 'Orbita rechts', f'Haut {mark}ort')[row % 3]};{10 + row},5;{mark}klinik;{mark} frei"
        for row in range(patients)
    ]
    return "\n".join([HEADERS, *rows, ""]).encode()


class Watched(Server):
    """`uvicorn tests.privacy.served:app`: with access log, a working directory, home and scratch of its own.

    Parameters
    ----------
    folder
        Where these are made, with the log and the audit log beside them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.audit = folder, folder / "audit.jsonl"
        for name in ("cwd", "home", "scratch"):
            (folder / name).mkdir()
        settings = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
        (folder / "cwd" / ".streamlit").mkdir()
        # Ours, but for how long a session waits for its browser. Under Uvicorn no variable would set it.
        (folder / "cwd" / ".streamlit" / "config.toml").write_text(
            settings.replace("[server]", "[server]\ndisconnectedSessionTTL = 1"), encoding="utf-8"
        )
        super().__init__(
            folder / "log.txt",
            cwd=folder / "cwd",
            HOME=str(folder / "home"),
            TMPDIR=str(folder / "scratch"),
            PYTHONPATH=str(ROOT),
            PYTHONDONTWRITEBYTECODE="1",
            EMR_AUDIT_LOG=str(self.audit),
        )

    def command(self, root: Path) -> list[str]:
        """Return what starts it."""
        return [sys.executable, "-m", "uvicorn", "tests.privacy.served:app", f"--port={self.port}"]

    def asked(self, question: str, *marks: str) -> Any:
        """Return the answer to one of the questions that a watched server answers."""
        body = json.dumps([mark.encode().hex() for mark in marks]).encode() if marks else None
        with urllib.request.urlopen(f"{self.url}/watch/{question}", body, timeout=120) as answer:
            return json.loads(answer.read())

    def places(self) -> dict[str, int]:
        """Return every file and folder of its own with the time of its last change.

        A file that came and went changes the time of its folder.
        """
        own = [self.folder / name for name in ("cwd", "home", "scratch")]
        found = [*own, *(path for place in own for path in place.rglob("*"))]
        return {os.path.relpath(path, self.folder): path.stat().st_mtime_ns for path in found}

    def events(self) -> list[dict[str, Any]]:
        """Return the events of the audit log."""
        return [json.loads(line) for line in self.audit.read_text().splitlines()]

    def wait_until_nobody_is_left(self) -> None:
        """Return once every session has ended and what it held was let go of."""
        pause = threading.Event()
        for _ in range(WAITS):
            if self.asked("sessions") == 0:
                return
            pause.wait(0.1)
        raise AssertionError("sessions did not end")
