"""The application as the benchmarks visit it: with seeded cohorts beside its own, and a clock on its scripts.

Started by `benchmarks.server`; never part of the product. `/clock` answers with what every run of a script
took since it was asked last: seconds that passed, and seconds of processor time of its thread, which other
programs on the machine do not touch.
"""

import os
import sys
import threading
import time
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

import app as product  # noqa: E402
from benchmarks.cohorts import cohort  # noqa: E402
from emr_ui import current  # noqa: E402
from emr_ui.security import SecurityHeaders, report_script_error  # noqa: E402

SIZES = tuple(filter(None, os.environ.get("EMR_BENCHMARK_SIZES", "").split(",")))
BARE = os.environ.get("EMR_BENCHMARK_BARE", "")

runs: list[tuple[float, float]] = []
lock = threading.Lock()
run_script = ScriptRunner._run_script
published = current.bundled


def timed(self: ScriptRunner, data: object) -> None:
    """Run a script and note what it took."""
    wall, processor = time.perf_counter(), time.thread_time()
    run_script(self, data)  # type: ignore[arg-type]
    with lock:
        runs.append((time.perf_counter() - wall, time.thread_time() - processor))


@cache
def bundled(name: str) -> object:
    """Return a seeded cohort by its number of patients, or one of the product's own."""
    return cohort(int(name)) if name in SIZES else published(name)


async def clock(_request: Request) -> JSONResponse:
    """Answer with the runs since the last time."""
    with lock:
        taken = runs.copy()
        runs.clear()
    return JSONResponse(taken)


ScriptRunner._run_script = timed  # type: ignore[method-assign]
current.bundled = bundled  # type: ignore[assignment]
current.BUNDLED |= dict.fromkeys(SIZES, "")
for size in SIZES:
    bundled(size)

app = st.App(
    Path(BARE) if BARE else ROOT / "emr_ui" / "main.py",
    routes=[Route("/ready", product.ready), Route("/clock", clock)],
    middleware=[Middleware(SecurityHeaders)],
    lifespan=product.lifespan,
    on_script_error=report_script_error,
)
