"""What a person gets to see and may do: before the sign-in, in each role, and after the time is over."""

import time
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from emr_ui.sign_in import gate, permission, visitor
from emr_ui.sign_in import ledger as kept
from emr_ui.sign_in.ledger import sign_in_of
from emr_ui.sign_in.visitor import NotPermittedError, Visitor
from tests.cohorts import FILE
from tests.tables_on_screen import tables
from tests.test_pages import MAIN, words
from tests.test_sign_in import AUTH

SECRETS = {"auth": AUTH, "sign_in": {"roles": {"up": "uploader", "out": "exporter"}}}
DOCUMENTS = ["Blank template", "Data dictionary", "REDCap dictionary"]


@pytest.fixture(autouse=True)
def fresh_ledger(monkeypatch: pytest.MonkeyPatch) -> kept.Ledger:
    """A ledger of the test's own, with a clock that stands until it is moved."""
    book = kept.Ledger()
    for module in (kept, visitor):
        monkeypatch.setattr(module, "ledger", book)
    for name in ("gate", "screen"):
        monkeypatch.setattr(f"emr_ui.sign_in.{name}.ledger", book)
    return book


def arriving(screen: str = "overview", **claims: object) -> AppTest:
    """Return a screen as a person with these claims gets it; without claims, as somebody unknown does."""
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    app.secrets = {name: dict(section) for name, section in SECRETS.items()}
    app.user = {"is_logged_in": True, "iat": time.time(), "nonce": "x", **claims} if claims else {}
    app.run()
    if screen != "overview":
        app.switch_page(f"../pages/{screen}.py").run()
    assert not app.exception
    return app


def files(app: AppTest) -> list[str]:
    """Return the labels of the files a screen offers."""
    return [element.proto.label for element in app.get("download_button")]


@pytest.mark.parametrize("screen", ["overview", "data", "tumour_board"])
@pytest.mark.parametrize(
    "user", [{}, {"is_logged_in": False, "email": "a@b.example"}, {"email": "a@b.example"}]
)
def test_whoever_has_not_signed_in_gets_the_sign_in_page_and_nothing_else(screen, user) -> None:
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    app.secrets = SECRETS
    app.user = user
    app.query_params["leukemia_type"] = "AML"
    app.run()
    if screen != "overview":
        app.switch_page(f"../pages/{screen}.py").run()
    assert [button.label for button in app.button] == ["Sign in"]
    assert [title.value for title in app.title] == ["Extramedullary Relapse Explorer"]
    assert len(app.sidebar) == 0
    assert not [*tables(app), *app.selectbox, *app.get("vega_lite_chart"), *app.get("file_uploader")]
    assert "22" not in words(app)
    assert set(app.session_state) <= {"leukemia_type"}


def test_a_viewer_looks_at_the_cohorts_and_is_told_why_there_are_no_files_and_no_upload() -> None:
    app = arriving(preferred_username="vera", groups=["staff"])
    assert "**22 of 22 patients, 38 sites" in words(app)
    assert "Viewer: you may look at cohorts." in words(app)
    assert app.sidebar.text[0].value == "vera"
    assert files(app) == []
    assert "Files need the role exporter." in words(app)
    app.switch_page("../pages/tumour_board.py").run()
    app.button(key="standard").click().run()
    assert files(app) == []
    assert "Files need the role exporter." in words(app)
    app.switch_page("../pages/data.py").run()
    assert len(app.file_uploader) == len(app.text_area) == 0
    assert files(app) == DOCUMENTS
    assert app.info[0].value.startswith("Uploading needs the role uploader")


def test_a_token_without_the_claim_is_told_in_the_log_by_names_never_by_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    logger = SimpleNamespace(warning=lambda text, *words: said.append(text % words))
    monkeypatch.setattr(gate, "get_logger", lambda name: logger)
    arriving(preferred_username="vera", groups="staff")
    assert said == []
    arriving(preferred_username="vera", department="ward 3").run()
    (line,) = said
    assert "no claim groups" in line
    assert "department, iat, is_logged_in, nonce, preferred_username" in line
    assert "vera" not in line
    assert "ward 3" not in line


def test_an_uploader_explores_an_own_cohort_and_takes_no_file_of_it_along() -> None:
    app = arriving("data", preferred_username="ulla", groups="up")
    app.file_uploader(key="file-0").set_value(("cohort.csv", FILE.read_bytes(), "text/csv")).run()
    app.button(key="use-cohort").click().run()
    assert files(app) == DOCUMENTS
    app.switch_page("../pages/overview.py").run()
    assert app.session_state["cohort"] == "Uploaded"
    assert files(app) == []


