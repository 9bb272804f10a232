"""Files of the kind that clinics send, where the folder with them is present: verdicts and whole ways."""

import csv
import json
from pathlib import Path

import pytest

from emr_core.__main__ import main
from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.load import load

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared material is not here"),
]
SAMPLES = SHARED / "samples"

# What stands in every file of the suite: MDS as a diagnosis, marrow as a site, a testis of a girl.
STANDING = {"emr_sites", "leukemia_type"}
FLOOR = 65
"""Verdicts like those of the manifest, of 67. The others: three patients are accepted without a warning; a
list of odd codes that holds one of them twice, with different values, is refused."""


def verdict_of(path: Path) -> str:
    """Return the verdict on a file, apart from the warnings that stand on every one."""
    try:
        issues: tuple[Issue, ...] = load(path.read_bytes(), path.name).issues
    except UnreadableFileError:
        return "refuse"
    if any(issue.severity == "error" for issue in issues):
        return "refuse"
    warned = any(issue.severity == "warning" and issue.field not in STANDING for issue in issues)
    return "accept+warn" if warned else "accept"


def test_verdicts_on_bad_files_are_those_of_a_good_importer(capsys: pytest.CaptureFixture[str]) -> None:
    folder = SHARED / "badfiles"
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["layer"] == "cohort"]
    wrong = {
        row["file"]: (row["good_importer"], found)
        for row in rows
        if (found := verdict_of(folder / row["file"])) != row["good_importer"]
    }
    with capsys.disabled():
        print(f"\n{len(rows) - len(wrong)} of {len(rows)} verdicts as a good importer gives them")
    assert len(rows) - len(wrong) >= FLOOR, wrong


def test_a_table_without_ids_and_sites_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SAMPLES / "timereg_bmt_cibmtr.csv"), "--json"]) == 1
    issues = json.loads(capsys.readouterr().out)["issues"]
    said = [issue["message"] for issue in issues if issue["code"] == "missing_column"]
    assert len(said) == 3
    assert "The number of the row can stand in for it" in said[0]


def test_the_breast_relapses_become_five_patients(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(SAMPLES / "emr_gogia2014_isolated_breast_relapse_all.csv")
    out, profile = tmp_path / "tidy.csv", tmp_path / "profile.json"
    flags = ["--row-number", "--constant", "leukemia_type=ALL", "--constant", "emr_sites=Breast"]
    assert main(["check", file, *flags, "--out", str(out), "--save-profile", str(profile)]) == 0
    assert "5 rows = 5 patients + 0 merged + 0 refused." in capsys.readouterr().out
    assert main(["check", file, "--profile", str(profile)]) == 0
    assert main(["check", str(out)]) == 0
    assert len(load(out.read_bytes(), out.name).mapping.columns) == 8


def test_leukaemias_without_relapse_are_a_denominator(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(SAMPLES / "aml_blood_6807876_engraftment_patients.csv")
    flags = ["--constant", "leukemia_type=AML", "--constant", "emr=No", "--value", "fab:1=M1"]
    assert main(["check", file, *flags, "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert (report["patients"], report["mapping"]["wbc_at_diagnosis"]) == (43, "WBC, × 109 cells/L")
