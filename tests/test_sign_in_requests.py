"""What the server does with a request where people sign in: cookies, refusals, and no way to another host."""

import asyncio
import json
import time
from urllib.parse import quote

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from emr_ui.sign_in import requests
from emr_ui.sign_in.ledger import Ledger
from emr_ui.sign_in.requests import SignedInRequests, safe_address
from emr_ui.sign_in.settings import parsed
from tests.test_sign_in import AUTH

SECRET = AUTH["cookie_secret"]
ORIGIN = "https://emr.hospital.example"
MONTH = "_streamlit_user=signed; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parsed(AUTH, {"longest_hours": 10})
    monkeypatch.setattr(requests, "settings", lambda: found)
    monkeypatch.setattr(requests, "get_cookie_secret", lambda: SECRET)


def asked(
    path: str, *, status: int = 200, cookies: tuple[str, ...] = (), method: str = "GET", **headers: str
) -> httpx.Response:
    """Return what the middleware makes of an inner answer with this status and these cookies."""

    async def inner(_scope: Scope, _receive: Receive, send: Send) -> None:
        head = [(b"set-cookie", cookie.encode()) for cookie in cookies]
        head += [(b"location", b"/")] if status == 302 else []
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": b"inner"})

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(SignedInRequests(inner))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(ask())


def cookie(origin: str = ORIGIN, secret: str = SECRET, **claims: object) -> str:
    """Return the cookie of a person who has just signed in."""
    said = {"is_logged_in": True, "origin": origin, "sub": "a", "iat": time.time(), **claims}
    return f"_streamlit_user={create_signed_value(secret, '_streamlit_user', json.dumps(said)).decode()}"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/media/a.csv"), ("HEAD", "/media/a.csv"), ("PUT", "/_stcore/upload_file/a/b")],
)
def test_only_a_cookie_that_we_signed_for_this_address_and_that_still_holds_opens_a_file(
    method, path
) -> None:
    groups = ["uploader"]
    assert asked(path, method=method, cookie=cookie(groups=groups)).status_code == 200
    for wrong in (
        "",
        "_streamlit_user=forged",
        cookie(groups=groups, secret="another secret of thirty two letters"),
        cookie(groups=groups, origin="https://other.example"),
        cookie(groups=groups, is_logged_in=False),
        cookie(groups=groups, iat=time.time() - 31 * 60),
        cookie(groups=groups, iat=None),
    ):
        assert asked(path, method=method, cookie=wrong).status_code == 403, wrong


def test_what_the_page_itself_is_made_of_is_open() -> None:
    for path in ("/", "/sites", "/static/media/font.woff2", "/static/js/index.js", "/_stcore/health"):
        assert asked(path).status_code == 200, path


def test_cookies_travel_over_tls_alone_and_last_no_longer_than_a_sign_in() -> None:
    gone = "_streamlit_user_tokens=; Max-Age=0; Path=/"
    found = asked("/oauth2callback?state=a", status=302, cookies=(MONTH, gone, "_streamlit_xsrf=a; Secure"))
    kept, deleted, token, *ours = found.headers.get_list("set-cookie")
    assert kept == "_streamlit_user=signed; HttpOnly; Max-Age=36000; Path=/; SameSite=lax; Secure"
    assert deleted == f"{gone}; Secure"
    assert token == "_streamlit_xsrf=a; Secure"
    assert all("; Secure" in value and "Max-Age=0" in value for value in ours)


def test_a_screen_that_is_asked_for_is_kept_and_led_back_to() -> None:
    first = asked("/sites?leukemia_type=AML&a=%C3%A4", accept="text/html")
    (held,) = first.headers.get_list("set-cookie")
    wanted = held.split(";")[0]
    assert "HttpOnly" in held
    assert "Max-Age=600" in held
    back = asked("/oauth2callback?state=a", status=302, cookies=(MONTH,), cookie=wanted)
    assert back.headers["location"] == "/sites?leukemia_type=AML&a=%C3%A4"
    assert asked("/", accept="text/html").headers.get_list("set-cookie") == []
    assert asked("/sites", accept="text/html", cookie=cookie()).headers.get_list("set-cookie") == []
    assert asked("/static/js/index.js", accept="*/*").headers.get_list("set-cookie") == []


def test_whoever_was_signed_out_by_time_comes_back_to_the_same_screen_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Ledger()
    monkeypatch.setattr(requests, "ledger", book)
    held = cookie(iat=time.time() - 3600, nonce="x")
    person = requests.signed_in({"_streamlit_user": held.split("=", 1)[1]}, requests.settings())
    book.leave(person.sign_in, "/sites?sex=Male")
    ways = [asked("/oauth2callback?state=a", status=302, cookies=(MONTH,), cookie=held) for _ in range(2)]
    assert [way.headers["location"] for way in ways] == ["/sites?sex=Male", "/"]
    book.leave(person.sign_in, "/data")
    book.ticks = lambda: time.monotonic() + 601
    late = asked("/oauth2callback?state=a", status=302, cookies=(MONTH,), cookie=held)
    assert late.headers["location"] == "/"


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c", "/" + "a" * 2001, "a"],
)
def test_no_cookie_leads_to_another_host(address) -> None:
    assert safe_address(address) is None
    back = asked(
        "/oauth2callback?state=a",
        status=302,
        cookies=(MONTH,),
        cookie=f"emr_wanted={quote(address, safe='')}",
    )
    assert back.headers["location"] == "/"


def test_a_failed_sign_in_leads_back_with_the_reason() -> None:
    away = asked("/auth/login?provider=a", status=400)
    assert (away.status_code, away.headers["location"]) == (302, "/")
    assert away.headers["set-cookie"].startswith("emr_sign_in=unreachable; HttpOnly; Max-Age=20")
    refused = asked("/oauth2callback?error=access_denied", status=302, cookie="emr_wanted=%2Fsites")
    assert refused.headers["location"] == "/"
    assert refused.headers["set-cookie"].startswith("emr_sign_in=refused;")
    signed_out = asked("/oauth2callback", status=302)
    assert "set-cookie" not in signed_out.headers


def test_under_a_path_of_its_own_the_same_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "base", lambda: "/emr")
    assert asked("/emr/media/a.csv").status_code == 403
    assert asked("/emr/_stcore/upload_file/a/b", method="PUT").status_code == 403
    assert asked("/emr/static/media/font.woff2").status_code == 200
    assert asked("/emr/auth/login", status=500).headers["location"] == "/emr/"
    assert asked("/emr/", accept="text/html").headers.get_list("set-cookie") == []


def test_without_settings_every_request_passes_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "settings", lambda: None)
    found = asked("/media/a.csv", cookies=(MONTH,))
    assert (found.status_code, found.headers["set-cookie"]) == (200, MONTH)
