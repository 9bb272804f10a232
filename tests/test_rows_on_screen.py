"""A table on screen: real rows and headings, every cell as it stands in the data."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_ui.rows import of_blocks, written
from tests.tables_on_screen import read

UGLY = "<script>alert(1)</script> & \"x\" 'y' | *b* $m$ [l](u) \u202eABC"


def test_the_first_column_and_the_headings_name_the_cells() -> None:
    shown = read(written(pd.DataFrame({"Site": ["Bone", "CSF"], "AML": ["6", "0"]}), "Sites by type").html)
    assert shown.name == "Sites by type"
    assert shown.rows == [["Site", "AML"], ["Bone", "6"], ["CSF", "0"]]
    assert shown.scopes == [["col", "col"], ["row", ""], ["row", ""]]


def test_a_row_with_a_name_alone_heads_the_rows_that_follow() -> None:
    table = pd.DataFrame({"Variable": ["Patient", "Boys", "Marrow", "BMR"], "All": ["", "14/22", "", "7/22"]})
    html = written(table).html
    assert html.count("<tbody>") == html.count("</tbody>") == 2
    assert '<tbody><tr><th scope="rowgroup" colspan="2"><strong>Patient</strong></th></tr>' in html
    assert '<tr><th scope="row">Boys</th><td>14/22</td></tr></tbody>' in html
    assert read(html).value.reset_index().to_numpy().tolist() == table.to_numpy().tolist()


def test_blocks_have_names_and_no_headings_of_columns() -> None:
    blocks = of_blocks({"Who": pd.DataFrame({"Fact": ["AML"], "Value": ["8/22"]})})
    shown = read(blocks["Who"].html)
    assert (shown.name, shown.rows) == ("Who", [["AML", "8/22"]])
    assert "thead" not in shown.elements


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"A": [UGLY, "x"], "B": ["y", UGLY]}),
        pd.DataFrame({UGLY: ["x"], "B": ["y"]}),
    ],
    ids=["cells", "heading"],
)
def test_what_stands_in_data_is_never_read_as_html(table: pd.DataFrame) -> None:
    html = written(table, UGLY).html
    shown = read(html)
    assert shown.name == UGLY
    assert set(shown.elements) == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert shown.rows == [list(table.columns), *table.to_numpy().tolist()]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    table = pd.DataFrame(rows, columns=["A", "B"], dtype="object")
    shown = read(written(table).html).rows[1:]
    # Spaces that keep a number together are the only change.
    assert [[cell.replace("\u00a0", " ") for cell in row] for row in shown] == [
        [cell.replace("\u00a0", " ") for cell in row] for row in rows
    ]


def test_a_number_is_not_broken_over_two_lines() -> None:
    table = pd.DataFrame({"Site": ["CSF", "Bone"], "All (n = 8)": ["3/8 (38 %), p < 0.001", "8 of 22"]})
    shown = read(written(table).html).rows
    assert shown[0][1] == "All (n\u00a0=\u00a08)"
    assert shown[1][1] == "3/8 (38\u00a0%), p\u00a0<\u00a00.001"
    assert shown[2][1] == "8\u00a0of\u00a022"


def test_a_missing_text_is_an_empty_cell() -> None:
    table = pd.DataFrame({"Site": ["CSF", "Bone"], "Remark": ["wet", None]}, dtype="str")
    assert read(written(table).html).rows[1:] == [["CSF", "wet"], ["Bone", ""]]
