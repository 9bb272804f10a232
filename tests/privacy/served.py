"""The application as it is served, watched from inside. For tests alone: nothing of this is shipped.

`uvicorn tests.privacy.served:app` serves app.py and answers a few questions more: what this process wrote,
started and tried to reach, how many sessions it knows, and which of its objects hold a text.
"""

import gc
import io
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from types import CellType, CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
from google.protobuf.message import Message
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from streamlit.runtime import get_instance

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "shutil.copyfile", "shutil.move"}
REACHED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0,
           "socket.gethostbyname": 0}  # fmt: skip
"""Events that reach out, and which of their arguments says where to."""

seen: dict[str, list[str]] = {"written": [], "started": [], "refused": []}


def is_near(place: object) -> bool:
    """Tell whether an address is this computer; a socket of the file system is."""
    host = place[0] if isinstance(place, tuple) else place
    if host is None or isinstance(host, bytes) or (isinstance(place, str) and place.startswith(("/", "\0"))):
        return True
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def watch(event: str, args: tuple[Any, ...]) -> None:
    """Write down what changes files or starts processes; refuse what leaves this computer."""
    if event == "open":
        path, _, flags = args
        # A number is open already: the pipe to a child process, whose start is written down.
        if isinstance(flags, int) and flags & WRITING and path != os.devnull and not isinstance(path, int):
            seen["written"].append(str(path))
    elif event in CHANGES:
        seen["written"].append(f"{event} {args[0]}")
    elif event == "subprocess.Popen":
        seen["started"].append(" ".join(map(str, args[1])))
    elif event in REACHED and not is_near(args[REACHED[event]]):
        seen["refused"].append(f"{event} {args[REACHED[event]]}")
        raise OSError("refused by the test")


sys.addaudithook(watch)

import app as product  # noqa: E402
from emr_ui import retention  # noqa: E402

ATOMS = {int, float, complex, bool, type(None), type, range, slice, type(Ellipsis)}
COMMON = {dict, list, tuple, set, frozenset, *ATOMS, FunctionType, CodeType, CellType, MethodType, ModuleType}
"""Kinds that hold nothing but what the collector sees."""


def frames() -> Iterator[object]:
    """Yield the variables of every running function of every thread but this one's own search."""
    for top in sys._current_frames().values():
        frame: FrameType | None = top
        while frame is not None:
            if frame.f_code.co_filename != __file__:
                yield dict(frame.f_locals)
            frame = frame.f_back


def contents(value: Any) -> tuple[bytes, list[Any]]:
    """Return the bytes of an object that the collector cannot look into, and the objects it holds."""
    kind = type(value)
    if kind is np.ndarray:
        return (b"", value.ravel().tolist()) if value.dtype == object else (value.tobytes(), [])
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value), []
    if isinstance(value, io.BytesIO):
        return (b"" if value.closed else value.getvalue()), []
    if isinstance(value, Message):
        return value.SerializePartialToString(), []
    if isinstance(value, pa.ChunkedArray):
        return b"".join(contents(chunk)[0] for chunk in value.chunks), []
    if isinstance(value, pa.Array):
        return b"".join(bytes(part) for part in value.buffers() if part is not None), []
    if isinstance(value, pa.Buffer):
        return value.to_pybytes(), []
    return b"", []


def holding(beginning: str, marks: list[str]) -> dict[str, list[str]]:
    """Return, for every mark, the objects that hold it: what they are, the text, and what refers to them.

    All marks have one beginning; it is what is searched for, once for all of them.
    """
    gc.unfreeze()  # what was frozen at the start refers to what came later
    gc.collect()
    found = search(beginning, beginning.encode(), beginning.encode("utf-32-le"), marks)
    told: dict[str, list[str]] = {mark: [] for mark in marks}
    for value in found:
        held = value.encode() if isinstance(value, str) else contents(value)[0]
        for mark, texts in told.items():
            if mark.encode() in held or mark.encode("utf-32-le") in held:
                texts.append(f"{type(value).__name__} {around(held, mark)}")
                # Looking for owners takes seconds; where little is left, two of them say where to look.
                if len(texts) < 3 and (mark == marks[0] or len(found) < 50):
                    texts[-1] += f" in {owners(value, found)}"
    gc.freeze()
    return told


def search(mark: str, plain: bytes, wide: bytes, own: list[str]) -> list[Any]:
    """Return every object of this process but `own` that holds a text, in itself and not through another."""
    batch: list[Any] = [*gc.get_objects(), *frames()]
    known = {*map(id, batch), *map(id, own), id(mark), id(plain), id(wide)}
    found: list[Any] = []
    while batch:
        inner: list[Any] = []
        for value in batch:
            if type(value) is str:
                if mark in value:
                    found.append(value)
                continue
            held, inside = (b"", ()) if type(value) in COMMON else contents(value)
            if held and (plain in held or wide in held):
                found.append(value)
            inner += inside
        for start in range(0, len(batch), 10_000):
            inner += gc.get_referents(*batch[start : start + 10_000])
        fresh = {id(value): value for value in inner if type(value) not in ATOMS}
        batch = [value for number, value in fresh.items() if number not in known]
        known.update(fresh)
    return found


def around(held: bytes, mark: str) -> str:
    """Return what stands around a text."""
    at = max(held.find(mark.encode()) - 30, 0)
    return ascii(held[at : at + 90].decode("utf-8", "replace"))


def owners(value: Any, found: list[Any]) -> str:
    """Return what refers to an object, and what to that, as far as can be said."""
    own = {id(found)}
    words = []
    for _ in range(30):
        referrers = gc.get_referrers(value)
        own.add(id(referrers))
        near = None
        for one in referrers:
            if id(one) not in own and type(one) is not FrameType:
                near = one
        if near is None:
            break
        value = near
        own.add(id(value))
        words.append(type(value).__qualname__ + (f"{[*value][:5]}" if type(value) is dict else ""))
    return " < ".join(words)


def sessions() -> int:
    """Return how many sessions are open or wait for their browser to come back."""
    waiting = [len(store) for store in retention.STORES if isinstance(store, retention.Sessions)]
    return get_instance()._session_mgr.num_active_sessions() + sum(waiting)


def reach_out() -> str:
    """Try to leave this computer, and return what came of it."""
    try:
        with socket.socket() as one:
            one.connect(("192.0.2.1", 9))
    except OSError as error:
        return str(error)
    return "reached"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the application, and answer the questions."""
    asked = scope["path"].removeprefix("/watch/") if scope["type"] == "http" else ""
    answer: object
    if asked == "seen":
        answer = seen
    elif asked == "sessions":
        answer = sessions()
    elif asked == "out":
        answer = reach_out()
    elif asked == "holding":
        # Written in hex, so that the question is not found among what holds the marks.
        beginning, *marks = (bytes.fromhex(mark).decode() for mark in await Request(scope, receive).json())
        answer = holding(beginning, marks)
    else:
        await product.app(scope, receive, send)
        return
    await JSONResponse(answer)(scope, receive, send)
