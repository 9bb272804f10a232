"""A picture as it is sent: the same specification and the same frames as Altair's own way gives."""

import json
import re
from typing import Any

import altair as alt
import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from emr_core.look import LOOKS
from emr_core.once import once
from emr_core.recipe import modules
from emr_ui.picture import picture
from emr_ui.rows import LONG
from tests import cohorts
from tests.tables_on_screen import tables

CHARTS = modules("charts")


def nameless(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose datasets have no names, and without a theme's size."""
    parts: dict[str, Any] = _nameless({key: part for key, part in spec.items() if key != "datasets"})
    for size in ("continuousWidth", "continuousHeight"):
        parts["config"]["view"].pop(size, None)
    return parts


def _nameless(node: Any) -> Any:
    if isinstance(node, list):
        return [_nameless(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: "frame" if key == "data" else _nameless(part) for key, part in node.items()}


def columns_named(node: Any) -> set[str]:
    """Every column that a specification names: as a field, or as `datum.column` in an expression."""
    if isinstance(node, list):
        return set().union(*map(columns_named, node))
    if isinstance(node, str):
        return set(re.findall(r"datum\.(\w+)", node))
    if not isinstance(node, dict):
        return set()
    own = {node["field"]} if isinstance(node.get("field"), str) else set()
    clicked = {name for name in node.get("fields", ()) if isinstance(name, str)}
    return own.union(clicked, *map(columns_named, node.values()))


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_sent_as_altair_writes_it_with_every_column_it_names(name: str) -> None:
    cohort = cohorts.published()
    figure = CHARTS[name].figure(cohort, len(cohort), LOOKS["light"])
    ours, whole = picture(figure.chart).vega_lite, figure.chart.to_dict()
    assert nameless(ours) == nameless(whole)
    named = columns_named(whole)
    for view, sent in zip((figure.chart, *figure.chart.layer), (ours, *ours["layer"]), strict=True):
        if isinstance(view.data, pd.DataFrame):
            frame = convert_arrow_bytes_to_pandas_df(ours["datasets"][sent["data"]["name"]])
            repeated = frame.select_dtypes("category").columns
            assert all(len(frame) > 2 * len(frame[column].cat.categories) for column in repeated)
            frame = frame.astype(dict.fromkeys(repeated, "str"))
            assert {column for column in view.data if column in named} <= set(frame.columns)
            pd.testing.assert_frame_equal(frame, view.data[list(frame.columns)])


def test_what_is_derived_from_a_cohort_is_derived_once_and_kept_on_it() -> None:
    calls: list[str] = []

    @once
    def size(cohort: object, word: str) -> str:
        calls.append(word)
        return f"{word} {len(cohort)}"  # type: ignore[arg-type]

    cohort = cohorts.published()
    assert [size(cohort, "a"), size(cohort, "a"), size(cohort, "b")] == ["a 22", "a 22", "b 22"]
    assert calls == ["a", "b"]
    few = cohort.where((cohort.patients["leukemia_type"] == "AML").to_numpy(dtype=bool))
    assert size(few, "a") == "a 8"
    assert calls == ["a", "b", "a"]


def rows_screen(several: int) -> None:
    """A screen with a table of so many rows."""
    import pandas as pd

    from emr_ui import rows

    numbers = pd.DataFrame({"Patient": range(several), "Sites": 1}).astype("str")
    rows.show(rows.written(numbers))


def test_a_long_table_scrolls_in_a_grid_and_a_short_one_is_written_out() -> None:
    app = AppTest.from_function(rows_screen, args=(LONG + 1,)).run()
    assert (len(app.dataframe[0].value), len(tables(app))) == (LONG + 1, 0)
    app = AppTest.from_function(rows_screen, args=(LONG,)).run()
    assert (len(app.dataframe), len(tables(app)[0].value)) == (0, LONG)


def test_only_the_columns_that_a_picture_names_are_sent() -> None:
    frame = pd.DataFrame({"name": ["CSF"], "n": [3], "patients": ["P1"], "95 % interval": ["1-5"]})
    bars = alt.Chart(frame).mark_bar().encode(alt.X("n", type="quantitative"), alt.Y("name", type="nominal"))
    sent = picture(alt.LayerChart(layer=[bars]))
    (only,) = map(convert_arrow_bytes_to_pandas_df, sent.frames.values())
    assert list(only.columns) == ["name", "n", "95 % interval"]
    assert sent.vega_lite["data"]["name"] in sent.frames


def test_the_outlines_of_the_body_are_sent_once_as_text_that_holds_every_point() -> None:
    cohort = cohorts.published()
    figure = CHARTS["body_map"].figure(cohort, len(cohort), LOOKS["light"])
    sent = picture(figure.chart).vega_lite
    carried = [layer["data"] for layer in sent["layer"] if "values" in layer.get("data", {})]
    assert {data["name"]: json.loads(data["values"]) for data in carried} == figure.chart.datasets
    assert all(data["format"] == {"type": "json"} for data in carried)
    named = [layer["data"]["name"] for layer in sent["layer"] if "name" in layer.get("data", {})]
    assert named.count("regions") > [data["name"] for data in carried].count("regions") == 1
