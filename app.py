"""The Extramedullary Relapse Explorer as an ASGI application.

Start it with ``streamlit run app.py`` or ``make run``. The screens begin in `emr_ui/main.py`; this file
adds what surrounds them: security headers, a readiness answer, private error reports and uploads that stay
in memory.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from websockets import http11

from emr_ui import audit, loading, retention
from emr_ui.download_errors import DownloadErrors
from emr_ui.security import SecurityHeaders, quiet_tracebacks, report_script_error
from emr_ui.sign_in import settings
from emr_ui.sign_in.requests import SignedInRequests

ROOT = Path(__file__).resolve().parent

# Streamlit puts this folder on the path while it starts, and the folder of emr_ui/main.py while it runs a
# script. Other servers put the working directory there, under whatever relative name it was given. The
# absolute path keeps `emr_ui` and `emr_core` importable whoever starts us and wherever it moves to later.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

# Starlette writes uploads above 1 MiB to a temporary file. They may hold patient data, so they stay in
# memory; Streamlit still refuses what is larger than server.maxUploadSize while it arrives.
MultiPartParser.spool_max_size = sys.maxsize

# A token with many groups fills cookies of more than 8 kB; the web socket would refuse them, and whoever has
# signed in would see an empty page. The same as Uvicorn takes on every other request.
http11.MAX_LINE_LENGTH = 65536
retention.install()


async def ready(_request: Request) -> JSONResponse:
    """Answer that everything is imported and sessions can be served."""
    return JSONResponse({"ready": True}, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Refuse to run without our settings, and keep exception texts out of the log while the server runs."""
    if st.get_option("browser.gatherUsageStats"):
        # Another server started elsewhere finds no .streamlit/config.toml, and with it no privacy settings.
        raise RuntimeError(f"The settings were not read. Start the server in the folder {ROOT}.")
    settings.check()
    audit.check()
    loading.load()
    with quiet_tracebacks():
        async with retention.sweeping():
            yield


app = st.App(
    ROOT / "emr_ui" / "main.py",
    routes=[Route("/ready", ready)],
    middleware=[Middleware(SecurityHeaders), Middleware(SignedInRequests), Middleware(DownloadErrors)],
    lifespan=lifespan,
    on_script_error=report_script_error,
)
