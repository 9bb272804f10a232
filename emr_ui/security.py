"""What keeps the application private: response headers, closed paths, and error reports without data."""

import base64
import hashlib
import logging
import re
import secrets
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.logger import get_logger

ROOT = Path(__file__).resolve().parent.parent

# Session counts and the agent interface: nobody who uses the screens needs them.
CLOSED_PATHS = re.compile(r"/_stcore/(metrics|agent)(/|$)")

# The front end waits for this before it connects. Streamlit's own answer names the pages of its cloud, which
# may then send commands to the screens; ours names nobody.
HOST_CONFIG = "/_stcore/host-config"
NO_HOST = {"allowedOrigins": [], "useExternalAuthToken": False}

UNUSED_FEATURES = ("camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment")

FIXED_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}


def inline_script_hashes(page: str) -> list[str]:
    """Return the CSP sources that allow the inline scripts of `page` and no others.

    Parameters
    ----------
    page
        HTML text. Scripts with a `src` are left out.
    """
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(host: str, script_hashes: list[str]) -> str:
    """Write the policy for pages served to `host`.

    Parameters
    ----------
    host
        The request's Host header. Older Safari does not count a web socket as 'self', so it is named; a
        host with characters that could end the directive is not.
    script_hashes
        CSP sources of the inline scripts.
    """
    scripts = " ".join(script_hashes)
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII) else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {scripts}".strip(),
            # Streamlit and Vega write style attributes at run time; there is no hash to give for those.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        ]
    )


class SecurityHeaders:
    """Add security headers to every response and close what the screens do not need.

    Plain ASGI, because Starlette's BaseHTTPMiddleware would hold back streamed downloads.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Computed, not typed in: the script changes with Streamlit's releases.
        index = Path(st.__file__).parent / "static" / "index.html"
        self.script_hashes = inline_script_hashes(index.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        policy = content_security_policy(host, self.script_hashes)
        added = {**FIXED_HEADERS, "content-security-policy": policy}
        if "/media/" in scope["path"]:
            # Exports may hold patient data; the browser is not to keep a second copy of them.
            added["cache-control"] = "no-store"
        replaced = {name.encode(): value.encode() for name, value in added.items()}
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in replaced]
                message["headers"] = [*kept, *replaced.items()]
            await send(message)

        try:
            await self._answer(scope["path"])(scope, receive, send_with_headers)
        except Exception as error:
            if begun:
                raise
            # Left to the server, the answer would go out without headers and the error into the log whole.
            get_logger(__name__).error("Not answered: %s", location(error))
            await PlainTextResponse("Internal error", status_code=500)(scope, receive, send_with_headers)

    def _answer(self, path: str) -> ASGIApp:
        """Return what answers a path: ours where Streamlit's says more than is needed."""
        if CLOSED_PATHS.search(path):
            return PlainTextResponse("Not found", status_code=404)
        if path == f"/{st.get_option('server.baseUrlPath').strip('/')}{HOST_CONFIG}".replace("//", "/"):
            return JSONResponse(NO_HOST, headers={"cache-control": "no-cache"})
        return self.app


def location(error: BaseException | None) -> str:
    """Say what went wrong and where, never with which values.

    Parameters
    ----------
    error
        Its type and the places in our own files it came through are named, innermost first, and the same for
        what caused it. Its message and its variables are not.
    """
    parts: list[str] = []
    while error and len(parts) < 5:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        found = [(Path(frame.filename).resolve(), f"{frame.lineno} in {frame.name}") for frame in frames]
        places = [
            f"{path.relative_to(ROOT).as_posix()}:{line}"
            for path, line in found
            if path.is_relative_to(ROOT) and "site-packages" not in path.parts
        ]
        parts.append(f"{type(error).__name__} at {' < '.join(places) or 'no line of ours'}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return ", after ".join(parts)


@contextmanager
def quiet_tracebacks() -> Iterator[None]:
    """Let nothing this process prints carry an exception's message while the block runs.

    Streamlit logs a script's traceback before it asks our handler, and Uvicorn logs its own; the last line of
    each is the message, which may quote the cell that could not be read. `location` takes their place. Python
    prints by itself what ends a thread, what a finalizer raises, and warnings.
    """
    standard = logging.getLogRecordFactory()
    printed = threading.excepthook, sys.unraisablehook, warnings.showwarning
    logger = get_logger(__name__)

    def without_messages(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = standard(*args, **kwargs)
        if isinstance(record.args, tuple):
            record.args = tuple(
                location(arg) if isinstance(arg, BaseException) else arg for arg in record.args
            )
        if record.exc_info:
            record.msg = f"{record.getMessage()}: {location(record.exc_info[1])}"
            record.args = record.exc_info = None
        return record

    def ended(found: Any) -> None:
        logger.error("Not caught: %s", location(found.exc_value))

    def warned(_message: object, category: type[Warning], filename: str, line: int, *_: object) -> None:
        logger.warning("%s at %s:%d", category.__name__, filename, line)

    logging.setLogRecordFactory(without_messages)
    threading.excepthook, sys.unraisablehook, warnings.showwarning = ended, ended, warned
    try:
        yield
    finally:
        logging.setLogRecordFactory(standard)
        threading.excepthook, sys.unraisablehook, warnings.showwarning = printed


def report_script_error(error: Exception) -> bool:
    """Log an error of a screen without its data, and show the user a sentence with its number.

    Parameters
    ----------
    error
        What the script raised and nothing caught.

    Returns
    -------
    bool
        True: Streamlit's own error box is not shown.
    """
    number = secrets.token_hex(4).upper()
    get_logger(__name__).error("Error %s: %s", number, location(error))
    st.error(
        f"This screen could not be finished. Your data are unchanged. Reload the page or clear the filters; "
        f"if it happens again, report the number {number}.",
        icon="⚠️",
    )
    return True
