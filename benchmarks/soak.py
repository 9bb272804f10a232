"""Does a server that runs for months grow? Sessions come, upload, look at every screen, and go.

A real server is asked over an address of its own, after a collection, how many blocks Python has allocated
and how many bytes malloc has handed out: what is in use, not the size of the process, which the allocator
decides. First when two sessions have come and gone, then after each further one. Every upload is another
file, and half of the reruns are of the session's own cohort.

    python -m benchmarks.soak [--sessions 5] [--uploads 40] [--reruns 400]

writes soak.json beside this file (half an hour on two cores), and fails if either has grown by 5 % or more,
if a screen showed an error, or if a file or a figure of a visitor who left is still there.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import httpx

from benchmarks.visitor import Visitor
from tools.server import is_taken

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_suffix(".json")
MOST = 0.05
LEFT_AFTER = 40
"""Seconds after which nothing of a session that has ended may be held; its own time to live is one second."""

QUERIES = ("cohort=Uploaded&leukemia_type=ALL", "sex=Female")

GROWING = ("blocks", "malloc")


def table(number: int) -> bytes:
    """Return another file every time: its patients, and how many sites they have, are new."""
    kinds, sites = ("ALL", "AML"), ("CSF", "Bone", "Testis", "Kidney; CSF", "Orbita", "Skin")
    rows = [
        f"{number}-{row},{kinds[(number + row) % 2]},{sites[(number * row) % 6]},"
        f"Male,{1 + (number + row) % 15},{row * 7 + number}"
        for row in range(24)
    ]
    return "\n".join(
        ["patient_id,leukemia_type,emr_sites,sex,age_at_diagnosis,wbc_at_diagnosis", *rows]
    ).encode()


def start(port: int) -> "subprocess.Popen[bytes]":
    """Start the server whose sessions end a second after their browser has gone."""
    options = [f"--server.port={port}", "--server.headless=true", "--server.disconnectedSessionTTL=1"]
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "benchmarks/soak_server.py", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )


def answer(url: str, path: str, seconds: float = 120) -> dict[str, int]:
    """Return what the server says there, as soon as it does."""
    until = time.monotonic() + seconds
    while True:
        try:
            return dict(httpx.get(url + path, timeout=60).raise_for_status().json())
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def visit(url: str, uploads: range, reruns: int) -> int:
    """Come, upload files, use the last, go round the screens and leave; return how many errors were shown."""
    visitor = Visitor(url)
    screens = [name for name in visitor.screens if name != "Data"]
    visitor.run("Data")
    for number in uploads:
        visitor.upload(f"cohort-{number}.csv", table(number))
    visitor.use()
    round_trip = cycle((screen, query) for query in QUERIES for screen in screens)
    for _ in range(reruns):
        visitor.run(*next(round_trip))
    visitor.close()
    return visitor.failed


def settled(url: str) -> dict[str, int]:
    """Return the heap once nothing of the visitor is left, or when that takes too long."""
    until = time.monotonic() + LEFT_AFTER
    while True:
        found = answer(url, "/heap")
        if not (found["Intake"] or found["Figure"]) or time.monotonic() > until:
            return found
        time.sleep(1)


def main() -> int:
    """Run the visits, write what was found, and say whether it may be so."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--sessions", type=int, default=5)
    asked.add_argument("--uploads", type=int, default=40, help="of each session")
    asked.add_argument("--reruns", type=int, default=400, help="of each session")
    asked.add_argument("--port", type=int, default=8620)
    given = asked.parse_args()
    if is_taken(given.port):
        raise SystemExit(f"Port {given.port} is in use. Choose another: --port")
    url, server = f"http://127.0.0.1:{given.port}", start(given.port)
    try:
        answer(url, "/ready")
        # The first visitors fill what is kept for all: public cohorts, vocabularies, imports.
        errors = visit(url, range(3), 16) + visit(url, range(3, 6), 16)
        heaps = [settled(url)]
        print(heaps, flush=True)
        for turn in range(given.sessions):
            first = 1000 + turn * given.uploads
            errors += visit(url, range(first, first + given.uploads), given.reruns)
            heaps.append(settled(url))
            told(heaps, errors, given)
    finally:
        server.terminate()
        server.wait(20)
    return told(heaps, errors, given)


def told(heaps: list[dict[str, int]], errors: int, given: argparse.Namespace) -> int:
    """Write the result, and return 0 if it is as it should be."""
    first, last = heaps[0], heaps[-1]
    growth = {kind: round(last[kind] / first[kind] - 1, 4) for kind in GROWING if first[kind]}
    left = {kind: last[kind] for kind in ("Intake", "Figure")}
    done = len(heaps) - 1
    result = {
        "sessions": done,
        "uploads": done * given.uploads,
        "reruns": done * given.reruns,
        "growth": growth,
        "errors shown": errors,
        "left": left,
        "heaps": heaps,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{done * given.uploads} uploads, {done * given.reruns} reruns: {growth}, {errors} errors, {left}")
    return int(any(share >= MOST for share in growth.values()) or errors > 0 or any(left.values()))


if __name__ == "__main__":
    raise SystemExit(main())
