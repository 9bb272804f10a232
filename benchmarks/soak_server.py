"""The application with one more address, `/heap`, that says how much of it is in use; only for `soak.py`."""

import ctypes
import gc
import sys
from collections import Counter

import app as ours  # first of all: it sets what Streamlit is to use

# isort: split
import pyarrow
import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.app_session import AppSession

from emr_core.figure import Figure
from emr_core.intake.intake import Intake

MALLINFO = (
    *("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks"),
    "keepcost",
)

COUNTED = (AppSession, Intake, Figure)


class Mallinfo(ctypes.Structure):
    """What glibc says of its heap, `struct mallinfo2`."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in MALLINFO)


def malloc_in_use() -> int:
    """Return the bytes that were asked of malloc and not given back; 0 where it cannot be known."""
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return 0
    ask.restype = Mallinfo
    found = ask()
    return int(found.uordblks + found.hblkhd)


async def heap(_request: Request) -> JSONResponse:
    """Return what Python, malloc and Arrow hold after a collection, and how many objects of some kinds."""
    gc.collect()
    gc.collect()
    alive = Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, COUNTED))
    held = {
        "blocks": sys.getallocatedblocks(),
        "malloc": malloc_in_use(),
        "arrow": pyarrow.total_allocated_bytes(),
    }
    return JSONResponse({**held, **{kind.__name__: alive[kind.__name__] for kind in COUNTED}})


app = st.App(
    ours.ROOT / "emr_ui" / "main.py",
    routes=[Route("/ready", ours.ready), Route("/heap", heap)],
    lifespan=ours.lifespan,
    on_script_error=ours.report_script_error,
)
