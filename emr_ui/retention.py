"""How long the server keeps what it was given and made: an export a minute, an ended session not at all.

Streamlit makes its two stores while it starts, names a file by a hash of what is in it, and lets go of an
ended session or an export when the next one comes. On a quiet evening none comes. `install` puts stores in
their place that give names nobody can guess, and `sweeping` empties them on time.
"""

import asyncio
import contextlib
import gc
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

from streamlit.logger import get_logger
from streamlit.runtime import memory_media_file_storage, memory_session_storage
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.session_manager import SessionInfo, SessionStorage
from streamlit.runtime.state import SessionState

KEPT = 60.0
"""Seconds an export is kept for the browser that asked for it; what is being sent is sent to its end."""

EVERY = 5.0
"""Seconds between two sweeps."""


class Export(bytes):
    """A file made for one session."""

    session: str

    def __new__(cls, data: bytes, session: str) -> "Export":
        """Return the bytes with the session they were made for."""
        made = super().__new__(cls, data)
        made.session = session
        return made


class Files(MemoryMediaFileStorage):
    """Pictures and exports, each under an address that cannot be guessed and belongs to one session."""

    def __init__(self, media_endpoint: str) -> None:
        super().__init__(media_endpoint)
        self._key = secrets.token_bytes(32)
        self._exports: dict[str, tuple[str, float]] = {}
        STORES.add(self)

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Hold a file and return its name: a random one for an export, one that lasts for a picture."""
        data = Path(path_or_data).read_bytes() if isinstance(path_or_data, str) else path_or_data
        if kind == MediaFileKind.DOWNLOADABLE:
            name = secrets.token_urlsafe(32)
            session = data.session if isinstance(data, Export) else ""
            self._exports[name] = (session, time.monotonic() + KEPT)
        else:
            # The same picture keeps its address from run to run, or the browser would fetch it again.
            name = self._name(session_id(), mimetype, data)
        self._files_by_id[name] = MemoryFile(data, mimetype, kind, filename)
        return name

    def _name(self, session: str, mimetype: str, data: bytes) -> str:
        found = hashlib.blake2b(f"{session}\n{mimetype}\n".encode(), key=self._key, digest_size=32)
        found.update(data)
        return found.hexdigest()

    def forget(self, session: str) -> None:
        """Let go of what was exported in a session."""
        self._drop([name for name, (owner, _) in self._exports.copy().items() if owner == session])

    def expire(self) -> None:
        """Let go of every export that had its minute."""
        now = time.monotonic()
        self._drop([name for name, (_, until) in self._exports.copy().items() if until < now])

    def delete_file(self, file_id: str) -> None:
        """Let go of a picture; an export stays for its minute.

        Streamlit deletes an export as soon as two runs have ended, of whichever sessions: where many work at
        once, before its browser could fetch it.
        """
        if file_id not in self._exports:
            super().delete_file(file_id)

    def _drop(self, names: list[str]) -> None:
        for name in names:
            self._exports.pop(name, None)
            super().delete_file(name)


class Sessions(SessionStorage):
    """Sessions whose browser has gone: kept for a broken line, ended when their time is over."""

    def __init__(self, maxsize: int = 128, ttl_seconds: int = 120) -> None:
        self._most, self._seconds = maxsize, ttl_seconds
        self._kept: dict[str, tuple[SessionInfo, float]] = {}
        STORES.add(self)

    def __len__(self) -> int:
        """Return how many sessions wait."""
        return len(self._kept)

    def save(self, session_info: SessionInfo) -> None:
        """Keep a session for its time; of too many, the one that has waited longest ends."""
        self._kept[session_info.session.id] = session_info, time.monotonic() + self._seconds
        self._end([*self._kept][: -self._most])

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a session whose time is not over."""
        info, until = self._kept.get(session_id, (None, 0.0))
        return info if time.monotonic() < until else None

    def delete(self, session_id: str) -> None:
        """Keep a session no longer, for it goes on or was ended."""
        del self._kept[session_id]

    def list(self) -> list[SessionInfo]:
        """Return the sessions whose time is not over."""
        now = time.monotonic()
        return [info for info, until in self._kept.copy().values() if now < until]

    def forget(self, session: str) -> None:
        """Keep the session: it is forgetting its data, not ending."""

    def expire(self) -> None:
        """End every session whose time is over."""
        now = time.monotonic()
        self._end([name for name, (_, until) in self._kept.copy().items() if until <= now])

    def _end(self, names: Iterable[str]) -> None:
        for name in names:
            session = self._kept.pop(name)[0].session
            session.shutdown()
            # The server's own loop remembers the session it served last until it serves another one.
            session.session_state.clear()
            _callbacks(session.session_state).clear()
            for store in STORES:
                store.forget(name)


STORES: "WeakSet[Files | Sessions]" = WeakSet()
"""The stores of this process, to be swept; it holds no data itself."""


def install() -> None:
    """Let Streamlit make our stores instead of its own; to be called before it starts."""
    memory_media_file_storage.MemoryMediaFileStorage = Files  # type: ignore[misc]
    memory_session_storage.MemorySessionStorage = Sessions  # type: ignore[misc]


@asynccontextmanager
async def sweeping(every: float = EVERY) -> AsyncIterator[None]:
    """Empty the stores on time while the block runs."""
    sweeper = asyncio.create_task(_sweep(every))
    try:
        yield
    finally:
        sweeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeper


async def _sweep(every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            for store in STORES:
                store.expire()
        except Exception:
            # The next sweep must come whatever happens in this one.
            get_logger(__name__).exception("Not everything could be let go of")
        # Sessions and runs refer to themselves in circles. Streamlit would collect them after every click,
        # which takes 2 ms, and up to 40 the more sessions there are. Here nobody waits for it.
        gc.collect()


def session_id() -> str:
    """Return the number of the session whose script runs, or an empty text outside of one."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def for_this_session(make: Callable[[], bytes]) -> Callable[[], Export]:
    """Return `make`, whose file is then known to be of this session, wherever it is called."""
    session = session_id()
    return lambda: Export(make(), session)


def forget() -> None:
    """Let go of the files this session uploaded and exported, now."""
    context = get_script_run_ctx()
    if context is None:
        return
    context.uploaded_file_mgr.remove_session_files(context.session_id)
    for store in STORES:
        store.forget(context.session_id)


def let_go() -> None:
    """Let go of the callbacks of widgets this run did not show; to be called at its end.

    Streamlit keeps them and their arguments until the session ends: figures, cohorts, words of a file.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    shown = context.shared.widget_ids_this_run.snapshot()
    held = _callbacks(context.session_state._state)
    for name in [*held]:
        if name not in shown:
            held.pop(name, None)


def _callbacks(state: SessionState) -> dict[str, Any]:
    """Return the callbacks that a session holds.

    A later Streamlit may hold them elsewhere. Then nothing is lost but memory, and the test of what is left
    after forgetting fails.
    """
    try:
        return state._new_widget_state.widget_metadata
    except AttributeError:
        return {}
