"""Cells to values: units, words of other languages, codes that are asked, ages that identify."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.intake.load import Intake, take_in
from emr_core.intake.mapping import with_words
from emr_core.intake.raw_table import read_table
from emr_core.intake.suggest import suggest
from tests.cohorts import csv_text, read


def value(intake: Intake, name: str) -> object:
    assert intake.cohort is not None, [issue.message for issue in intake.issues]
    return intake.cohort.patients[name].tolist()[0]


@pytest.mark.parametrize(
    ("header", "cell", "name", "number"),
    [
        ("WBC (/µL)", "151000", "wbc_at_diagnosis", 151),
        ("WBC (/µL)", "260x10 9 /L", "wbc_at_diagnosis", 260),
        ("Total leukocyte count", "9.2x10 9 /L", "wbc_at_diagnosis", 9.2),
        ("EMR to CR (days)", "21", "emr_to_cr", 3),
        ("EMR to CR", "21 days", "emr_to_cr", 3),
        ("follow_up", "2.5 years", "follow_up", 30),
        ("follow up (days)", "304.375", "follow_up", 10),
        ("Age (months)", "18", "age_at_diagnosis", 1.5),
        ("Age", "18 months", "age_at_diagnosis", 1.5),
        ("Blasts (%)", "45%", "marrow_blasts_at_emr", 45),
        ("Age", "１２", "age_at_diagnosis", 12),
        ("Age", "٣٤", "age_at_diagnosis", 34),
    ],
)
def test_numbers_are_converted_exactly(header: str, cell: str, name: str, number: float) -> None:
    intake = read(f"id,type,sites,{header}\nA,ALL,CSF,{cell}\n")
    assert value(intake, name) == pytest.approx(number, abs=1e-12)


def test_a_conversion_is_said() -> None:
    intake = read("id,type,sites,EMR to CR (months)\nA,ALL,CSF,2\n")
    assert [issue.message for issue in intake.issues if issue.code == "unit_converted"] == [
        "EMR to CR: 'EMR to CR (months)' is in months, converted into weeks "
        "(1 week = 7 days, 1 month = 30.4375 days)."
    ]


@pytest.mark.parametrize("cell", ["½", "1_0", "0x1F", "Ⅳ", "3 ?", "1.2.3", "5 kg"])
def test_what_only_looks_like_a_number_is_not_read(cell: str) -> None:
    (issue,) = read(csv_text(age_at_diagnosis=[cell])).issues
    assert issue.code == "not_a_number"


@pytest.mark.parametrize("word", ["weiblich", "여", "女", "femme", "mujer", "زن", "F", "GIRL"])
def test_words_of_other_languages_are_levels(word: str) -> None:
    assert value(read(csv_text(sex=[word])), "sex") == "Female"


@pytest.mark.parametrize(("name", "code"), [("sex", "1"), ("sex", "2"), ("last_status", "0"), ("fab", "4")])
def test_codes_are_asked_never_guessed(name: str, code: str) -> None:
    intake = read(csv_text(**{name: [code]}))
    assert [(issue.severity, issue.code) for issue in intake.issues] == [("warning", "value_unknown")]
    assert "is not guessed" in intake.issues[0].message
    assert intake.asked == {name: {code: 1}}


def test_what_the_user_says_of_a_code_is_used() -> None:
    table = read_table(csv_text(sex=["1", "2", "9"]).encode(), "x.csv")
    mapping = with_words(suggest(table), "sex", {"1": "Male", "2": "Female", "9": ""})
    intake = take_in(table, mapping=mapping)
    assert intake.cohort is not None
    assert intake.cohort.patients["sex"].tolist()[:2] == ["Male", "Female"]
    assert intake.verdict == "accept"


def test_site_words_are_replaced_inside_a_cell() -> None:
    table = read_table(csv_text(emr_sites=["CSF; zorp"]).encode(), "x.csv")
    intake = take_in(table, mapping=with_words(suggest(table), "emr_sites", {"zorp": "testis"}))
    assert intake.cohort is not None
    assert intake.cohort.sites["site"].tolist() == ["CSF", "Testis"]


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        ("age_at_diagnosis", "-9", "error"),
        ("wbc_at_diagnosis", "999", "kept"),
        ("emr_to_cr", "999", "warning"),
    ],
)
def test_numbers_that_stand_for_not_recorded_are_asked(name: str, code: str, severity: str) -> None:
    found = [(issue.severity, issue.code) for issue in read(csv_text(**{name: [code]})).issues]
    assert found == ([] if severity == "kept" else [(severity, "sentinel")])


def test_words_for_not_recorded_are_listed_with_counts() -> None:
    (issue,) = read(csv_text(sex=["NA", "NA", "미상", "Male"])).issues
    assert (issue.severity, issue.message) == ("info", "Taken as not recorded: 'NA' 2×, '미상' 1×.")


@settings(max_examples=25)
@given(st.floats(min_value=89.01, max_value=120).filter(lambda age: age >= 90))
def test_ages_of_90_and_over_are_one_group_and_not_printed(age: float) -> None:
    intake = read(csv_text(age_at_diagnosis=[age, 5]))
    assert value(intake, "age_at_diagnosis") == 90
    (issue,) = intake.issues
    assert (issue.code, issue.value) == ("age_pooled", "")
    assert f"'{age}'" not in issue.message


def test_a_row_that_names_only_the_marrow_is_a_denominator() -> None:
    intake = read(csv_text(emr_sites=["BM", "BM; CSF"]))
    assert intake.cohort is not None
    assert intake.cohort.patients["emr"].tolist() == ["No", "Yes"]
    assert [issue.code for issue in intake.issues] == ["marrow_only", "site_marrow"]


def test_time_without_status_says_who_is_left_out() -> None:
    text = "id,type,sites,fu_months,os_status\nA,ALL,CSF,5,dead\nB,ALL,CSF,6,\n"
    (issue,) = [issue for issue in read(text).issues if issue.severity == "warning"]
    assert issue.message == (
        "Follow-up from EMR, rows 2: known, but Last known status is not. "
        "1 patient left out of survival curves. Fill in the status."
    )


def test_codes_that_only_a_blank_tells_apart_are_different_patients_and_said() -> None:
    intake = read("patient_id,leukemia_type,emr_sites\nP01 ,ALL,CSF\nP01,AML,skin\nP02,ALL,bone\n")
    assert intake.cohort is not None
    assert intake.cohort.patients["patient_id"].tolist() == ["P01 ", "P01", "P02"]
    assert [issue.code for issue in intake.issues] == ["look_alike_ids"]


def test_a_code_that_reads_like_not_recorded_is_a_code_and_said() -> None:
    intake = read("patient_id,leukemia_type,emr_sites\nnull,ALL,CSF\nP2,AML,skin\n")
    assert intake.cohort is not None
    assert intake.cohort.patients["patient_id"].tolist() == ["null", "P2"]
    (issue,) = intake.issues
    assert (issue.code, issue.row) == ("odd_id", 1)
    assert issue.message.startswith("Patient, row 1: the code reads like 'not recorded'.")
