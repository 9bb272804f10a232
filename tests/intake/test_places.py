"""Where a finding stands: the file's own header and the address that a spreadsheet shows."""

import json
from pathlib import Path

import pytest

from emr_core.__main__ import main
from emr_core.intake.load import take_in
from emr_core.intake.places import cell_at
from emr_core.intake.raw_table import read_table
from tests.intake.workbooks import TABLE, cell, sheet, workbook


def test_an_issue_names_the_header_of_the_file_and_the_cell() -> None:
    text = "Study,,\n\nID,Geschlecht,Diagnose,Rezidivort\nA,M,ALL,CSF\n\nB,?x,ALL,skin\n"
    intake = take_in(read_table(text.encode(), "x.csv"))
    (issue,) = [issue for issue in intake.issues if issue.row]
    assert (issue.row, issue.column, issue.cell, issue.field) == (2, "Geschlecht", "B6", "sex")
    assert list(intake.asked) == ["sex"]


def test_a_cell_of_several_lines_is_one_row_of_a_spreadsheet() -> None:
    text = 'sep=;\nid;note;type;sites\nA;"two\nlines";ALL;CSF\nB;x;ALL;skin\n'
    table = read_table(text.encode(), "x.csv")
    assert table.lines.tolist() == [3, 5]
    assert [cell_at(table, row, "sites") for row in (1, 2)] == ["D2", "D3"]


@pytest.mark.parametrize(("row_number", "header"), [(0, "id"), (3, "id"), (1, "age")])
def test_what_the_table_does_not_have_has_no_address(row_number: int, header: str) -> None:
    assert cell_at(read_table(b"id,type\nA,ALL\nB,AML\n", "x.csv"), row_number, header) == ""


def test_addresses_in_a_workbook_count_what_stands_above_and_left() -> None:
    data = workbook({"cohort": sheet(TABLE, top=4, left=3)})
    table = read_table(data, "x.xlsx")
    assert (cell_at(table, 1, "patient_id"), cell_at(table, 3, "emr_sites")) == ("C5", "E7")


def test_an_error_value_right_of_blank_columns_stands_in_its_cell() -> None:
    xml = sheet(TABLE, left=3).replace('<c r="F3" s="0"><v>12</v></c>', '<c r="F3" t="e"><v>#N/A</v></c>')
    table = read_table(workbook({"cohort": xml}), "x.xlsx")
    assert table.cells.iloc[1].tolist() == ["008", "AML", "skin", "#N/A"]
    assert [(note.code, note.cell, note.row) for note in table.notes] == [("error_cell", "F3", 2)]


def test_a_blank_column_in_between_is_counted() -> None:
    rows = "id,type,,sites\nA,ALL,,CSF\nB,AML,,skin\n"
    assert cell_at(read_table(rows.encode(), "x.csv"), 2, "sites") == "D3"


def test_a_formula_without_result_is_mended_by_typing_its_value() -> None:
    formula = "".join(cell(5, place, text) for place, text in enumerate(("010", "ALL", "CSF"), 1))
    formula = f'<row r="5">{formula}<c r="D5"><f>1+1</f></c></row>'
    xml = sheet(TABLE).replace("</sheetData>", f"{formula}</sheetData>")
    table = read_table(workbook({"cohort": xml}), "x.xlsx")
    refused = take_in(table)
    assert [(i.code, i.row, i.column, i.cell) for i in refused.issues if i.severity == "error"] == [
        ("formula_without_value", 4, "age_at_diagnosis_years", "D5")
    ]
    mended = take_in(table, fixes={(4, "age_at_diagnosis_years"): "2"})
    assert mended.cohort is not None
    assert mended.cohort.patients["age_at_diagnosis"].tolist()[3] == 2.0


def test_the_command_prints_the_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.csv"
    file.write_text("patient_id,leukemia_type,emr_sites,Geschlecht\nA,ALL,CSF,M\nB,ALL,skin,zz\n")
    main(["check", str(file), "--json"])
    (issue,) = [i for i in json.loads(capsys.readouterr().out)["issues"] if i["row"]]
    assert (issue["row"], issue["cell"], issue["column"], issue["value"]) == (2, "D3", "Geschlecht", "zz")
    assert list(issue) == ["severity", "code", "row", "cell", "column", "value", "message"]
