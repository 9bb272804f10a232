"""A downloaded workbook says what it counts, computes nothing, and holds the frames that are drawn."""

import io
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from emr_core.charts import site_heatmap
from emr_core.cohort import Kind
from emr_core.export.workbook import Numbers, of_figure, of_table, xlsx_bytes
from emr_core.look import LOOKS
from emr_core.tables import table_one
from tests import cohorts

DAY = date(2026, 11, 22)


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_first_sheet_says_what_is_counted_and_where_it_comes_from() -> None:
    cohort = cohorts.published()
    figure = site_heatmap.figure(cohort, 22, LOOKS["print"])
    about = [row[0] for row in sheets(xlsx_bytes(of_figure(figure), cohort.source, DAY))["About"]]
    assert about[0] == figure.title
    assert figure.caption in about
    assert figure.methods in about
    assert str(about[-1]).endswith("2026-11-22 · exploratory, not a medical device")
    assert cohort.source.fingerprint[:8] in str(about[-1])


def test_every_frame_of_a_figure_is_a_sheet_with_its_numbers() -> None:
    cohort = cohorts.published()
    figure = site_heatmap.figure(cohort, 22, LOOKS["print"])
    found = sheets(xlsx_bytes(of_figure(figure), cohort.source, DAY))
    assert list(found) == ["About", *figure.data]
    first = next(iter(figure.data.values()))
    header, *rows = found[next(iter(figure.data))]
    assert header == list(first.columns)
    assert len(rows) == len(first)
    assert sum(float(str(row[header.index("k")])) for row in rows) == first["k"].sum()


def test_a_table_stands_first_as_it_reads() -> None:
    cohort = cohorts.published()
    table = table_one.table(cohort, 22)
    found = sheets(xlsx_bytes(of_table(table), cohort.source, DAY))
    assert list(found)[:2] == ["About", "table"]
    assert found["table"][0] == list(table.body.columns)


def test_no_cell_computes_and_none_is_a_link() -> None:
    frame = pd.DataFrame({"=1+1": ["=SUM(A1)", None, "http://example.org", "+5"], "n": [1, None, 2.5, -3]})
    source = cohorts.published().source
    numbers = Numbers("=title", ("@x",), {"a frame with a name that is much too long": frame})
    data = xlsx_bytes(numbers, source, DAY)
    found = sheets(data)
    assert found["About"][0] == ["=title"]
    sheet = found["a frame with a name that is muc"]
    assert sheet[0] == ["=1+1", "n"]
    assert [row[0] for row in sheet[1:]] == ["=SUM(A1)", "", "http://example.org", "+5"]
    assert [row[1] for row in sheet[1:]] == [1, "", 2.5, -3]


@pytest.mark.parametrize("kind", ["synthetic", "published"])
def test_only_rows_of_a_synthetic_cohort_are_marked(kind: Kind) -> None:
    source = replace(cohorts.published().source, kind=kind)
    frame = pd.DataFrame({"n": [1, 2]})
    rows = sheets(xlsx_bytes(Numbers("t", (), {"frame": frame}), source, DAY))["frame"]
    assert rows[0] == (["data", "n"] if kind == "synthetic" else ["n"])
    assert [row[0] for row in rows[1:]] == (["SYNTHETIC"] * 2 if kind == "synthetic" else [1, 2])
