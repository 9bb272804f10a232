"""Sign-in in a real browser against a real provider: the way in, what each role can do, and the way out."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.process import Server, free_port
from tests.browser.provider import Provider
from tests.browser.screen import TIMEOUT, Watch, does_not_pan, settled
from tests.cohorts import FILE

DEEP = "/sites?leukemia_type=AML"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    running = Provider(tmp_path_factory.mktemp("provider") / "log.txt")
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def closed(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application, closed to those who have not signed in."""
    folder, port = tmp_path_factory.mktemp("closed"), free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(provider.secrets(f"http://127.0.0.1:{port}"))
    running = Server(folder / "log.txt", port=port, STREAMLIT_SECRETS_FILES=str(secrets))
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def arrive(browser: Browser, closed: Server) -> Iterator[Callable[..., Page]]:
    """A function that opens a screen as a new visitor; `who` signs in on the way there.

    After the test no page of ours may have complained: a redirect that our policy forbids would.
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def visit(path: str = "/", who: str = "") -> Page:
        contexts.append(browser.new_context(reduced_motion="reduce", accept_downloads=True))
        page = contexts[-1].new_page()
        watches.append(Watch(page))
        page.goto(closed.url + path)
        settled(page)
        if who:
            at_the_provider(page)
            page.get_by_role("button", name=who, exact=True).click()
            inside(page, closed)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [text for watch in watches for text in watch.complaints() if closed.url in text] == []


def seen(what: Locator) -> None:
    expect(what).to_be_visible(timeout=TIMEOUT)


def at_the_provider(page: Page) -> None:
    page.get_by_role("button", name="Sign in: hospital").click()
    page.wait_for_url("**/oauth2/authorize**")


def inside(page: Page, server: Server) -> Page:
    page.wait_for_url(f"{server.url}/**")
    return settled(page)


def put_file(page: Page, server: Server) -> int:
    """Return the answer to a file that is sent with this page's cookies to a session nobody has."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_streamlit_xsrf")
    return page.request.put(
        f"{server.url}/_stcore/upload_file/no-session/no-file",
        headers={"X-Xsrftoken": token},
        multipart={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a"}},
    ).status


def test_without_a_sign_in_there_is_the_sign_in_page_alone_which_says_when_a_sign_in_failed(
    arrive, closed
) -> None:
    page = arrive(DEEP)
    does_not_pan(page)
    main = page.get_by_test_id("stMain")
    seen(main.get_by_role("heading", name="Extramedullary Relapse Explorer"))
    assert main.get_by_role("button").all_inner_texts() == ["Sign in: hospital", "Sign in: away"]
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    at_the_provider(page)
    page.get_by_role("button", name="Deny").click()
    inside(page, closed)
    seen(page.get_by_text("You were not signed in."))
    page.get_by_role("button", name="Sign in: away").click()
    seen(page.get_by_text("did not answer"))


def test_a_socket_that_asks_for_another_screen_gets_the_sign_in_page_alone(closed) -> None:
    drawn, received = set(), b""
    address = f"{closed.url.replace('http', 'ws', 1)}/_stcore/stream"
    many_groups = {"Cookie": "; ".join(f"_streamlit_user_{part}={'a' * 4000}" for part in range(8))}
    with connect(
        address, origin=closed.url, subprotocols=["streamlit"], additional_headers=many_groups
    ) as socket:
        for screen in ("", "data", "sites", "tumour_board"):
            message = BackMsg()
            message.rerun_script.page_name = screen
            message.rerun_script.query_string = "cohort=Synthetic"
            socket.send(message.SerializeToString())
            answer = ForwardMsg()
            while answer.WhichOneof("type") != "script_finished":
                frame = socket.recv(timeout=20)
                answer = ForwardMsg.FromString(frame)
                received += frame
                drawn.add(answer.delta.new_element.WhichOneof("type"))
    assert drawn - {None} == {"html", "heading", "markdown", "button"}
    assert b"Sign in: hospital" in received
    for word in (b"patients", b"AML", b"SYNTHETIC", b"Seoul"):
        assert word not in received, word


def test_files_and_uploads_are_refused_without_a_sign_in(closed) -> None:
    for method, path in (
        ("GET", "/media/0123456789abcdef.csv"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
    ):
        answer = httpx.request(method, closed.url + path)
        assert answer.status_code == 403, path
        assert "content-security-policy" in answer.headers
    for path in ("/", "/sites", "/ready", "/_stcore/health", "/favicon.png"):
        assert httpx.get(closed.url + path).status_code == 200, path
    forged = {"_streamlit_user": "eyJpc19sb2dnZWRfaW4iOnRydWV9.forged.forged"}
    assert httpx.get(f"{closed.url}/media/0123.csv", cookies=forged).status_code == 403


def test_a_viewer_gets_the_screen_asked_for_and_can_neither_send_nor_take_a_file(arrive, closed) -> None:
    page = arrive(DEEP, who="vera")
    assert page.url == closed.url + DEEP
    seen(page.get_by_role("heading", name="Sites", exact=True))
    seen(page.get_by_text("8 of 22 patients, 14 sites"))
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert "emr_wanted" not in cookies
    assert cookies["_streamlit_user"]["httpOnly"]
    in_a_day = page.evaluate("Date.now() / 1000") + 24 * 3600
    assert cookies["_streamlit_user"]["expires"] < in_a_day, "the sign-in would outlive the working day"
    seen(page.get_by_text("Files need the role exporter.").first)
    expect(page.get_by_test_id("stDownloadButton")).to_have_count(0)
    assert put_file(page, closed) == 403
    page.get_by_role("link", name="Data").click()
    seen(page.get_by_text("Uploading needs the role uploader"))
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)


def test_an_uploader_sends_a_file_and_can_take_none(arrive, closed) -> None:
    page = arrive("/data", who="ulla")
    assert put_file(page, closed) == 400, "let in by us, and then refused by Streamlit: no such session"
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(FILE)
    seen(page.get_by_role("button", name="Use this cohort"))
    seen(page.get_by_text("Files need the role exporter.").first)
    expect(page.get_by_role("button", name="Tidy cohort (CSV)")).to_have_count(0)


def test_an_exporter_takes_a_file_that_nobody_else_can_fetch_and_signs_out_in_every_tab(
    arrive, closed
) -> None:
    page = arrive("/sites?cohort=Synthetic", who="emil")
    assert put_file(page, closed) == 403
    page.get_by_role("button", name="Other files").first.click()
    with page.expect_response("**/media/**") as answer, page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert "SYNTHETIC" in download.value.path().read_text(encoding="utf-8-sig")
    address = answer.value.url
    assert httpx.get(address).status_code == 403

    other, kept = page.context.new_page(), page.context.cookies()
    other.goto(f"{closed.url}/data")
    seen(settled(other).get_by_role("button", name="Sign out"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/oauth2/end_session**")
    page.get_by_role("button", name="End session").click()
    inside(page, closed)
    seen(page.get_by_role("button", name="Sign in: hospital"))

    page.context.add_cookies(kept)
    assert page.request.get(address).status == 403, "a copied cookie of an ended sign-in still opens files"
    other.get_by_role("link", name="Sites").click()
    seen(other.get_by_role("button", name="Sign in: hospital"))
