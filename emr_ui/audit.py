"""Who opened, uploaded, used, exported and forgot what, and when: one line of JSON an event, never content.

Off unless a file is named: the variable EMR_AUDIT_LOG, or `file` under `[audit]` in the secrets. A cohort
stands in it as its fingerprint; no name of a file or cohort, no value and no filter does.
"""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st
from streamlit.logger import get_logger

from emr_ui import retention
from emr_ui.sign_in import user_name

if TYPE_CHECKING:
    from emr_core.cohort import Cohort
    from emr_core.intake.intake import Intake

VARIABLE = "EMR_AUDIT_LOG"

Event = Literal["opened", "uploaded", "used", "forgot", "export"]


def target() -> Path | None:
    """Return the file that events are written to, or None where nothing is recorded."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    section = st.secrets.get("audit", {}) if st.secrets.load_if_toml_exists() else {}
    return Path(str(section["file"])) if section.get("file") else None


def check() -> None:
    """Fail at the start if the file cannot be written, not at the first event.

    Raises
    ------
    OSError
        If it cannot be opened for appending.
    """
    if (file := target()) is not None:
        os.close(_opened(file))


def opened() -> None:
    """Record that a session began, once."""
    if not st.session_state.get("audit_opened"):
        st.session_state["audit_opened"] = True
        record("opened")


def uploaded(sha256: str, intake: "Intake | None") -> None:
    """Record that a file was taken in, with its hash and the verdict; None is a file that holds no table."""
    if intake is None:
        record("uploaded", file=sha256, verdict="unreadable", rows=0)
        return
    cohort = intake.cohort.source.fingerprint if intake.cohort else None
    record("uploaded", file=sha256, cohort=cohort, verdict=intake.verdict, rows=intake.counts.rows)


def exporting(
    make: Callable[[], bytes], user: str | None, cohort: str, kind: str, what: str, share_safe: int
) -> Callable[[], bytes]:
    """Return `make`, which is recorded when it is called.

    It is called beside the script, where neither user nor session are known any more; they are kept now.
    """
    session = _session()
    facts = {"cohort": cohort, "kind": kind, "what": what, "share_safe": share_safe}

    def make_and_record() -> bytes:
        data = make()
        _write("export", user, session, facts)
        return data

    return make_and_record


def used(cohort: "Cohort") -> None:
    """Record that a cohort was taken into use."""
    record("used", cohort=cohort.source.fingerprint, rows=len(cohort))


def forgot(*cohorts: "Cohort") -> None:
    """Record that cohorts were forgotten; also where a file was, and none was in use."""
    record("forgot", cohorts=" ".join(cohort.source.fingerprint for cohort in cohorts))


def record(event: Event, **facts: str | int | None) -> None:
    """Write one event of this session."""
    _write(event, user_name(), _session(), facts)


def _session() -> str:
    """Return what tells the sessions of a day apart; the whole number would let its reader join one."""
    return retention.session_id()[:8]


def _write(event: Event, user: str | None, session: str, facts: Mapping[str, str | int | None]) -> None:
    file = target()
    if file is None:
        return
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"when": when, "who": user, "session": session, "event": event, **facts})
    try:
        handle = _opened(file)
        try:
            # One call for the whole line: several processes may write to the file.
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)
    except OSError as error:
        get_logger(__name__).error("An event of the audit log could not be written: %s", error.strerror)


def _opened(file: Path) -> int:
    """Open the file for appending; what is made new can be read by the service's own account alone."""
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
