"""What names a patient is dropped unless kept, national numbers refuse the file, and no value is printed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.intake.load import take_in
from emr_core.intake.raw_table import read_table
from emr_core.intake.suggest import suggest
from tests.cohorts import FILE, csv_text, read


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        ("name", "Jane Roe", "names"),
        ("MRN", "0012345", "record numbers"),
        ("등록번호", "0012345", "record numbers"),
        ("contact", "jane.roe@example.org", "e-mail addresses"),
        ("contact", "+49 30 901820", "phone numbers"),
        ("PLZ", "10115", "addresses"),
        ("seen", "2020-01-31", "full dates"),
        ("who", "Roe, Jane", "names"),
    ],
)
def test_identifiers_are_dropped_and_named_by_column_and_kind(header: str, cell: str, kind: str) -> None:
    text = csv_text(**{header: [cell]})
    intake = read(text)
    (issue,) = [issue for issue in intake.issues if issue.code == "identifier"]
    assert f"Column {header!r} holds {kind}: dropped." in issue.message
    assert cell not in issue.message + issue.value
    assert intake.cohort is not None
    assert header not in intake.cohort.patients
    table = read_table(text.encode(), "x.csv")
    kept = take_in(table, mapping=replace(suggest(table), kept=(header,))).cohort
    assert kept is not None
    assert kept.patients[header].tolist() == [cell]


@pytest.mark.parametrize(
    "number",
    ["971013-9019902", "840501-1234567", "536-90-4399", "360426199101010071", "2 95 10 99 126 111 93"],
)
def test_national_numbers_refuse_the_file_wherever_they_stand(number: str) -> None:
    for text in (csv_text(patient_id=[number]), csv_text(note=[f"see {number}"])):
        table = read_table(text.encode(), "x.csv")
        for mapping in (suggest(table), replace(suggest(table), kept=("note", "patient_id"))):
            intake = take_in(table, mapping=mapping)
            (found,) = [issue for issue in intake.issues if issue.code == "identifier_national"]
            assert intake.verdict == "refuse"
            assert number not in found.message + found.value


@settings(max_examples=25)
@given(st.lists(st.integers(10**9, 10**10 - 1).map(str), min_size=12, max_size=30, unique=True))
def test_codes_of_ten_digits_are_no_national_numbers_by_chance(ids: list[str]) -> None:
    from stdnum.gb import nhs

    if sum(map(nhs.is_valid, ids)) < len(ids) / 2:
        assert read(csv_text(patient_id=list(ids))).verdict == "accept"


def test_plain_codes_and_the_published_file_hold_no_identifier() -> None:
    for ids in (
        ["007", "7"],
        ["90071992547409931", "90071992547409932"],
        ["P-01", "P-02"],
        ["2016-0012", "2016-0013"],
    ):
        assert read(csv_text(patient_id=list(ids))).verdict == "accept", ids
    assert not read(FILE.read_bytes()).issues


def test_a_file_named_after_a_patient_is_pointed_out() -> None:
    (issue,) = read(csv_text(), "971013-9019902.csv").issues
    assert issue.message.startswith("The name of the file holds an identifier")
