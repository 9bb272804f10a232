"""Layouts of real centres: footnotes, a row of units, tables on their side, several relapses in a cell."""

import pytest

from emr_core.intake.codes import without_code
from emr_core.intake.load import take_in
from emr_core.intake.raw_table import read_table
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.read.records import in_brackets
from tests.cohorts import csv_text, read
from tests.intake.test_messy_cells import said, values


def test_marks_of_footnotes_are_taken_off_where_the_notes_stand_below() -> None:
    head = "Pt,Age,Type,Site\n"
    text = head + '1*,4,ALL,CSF\n2,7†,AML,"skin, breast*"\n3,8,ALL,testis\n* reviewed\n† estimated\n'
    intake = read(text)
    assert values(intake, "patient_id") == ["1", "2", "3"]
    assert values(intake, "age_at_diagnosis") == [4, 7, 8]
    assert values(intake, "emr_sites") == ["CSF", "skin, breast", "testis"]
    (message,) = said(intake, "footnote_marks")
    assert "taken off 3 cells (Pt, Age and Site)" in message
    assert message.endswith("What the notes say is not read: '* reviewed' and '† estimated'.")
    plain = read("Pt,Type,Site\n1*,ALL,CSF\n2,AML,skin\n")
    assert values(plain, "patient_id") == ["1*", "2"]  # nothing says what the mark stands for


def test_codes_that_only_a_mark_tells_apart_keep_it() -> None:
    intake = read("Pt,Age,Type,Site\n1,4,ALL,CSF\n1*,7,AML,skin\n* second centre\n")
    assert values(intake, "patient_id") == ["1", "1*"]


def test_a_row_of_units_under_the_header_is_put_behind_the_names() -> None:
    head = "ID,Type,Site,Age at dx,WBC at dx,Follow-up\n,,,(months),/µL,years\n"
    text = head + "1,ALL,CSF,48,12300,2\n2,AML,skin,6,900,1\n"
    intake = read(text)
    assert values(intake, "age_at_diagnosis") == [4, 0.5]
    assert values(intake, "wbc_at_diagnosis") == pytest.approx([12.3, 0.9])
    assert values(intake, "follow_up") == [24, 12]
    assert "'Age at dx (months)', 'WBC at dx (/µL)' and 'Follow-up (years)'" in said(intake, "units_row")[0]


def test_a_ruled_line_under_the_header_is_no_patient() -> None:
    intake = read("id | type | site\n--- | --- | ---\n1 | ALL | CSF\n2 | AML | skin\n")
    assert values(intake, "patient_id") == ["1", "2"]


def test_a_table_on_its_side_is_turned_and_can_be_left_as_it_is() -> None:
    text = (
        "Patient,P1,P2,P3\nSex,M,F,M\nAge at diagnosis (y),4,12,7\nType,ALL,AML,ALL\nSite,CSF,skin,testis\n"
    )
    intake = read(text)
    assert values(intake, "patient_id") == ["P1", "P2", "P3"]
    assert values(intake, "age_at_diagnosis") == [4, 12, 7]
    assert values(intake, "emr_sites") == ["CSF", "skin", "testis"]
    assert "read turned, with 5 columns and 3 rows" in said(intake, "turned")[0]
    left = read_table(text.encode(), "x.csv", ReadOptions(declined=frozenset({"turned"})))
    assert list(left.cells.columns) == ["Patient", "P1", "P2", "P3"]


def test_of_several_relapses_in_a_cell_the_first_outside_the_marrow_is_read() -> None:
    text = (
        "ID,Type,Dx date,Relapse date,Relapse site\n"
        "1,ALL,2010-01-01,2012-02-01; 2013-06-15,BM; CNS\n"
        "2,AML,2010-01-01,2013-02-13,skin; bone\n"
        '3,ALL,2010-01-01,2012-02-01,"1st: CNS; 2nd: testis"\n'
        "4,ALL,2010-01-01,2012-02-01 and 2013-02-13,R1 orbit R2 skin\n"
    )
    intake = read(text)
    assert values(intake, "emr_sites") == ["CNS", "skin; bone", "CNS", "orbit"]
    assert values(intake, "year_of_emr") == [2013, 2013, 2012, 2012]
    found = [(issue.row, issue.column) for issue in intake.issues if issue.code == "relapses_in_cell"]
    site, date = "Relapse site", "Relapse date"
    assert found == [(1, site), (1, date), (3, site), (4, site), (4, date)]


@pytest.mark.parametrize(
    ("text", "label"),
    [("1. Male", "Male"), ("(2) Female", "Female"), ("0 = no", "no"), ("46,XY", ""), ("2012-01-01", "")],
)
def test_a_label_behind_its_code_is_found(text: str, label: str) -> None:
    assert without_code(text) == label


def test_labels_behind_codes_are_read_and_said() -> None:
    intake = read(csv_text(sex=["1. Male", "(2) Female"], last_status=["0. alive", "1 = dead"]))
    assert values(intake, "sex") == ["Male", "Female"]
    assert values(intake, "last_status") == ["Alive (disease unknown)", "Died (cause not stated)"]
    assert len(said(intake, "code_in_context")) == 2


def test_a_word_for_not_recorded_may_have_a_remark_in_brackets() -> None:
    intake = read(csv_text(sex=["n/a (see note)", "Male", "unknown (adopted)"]))
    assert values(intake, "sex") == [None, "Male", None]
    assert "'n/a (see note)' 1×" in said(intake, "missing_spelled")[0]


def test_a_karyotype_that_the_delimiter_divided_within_its_brackets_is_one_cell() -> None:
    assert in_brackets(["1", "t(8", "21)(q22", "q22)", "x"], ";") == ["1", "t(8;21)(q22;q22)", "x"]
    intake = read("id;type;site;karyotype\n1;AML;skin;46,XY,t(8;21)(q22;q22)\n2;AML;orbit;46,XX\n")
    assert values(intake, "karyotype") == ["t(8;21)", "Normal"]
    assert "put together again (row 1)" in said(intake, "cell_in_brackets")[0]


def test_a_type_that_stands_in_the_first_row_of_a_patient_holds_for_all_whatever_its_column_is_called() -> (
    None
):
    text = (
        "record_id,sex,dx_group,emr_date,emr_site\n1,M,ALL,,\n1,,,2012-01-01,CSF\n1,,,2013-01-01,testis\n"
        "2,F,AML,,\n2,,,2012-06-01,skin\n"
    )
    intake = read(text)
    assert values(intake, "leukemia_type") == ["ALL", "AML"]
    assert values(intake, "emr_sites") == ["CSF", "skin"]
    assert not said(intake, "missing_value")


@pytest.mark.parametrize(
    ("text", "codec", "header"),
    [
        ("Nº;Sexo;Edad al diagnóstico (años);Leucemia;Sitio de recaída\n1;H;4;LLA;SNC\n", "cp1252", "Nº"),
        ("رقم المريض,الجنس,نوع اللوكيميا,موقع الانتكاس\n1,ذكر,ALL,الجلد\n", "cp1256", "رقم المريض"),
    ],
)
def test_of_encodings_that_make_words_the_one_whose_words_are_known_is_taken(
    text: str, codec: str, header: str
) -> None:
    table = read_table(text.encode(codec), "x.csv")
    assert (table.encoding, table.cells.columns[0]) == (codec, header)
    assert take_in(table).verdict == "accept_with_warnings"
