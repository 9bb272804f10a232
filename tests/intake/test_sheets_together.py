"""Workbooks that hold one cohort in parts: merged cells, sheets of AML and ALL, a sheet of codes."""

from emr_core.intake.load import take_in
from emr_core.intake.places import cell_at
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.read.limits import ReadOptions
from tests.intake.test_messy_cells import said, values
from tests.intake.workbooks import Cell, sheet, workbook

HEAD: list[Cell] = ["No", "Sex", "Age", "Site of relapse", "Status"]
AML: list[list[Cell]] = [HEAD, [1, 1, 4.5, 2, 0], [2, 2, 12, 3, 1]]
ALL: list[list[Cell]] = [HEAD, [1, 1, 3.5, 1, 0], [2, 2, 8, 9, 1], [3, 1, 7, 1, 1]]
CODES: list[list[Cell]] = [
    ["Variable", "Code", "Meaning"],
    ["Sex", 1, "male"], [None, 2, "female"],
    ["Site of relapse", 1, "CNS"], [None, 2, "Testis"], [None, 3, "Skin"],
    ["Status", 0, "alive"], [None, 1, "dead"],
]  # fmt: skip


def table_of(sheets: dict[str, str], options: ReadOptions | None = None) -> RawTable:
    return read_table(workbook(sheets), "x.xlsx", options or ReadOptions())


def test_sheets_named_after_a_type_are_one_table_and_a_sheet_of_codes_explains_it() -> None:
    table = table_of({"AML": sheet(AML), "ALL": sheet(ALL), "Codes": sheet(CODES)})
    intake = take_in(table)
    assert values(intake, "patient_id") == ["AML 1", "AML 2", "ALL 1", "ALL 2", "ALL 3"]
    assert values(intake, "leukemia_type") == ["AML", "AML", "ALL", "ALL", "ALL"]
    assert values(intake, "sex") == ["Male", "Female", "Male", "Female", "Male"]
    assert values(intake, "emr_sites") == ["Testis", "Skin", "CNS", "9", "CNS"]
    assert (
        "the sheets 'AML' (2 rows) and 'ALL' (3 rows) have the same columns"
        in said(intake, "sheets_together")[0]
    )
    assert "2 codes of patients stand in several sheets" in said(intake, "codes_of_sheets")[0]
    assert "codes are read by the sheet 'Codes': Sex (1 = male, 2 = female)" in said(intake, "code_book")[0]
    (unread,) = [issue for issue in intake.issues if issue.code == "site_unread"]
    assert (unread.row, unread.cell) == (4, "ALL!D3")
    assert cell_at(table, 2, "Age") == "AML!C3"


def test_sheets_of_the_same_columns_that_say_no_type_are_only_offered() -> None:
    head: list[Cell] = [*HEAD, "Type"]
    sheets = {
        "2012": sheet([head, *([*row, "AML"] for row in AML[1:])]),
        "2013": sheet([head, *([*row, "ALL"] for row in ALL[1:])]),
    }
    table = table_of(sheets)
    assert (table.sheet, len(table.cells)) == ("2013", 3)
    assert [note.code for note in table.notes] == ["several_sheets", "sheets_alike"]
    both = table_of(sheets, ReadOptions(wanted=frozenset({"sheets"})))
    assert both.cells["Sheet"].tolist() == ["2012", "2012", "2013", "2013", "2013"]
    assert (both.sheet, both.told) == ("2012 + 2013", "sheets")


def test_merged_cells_hold_in_every_row_and_their_groups_in_every_column() -> None:
    rows: list[list[Cell]] = [
        ["ID", "Sex", "Type", "Relapse", None, "Note"],
        [None, None, None, "Date", "Site", None],
        ["P1", "M", "ALL", "2012-01-01", "CSF", "a"],
        [None, None, None, "2013-01-01", "testis", "b"],
        ["P2", "F", "AML", "2012-05-01", "skin", "c"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2", "A3:A4", "B3:B4", "C3:C4"]
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    table = table_of({"a": sheet(rows, after=f"<mergeCells>{cells}</mergeCells>")})
    assert list(table.cells.columns) == ["ID", "Sex", "Type", "Relapse Date", "Relapse Site", "Note"]
    assert table.cells.iloc[1].tolist() == ["P1", "M", "ALL", "2013-01-01", "testis", "b"]
    assert {note.code for note in table.notes} == {"merged_filled", "group_row"}
    intake = take_in(table)
    assert values(intake, "emr_sites") == ["CSF", "skin"]
    assert intake.cohort is not None
    assert intake.cohort.episodes["sites"].tolist() == ["testis"]


def test_single_answers_take_their_names_from_a_dictionary_beside_the_data() -> None:
    data: list[list[Cell]] = [
        ["record_id", "type", "site___1", "site___2"],
        [1, "AML", 1, 0],
        [2, "ALL", 0, 1],
    ]
    book: list[list[Cell]] = [
        ["Variable / Field Name", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels"],
        ["record_id", "text", "Record", None],
        ["site", "checkbox", "Relapse site", "1, CNS | 2, Skin"],
        ["note", "text", "Remark", None],
    ]
    intake = take_in(table_of({"data": sheet(data), "dictionary": sheet(book)}))
    assert intake.table.sheet == "data"
    assert values(intake, "emr_sites") == ["cns", "skin"]
