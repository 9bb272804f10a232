"""What the server keeps, and how long: exports a minute, pictures while shown, sessions until they end."""

import gc
from collections.abc import Iterator

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.session_manager import SessionInfo

from emr_ui import retention

EXPORT, PICTURE = MediaFileKind.DOWNLOADABLE, MediaFileKind.MEDIA


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Session:
    """A session as its store knows it."""

    def __init__(self, name: str) -> None:
        self.id, self.ended = name, False
        self.session_state = {"own_cohorts": "Kim"}

    def shutdown(self) -> None:
        self.ended = True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(retention, "time", made)
    return made


@pytest.fixture
def files(clock: Clock) -> Iterator[retention.Files]:
    yield retention.Files("/media")
    gc.collect()


def info(name: str) -> SessionInfo:
    return SessionInfo(client=None, session=Session(name), script_run_count=1)


def test_the_same_export_has_another_name_each_time(files):
    names = [files.load_and_get_id(b"Kim", "text/csv", EXPORT, "a.csv") for _ in range(2)]
    assert names[0] != names[1]
    assert all(len(name) == 43 for name in names)


def test_a_picture_keeps_its_name_in_a_session_and_has_another_in_another(files, monkeypatch):
    names = []
    for session in ("one", "one", "two"):
        monkeypatch.setattr(retention, "session_id", lambda session=session: session)
        names.append(files.load_and_get_id(b"picture", "image/png", PICTURE))
    assert names[0] == names[1] != names[2]


def test_names_differ_from_server_to_server(files):
    other = retention.Files("/media")
    assert files.load_and_get_id(b"a", "image/png", PICTURE) != other.load_and_get_id(
        b"a", "image/png", PICTURE
    )


def test_long_pictures_that_differ_in_the_middle_have_different_names(files):
    one, two = (b"a" * 400_000 + letter + b"a" * 1_600_000 for letter in (b"b", b"c"))
    assert files.load_and_get_id(one, "image/png", PICTURE) != files.load_and_get_id(
        two, "image/png", PICTURE
    )


def test_an_export_stays_its_minute_whatever_streamlit_deletes(files, clock):
    name = files.load_and_get_id(b"Kim", "text/csv", EXPORT, "a.csv")
    files.delete_file(name)
    clock.now += retention.KEPT
    files.expire()
    assert files.get_file(f"{name}.csv").content == b"Kim"
    clock.now += 1
    files.expire()
    with pytest.raises(MediaFileStorageError):
        files.get_file(name)


def test_a_picture_goes_when_streamlit_deletes_it(files):
    name = files.load_and_get_id(b"picture", "image/png", PICTURE)
    files.delete_file(name)
    with pytest.raises(MediaFileStorageError):
        files.get_file(name)


def test_forgetting_drops_the_exports_of_that_session_alone(files):
    kept, gone = (
        files.load_and_get_id(retention.Export(b"Kim", session), "text/csv", EXPORT, "a.csv")
        for session in ("other", "own")
    )
    files.forget("own")
    assert files.get_file(kept).content == b"Kim"
    with pytest.raises(MediaFileStorageError):
        files.get_file(gone)


def test_a_session_is_kept_for_its_time_and_then_ended_with_what_it_holds(clock):
    store = retention.Sessions(ttl_seconds=120)
    store.save(waiting := info("one"))
    clock.now += 119
    store.expire()
    assert store.get("one") is waiting
    assert store.list() == [waiting]
    clock.now += 1
    assert store.get("one") is None
    assert store.list() == []
    store.expire()
    assert len(store) == 0
    assert waiting.session.ended
    assert waiting.session.session_state == {}


def test_a_session_that_goes_on_is_not_ended(clock):
    store = retention.Sessions(ttl_seconds=120)
    store.save(waiting := info("one"))
    store.delete("one")
    clock.now += 500
    store.expire()
    assert not waiting.session.ended


def test_of_too_many_waiting_sessions_the_first_ends(clock):
    store = retention.Sessions(maxsize=2, ttl_seconds=120)
    waiting = [info(str(number)) for number in range(3)]
    for one in waiting:
        store.save(one)
    assert [one.session.ended for one in waiting] == [True, False, False]
