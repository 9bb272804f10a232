"""Correcting a file: its bad rows, a correct one to compare with, and files that read back as corrected."""

import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from emr_core.cohort import Cohort
from emr_core.export.cohort_file import cohort_file
from emr_core.export.corrected_file import corrected_file
from emr_core.export.findings_workbook import findings, findings_workbook
from emr_core.intake.correcting import bad_cells, bad_rows, correct_example
from emr_core.intake.intake import Intake
from emr_core.intake.load import load, take_in
from emr_core.intake.raw_table import read_table
from emr_core.schema import FIELDS
from tests.cohorts import cohort_of, csv_text, published, read

MESSY = (
    "ID;Nachname;Geschlecht;Diagnose;Rezidivort;emr_to_bmr_weeks;Alter (Monate)\n"
    "A;Kim;M;ALL;CSF;3;18\n"
    "B;Lee;?x;AML;skin;=1+1;24\n"
    "C;Park;F;AML;bone;-;-5\n"
)


def messy(**given: object) -> Intake:
    return take_in(read_table(MESSY.encode(), "made.csv"), **given)  # type: ignore[arg-type]


def test_bad_rows_are_those_with_an_error_or_a_warning_without_names() -> None:
    rows = bad_rows(messy())
    assert rows.index.tolist() == [2, 3]
    assert "Nachname" not in rows
    assert rows.loc[2, "Geschlecht"] == "?x"
    assert bad_cells(messy()) == {
        (2, "Geschlecht"): "warning",
        (2, "emr_to_bmr_weeks"): "warning",
        (3, "Alter (Monate)"): "error",
    }


def test_a_corrected_row_is_no_bad_row() -> None:
    fixes = {(2, "Geschlecht"): "M", (2, "emr_to_bmr_weeks"): "2", (3, "Alter (Monate)"): "50"}
    assert bad_rows(messy(fixes=fixes)).empty
    assert bad_rows(messy(dropped=frozenset({2}))).index.tolist() == [3]


def test_the_correct_example_stands_in_the_columns_and_units_of_the_file() -> None:
    (example,) = correct_example(messy()).to_dict("records")
    assert example == {
        "ID": "P001",
        "Nachname": "",
        "Geschlecht": "Male",
        "Diagnose": "ALL",
        "Rezidivort": "Testis (left); CSF",
        "emr_to_bmr_weeks": "12",
        "Alter (Monate)": "78",
    }


def test_the_correct_example_of_every_field_is_accepted_without_a_word() -> None:
    header = ",".join(field.header for field in FIELDS)
    blank = take_in(read_table(f"{header}\nA{',' * (len(FIELDS) - 1)}\n".encode(), "x.csv"))
    intake = read(correct_example(blank).to_csv(index=False))
    assert (intake.verdict, intake.issues) == ("accept", ())


def test_the_example_of_dates_flags_and_combined_columns_is_accepted() -> None:
    text = (
        "id,type,CNS,Testis,Sex/age,date of birth,date of diagnosis,date of relapse,OS (months)\n"
        "A,ALL,yes,no,M/10,2010-01-01,2020-01-01,2021-01-01,20\nB,ALL,no,yes,F/9,2011-01-01,2020-01-01,2021-01-01,20\n"
    )
    raw = read(text)
    example = correct_example(raw)
    assert example["Sex/age"].tolist() == ["Male/6.5"]
    again = take_in(read_table(example.to_csv(index=False).encode(), "x.csv"), mapping=raw.mapping)
    assert not [issue for issue in again.issues if issue.severity != "info" and issue.row]


def same(one: Cohort | None, other: Cohort | None) -> None:
    assert one is not None
    assert other is not None
    pd.testing.assert_frame_equal(one.patients, other.patients)
    pd.testing.assert_frame_equal(one.sites, other.sites)


