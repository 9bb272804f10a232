"""No workbook takes the server down: bombs end in a sentence, fast and small, and so does all else."""

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.raw_table import read_table
from emr_core.intake.read import sandbox
from emr_core.intake.read.limits import Limits
from tests.intake.workbooks import MAIN, TABLE, cell, outcome, sheet, small, workbook

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'
COHORT = sheet(TABLE)


def in_row(xml: str) -> str:
    return COHORT.replace("</sheetData>", f'<row r="9">{xml}</row></sheetData>')


def lying(data: bytes) -> bytes:
    """Return a workbook whose directory says that its sheet is smaller than it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        size = container.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def flat(rows: int) -> str:
    return f"<worksheet {MAIN}><sheetData>{'<row/>' * rows}</sheetData></worksheet>"


BOMBS = {
    "entities in the sheet": workbook({"a": LAUGHS + COHORT}),
    "entities in the styles": workbook({"a": COHORT}, more={"xl/styles.xml": LAUGHS + "<styleSheet/>"}),
    "entities after a long comment": workbook({"a": f"<!--{'x' * 9000}-->{LAUGHS}{COHORT}"}),
    "entities in UTF-16": workbook(
        {"a": COHORT}, more={"xl/styles.xml": (LAUGHS + "<styleSheet/>").encode("utf-16")}
    ),
    "an external declaration": workbook({"a": COHORT}, more={"docProps/app.xml": EXTERNAL + "<a/>"}),
    "a far cell": workbook({"a": in_row(cell(1048576, 16384, "x"))}),
    "a wide and a low cell": workbook({"a": in_row(cell(9, 900, "x") + cell(900_000, 1, "x"))}),
    "millions of empty rows": workbook({"a": flat(4_000_000)}),
    "a directory that lies": lying(workbook({"a": flat(3_000_000)})),
    "too many parts": workbook({"a": COHORT}, more={f"xl/media/{i}.png": b"" for i in range(2_500)}),
    "a part outside": workbook({"a": COHORT}, more={"../../evil.txt": b"x"}),
    "an absolute part": workbook({"a": COHORT}, more={"/etc/evil": b"x"}),
}

MEASURE = """
import resource, sys, time
from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.raw_table import read_table
data = sys.stdin.buffer.read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    read_table(data, "bomb.xlsx")
    print("read")
except UnreadableFileError as error:
    print(error)
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(time.perf_counter() - start, (own + child) / 1000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the module resource is needed to measure memory")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_in_a_sentence_within_five_seconds_and_200_mb(bomb: str) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", MEASURE]
    done = subprocess.run(command, input=BOMBS[bomb], capture_output=True, cwd=root, check=True, timeout=60)
    message, figures = done.stdout.decode().splitlines()
    seconds, megabytes = map(float, figures.split())
    assert message.startswith("bomb.xlsx")
    assert message.endswith(".")
    assert seconds < 5
    assert megabytes < 200


def refusal(data: bytes, limits: Limits) -> str:
    with pytest.raises(UnreadableFileError) as error:
        read_table(data, "file.xlsx", limits=limits)
    return str(error.value)


def test_a_far_cell_is_named() -> None:
    message = refusal(BOMBS["a far cell"], Limits())
    assert "cell XFD1048576, far from the table" in message
    assert "Delete what stands there" in message


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not limited there")
def test_a_child_without_memory_is_a_sentence() -> None:
    message = refusal(small(), Limits(memory_bytes=10_000_000))
    assert message.startswith("file.xlsx cannot be read: it is damaged, or needs more than 10 MB of memory.")


@pytest.mark.parametrize(
    "ends_by", ["import os; os.abort()", "print('{'); print('[')", "raise SystemExit(0)"]
)
def test_a_child_that_ends_in_any_way_is_a_sentence(
    ends_by: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "made_child.py").write_text(ends_by)
    monkeypatch.setattr(sandbox, "CHILD", "made_child")
    monkeypatch.setattr(sandbox, "ROOT", tmp_path)
    assert "cannot be read" in refusal(small(), Limits())


def test_a_child_that_takes_too_long_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "made_child.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(sandbox, "CHILD", "made_child")
    monkeypatch.setattr(sandbox, "ROOT", tmp_path)
    start = time.perf_counter()
    assert "took longer than 1 seconds" in refusal(small(), Limits(seconds=1))
    assert time.perf_counter() - start < 10


GOOD = small()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 7))
def test_a_flipped_bit_gives_the_same_table_or_our_own_error(place: int, bit: int) -> None:
    data = bytearray(GOOD)
    data[place] ^= 1 << bit
    found = outcome(bytes(data), "file.xlsx")
    if isinstance(found, str):
        assert found.startswith("file.xlsx")
        assert found.endswith(".")
    else:
        assert found.cells.equals(read_table(GOOD, "file.xlsx").cells)


@settings(max_examples=100)
@given(st.integers(0, len(GOOD)), st.binary(max_size=40))
def test_a_workbook_cut_short_is_a_sentence(place: int, more: bytes) -> None:
    found = outcome(GOOD[:place] + more, "file.xlsx")
    assert not isinstance(found, str) or found.startswith("file.xlsx")
