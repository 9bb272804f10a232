"""A server of the application, or of a bare page, in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300
"""Seconds a server may need until it answers; the largest cohort is read in them."""


@dataclass(frozen=True)
class Server:
    """A running server; `pid` is its process."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def clock(self) -> list[tuple[float, float]]:
        """Return seconds passed and of processor time of every script run since this was asked last."""
        with urllib.request.urlopen(f"{self.url}/clock", timeout=30) as answer:
            return [(wall, processor) for wall, processor in json.load(answer)]

    def memory(self) -> float:
        """Return the memory the process holds, in megabytes."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    """Tell whether an address answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(sizes: Sequence[int] = (), bare: Path | None = None) -> Iterator[Server]:
    """Serve the application with seeded cohorts of these sizes, or a bare page in its place."""
    port = free_port()
    options = [f"--server.port={port}", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "benchmarks" / "served.py"), *options],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EMR_BENCHMARK_SIZES": ",".join(map(str, sizes)),
            "EMR_BENCHMARK_BARE": str(bare or ""),
        },
    )
    try:
        until = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}/ready"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The server of the benchmarks did not come up.")
            time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
