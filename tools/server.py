"""Starting the application: a free port, the address said clearly, and a browser window on it.

Standard library only.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

HOST = "127.0.0.1"


def is_taken(port: int) -> bool:
    """Say whether something listens on `port` of this computer, or the system keeps it for itself."""
    with socket.socket() as visitor:
        visitor.settimeout(2)
        if visitor.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as listener:
        if os.name != "nt":  # on Windows the option would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            return error.errno in {errno.EADDRINUSE, errno.EACCES}
    return False


def check_port(port: int) -> None:
    """Refuse a port that cannot be used, naming the next one that can."""
    if not 0 < port < 65536:
        raise SystemExit(f"{port} is not a port. Choose a number from 1024 to 65535.")
    if not is_taken(port):
        return
    start = "make run PORT=" if "MAKELEVEL" in os.environ else "python tools/setup.py run --port "
    free = next((other for other in range(max(port, 1023) + 1, 65536) if not is_taken(other)), None)
    way_out = f" Start with: {start}{free}" if free else ""
    raise SystemExit(f"Port {port} is in use.{way_out}")


def has_screen() -> bool:
    """Say whether a browser window can be opened for somebody to see."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_ready(port: int) -> bool:
    """Say whether the application answers."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/ready", timeout=2) as answer:  # nosec B310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def announce(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the application answers, say its address, and open it where there is a screen."""
    pause = threading.Event()
    while not is_ready(port):
        if process.poll() is not None:
            return
        pause.wait(0.2)
    print(f"\n  Extramedullary Relapse Explorer: http://localhost:{port}   (stop with Ctrl+C)\n", flush=True)
    if has_screen():
        webbrowser.open(f"http://localhost:{port}")


def serve(python: Path, root: Path, port: int) -> int:
    """Run the application until it is stopped, and return its exit code."""
    check_port(port)
    # Streamlit would name the address before anything answers there; `announce` says it when it does.
    options = [f"--server.port={port}", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
    process = subprocess.Popen([str(python), "-m", "streamlit", "run", "app.py", *options], cwd=root)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    threading.Thread(target=announce, args=(port, process), daemon=True).start()
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal sent Ctrl+C to the server as well; it finishes on its own.
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        print("\nStopped.")
        return 0
    finally:
        if process.poll() is None:
            process.terminate()
