"""A running copy of the application, in a process of its own."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ATTEMPTS = 900  # with a tenth of a second between them


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end, and end it if it does not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


class Server:
    """`streamlit run app.py` on a free port.

    Parameters
    ----------
    log
        File for what the process prints.
    root
        Folder that holds app.py.
    cwd
        Folder to start in; `root` unless given.
    port
        Where it listens; a free port unless given.
    surroundings
        Environment variables on top of ours.
    """

    def __init__(
        self,
        log: Path,
        root: Path = ROOT,
        cwd: Path | None = None,
        port: int | None = None,
        **surroundings: str,
    ) -> None:
        self.log = log
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command(root),
                cwd=cwd or root,
                env={**os.environ, **surroundings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def command(self, root: Path) -> list[str]:
        """Return what starts it."""
        options = [f"--server.port={self.port}", "--server.headless=true"]
        return [sys.executable, "-m", "streamlit", "run", str(root / "app.py"), *options]

    def wait(self) -> "Server":
        """Return once the application answers; fail with its log if it stops or takes too long."""
        for _ in range(ATTEMPTS):
            if self.answers():
                return self
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        self.stop()
        raise AssertionError(f"The application did not come up:\n{self.text()}")

    def answers(self) -> bool:
        """Say whether /ready answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def text(self) -> str:
        """Return what the process printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the process."""
        end(self.process)
