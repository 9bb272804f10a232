"""The process that reads a workbook is killed halfway: a sentence, and the next file is read as ever."""

import signal
import tempfile
from pathlib import Path

import pytest

from emr_core.intake.read import sandbox
from tests.intake.workbooks import TABLE, sheet, workbook
from tests.test_data_page import TIDY, uploaded

GOOD = workbook({"a": sheet(TABLE)})

KILLED_HALFWAY = """
import json, os, signal, sys
sys.stdin.buffer.read()
facts = {"sheet": "a", "sheets": ["a"], "filled": {"a": 9}, "hidden": [], "from_1904": False, "facts": {}}
print(json.dumps(facts | {"left": 1}))
print(json.dumps(["patient_id", "leukemia_type", "emr_sites"]), flush=True)
print(json.dumps(["P1", "AML", "CSF"]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_a_killed_reader_is_a_sentence_leaves_nothing_and_the_next_file_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "killed_child.py").write_text(KILLED_HALFWAY)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(scratch))
        patched.setattr(sandbox, "CHILD", "killed_child")
        patched.setattr(sandbox, "ROOT", tmp_path)
        app = uploaded(GOOD, "cohort.xlsx")
    (error,) = app.error
    assert error.value.replace("\\", "") == (
        "cohort.xlsx was not read: the system stopped its reading, as it does when memory runs short. "
        "Try again; if that does not help, save the table as CSV."
    )
    assert "use-cohort" not in [button.key for button in app.button]
    assert list(scratch.rglob("*")) == []
    app.file_uploader(key="file-0").set_value(("cohort.csv", TIDY, "text/csv")).run()
    assert not app.error
    assert "22 patients" in app.success[0].value + "".join(w.value for w in app.warning)


def test_the_same_workbook_dropped_again_is_read() -> None:
    app = uploaded(GOOD, "cohort.xlsx")
    assert "rows = " in "".join(one.value for one in (*app.success, *app.warning, *app.error))
