"""The suite of bad files: each is read as it should be, or refused with a sentence; none in silence."""

import csv
import re
from pathlib import Path

import pytest

from emr_core.intake.issues import verdict
from emr_core.intake.raw_table import read_table
from tests.intake.workbooks import outcome

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "badfiles"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the suite of bad files is not part of the repository"),
]

AFTER_READING = re.compile(r"m(048|057|058|07[56]|08\d|09\d|1\d\d_)|p070", re.IGNORECASE)
"""Files whose oddity lies in values or headers: reading gives the table without a word, checks judge it."""
ADVICE = re.compile(r"\b(Save|Open|Choose|Remove|Look|Write|Delete|Leave|Divide|Close|Export)\b.*\.$")
READ_HERE = re.compile(r"m1(18|2\d|3\d|4\d|50)")


def manifest() -> list[dict[str, str]]:
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def judged_later(name: str) -> bool:
    return bool(AFTER_READING.match(name)) and not READ_HERE.match(name)


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"][:30])
def test_every_bad_file_is_read_or_refused_as_it_should_be(row: dict[str, str]) -> None:
    name, wanted = row["file"], row["good_importer"]
    table = outcome((FOLDER / name).read_bytes(), name)
    if isinstance(table, str):
        assert wanted == "refuse"
        assert table.startswith(name[:40])
        assert ADVICE.search(table)
        return
    found = verdict(table.notes)
    if row["true_rows"]:
        assert len(table.cells) == int(row["true_rows"])
    if row["true_columns"]:
        assert len(table.cells.columns) == int(row["true_columns"])
    expected = {"accept": "accept", "accept+warn": "accept_with_warnings", "refuse": "refuse"}[wanted]
    assert found == ("accept" if judged_later(name) else expected)


def test_cohort_files_hold_the_same_patients_however_they_are_written() -> None:
    plain = read_table((FOLDER / "m027_pipe.csv").read_bytes(), "m027_pipe.csv").cells
    same = [
        "m005_utf16be_bom.tsv",
        "m021_cr_only.csv",
        "m028_tab_named_csv.csv",
        "m031_quote_all_singlequotes.csv",
    ]
    same += ["m022_no_final_newline_blank_tail.csv", "m037_trailing_delims.csv", "m040_two_row_header.csv"]
    same += ["m042_total_row.csv", "m118_all_text.xlsx", "m123_merged_header.xlsx", "m128_epoch_1904.xlsx"]
    same += ["m130_side_table.xlsx", "m132_meaning_in_format.xlsx", "m142_external_link.xlsx"]
    for name in same:
        table = read_table((FOLDER / name).read_bytes(), name)
        # A workbook holds the number 35, not the digits 35.0.
        assert table.cells.replace("35.0", "35").equals(plain.replace("35.0", "35")), name
    turned = read_table((FOLDER / "m049_header_swapped.csv").read_bytes(), "x.csv").cells
    assert turned[list(plain.columns)].equals(plain)
