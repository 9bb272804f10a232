"""The audit log: off unless a file is named, a line an event, nothing of a cohort but its fingerprint."""

import json
import logging
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from emr_core.intake.load import load
from emr_ui import audit

FILE = b"patient_id,leukemia_type,emr_sites\nKim 4711,ALL,CSF\nLee 4712,AML,Orbit\n"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that events are written to, and a person who is signed in."""
    monkeypatch.setenv(audit.VARIABLE, str(tmp_path / "audit.jsonl"))
    monkeypatch.setattr(audit, "user_name", lambda: "a.fischer")
    monkeypatch.setattr(audit.retention, "session_id", lambda: "0123456789abcdef")
    return tmp_path / "audit.jsonl"


def lines(log: Path) -> list[dict[str, object]]:
    """Return the events without their times."""
    found = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(str(event.pop("when")).endswith("+00:00") for event in found)
    return found


def test_nothing_is_recorded_unless_a_file_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv(audit.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    audit.check()
    audit.record("forgot")
    assert audit.target() is None
    assert list(tmp_path.iterdir()) == []


def test_the_file_can_be_named_in_the_secrets(monkeypatch):
    class Secrets(dict[str, object]):
        def load_if_toml_exists(self) -> bool:
            return True

    monkeypatch.delenv(audit.VARIABLE, raising=False)
    monkeypatch.setattr(audit, "st", SimpleNamespace(secrets=Secrets(audit={"file": "/var/log/emr.jsonl"})))
    assert audit.target() == Path("/var/log/emr.jsonl")


def test_an_event_is_a_line_that_says_who_when_and_what_and_nothing_of_the_file(log):
    intake = load(FILE, "Kim.csv")
    cohort = intake.cohort
    assert cohort is not None
    audit.uploaded(intake.table.sha256, intake)
    audit.used(cohort)
    make = audit.exporting(lambda: b"Kim", "a.fischer", cohort.source.fingerprint, "csv", "lanes", 5)
    assert [event["event"] for event in lines(log)] == ["uploaded", "used"]
    assert make() == b"Kim"
    audit.forgot(cohort)
    known = {"who": "a.fischer", "session": "01234567"}
    whose = cohort.source.fingerprint
    assert lines(log) == [
        {**known, "event": "uploaded", "file": intake.table.sha256, "cohort": whose,
         "verdict": intake.verdict, "rows": 2},
        {**known, "event": "used", "cohort": whose, "rows": 2},
        {**known, "event": "export", "cohort": whose, "kind": "csv", "what": "lanes", "share_safe": 5},
        {**known, "event": "forgot", "cohorts": whose},
    ]  # fmt: skip
    assert "Kim" not in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_file_without_a_table_is_recorded_as_unreadable(log):
    audit.uploaded("ab" * 32, None)
    assert lines(log)[0]["verdict"] == "unreadable"


def test_a_file_that_fails_is_no_export(log):
    def fail() -> bytes:
        raise ValueError("Kim")

    with pytest.raises(ValueError, match="Kim"):
        audit.exporting(fail, None, "ab", "csv", "lanes", 0)()
    assert not log.exists()


def test_the_start_fails_where_the_log_cannot_be_written(monkeypatch, tmp_path):
    monkeypatch.setenv(audit.VARIABLE, str(tmp_path / "absent" / "audit.jsonl"))
    with pytest.raises(FileNotFoundError):
        audit.check()


def test_a_log_that_fails_later_stops_nobody_and_is_said(monkeypatch, tmp_path, caplog):
    monkeypatch.setenv(audit.VARIABLE, str(tmp_path))
    logger = logging.getLogger("emr_ui.audit")
    logger.addHandler(caplog.handler)
    try:
        audit.record("used", cohort="ab")
    finally:
        logger.removeHandler(caplog.handler)
    assert caplog.messages[-1] == "An event of the audit log could not be written: Is a directory"
