"""Workbooks: the table and its cells as texts, and a word about everything that stands around them."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.load import load
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.read.limits import ReadOptions
from tests.intake.workbooks import DATE, PERCENT, TABLE, Cell, cell, sheet, small, workbook

EMPTY = sheet([])


def read(data: bytes, name: str = "file.xlsx", **options: object) -> RawTable:
    return read_table(data, name, ReadOptions(**options))  # type: ignore[arg-type]


def only_note(data: bytes) -> Issue:
    (note,) = read(data).notes
    return note


def test_a_workbook_is_read_as_texts_and_ids_keep_their_zeros() -> None:
    table = read(small())
    assert table.cells.to_numpy().tolist() == [
        ["007", "ALL", "CSF", "4.5"],
        ["008", "AML", "skin", "12"],
        ["009", "ALL", "testis", ""],
    ]
    assert (table.sheet, table.sheets, table.header_row, table.encoding) == ("cohort", ("cohort",), 1, "")
    assert (table.notes, table.lines.tolist()) == ((), [2, 3, 4])


def test_a_workbook_gives_a_cohort() -> None:
    intake = load(small(), "cohort.xlsx")
    assert intake.cohort is not None
    assert intake.cohort.patients["patient_id"].tolist() == ["007", "008", "009"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12).map(str.strip)


@settings(max_examples=25)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), st.integers(1, 9), st.integers(1, 9))
def test_what_is_written_anywhere_on_a_sheet_is_what_is_read(
    rows: list[tuple[str, str]], top: int, left: int
) -> None:
    headers = ["patient_id", "site", "note"]
    body = [[f"P{i}", *row] for i, row in enumerate(rows)]
    table = read(workbook({"a": sheet([headers, *body], top=top, left=left)}))  # type: ignore[list-item]
    pd.testing.assert_frame_equal(table.cells, pd.DataFrame(body, columns=headers, dtype="str"))
    assert (table.header_row, table.lines[0]) == (top, top + 1)


def test_the_fullest_sheet_is_read_and_the_others_are_named() -> None:
    sheets = {
        "codes": sheet([["a", "b"], [1, 2]]),
        "cohort": sheet(TABLE),
        "old": sheet(TABLE),
        "blank": EMPTY,
    }
    data = workbook(sheets, states={"old": "hidden"})
    table = read(data)
    assert (table.sheet, table.sheets) == ("cohort", ("codes", "cohort", "blank"))
    assert [note.code for note in table.notes] == ["several_sheets", "hidden_sheets"]
    assert "Not read: 'codes'." in table.notes[0].message
    assert read(data, sheet="codes").cells["a"].tolist() == ["1"]
    with pytest.raises(UnreadableFileError, match="has no sheet 'x'"):
        read(data, sheet="x")


def row(*cells: str) -> str:
    return f'<row r="5">{"".join(cells)}</row>'


def with_row(xml: str, after: str = "") -> bytes:
    """Return the small cohort with a row 5 of given cells."""
    return workbook({"cohort": sheet(TABLE, after=after).replace("</sheetData>", xml + "</sheetData>")})


def test_a_formula_without_a_result_is_an_error_that_names_the_cell() -> None:
    table = read(with_row(row(cell(5, 1, "010"), '<c r="D5"><f>1+1</f></c>')))
    (note,) = table.notes
    assert (note.severity, note.code, note.cell) == ("error", "formula_without_value", "D5")
    assert "row 4 (D5): a formula without a result. Open the file in Excel and save it" in note.message
    assert len(table.cells) == 4


def test_an_error_value_stands_in_its_cell_and_is_named() -> None:
    table = read(with_row(row(cell(5, 1, "010"), '<c r="D5" t="e"><f>A1/0</f><v>#DIV/0!</v></c>')))
    assert table.cells.iloc[3].tolist() == ["010", "", "", "#DIV/0!"]
    (note,) = table.notes
    assert (note.severity, note.code, note.cell) == ("warning", "error_cell", "D5")
    assert "row 4 (D5): '#DIV/0!', an error instead of a value." in note.message


def test_merged_cells_inside_the_table_are_named() -> None:
    note = only_note(small(after='<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'))
    assert (note.code, note.cell) == ("merged_cells", "A2")
    assert "Unmerge them" in note.message


def test_a_merged_heading_above_the_header_is_only_a_heading() -> None:
    rows: list[list[Cell]] = [["Patient", None, "Relapse", None], *TABLE]
    table = read(workbook({"a": sheet(rows, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')}))
    assert (table.header_row, [note.code for note in table.notes]) == (2, ["preamble"])


def test_hidden_rows_and_columns_are_read_and_counted() -> None:
    xml = sheet(TABLE, before='<cols><col min="2" max="2" hidden="1"/></cols>')
    note = only_note(workbook({"a": xml.replace('<row r="3">', '<row r="3" hidden="1">')}))
    assert "1 hidden row and 1 hidden column are included" in note.message


@pytest.mark.parametrize(("properties", "date"), [("", "2021-05-22"), ('date1904="1"', "2025-05-23")])
def test_dates_are_written_year_first_from_either_epoch(properties: str, date: str) -> None:
    xml = sheet(TABLE).replace(
        "</sheetData>", row(cell(5, 1, "010"), cell(5, 4, 44338, DATE)) + "</sheetData>"
    )
    table = read(workbook({"a": xml}, properties=properties))
    assert table.cells.iloc[3].tolist() == ["010", "", "", date]
    assert [note.code for note in table.notes] == (["dates_from_1904"] if properties else [])


def test_a_percentage_is_the_number_beneath_and_it_is_said() -> None:
    table = read(with_row(row(cell(5, 1, "010"), cell(5, 4, 0.45, PERCENT))))
    assert table.cells.iloc[3].tolist()[3] == "0.45"
    assert (table.notes[0].code, table.notes[0].cell) == ("shown_as_percent", "D5")


def test_numbers_have_the_fifteen_digits_of_excel() -> None:
    table = read(with_row(row(cell(5, 1, 90071992547409.5), cell(5, 4, 84.59999999999999))))
    assert table.cells.iloc[3].tolist() == ["90071992547409.5", "", "", "84.6"]


def test_a_table_beside_and_totals_below_are_left_out_and_named() -> None:
    beside = [*TABLE[0], None, "group", "n"], [*TABLE[1], None, "ALL", 2], *TABLE[2:]
    table = read(workbook({"a": sheet([*beside, [], ["Mean", None, None, 8.25]])}))  # type: ignore[list-item]
    assert table.cells.shape == (3, 4)
    assert {note.code for note in table.notes} == {"blank_rows", "summary_rows", "beside_table"}
    assert next(note.cell for note in table.notes if note.code == "beside_table") == "F1"


def test_macros_and_links_are_ignored_and_said() -> None:
    data = workbook(
        {"a": sheet(TABLE)}, more={"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<a/>"}
    )
    assert [note.code for note in read(data, "file.xlsm").notes] == ["macros", "external_links"]


def test_a_prefix_before_every_name_changes_nothing() -> None:
    xml = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet(TABLE)).replace("xmlns=", "xmlns:x=")
    assert read(workbook({"a": xml})).cells.shape == (3, 4)


def test_a_workbook_by_another_name_is_read_and_a_text_named_so_is_said() -> None:
    assert [note.code for note in read(small(), "file.csv").notes] == ["file_kind"]
    assert [note.code for note in read(b"a,b\n1,2\n", "file.xlsx").notes] == ["file_kind"]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "file.xlsx", "is empty"),
        (workbook({"a": EMPTY}), "file.xlsx", "its sheets are empty"),
        (b"PK\x03\x04" + b"x" * 50, "file.xlsx", "is damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file.xlsx", "is a picture (PNG), not an Excel workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
            "file.xls",
            "Excel workbook of the old kind (.xls)",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"),
            "file.xlsx",
            "is password-protected",
        ),
        (b"Dear colleague\nplease find attached\n", "file.xls", "is not a readable workbook"),
    ],
)
def test_what_is_no_workbook_says_what_it_is(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=re.escape(message)):
        read(data, name)
