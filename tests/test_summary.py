"""The summary as JSON, and the command line that prints it: key by key, code by code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emr_core.__main__ import main
from emr_core.filters import apply, parse
from emr_core.summary import summary
from tests.cohorts import FILE, STATES, TABLE_2, csv_text, published

ROOT = Path(__file__).resolve().parents[1]

KEYS = {
    "table1": {"variable", "level", "group", "n", "N", "percent", "lower", "upper"},
    "sites": {"system", "site", "AML", "ALL", "total", "patients"},
    "combinations": {"sites", "n"},
    "intervals": {"name", "unit", "n", "median", "mean", "min", "max"},
    "bmr": {"level", "n"},
    "outcomes": {"by", "group", "outcome", "n", "N"},
    "associations": {"row", "column", "test", "p", "q", "odds_ratio", "lower", "upper", "n"},
    "evidence": {"claim", "published", "recomputed", "verdict", "note"},
}


@pytest.fixture(scope="module")
def kim() -> dict:
    return summary(published())


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of one command."""
    try:
        code = main(arguments)
    except SystemExit as left:
        code = int(left.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def outcome(kim: dict, by: str, group: str, name: str) -> tuple[int, int]:
    found = [
        (r["n"], r["N"]) for r in kim["outcomes"] if (r["by"], r["group"], r["outcome"]) == (by, group, name)
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", list(STATES))
def test_the_summary_of_every_state_is_strict_json(name):
    cohort = STATES[name]()
    told = summary(cohort)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["source", "patients", *KEYS]
    assert told["patients"] == len(cohort)
    assert sum(row["n"] for row in told["bmr"]) == len(cohort)


def test_every_row_has_the_documented_keys(kim):
    for part in ("sites", "combinations", "intervals", "bmr", "outcomes", "associations", "evidence"):
        assert kim[part]
        assert all(set(row) == KEYS[part] for row in kim[part]), part
    assert all(set(row) > KEYS["table1"] for row in kim["table1"])


def test_the_source_is_named_and_cited(kim):
    source = kim["source"]
    assert (source["kind"], source["filters"]) == ("published", [])
    assert source["fingerprint"] == published().source.fingerprint
    assert "e1711" in source["citation"]
    assert [row["name"] for row in source["published_intervals"]] == ["diagnosis_to_emr", "cr_to_emr"]


def test_patients_by_type_are_eight_and_fourteen(kim):
    rows = [row for row in kim["table1"] if row["variable"] == "leukemia_type"]
    assert [(row["level"], row["group"], row["n"], row["N"]) for row in rows] == [
        *(("AML", "All", 8, 22), ("ALL", "All", 14, 22))
    ]


def test_sites_are_table_2_of_the_paper_cell_by_cell(kim):
    assert {row["site"]: (row["AML"], row["ALL"]) for row in kim["sites"]} == TABLE_2
    totals = [sum(row[name] for row in kim["sites"]) for name in ("AML", "ALL", "total")]
    assert totals == [14, 24, 38]
    assert all(row["patients"] == row["AML"] + row["ALL"] for row in kim["sites"])


def test_combinations_hold_every_patient_once(kim):
    assert kim["combinations"][:2] == [{"sites": ["CSF"], "n": 7}, {"sites": ["Testis"], "n": 2}]
    assert sum(row["n"] for row in kim["combinations"]) == 22
    assert sum(row["n"] for row in kim["combinations"] if len(row["sites"]) == 1) == 14


def test_intervals_are_those_given_by_patient(kim):
    by_name = {row["name"]: row for row in kim["intervals"]}
    assert list(by_name) == ["emr_to_bmr", "emr_to_cr", "bmr_to_cr"]
    assert by_name["emr_to_cr"]["median"] == 5.4
    assert by_name["emr_to_bmr"] == {
        **{"name": "emr_to_bmr", "unit": "weeks", "n": 5},
        **{"median": 23, "mean": 19, "min": 4, "max": 24},
    }


def test_marrow_relapses_have_every_level(kim):
    assert {row["level"]: row["n"] for row in kim["bmr"]} == {
        **{"No BMR": 10, "Concurrent": 7, "Subsequent": 5, "Marrow not examined": 0}
    }


def test_outcomes_are_counted_overall_and_by_marrow_at_both_windows(kim):
    everybody = ("all", "All patients")
    assert outcome(kim, *everybody, "CR") == (15, 22)
    assert outcome(kim, *everybody, "Expire") == (5, 22)
    assert outcome(kim, *everybody, "Lost to follow-up") == (2, 22)
    assert outcome(kim, *everybody, "Unknown (last known status)") == (15, 22)
    died = "Died (cause not stated)"
    assert outcome(kim, "at_emr (7 days)", "With concurrent BMR", died) == (3, 7)
    assert outcome(kim, "at_emr (7 days)", "Isolated", died) == (2, 15)
    assert outcome(kim, "at_emr (28 days)", "With concurrent BMR", died) == (4, 8)
    assert outcome(kim, "at_emr (28 days)", "Isolated", died) == (1, 14)


def test_outcomes_are_counted_by_the_factors_known_at_the_relapse(kim):
    assert {row["by"] for row in kim["outcomes"]} == {
        *("all", "at_emr (7 days)", "at_emr (28 days)", "leukemia_type", "sex", "karyotype"),
        *("number_of_sites", "site"),
    }
    assert outcome(kim, "leukemia_type", "AML", "Complete remission") == (4, 8)
    assert outcome(kim, "karyotype", "t(8;21)", "CR") == (3, 5)
    assert outcome(kim, "site", "CSF", "CR") == (7, 7)


def test_an_infinite_odds_ratio_is_null_with_its_lower_limit(kim):
    bone = next(row for row in kim["associations"] if row["row"] == "Bone")
    assert (bone["odds_ratio"], bone["upper"]) == (None, None)
    assert bone["lower"] == pytest.approx(3.92, abs=0.01)
    assert bone["p"] == pytest.approx(0.000375, abs=1e-6)


def test_evidence_is_of_the_whole_published_cohort_only(kim):
    assert {row["verdict"] for row in kim["evidence"]} == {"agree", "disagree", "not checkable"}
    assert summary(apply(published(), [parse("leukemia_type=ALL")]))["evidence"] == []
    assert summary(STATES["minimal"]())["evidence"] == []


def test_filters_stand_in_the_source():
    told = summary(apply(published(), [parse("karyotype=Normal")]))
    assert told["source"]["filters"] == [
        {"filter": "Karyotype class: Normal", "before": 22, "after": 4, "unknown_left_out": 6}
    ]


# --- command line


def test_summary_without_a_file_is_the_published_cohort(capsys):
    code, out, err = run(capsys, "summary", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == summary(published())


def test_summary_as_text_is_readable(capsys):
    code, out, _ = run(capsys, "summary")
    assert code == 0
    assert "\n  BMR at EMR                        7/22 (32 %)   16–53 %\n" in out
    assert "Table 1. Patients by leukaemia type" in out
    assert out.rstrip().endswith("doi:10.5812/ijp.1711")


def test_summary_where_filters(capsys):
    code, out, _ = run(
        capsys, "summary", "--where", "leukemia_type=ALL", "emr_sites=CSF", "--where", "sex=Male", "--json"
    )
    assert (code, json.loads(out)["patients"]) == (0, 4)


def test_summary_of_a_filter_that_leaves_nobody_names_it(capsys):
    code, out, _ = run(capsys, "summary", "--where", "age_at_diagnosis=90..100")
    assert code == 0
    assert "Age at diagnosis: 90–100 years left nobody of 22." in out


def test_summary_of_a_file_of_ones_own(capsys, tmp_path):
    file = tmp_path / "ours.csv"
    file.write_text(csv_text(leukemia_type=["AML", "ALL"]))
    code, out, _ = run(capsys, "summary", str(file), "--json")
    assert code == 0
    assert (json.loads(out)["source"]["kind"], json.loads(out)["patients"]) == ("uploaded", 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["summary", "--where", "sex=Mann"], "'Mann' is not a level of sex; levels: Female, Male."),
        (["summary", "--where", "shoe_size=3"], "'shoe_size=3' is not a filter. Write FIELD=VALUE"),
        (["summary", "--where", "emr_sites=Toe"], "'Toe' is not a site."),
        (["summary", "nowhere.csv"], "There is no file nowhere.csv. Check the name and the folder."),
        (["check", "."], ". is a folder. Name the file in it."),
        (["check"], "the following arguments are required: FILE"),
        (["bake"], "invalid choice: 'bake'"),
    ],
)
def test_a_wrong_call_ends_with_two_and_one_sentence(capsys, arguments, sentence):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_refused_file_ends_with_one_and_says_why(capsys, tmp_path):
    file = tmp_path / "empty.csv"
    file.write_bytes(b" \n")
    assert run(capsys, "summary", str(file)) == (
        *(1, ""),
        "empty.csv is empty. Choose a file with a header row and one row a patient.\n",
    )
    file.write_text("patient_id,leukemia_type,emr_sites\na,AML,bone\na,ALL,CSF\n")
    code, _, err = run(capsys, "summary", str(file))
    assert code == 1
    assert err.startswith("empty.csv is refused. Patient, row 2: the same code stands in an earlier row.")


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        (csv_text(sex="Male"), 0, "accept"),
        (csv_text(sex="Mann"), 3, "accept_with_warnings"),
        ("patient_id,emr_sites\na,bone\n", 1, "refuse"),
        ("\n", 1, "refuse"),
    ],
)
def test_check_ends_with_the_code_of_its_verdict(capsys, tmp_path, text, code, verdict):
    file = tmp_path / "cohort.csv"
    file.write_text(text)
    found, out, err = run(capsys, "check", str(file), "--json")
    report = json.loads(out)
    assert (found, report["verdict"], err) == (code, verdict, "")
    assert list(report) == [
        *("verdict", "rows", "columns", "patients", "encoding", "delimiter", "sheet", "header_row"),
        *("mapping", "unmapped", "issues"),
    ]
    for issue in report["issues"]:
        assert list(issue) == ["severity", "code", "row", "cell", "column", "value", "message"]


def test_check_reports_on_the_published_file(capsys):
    code, out, _ = run(capsys, "check", str(FILE), "--json")
    report = json.loads(out)
    assert (code, report["rows"], report["patients"], report["issues"]) == (0, 22, 22, [])
    assert report["mapping"]["age_at_diagnosis"] == "age_at_diagnosis_years"


def test_check_as_text_names_the_row(capsys, tmp_path):
    file = tmp_path / "cohort.csv"
    file.write_text(csv_text(sex=["Male", "Mann"], shoe_size=[40, 41]))
    code, out, _ = run(capsys, "check", str(file))
    assert code == 3
    assert out.startswith("Accepted with warnings.\n2 rows, ")
    assert "Not used: shoe_size." in out
    assert "Warning: Sex, row 2: 'Mann' is not one of Female, Male; counted as unknown." in out


def test_the_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "emr_core", "summary", "nowhere.csv"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no file nowhere.csv. Check the name and the folder.\n"
