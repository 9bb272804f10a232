"""A picture as it is sent: the same specification and the same frames as Altair's own way gives."""

from typing import Any

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from emr_core.look import LOOKS
from emr_core.once import once
from emr_core.recipe import modules
from emr_ui.picture import picture
from tests import cohorts

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


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_sent_as_altair_writes_it_with_every_frame_whole(name: str) -> None:
    cohort = cohorts.published()
    figure = CHARTS[name].figure(cohort, len(cohort), LOOKS["light"])
    ours, whole = picture(figure.chart).vega_lite, figure.chart.to_dict()
    assert nameless(ours) == nameless(whole)
    for view, sent in zip((figure.chart, *figure.chart.layer), (ours, *ours["layer"]), strict=True):
        if isinstance(view.data, pd.DataFrame):
            assert ours["datasets"][sent["data"]["name"]] == convert_anything_to_arrow_bytes(view.data)


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
