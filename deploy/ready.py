"""Ask the application on this computer whether it is ready: exit code 0 or 1.

For health checks without a shell. `ready.py 60` asks for up to 60 seconds, until it is.
"""

import os
import sys
import threading
import urllib.error
import urllib.request


def is_ready() -> bool:
    """Say whether /ready answers within three seconds."""
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=3) as answer:  # nosec B310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(words: list[str]) -> int:
    """Return 0 if the application is ready, or becomes so in as many seconds as are given."""
    pause = threading.Event()
    for _ in range(5 * int(words[0]) if words else 0):
        if is_ready():
            return 0
        pause.wait(0.2)
    return 0 if is_ready() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
