"""A workbook read by another process, so that none can take the application down."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.progress import Progress, silent
from emr_core.intake.read.limits import Limits

ROOT = Path(__file__).resolve().parents[3]
CHILD = "emr_core.intake.read.child"
PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""What the child is told about its surroundings; keys and tokens are not."""

END = b'"end"\n'
"""The child's last line."""

KILLED = -9
"""How a child ends that the system stopped from outside."""

REPORTED = 0.5
"""Seconds between two reports on a child that is working."""

FOUND = ("sheet", "sheets", "filled", "hidden", "from_1904", "facts", "left", "beside")


def open_apart(
    data: bytes, name: str, sheet: str | None, limits: Limits, report: Progress = silent
) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """Return what a child process found in a workbook, and the rows of the sheet it read.

    Raises
    ------
    UnreadableFileError
        If the child refuses the workbook, takes too long or too much memory, or is ended by it.
    """
    asked = json.dumps({"sheet": sheet, "limits": asdict(limits)}).encode() + b"\n"
    surroundings = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    try:
        code, out = _ended(asked + data, surroundings, limits.seconds, report)
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(
            f"{name} took longer than {limits.seconds} seconds to read. Save the table as CSV and try again."
        ) from None
    if code == KILLED:
        raise UnreadableFileError(
            f"{name} was not read: the system stopped its reading, as it does when memory runs short. Try "
            "again; if that does not help, save the table as CSV."
        )
    lines = io.BytesIO(out)
    found = _first(lines.readline())
    if "refused" in found:
        raise UnreadableFileError(f"{name} {found['refused']}")
    # Nothing of a table that breaks off is used: the last line says that all rows were written.
    if code or not all(key in found for key in FOUND) or not out.endswith(END):
        raise UnreadableFileError(
            f"{name} cannot be read: it is damaged, or needs more than {limits.memory_bytes // 1_000_000} MB "
            "of memory. Open it in Excel, save the table as CSV and try again."
        )
    return found, (json.loads(line) for line in lines if line != END)


def _ended(sent: bytes, surroundings: dict[str, str], seconds: float, report: Progress) -> tuple[int, bytes]:
    """Return how the child ended and what it wrote; while it works, say so every now and then.

    Raises
    ------
    subprocess.TimeoutExpired
        If it does not end in time; it is stopped then.
    """
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-B", "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**surroundings, "PYTHONPATH": str(ROOT)},
    ) as child:
        try:
            for turn in range(max(1, round(seconds / REPORTED))):
                # How far it is cannot be seen from here: the share nears one with time.
                report(1 - 1 / (1 + turn * REPORTED / 10), "Opening the workbook")
                try:
                    out, _ = child.communicate(sent if turn == 0 else None, timeout=REPORTED)
                except subprocess.TimeoutExpired:
                    continue
                return child.returncode, out
            raise subprocess.TimeoutExpired(CHILD, seconds)
        finally:
            child.kill()


def _first(line: bytes) -> dict[str, Any]:
    """Return what the child says first, or nothing if it ended before it could say it."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
