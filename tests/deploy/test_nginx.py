"""The configuration of nginx, in front of two stand-ins for replicas: who is sent where, and what is kept."""

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.process import ROOT, free_port
from tests.deploy.proxy import Proxy, certificate


class Replica:
    """A stand-in that answers everything with its name and what it was asked."""

    def __init__(self, name: str, port: int) -> None:
        self.port, self.first_bytes = port, threading.Event()
        replica = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if length:
                    got = self.rfile.read(1)
                    replica.first_bytes.set()
                    got += self.rfile.read(length - 1)
                if self.headers.get("Upgrade"):
                    self.send_response(101)
                    self.send_header("Upgrade", "websocket")
                    self.send_header("Connection", "Upgrade")
                    self.end_headers()
                    self.close_connection = True
                    return
                body = json.dumps({"name": name, "path": self.path, "length": length, **dict(self.headers)})
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Set-Cookie", "_streamlit_xsrf=1; Path=/")
                for part in range(int(self.headers.get("X-Parts") or 0)):
                    self.send_header("Set-Cookie", f"_streamlit_user_{part}={'g' * 3800}; Path=/")
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_PUT = answer  # noqa: N815  # the names http.server looks for

            def log_message(self, *_words: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def ports() -> tuple[int, int]:
    return free_port(), free_port()


@pytest.fixture
def proxy(ports: tuple[int, int], keys: Path, tmp_path: Path) -> Iterator[Proxy]:
    # nginx remembers for some seconds who did not answer, so that every test has one of its own.
    running = Proxy(tmp_path, keys, ports)
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def replicas(proxy: Proxy, ports: tuple[int, int]) -> Iterator[dict[str, Replica]]:
    running = {"a": Replica("a", ports[0]), "b": Replica("b", ports[1])}
    yield running
    for replica in running.values():
        replica.stop()


@pytest.fixture
def visitor(proxy: Proxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy.url, verify=False, timeout=10) as client:
        yield client


def raw(proxy: Proxy) -> ssl.SSLSocket:
    """Return a connection to write half a request on."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", proxy.port), timeout=10))


def test_a_visitor_stays_with_the_first_replica_on_every_path(replicas, visitor):
    first = visitor.get("/")
    home = first.json()["name"]
    cookies = first.headers.get_list("set-cookie")
    assert f"emr_replica={home}; Path=/; Secure; HttpOnly; SameSite=Lax" in cookies
    assert "_streamlit_xsrf=1; Path=/; secure" in [
        cookie.replace("Secure", "secure") for cookie in cookies[:1]
    ]
    for path in ("/sites", "/_stcore/health", "/media/abc.png", "/oauth2callback?code=1", "/static/x.js") * 2:
        answer = visitor.get(path)
        assert answer.json()["name"] == home
        assert answer.json()["path"] == path
        assert "emr_replica" not in str(answer.headers.get_list("set-cookie"))
    assert visitor.put("/_stcore/upload_file/s/f", content=b"x" * 100_000).json()["name"] == home


def test_a_cookie_with_many_groups_passes_both_ways(replicas, visitor):
    visitor.headers["X-Parts"] = "5"
    assert visitor.get("/").status_code == 200
    assert len(visitor.get("/").json()["Cookie"]) > 5 * 3800
    assert visitor.get("/sites?" + "emr_sites=Kidney&" * 1000).status_code == 200


def test_new_visitors_are_spread_over_both_replicas(replicas, proxy):
    homes = [httpx.get(proxy.url, verify=False).json()["name"] for _ in range(6)]
    assert sorted(homes) == ["a", "a", "a", "b", "b", "b"]


@pytest.mark.parametrize("home", ["a", "b"])
def test_a_visitor_of_a_dead_replica_moves_for_good(replicas, ports, visitor, home):
    other = {"a": "b", "b": "a"}[home]
    visitor.cookies.set("emr_replica", home, domain="127.0.0.1", path="/")
    assert visitor.get("/").json()["name"] == home
    replicas[home].stop()
    moved = visitor.get("/_stcore/health")
    assert moved.json()["name"] == other
    assert f"emr_replica={other}; Path=/; Secure; HttpOnly; SameSite=Lax" in moved.headers.get_list(
        "set-cookie"
    )
    replicas[home] = Replica(home, replicas[home].port)
    # The replica is back, and knows nothing of this session: nobody is sent back to it.
    assert [visitor.get("/").json()["name"] for _ in range(3)] == [other] * 3


def test_without_any_replica_a_sentence_is_shown(replicas, visitor):
    for replica in replicas.values():
        replica.stop()
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "text/html"
    assert "Reload this page in a minute." in answer.text
    assert "nginx" not in answer.text
    assert "emr_replica" not in str(answer.headers)


def test_a_web_socket_is_passed_on_and_names_the_replica(replicas, proxy):
    with raw(proxy) as line:
        line.sendall(
            b"GET /_stcore/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        head = line.recv(4000).decode()
    assert head.startswith("HTTP/1.1 101 ")
    assert re.search(r"Set-Cookie: emr_replica=[ab];", head)


def test_an_upload_reaches_the_replica_while_it_is_being_sent(replicas, proxy):
    with raw(proxy) as line:
        line.sendall(
            b"PUT /_stcore/upload_file/s/f HTTP/1.1\r\nHost: x\r\nCookie: emr_replica=b\r\n"
            b"Connection: close\r\nContent-Length: 200000\r\n\r\n" + b"x" * 100_000
        )
        assert replicas["b"].first_bytes.wait(10)
        line.sendall(b"x" * 100_000)
        answer = b"".join(iter(lambda: line.recv(4000), b"")).decode()
    assert '"name": "b"' in answer
    assert '"length": 200000' in answer


def test_the_limit_of_an_upload_is_that_of_the_application(replicas, proxy, visitor):
    settings = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    megabytes = int(re.search(r"^maxUploadSize = (\d+)", settings, re.MULTILINE)[1])
    assert f"client_max_body_size {megabytes + 1}m;" in proxy.site
    with raw(proxy) as line:
        size = (megabytes + 1) * 2**20 + 1
        line.sendall(f"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_log_keeps_neither_filters_nor_the_names_of_files(replicas, proxy, visitor):
    visitor.get("/sites?emr_sites=Testis", headers={"Referer": "https://x/?sex=Female"})
    visitor.put("/_stcore/upload_file/session-17/file-18", content=b"x")
    visitor.get("/media/c0ffee.png")
    tail = [line.split(" ", 2)[2] for line in proxy.lines()[-3:]]
    assert [re.sub(r" \d+ \d[\d.]* 127[\d.:]+$", "", line) for line in tail] == [
        "GET /sites 200",
        "PUT /_stcore/upload_file/- 200",
        "GET /media/- 200",
    ]


def test_the_replica_is_told_who_asks_and_the_visitor_cannot_lie_about_it(replicas, visitor, proxy):
    told = visitor.get("/", headers={"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "http"}).json()
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert told["Host"] == f"127.0.0.1:{proxy.port}"


def test_only_tls_serves_and_says_so_and_what_is_closed_is_closed(replicas, visitor, proxy):
    plain = httpx.get(f"http://127.0.0.1:{proxy.plain_port}/sites?a=1")
    assert plain.status_code == 301
    assert plain.headers["location"] == "https://127.0.0.1/sites?a=1"
    answer = visitor.get("/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["server"] == "nginx"
    assert visitor.get("/_stcore/metrics").status_code == 404


def test_the_replicas_of_the_containers_are_those_of_one_computer_under_other_names():
    here, there = (
        (ROOT / "deploy" / "nginx" / name).read_text(encoding="utf-8").splitlines()[1:]
        for name in ("emr-replicas.conf", "emr-replicas.compose.conf")
    )
    names = {"emr-a:8501": "127.0.0.1:8501", "emr-b:8502": "127.0.0.1:8502"}
    assert [re.sub("|".join(names), lambda found: names[found[0]], line) for line in there] == here
