"""Texts in every dialect and encoding: what was written is what is read, and what was assumed is said."""

import csv
import io
import os
import re

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.raw_table import RawTable, read_pasted, read_table
from emr_core.intake.read.limits import Limits, ReadOptions
from tests.cohorts import FILE
from tests.intake.workbooks import outcome

EXAMPLES = 500 if os.environ.get("CI") else 100
HEADERS = ["patient_id", "site", "note"]
ROWS = ["P1,CSF,a", "P2,skin,b", "P3,testis,3"]
TEXT = "\n".join([",".join(HEADERS), *ROWS]) + "\n"


def read(text: str | bytes, **options: object) -> RawTable:
    data = text.encode() if isinstance(text, str) else text
    return read_table(data, "file.csv", ReadOptions(**options))  # type: ignore[arg-type]


def codes(table: RawTable) -> list[str]:
    return [note.code for note in table.notes]


def written(frame: pd.DataFrame, delimiter: str, quoting: int, end: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([list(frame.columns), *frame.to_numpy().tolist()])
    return out.getvalue()


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.strip)
FRAMES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6).map(
    lambda rows: pd.DataFrame([(f"P{i}", *row) for i, row in enumerate(rows)], columns=HEADERS, dtype="str")
)


@settings(max_examples=EXAMPLES)
@given(
    FRAMES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_written_in_any_dialect_reads_back_the_same(
    frame: pd.DataFrame, delimiter: str, quoting: int, end: str, encoding: str
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # the csv module leaves a line end bare that is not the file's own
        frame = frame.replace("[\r\n]", " ", regex=True)
        frame = frame.map(str.strip)
    table = read(written(frame, delimiter, quoting, end).encode(encoding))
    assert (table.delimiter, table.header_row) == (delimiter, 1)
    pd.testing.assert_frame_equal(table.cells, frame)


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=600))
@example(b"\xff\xfe\0")
@example(b"PK\x03\x04")
@example(b"sep=")
@example(b'"')
def test_any_bytes_give_a_table_or_our_own_error(data: bytes) -> None:
    found = outcome(data, "file.csv")
    if isinstance(found, str):
        assert found.startswith("file.csv")
        assert found.endswith(".")
    else:
        assert len(found.lines) == len(found.cells)


@settings(max_examples=EXAMPLES)
@given(st.integers(min_value=0), st.integers(0, 7))
def test_a_flipped_bit_gives_a_table_or_our_own_error(place: int, bit: int) -> None:
    data = bytearray(FILE.read_bytes())
    data[place % len(data)] ^= 1 << bit
    found = outcome(bytes(data), "file.csv")
    assert not isinstance(found, str) or found.startswith("file.csv")


WORDS = {
    "cp949": "환자번호,성별,재발부위\nP1,여,고환\nP2,남,중추신경계",
    "gb18030": "患者编号,性别,复发部位\nP1,女,皮肤\nP2,男,睾丸",
    "cp950": "病歷編號,性別,復發部位\nP1,女,皮膚\nP2,男,睪丸",
    "cp932": "患者ID,性別,再発部位\nP1,女,ひふ\nP2,男,精巣",
    "euc_jp": "患者ID,性別,再発部位\nP1,女,ひふ\nP2,男,リンパ",
    "cp1252": "Größe,Überleben,Ort\n1,ja,München\n2,nein,Köln",
    "mac_roman": "Größe,Überleben,Ort\n1,ja,München\n2,nein,Köln",
    "cp850": "Größe,Überleben,Ort\n1,ja,München\n2,nein,Köln",
    "cp1250": "płeć,wiek,miasto\nmężczyzna,3,Łódź\nżeńska,4,Kraków",
    "cp1251": "пол,возраст,диагноз\nмужской,3,лейкоз\nженский,4,лейкоз",
    "koi8_r": "пол,возраст,диагноз\nмужской,3,лейкоз\nженский,4,лейкоз",
    "cp1253": "φύλο,ηλικία,διάγνωση\nάνδρας,3,λευχαιμία\nγυναίκα,4,λευχαιμία",
    "cp1254": "yaş,cinsiyet,şehir\n3,kız,İstanbul\n4,erkek,Eskişehir",
}


