"""Pictures of a deck are painted side by side, and are those that one after another would be."""

import pytest
import vl_convert

from emr_core.charts import site_heatmap
from emr_core.export import side_by_side
from emr_core.export.drawing import png_of, svg_of
from emr_core.look import LOOKS
from tests import cohorts

COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff")


def square(colour: str) -> str:
    """Return a drawing in one colour, with a letter."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        f'<rect width="20" height="20" fill="{colour}"/><text y="15">ä</text></svg>'
    )


def test_pictures_come_out_in_order_and_are_the_same_bytes_as_one_after_another() -> None:
    drawings = [(square(colour), 1.0 + place / 2) for place, colour in enumerate(COLOURS)]
    alone = [png_of(svg, scale=scale) for svg, scale in drawings]
    assert len(set(alone)) == len(COLOURS)
    assert side_by_side.pngs([None, *drawings, None]) == [None, *alone, None]


@pytest.mark.parametrize("child", ["raise SystemExit(3)", "import os; os.abort()"])
def test_a_picture_whose_process_ends_early_is_made_all_the_same(
    child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "CHILD", child)
    assert side_by_side.pngs([(square("#ff0000"), 1.0)]) == [png_of(square("#ff0000"))]


def test_without_a_process_to_be_had_a_picture_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side.sys, "executable", "/nonexistent/python")
    assert side_by_side.pngs([(square("#ff0000"), 2.0)]) == [png_of(square("#ff0000"), scale=2.0)]


def test_a_picture_without_what_only_a_mouse_finds_is_the_same_to_the_byte() -> None:
    cohort = cohorts.published()
    chart = site_heatmap.figure(cohort, 22, LOOKS["print"]).chart.properties(width=500)
    whole = vl_convert.vegalite_to_svg(chart.to_dict())
    assert ' opacity="0"' in whole
    assert ' opacity="0"' not in svg_of(chart)
    assert png_of(svg_of(chart)) == vl_convert.svg_to_png(whole)
