"""What is read at once is what would be read one by one: even rows, distinct texts, parts of cells."""

import random

import numpy as np
import pandas as pd
import pytest

from emr_core.intake.distinct import Coded
from emr_core.intake.outer_bytes import (
    are_plain_codes,
    each_once,
    ends_in_digit,
    may_be_padded,
    may_begin_with,
    may_hold,
    most_bytes,
)
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.read import text
from emr_core.vocabulary.anatomy import SITES, SYNONYMS
from emr_core.vocabulary.site_cells import SiteReader
from emr_core.vocabulary.sites import read_sites

HEAD = "patient_id,emr_sites,weeks\n"
EVEN = {
    "plain": "P1,CSF,1\nP2,,2\nP3,skin,\n",
    "no last line end": "P1,CSF,1\nP2,skin,2",
    "carriage returns": "P1,CSF,1\r\nP2,skin,2\r\n",
    "whole cells quoted": 'P1,"CSF, skin",1\n"P2","",2\n',
    "blanks round cells": "P1, CSF ,1\nP2,\u00a0skin,2\n",
    "letters beyond ASCII": "P1,Hoden,1\nP2,皮膚,2\n",
}
ODD = {
    "blank line": "P1,CSF,1\n\nP2,skin,2\n",
    "blank lines at the end": "P1,CSF,1\n\n\n",
    "blank cells alone": "P1,CSF,1\n, ,\nP2,skin,2\n",
    "a cell too many": "P1,CSF,1\nP2,skin,2,\n",
    "a cell of two lines": 'P1,"CSF\nskin",1\nP2,skin,2\n',
    "a mark inside a cell": 'P1,"CSF ""left""",1\nP2,6" mass,2\n',
    "line ends of two kinds": "P1,CSF,1\rP2,skin,2\nP3,skin,2\n",
    "remark below": "P1,CSF,1\nP2,skin,2\nA remark of some words,,\n",
    "mark of the encoding": "\ufeffP1,CSF,1\nP2,skin,2\n",
}


def facts(table: RawTable) -> list[object]:
    cells = [table.cells.columns.tolist(), *table.cells.to_numpy().tolist()]
    return [
        cells,
        table.lines.tolist(),
        table.sheet_rows.tolist(),
        table.notes,
        str(table.cells.dtypes.tolist()),
    ]


@pytest.mark.parametrize("rows", [*EVEN.values(), *ODD.values()], ids=[*EVEN, *ODD])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rows_are_the_same_divided_at_once_and_one_by_one(
    rows: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (HEAD + rows).encode(encoding)
    at_once = facts(read_table(data, "x.csv"))
    monkeypatch.setattr(text, "plain_body", lambda *_: None)
    assert at_once == facts(read_table(data, "x.csv"))


@pytest.mark.parametrize(("rows", "even"), [*((r, True) for r in EVEN.values()), (ODD["blank line"], False)])
def test_even_rows_are_divided_at_once_and_others_are_not(
    rows: str, even: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    divide = text.plain_body
    monkeypatch.setattr(
        text, "plain_body", lambda *given: (found.append((body := divide(*given)) is not None), body)[1]
    )
    read_table((HEAD + rows).encode(), "x.csv")
    assert found == [even]


def test_a_column_as_its_distinct_texts_gives_every_row_its_own() -> None:
    column = Coded(pd.Series(["b", "a", None, "b", "-"], index=[0, 2, 4, 6, 8], dtype="str"))
    assert column.words == ["b", "a", "-"]
    assert column.codes.tolist() == [0, 1, -1, 0, 2]
    assert column.rows(np.array([True, False, False])).to_dict() == {0: "b", 6: "b"}
    left = column.without(np.array([False, False, True]))
    assert (left.words, left.gone) == (["b", "a"], ("-",))
    assert left.texts.fillna("?").tolist() == ["b", "a", "?", "b", "?"]
    assert left.read({"b": "B", "a": None}.__getitem__).fillna("?").to_dict() == dict(
        zip([0, 2, 4, 6, 8], "B??B?", strict=True)
    )
    spread = left.spread(np.array([1.0, 2.0]))
    assert spread.fillna(-1).tolist() == [1, 2, -1, 1, -1]


def test_the_ends_of_cells_tell_where_a_look_is_worth_it() -> None:
    texts = pd.Series(["a b", "", "'c"], dtype="str")
    assert (may_be_padded(texts), may_begin_with(texts, "'"), most_bytes(texts)) == (False, True, 3)
    for padded in (" a", "a\t", "a\x1f", "a\u00a0", "\u3000a"):
        assert may_be_padded(pd.Series(["x", padded], dtype="str")), repr(padded)
    assert not may_be_padded(pd.Series([], dtype="str"))


def test_cells_of_sites_read_part_by_part_say_what_they_say_as_a_whole() -> None:
    words = [site.subsite for site in SITES] + [word for words in SYNONYMS.values() for word in words]
    words += [
        "no",
        "without",
        "?",
        "(left)",
        "right",
        "(-)",
        "negative",
        "OD",
        "os",
        "eye",
        "possible",
        "(",
        ")",
    ]
    words += ["multiple", "none", "cervical", "nodes", "T4-T6", "xyz", ",", "/", "and", "marrow", ""]
    drawn = random.Random(1)
    reader = SiteReader()
    for _ in range(3000):
        parts = [" ".join(drawn.choices(words, k=drawn.randint(1, 3))) for _ in range(drawn.randint(1, 4))]
        cell = drawn.choice(["; ", ";", " ; "]).join(parts)
        assert reader.read(cell) == read_sites(cell), cell


CODES = [
    [],
    ["P1", "P2"],
    ["P2", "P1", "P2"],
    ["p1", "P2"],
    ["A-1", "A-2"],
    ["1", "", "2"],
    ["é1", "é2"],
    ["a\0", "b"],
    ["01", "1 ", " 1", "1\t"],
]


@pytest.mark.parametrize("codes", CODES, ids=map(str, CODES))
def test_the_bytes_of_codes_tell_what_their_texts_do(codes: list[str]) -> None:
    whole = pd.Series(["x", *codes, "y"], dtype="str")
    for texts in (pd.Series(codes, dtype="str"), whole.iloc[1:-1]):
        assert each_once(texts) == (len(set(codes)) == len(codes))
        assert ends_in_digit(texts).tolist() == [text[-1:] in set("0123456789") - {""} for text in codes]
        signs = "".join(codes)
        plain = all(codes) and signs.isascii() and (signs.isalnum() or not signs)
        assert are_plain_codes(texts) == (plain and signs in {signs.lower(), signs.upper()})
        assert may_be_padded(texts) or texts.str.strip().tolist() == codes
        assert may_hold(texts, "A-1") or "A-1" not in codes
        assert may_begin_with(texts, "0") or not texts.str.startswith("0").any()