@pytest.mark.parametrize("encoding", WORDS)
def test_old_encodings_are_found_and_said(encoding: str) -> None:
    table = read(WORDS[encoding].encode(encoding))
    assert list(table.cells.columns) == WORDS[encoding].splitlines()[0].split(",")
    (note,) = (note for note in table.notes if note.code == "encoding_guessed")
    assert (note.severity, table.encoding) == ("warning", encoding)
    assert "Change the encoding if names or headers look wrong." in note.message


def test_an_encoding_that_was_guessed_wrongly_can_be_chosen() -> None:
    data = "id,name\n1,男\n".encode("cp932")
    assert read(data, encoding="cp932").cells["name"].tolist() == ["男"]
    assert read(data, encoding="cp932").notes == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_and_said(encoding: str) -> None:
    table = read(TEXT.encode(encoding))
    assert (table.cells.shape, codes(table)) == ((3, 3), ["encoding_guessed"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"a,b\n1,K\xc3\xb6ln\n2,M\xc3\xbcnchen\n3,\xff\n",
            "line 4, cell 2, holds bytes that are no letters",
        ),
        (b"a,\xff\xff_b\n1,2\n", "the header, cell 2, holds bytes that are no letters"),
        (b"a,b\n1,2\n\0\0\0\0", "line 3 holds zero bytes"),
        ("a,b\n1,2\n".encode("utf-32"), "UTF-32, which is not read here"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "damaged UTF-16"),
        (b'{"a": 1}', "is JSON, not a table"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "is a web page (HTML)"),
        (b"\x1f\x8b\x08\0\0\0", "is a gzip archive"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"a   b   c\n1   2   3\n4   5   6\n", "aligned with spaces"),
        (b'a,b\n1,"x" y"\n2,3\n', "row 1: a quotation mark stands inside a quoted cell (line 2)"),
        (b'a,b\n1,2\n3,"x\n4,5\n', "row 2: a quotation mark is never closed (line 3)"),
        (b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n", "row 2: 2 cells where the header has 3; row 3: 4 cells"),
        (b"a,b\n1,2,5\n3,4,5\n", "every row has 3 cells, more than the header, which has 2"),
        (b"a,b,c\n1,2,3\nP", "row 2: 1 cell where the header has 3"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=re.escape(message)):
        read(data)


def test_a_preamble_and_remarks_are_left_out_and_said() -> None:
    text = "Registry export\nSeoul\n" + TEXT + "Total,3,\n* CR is complete remission\n"
    table = read(text)
    assert (table.header_row, table.cells["patient_id"].tolist()) == (3, ["P1", "P2", "P3"])
    assert codes(table) == ["preamble", "summary_rows", "summary_rows"]
    assert "'Registry export' and 'Seoul'" in table.notes[0].message
    assert table.lines.tolist() == [4, 5, 6]


def test_a_row_of_column_groups_is_not_the_header() -> None:
    table = read("patient,patient,relapse\n" + TEXT)
    assert (table.header_row, list(table.cells.columns), codes(table)) == (2, HEADERS, ["preamble"])


def test_without_a_header_every_row_is_data_and_it_is_said() -> None:
    table = read("P1,3,x\nP2,4,y\n")
    assert table.cells["Column A"].tolist() == ["P1", "P2"]
    assert (table.header_row, codes(table)) == (0, ["no_header"])


def test_the_header_row_can_be_chosen() -> None:
    assert read(TEXT, header_row=2).cells["P1"].tolist() == ["P2", "P3"]
    assert len(read(TEXT, header_row=0).cells) == 4
    with pytest.raises(UnreadableFileError, match="line 9 holds no header"):
        read(TEXT, header_row=9)


def test_a_header_over_two_lines_has_the_first_one_as_its_row() -> None:
    table = read('patient_id,"relapse\nsite",note\nP1,CSF,1\n')
    assert (table.header_row, table.cells.columns[1], table.lines.tolist()) == (1, "relapse site", [3])


def test_a_row_that_looks_like_a_total_inside_the_table_is_kept_and_said() -> None:
    table = read("patient_id,site,n\nP1,CSF,1\nSubtotal,,1\nP2,skin,1\n")
    assert (len(table.cells), codes(table), table.notes[0].row) == (3, ["summary_row_kept"], 2)


def test_a_header_that_stands_again_is_left_out_and_said() -> None:
    table = read(TEXT + TEXT.replace("P", "Q"))
    assert (len(table.cells), codes(table)) == (6, ["header_again"])


@pytest.mark.parametrize(
    ("text", "delimiter", "cells", "code"),
    [
        ("sep=;\na;b\n1,5;2\n3,5;4\n", ";", [["1,5", "2"], ["3,5", "4"]], "decimal_comma"),
        ("1,5;2,5\n3,5;4,5\n", ";", [["1,5", "2,5"], ["3,5", "4,5"]], "no_header"),
        ("'a','b'\n'1','x, y'\n", ",", [["1", "x, y"]], "dialect"),
        ('a|b\n"x|y\nz|w"\n', "|", [['"x', "y"], ["z", 'w"']], "dialect"),
        ('a, "b"\n1, "x, y"\n', ",", [["1", "x, y"]], ""),
        ('a,b\n1,"x \\"y\\" z"\n', ",", [["1", 'x "y" z']], "dialect"),
        ("a^b\n1^2\n", "^", [["1", "2"]], "dialect"),
    ],
)
def test_odd_dialects_are_read_and_said(text: str, delimiter: str, cells: list[list[str]], code: str) -> None:
    table = read(text)
    assert (table.delimiter, table.cells.to_numpy().tolist()) == (delimiter, cells)
    assert (code in codes(table)) == bool(code)


def test_delimiter_quote_and_decimal_mark_can_be_chosen() -> None:
    assert read(TEXT, delimiter=";").cells.shape == (3, 1)
    assert read('a,b\n"1",2\n', quote="").cells["a"].tolist() == ['"1"']
    assert read(TEXT, decimal=",").decimal == ","


def test_one_comma_is_a_decimal_mark_where_semicolons_divide_the_cells() -> None:
    table = read_table(b"Code;Alter;Wochen\n1;4,5;elf\n2;12;3\n", "klein.csv")
    assert table.decimal == ","
    assert read_table(b"Code,Age\n1,4.5\n2,12\n", "small.csv").decimal == "."


def test_both_decimal_marks_in_one_file_are_said() -> None:
    table = read("a;b\n1,5;2.5\n3,5;4.5\n")
    assert codes(table) == ["decimal_mixed"]


def test_blank_columns_and_a_table_beside_are_left_out_and_said() -> None:
    rows = [",".join([row, "", extra]) for row, extra in zip(ROWS, ["AML,2", ",", ","], strict=True)]
    table = read("\n".join([",".join(HEADERS) + ",,group,n", *rows]))
    assert (list(table.cells.columns), codes(table)) == (HEADERS, ["beside_table"])
    assert table.notes[0].cell == "E1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,GrÃ¶ÃŸe\n", "double_encoded"),
        ("a,b\n1,K\ufffdln\n", "lost_letters"),
        ("a,b\n1," + "x" * 5000 + "\n", "long_cell"),
    ],
)
def test_damaged_letters_and_long_cells_are_said_and_kept(text: str, code: str) -> None:
    table = read(text)
    assert codes(table) == [code]
    assert table.cells["b"].tolist() == [text.split(",")[2].strip()]


def test_ids_keep_zeros_and_seventeen_digits() -> None:
    ids = ["007", "7", "90071992547409931", "90071992547409932"]
    assert read("id,b\n" + "".join(f"{code},x\n" for code in ids)).cells["id"].tolist() == ids


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(rows=2), "more than 2 rows"),
        (Limits(columns=2), "3 columns; at most 2 are read"),
        (Limits(file_bytes=10), "at most 0 MB are read"),
    ],
)
def test_limits_are_stated(limits: Limits, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read_table(TEXT.encode(), "file.csv", limits=limits)


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="longer than"):
        read(b"a,b\n" + b"," * 5_000_000)


def test_what_is_pasted_from_a_spreadsheet_is_read() -> None:
    table = read_pasted("id\tsite\n001\tCSF\n")
    assert (table.delimiter, table.cells.to_numpy().tolist()) == ("\t", [["001", "CSF"]])
    with pytest.raises(UnreadableFileError, match="The pasted table is empty"):
        read_pasted("")
