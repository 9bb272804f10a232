"""Whoever waits for a long file is told how far it is: shares that never fall, and what is being done."""

import pytest

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.load import load, take_in
from emr_core.intake.progress import part, silent, ticking
from emr_core.intake.raw_table import read_table
from emr_core.intake.read import plain
from tests.cohorts import csv_text
from tests.intake.workbooks import small

LONG = csv_text(
    patient_id=[f"P{n:05d}" for n in range(25_000)],
    emr_sites=[f"skin, note {n}" for n in range(1_000)] * 25,
    karyotype=["46,XX", "t(8;21)"] * 12_500,
).encode()


@pytest.mark.parametrize(("data", "name"), [(LONG, "long.csv"), (small(), "small.xlsx")])
def test_the_shares_run_from_nothing_to_all_and_never_back(data: bytes, name: str) -> None:
    told: list[tuple[float, str]] = []
    intake = load(data, name, progress=lambda share, what: told.append((share, what)))
    shares = [share for share, _ in told]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert intake.verdict != "refuse"
    assert {what for _, what in told} >= {
        "Opening the file",
        "Checking the rows",
        "Making the cohort",
        "Done",
    }


def test_long_stages_report_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "BLOCK", 1 << 18)
    told: list[str] = []
    table = read_table(LONG, "long.csv", progress=lambda share, what: told.append(what))
    assert told.count("Reading the rows") == -(-len(LONG) // (1 << 18)) + len(
        table.cells.columns
    )  # every block, every column
    told.clear()
    uneven = LONG.replace(b'note 7"', b'note ""7"')
    read_table(uneven, "long.csv", progress=lambda share, what: told.append(what))
    assert told.count("Reading the rows") == 3  # one by one: every 10,000 rows, and the rest
    told.clear()
    take_in(table, progress=lambda share, what: told.append(what))
    assert told.count("Reading the sites") == 2  # every 500 texts
    assert told.count("Looking for what names patients") == len(table.cells.columns)


def test_shares_stand_still_where_rows_that_were_divided_at_once_are_read_again_one_by_one() -> None:
    told: list[float] = []
    data = LONG * 6 + b"a,b\n" + LONG  # the uneven line is met in the second block
    with pytest.raises(UnreadableFileError, match="row 150006: 2 cells"):
        read_table(data, "long.csv", progress=lambda share, what: told.append(share))
    assert told == sorted(told)
    assert len(told) > 15


def test_nobody_is_told_where_nobody_asked() -> None:
    assert part(silent, 0.2, 0.4) is silent
    assert list(ticking([1, 2, 3], silent, "x")) == [1, 2, 3]
    assert take_in(read_table(csv_text().encode(), "x.csv")).verdict == "accept"


def test_whoever_stops_waiting_stops_the_reading() -> None:
    class StoppedError(Exception):
        pass

    def stop(share: float, what: str) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        read_table(small(), "small.xlsx", progress=stop)