def test_an_exporter_gets_files_and_cannot_upload() -> None:
    app = arriving("data", preferred_username="emil", groups=["out"])
    assert len(app.file_uploader) == len(app.text_area) == 0
    app.switch_page("../pages/overview.py").run()
    assert files(app)
    assert set(files(app)) == {"CSV", "XLSX"}


def test_where_nobody_signs_in_everything_is_allowed() -> None:
    app = AppTest.from_file(str(MAIN), default_timeout=30).run()
    assert files(app)
    app.switch_page("../pages/data.py").run()
    assert len(app.file_uploader) == 1
    assert "sign-out" not in {button.key for button in app.button}


def test_a_table_handed_over_by_force_is_not_held_for_a_viewer() -> None:
    def script() -> None:
        import streamlit as st

        from emr_ui.upload import held

        st.session_state[held.key("pasted")] = "patient_id,leukemia_type\n1,AML\n"
        held.receive_pasted()
        st.text(str(held.upload() is None))

    app = AppTest.from_function(script)
    app.secrets = SECRETS
    for groups, refused in (("none", "True"), ("up", "False")):
        app.user = {"is_logged_in": True, "iat": time.time(), "sub": "a", "groups": groups}
        assert app.run().text[0].value == refused


def test_after_the_time_without_a_click_the_screen_is_gone_and_what_it_held_is_forgotten(
    fresh_ledger,
) -> None:
    person = {"preferred_username": "ulla", "groups": "up", "iat": time.time()}
    app = arriving("data", **person)
    app.file_uploader(key="file-0").set_value(("cohort.csv", FILE.read_bytes(), "text/csv")).run()
    app.query_params["sex"] = ["Male", "Female"]
    assert "upload" in app.session_state
    fresh_ledger.ticks = lambda: time.monotonic() + 31 * 60
    app.button(key="use-cohort").click().run()
    assert [button.label for button in app.button] == ["Sign in"]
    assert "You were signed out" in app.warning[0].value
    assert set(app.session_state) == {"signed_in_before"}
    made = sign_in_of({"nonce": "x", **person})
    assert fresh_ledger.left_at(made) == "/data?held=1&sex=Male&sex=Female"
    fresh_ledger.ticks = time.monotonic
    app.run()
    assert [button.label for button in app.button] == ["Sign in"], "an ended sign-in came back"


def test_another_person_in_the_same_session_finds_nothing_of_the_one_before() -> None:
    app = arriving("data", preferred_username="ulla", groups="up")
    app.file_uploader(key="file-0").set_value(("cohort.csv", FILE.read_bytes(), "text/csv")).run()
    app.user = {"is_logged_in": True, "iat": time.time(), "nonce": "y", "sub": "vera"}
    app.run()
    assert "upload" not in app.session_state
    assert app.sidebar.text[0].value == "vera"


def test_signing_out_ends_the_sign_in_in_every_tab(fresh_ledger) -> None:
    claims = {"preferred_username": "emil", "groups": ["out"], "iat": time.time(), "nonce": "z"}
    one, other = arriving(**claims), arriving(**claims)
    assert files(other)
    one.button(key="sign-out").click().run()
    assert [button.label for button in one.button] == ["Sign in"]
    other.run()
    assert [button.label for button in other.button] == ["Sign in"]


def test_a_file_asks_again_when_it_is_made(monkeypatch: pytest.MonkeyPatch, fresh_ledger) -> None:
    emil = Visitor("emil", frozenset({"exporter"}), kept.SignIn("a", time.time()), (1800, 43200))
    monkeypatch.setattr(visitor, "current", lambda: emil)
    make = permission.guarded(permission.holder("export"), "export", lambda: b"file")
    assert make() == b"file"
    fresh_ledger.end(emil.sign_in)
    with pytest.raises(NotPermittedError):
        make()
    monkeypatch.setattr(visitor, "current", lambda: None)
    assert permission.holder("look") is None


def test_every_file_leaves_through_the_one_function_that_asks() -> None:
    root = MAIN.parents[1]
    texts = {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for place in ("emr_ui", "pages")
        for path in (root / place).rglob("*.py")
    }
    assert [name for name, text in texts.items() if "download_button(" in text] == ["emr_ui/downloads.py"]
    # A fragment or dialog runs without the gate. Whoever needs one lets it begin with gate.admitted().
    alone = [name for name, text in texts.items() if "st.fragment" in text or "st.dialog" in text]
    assert alone == ["emr_ui/sign_in/gate.py"]
