"""A downloaded table opens as text: nothing in it computes, nothing in it is lost."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.export.csv_file import ACTIVE, csv_bytes, inactive

FRAME = pd.DataFrame(
    {
        "karyotype": pd.Categorical(["-5/del(5q)", None, "t(8;21)"]),
        "site": ["=SUM(A1)", "CSF", "@x"],
        "weeks": [-1.5, 2.0, float("nan")],
        "n": [1, 2, 3],
        "chosen": [True, False, True],
    }
)


def back(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")


def test_the_file_begins_with_a_byte_order_mark_and_has_windows_lines() -> None:
    data = csv_bytes(FRAME)
    assert data.startswith(b"\xef\xbb\xbfkaryotype,site,weeks,n,chosen\r\n")
    assert data.count(b"\r\n") == 4


def test_active_cells_get_an_apostrophe_and_numbers_stay_numbers() -> None:
    read = back(csv_bytes(FRAME))
    assert read["karyotype"].tolist()[0] == "'-5/del(5q)"
    assert read["site"].tolist() == ["'=SUM(A1)", "CSF", "'@x"]
    assert read["weeks"].tolist()[:2] == [-1.5, 2.0]
    assert read["n"].tolist() == [1, 2, 3]
    assert read["chosen"].tolist() == [True, False, True]


def test_missing_cells_are_empty() -> None:
    assert csv_bytes(FRAME).decode("utf-8-sig").splitlines()[2:] == [
        ",CSF,2.0,2,False",
        "t(8;21),'@x,,3,True",
    ]


def test_a_header_cannot_compute_either() -> None:
    assert csv_bytes(pd.DataFrame({"=1+1": ["a"]})) == b"\xef\xbb\xbf'=1+1\r\na\r\n"


@pytest.mark.parametrize("mark", ACTIVE)
def test_every_active_first_character_is_made_inactive(mark: str) -> None:
    assert inactive(f"{mark}x") == f"'{mark}x"
    assert inactive(f"x{mark}") == f"x{mark}"


def test_the_frame_itself_is_not_changed() -> None:
    frame = FRAME.copy(deep=True)
    csv_bytes(frame)
    pd.testing.assert_frame_equal(frame, FRAME)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), min_size=1))
def test_texts_come_back_but_for_the_apostrophe(texts: list[str]) -> None:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="str"), "n": range(len(texts))})
    read = pd.read_csv(
        io.BytesIO(csv_bytes(frame)),
        encoding="utf-8-sig",
        keep_default_na=False,
        dtype={"text": "str"},
        lineterminator=None,
    )
    assert read["n"].tolist() == list(range(len(texts)))
    assert not any(str(text).startswith(("=", "+", "-", "@")) for text in read["text"])


def test_a_table_survives_the_way_through_pandas() -> None:
    frame = pd.DataFrame(
        {"site": ["CSF", "Bone"], "k": [7, 6], "percent": [50.0, 75.0], "words": ["7/14", "6/8"]}
    )
    pd.testing.assert_frame_equal(back(csv_bytes(frame)), frame)