def test_the_corrected_file_reads_back_as_the_corrected_cohort_and_holds_no_name() -> None:
    fixes = {(2, "Geschlecht"): "M", (3, "Alter (Monate)"): "50"}
    corrected = messy(fixes=fixes)
    data = corrected_file(corrected)
    assert data.startswith(b"\xef\xbb\xbfID;Geschlecht;")
    assert b"Park" not in data
    assert b"B;M;AML;skin;'=1+1;24\r\n" in data
    assert b"C;F;AML;bone;-;50\r\n" in data
    same(load(data, "made.csv").cohort, corrected.cohort)


def test_a_removed_row_is_not_in_the_corrected_file() -> None:
    data = corrected_file(messy(dropped=frozenset({3})))
    assert data.decode("utf-8-sig").splitlines()[1:] == ["A;M;ALL;CSF;3;18", "B;?x;AML;skin;'=1+1;24"]


SIGNS = st.sampled_from(["+8", "-7", "-", "@x", "=1", "'", "46,XX", "t(8;21)", ""])


@settings(max_examples=8)
@given(st.lists(SIGNS, min_size=2, max_size=5))
def test_karyotypes_come_back_from_the_cohort_file_whatever_sign_they_begin_with(texts: list[str]) -> None:
    cohort = cohort_of(read(csv_text(karyotype=list(texts), sex="Male")))
    again = cohort_of(load(cohort_file(cohort), "tidy.csv"))
    pd.testing.assert_frame_equal(again.patients, cohort.patients)


def test_the_published_cohort_comes_back_from_its_file() -> None:
    again = cohort_of(load(cohort_file(published()), "tidy.csv"))
    names = [name for name in published().patients if name != "emr_sites"]
    pd.testing.assert_frame_equal(again.patients[names], published().patients[names])


def test_findings_are_told_worst_first_with_row_cell_column_and_value() -> None:
    frame = findings(messy().issues)
    assert frame["Severity"].tolist()[0] == "Error"
    first = frame.iloc[0]
    assert (first["Row"], first["Cell"], first["Column"], first["Value"]) == (3, "G4", "Alter (Monate)", "-5")


def test_the_workbook_of_findings_holds_them_and_the_counts_and_no_name() -> None:
    intake = messy()
    data = findings_workbook(intake.issues, intake.counts)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    header, *rows = book.get_sheet_by_name("Findings").to_python()
    assert header == ["Severity", "Row", "Cell", "Column", "Value", "What, and what to do"]
    assert len(rows) == len(intake.issues)
    assert [row[0] for row in rows] == sorted(
        (row[0] for row in rows), key=["Error", "Warning", "Note"].index
    )
    counts = book.get_sheet_by_name("Rows").to_python()
    assert counts[0] == ["3 rows = 0 patients + 0 merged + 3 refused."]
    assert not any(name in str(rows) for name in ("Kim", "Lee", "Park"))


def test_a_file_without_findings_has_a_workbook_too() -> None:
    intake = read(csv_text())
    book = CalamineWorkbook.from_filelike(io.BytesIO(findings_workbook(intake.issues, intake.counts)))
    assert len(book.get_sheet_by_name("Findings").to_python()) == 1


def test_letters_that_were_lost_in_a_name_are_told_by_place_not_by_name() -> None:
    intake = read("patient_id,leukemia_type,emr_sites,Nachname\nA,ALL,CSF,M\ufffdller\n")
    (issue,) = [issue for issue in intake.issues if issue.code == "lost_letters"]
    assert "first in row 1 of column 'Nachname'" in issue.message
    assert "ller" not in issue.message.replace("Nachname", "") + issue.value
    (found,) = intake.identifiers
    assert (found.column, found.may_be_kept, found.kept) == ("Nachname", True, False)


def test_columns_with_national_ids_may_never_be_kept() -> None:
    intake = read(csv_text(patient_id=["840501-1234567"]))
    (found,) = intake.identifiers
    assert (found.column, found.kind, found.may_be_kept) == ("patient_id", "national ids", False)
