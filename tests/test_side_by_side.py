"""Pictures of a deck are painted side by side, and are those that one after another would be."""

import io

import pytest
import vl_convert
from PIL import Image, ImageChops

from emr_core.charts import body_map, event_curves, site_heatmap
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


def test_only_maps_lose_their_clip_for_curves_are_cut_at_their_axis() -> None:
    cohort = cohorts.published()
    curves, child = (
        svg_of(made.figure(cohort, 22, LOOKS["print"]).chart.properties(width=868))
        for made in (event_curves, body_map)
    )
    assert "clip-path=" in curves
    assert "clip-path=" not in child


def test_nothing_of_the_body_reaches_the_frame_that_it_is_not_clipped_to() -> None:
    chart = body_map.figure(cohorts.published(), 22, LOOKS["print"]).chart.properties(width=868)
    held = png_of(vl_convert.vegalite_to_svg(chart.to_dict()))
    ours, theirs = (Image.open(io.BytesIO(png)).convert("L") for png in (png_of(svg_of(chart)), held))
    assert ours.size == theirs.size
    apart = ImageChops.difference(ours, theirs).histogram()
    assert sum(apart[2:]) < 0.005 * ours.width * ours.height, "more than edges smoothed anew"
