"""The application as a server: headers, closed paths, readiness, uploads in memory, errors without data."""

import asyncio
import base64
import hashlib
import logging
import re
import shutil
import threading
import warnings
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from emr_ui import security
from tests.browser.process import ROOT, Server

SECRET = "patient Kim born 4711"  # pragma: allowlist secret

# A first screen that finds the analysis core and then fails on a cell, with a cause that quotes it too.
BROKEN_SCREEN = f"""
import emr_core.found
try:
    int("{SECRET}")
except ValueError as error:
    raise RuntimeError("cannot read {SECRET}") from error
"""


# What app.py needs; the screens are not among it.
SERVED = (
    "app.py",
    ".streamlit/config.toml",
    *(f"emr_ui/{name}.py" for name in ("security", "download_errors", "audit", "retention")),
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our app.py around the broken screen, started from a folder that is not its own."""
    root, elsewhere = tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("elsewhere")
    for name in SERVED:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "emr_ui" / "sign_in", root / "emr_ui" / "sign_in")
    (root / "emr_ui" / "main.py").write_text(BROKEN_SCREEN)
    (root / "emr_ui" / "loading.py").write_text("def load() -> None: ...\n")
    (root / "emr_core").mkdir()
    (root / "emr_core" / "found.py").touch()
    server = Server(elsewhere / "log.txt", root=root, cwd=elsewhere)
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def front(broken: Server) -> httpx.Response:
    return httpx.get(broken.url)


def visit(server: Server) -> list[ForwardMsg]:
    """Open a session as the browser does, run the script once, and return what the server sent."""
    received = []
    address = f"{server.url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, origin=server.url, subprotocols=["streamlit"]) as socket:
        message = BackMsg()
        message.rerun_script.query_string = ""
        socket.send(message.SerializeToString())
        while not received or received[-1].WhichOneof("type") != "script_finished":
            received.append(ForwardMsg.FromString(socket.recv(timeout=20)))
    return received


def test_every_answer_carries_the_headers(broken, front):
    for path in ("/", "/sites", "/ready", "/_stcore/health", "/_stcore/metrics", "/favicon.png"):
        headers = httpx.get(broken.url + path).headers
        for name, value in security.FIXED_HEADERS.items():
            assert headers.get_list(name) == [value], path
        assert len(headers.get_list("content-security-policy")) == 1


def test_policy_allows_no_eval_and_no_foreign_page(broken, front):
    policy = front.headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in rules["script-src"]
    assert rules["default-src"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'self'"
    host = f"127.0.0.1:{broken.port}"
    assert rules["connect-src"] == f"'self' ws://{host} wss://{host}"


def test_policy_allows_the_one_inline_script_that_is_served(front):
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", front.text, re.DOTALL)
    wanted = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    assert len(wanted) == 1
    assert re.findall(r"'sha256-(.*?)'", front.headers["content-security-policy"]) == wanted


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "a'", "a,b", ""])
def test_a_host_cannot_write_policy(host):
    assert "connect-src 'self';" in security.content_security_policy(host, [])


def test_ready_answers(broken):
    answer = httpx.get(f"{broken.url}/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_the_front_end_is_told_of_no_page_that_may_command_it(broken):
    answer = httpx.get(f"{broken.url}/_stcore/host-config")
    assert answer.json() == {"allowedOrigins": [], "useExternalAuthToken": False}
    assert httpx.get(f"{broken.url}/sites/_stcore/host-config").status_code == 404


def test_an_error_of_the_server_is_answered_with_the_headers_and_without_its_message(caplog):
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(SECRET)

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(security.SecurityHeaders(failing), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    answer = asyncio.run(get())
    assert (answer.status_code, answer.text) == (500, "Internal error")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("path", ["metrics", "metrics/", "agent/openapi.json", "agent/interact", "agent/mcp"])
def test_what_no_screen_needs_is_closed(broken, path):
    answer = httpx.get(f"{broken.url}/_stcore/{path}")
    assert (answer.status_code, answer.text) == (404, "Not found")


def test_a_large_upload_stays_in_memory(monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    import app  # noqa: F401  # sets the limit

    async def receive(request: Request) -> JSONResponse:
        async with request.form() as form:
            upload = form["cohort"]
            assert isinstance(upload, UploadFile)
            return JSONResponse({"size": upload.size, "on disk": upload.file._rolled})

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=[Route("/", receive, methods=["POST"])]))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post("/", files={"cohort": b"x" * (3 << 20)})

    answer = asyncio.run(send())
    assert answer.json() == {"size": 3 << 20, "on disk": False}


def test_an_error_reaches_neither_log_nor_browser_with_its_message(broken):
    received = visit(broken)
    sent = b"".join(message.SerializeToString() for message in received)
    log = broken.text()
    assert SECRET not in log
    assert SECRET.encode() not in sent
    place = "RuntimeError at emr_ui/main.py:6 in <module>, after ValueError at emr_ui/main.py:4 in <module>"
    number = re.search(rf"Error ([0-9A-F]{{8}}): {place}", log)
    assert number, log
    assert f"report the number {number[1]}".encode() in sent
    assert "Traceback" not in log


def test_a_logged_exception_is_reduced_to_type_and_place():
    records: list[logging.LogRecord] = []
    logger = logging.Logger("somebody else's")
    logger.addHandler(handler := logging.Handler())
    handler.emit = records.append
    with security.quiet_tracebacks():
        try:
            int(SECRET)
        except ValueError as error:
            logger.exception("100 % failed")
            logger.warning("failed: %s", error)
    told = [logging.Formatter().format(record) for record in records]
    assert SECRET not in "".join(told)
    assert all("ValueError at tests/test_app.py:" in text for text in told)
    assert logging.getLogRecordFactory() is logging.LogRecord


def test_what_ends_a_thread_or_warns_is_logged_without_its_message():
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("emr_ui.security")
    logger.addHandler(handler)
    try:
        with security.quiet_tracebacks():
            thread = threading.Thread(target=int, args=(SECRET,))
            thread.start()
            thread.join()
            warnings.showwarning(UserWarning(SECRET), UserWarning, "reader.py", 7)
    finally:
        logger.removeHandler(handler)
    told = [record.getMessage() for record in records]
    assert told == ["Not caught: ValueError at no line of ours", "UserWarning at reader.py:7"]
