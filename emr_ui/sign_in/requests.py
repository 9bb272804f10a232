"""What the server asks of a request where people sign in, before Streamlit sees it.

Streamlit keeps the sign-in in a cookie but asks for it on the web socket alone: whoever has an address could
fetch a file, and whoever has opened the sign-in page could send one. It also sends everybody to the first
screen after the sign-in, keeps the cookie for 30 days, and lets it travel without TLS.
"""

import json
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

from emr_ui.sign_in.ledger import SECONDS_TO_SIGN_IN, ledger
from emr_ui.sign_in.roles import Permission
from emr_ui.sign_in.settings import NOTE, Settings, base, settings
from emr_ui.sign_in.visitor import Visitor, visitor_of

NEEDED: dict[str, Permission] = {"/_stcore/upload_file/": "upload", "/media/": "look"}
"""Beginnings of paths that only some may use, and what they must be allowed."""

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"

WANTED = "emr_wanted"
"""Cookie that holds which screen was asked for, until the sign-in is done: path, filters and settings."""

LONGEST_ADDRESS = 2000
SECONDS_OF_A_NOTE = 20

Head = list[tuple[bytes, bytes]]


class SignedInRequests:
    """Refuse uploads and files to those who may not have them, and lead back to the screen asked for.

    Plain ASGI, so that streamed files are not held back. Without sign-in every request passes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        set_up = settings() if scope["type"] == "http" else None
        if set_up is None:
            await self.app(scope, receive, send)
            return
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        visitor = signed_in(cookies, set_up)
        path = scope["path"].removeprefix(base())
        needed = next((what for beginning, what in NEEDED.items() if path.startswith(beginning)), None)
        if needed and scope["method"] != "OPTIONS" and not (visitor and visitor.may(needed)):
            await PlainTextResponse("Sign in with the role that this needs.", 403)(scope, receive, send)
            return
        answer = _Answer(scope, cookies, visitor, set_up)

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = answer.head(message)
                message["status"] = answer.status(message["status"])
            await send(message)

        await self.app(scope, receive, send_changed)


def signed_in(cookies: Mapping[str, str], set_up: Settings) -> Visitor | None:
    """Return who signed the cookies of a request, None for nobody."""
    secret = get_cookie_secret()

    def single(name: str) -> bytes | None:
        value = cookies.get(name)
        return (
            None if value is None else decode_signed_value(secret, name, value.encode("latin-1", "replace"))
        )

    raw = get_cookie_with_chunks(single, USER_COOKIE_NAME)
    try:
        claims = json.loads(raw) if raw else None
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    return visitor_of(claims, set_up) if claims.get("origin") == set_up.origin else None


def safe_address(wanted: str) -> str | None:
    """Return an address on this server, or None for one that could lead elsewhere."""
    return wanted if re.fullmatch(r"/(?![/\\])[!-~]*", wanted) and len(wanted) <= LONGEST_ADDRESS else None


class _Answer:
    """What is changed in the head of one answer."""

    def __init__(
        self, scope: Scope, cookies: Mapping[str, str], visitor: Visitor | None, set_up: Settings
    ) -> None:
        self.path: str = scope["path"]
        self.query = scope["query_string"].decode("latin-1")
        self.cookies, self.visitor, self.set_up = cookies, visitor, set_up
        headers = Headers(scope=scope)
        page = headers.get("sec-fetch-dest", "document") == "document" and "text/html" in headers.get(
            "accept", ""
        )
        gone = visitor is None or not visitor.left()
        self.asks_for_a_screen = page and gone and "/_stcore/" not in self.path

    def status(self, status: int) -> int:
        """Return the status: a provider that does not answer leads back to the sign-in page."""
        return 302 if self.path.endswith(LOGIN) and status >= 400 else status

    def head(self, message: Message) -> Head:
        """Return the headers of the answer."""
        head: Head = list(message["headers"])
        if self.path.endswith(CALLBACK):
            head = self._back(head)
        elif self.path.endswith(LOGIN):
            if message["status"] >= 400:
                head = [(b"location", f"{base()}/".encode()), self._note("unreachable")]
        elif self.asks_for_a_screen and (wanted := self._wanted()):
            head.append(self._cookie(WANTED, quote(wanted, safe=""), SECONDS_TO_SIGN_IN))
        return [
            (name, self._harden(value)) if name == b"set-cookie" else (name, value) for name, value in head
        ]

    def _wanted(self) -> str | None:
        """Return the screen that is asked for with its settings; None for the first one as it is."""
        wanted = quote(self.path) + (f"?{self.query}" if self.query else "")
        return safe_address(wanted) if wanted != f"{base()}/" else None

    def _back(self, head: Head) -> Head:
        """Lead a new sign-in to the screen that was asked for, and say when there was none."""
        signed = any(name == b"set-cookie" and _sets_user(value) for name, value in head)
        if not signed:
            tried = {"state", "error"} & set(parse_qs(self.query))
            return [*head, self._note("refused")] if tried else head
        before = self.visitor.sign_in if self.visitor else None
        wanted = safe_address(unquote(self.cookies.get(WANTED, "")))
        wanted = wanted or safe_address(ledger.left_at(before) if before else "")
        if wanted:
            head = [(name, wanted.encode()) if name == b"location" else (name, value) for name, value in head]
        return [*head, self._cookie(WANTED, "", 0), self._cookie(NOTE, "", 0)]

    def _note(self, note: str) -> tuple[bytes, bytes]:
        return self._cookie(NOTE, note, SECONDS_OF_A_NOTE)

    def _cookie(self, name: str, value: str, seconds: int) -> tuple[bytes, bytes]:
        cookie: SimpleCookie = SimpleCookie({name: value})
        cookie[name].update({"max-age": str(seconds), "path": "/", "httponly": "yes", "samesite": "Lax"})
        return b"set-cookie", cookie.output(header="").strip().encode()

    def _harden(self, value: bytes) -> bytes:
        """Keep a cookie to TLS where there is TLS, and that of the sign-in no longer than it can hold."""
        longest = min(int(self.set_up.longest), AUTH_COOKIE_MAX_AGE_SECONDS)
        if value.startswith(USER_COOKIE_NAME.encode()):
            month = f"Max-Age={AUTH_COOKIE_MAX_AGE_SECONDS}".encode()
            value = re.sub(re.escape(month) + rb"(?=;|$)", f"Max-Age={longest}".encode(), value)
        https = self.set_up.origin.startswith("https:")
        return value + b"; Secure" if https and b"; secure" not in value.lower() else value


def _sets_user(header: bytes) -> bool:
    """Return whether a header sets the cookie of a sign-in, rather than deleting it."""
    cookie: Any = SimpleCookie(header.decode("latin-1")).get(USER_COOKIE_NAME)
    return cookie is not None and bool(cookie.value) and cookie["max-age"] != "0"
