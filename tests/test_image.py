"""A picture file stands on its own: title, filters, n, source and date, at the resolution asked for."""

import io
import re
from datetime import date

import pytest
from PIL import Image

from emr_core.charts import (
    body_map,
    lanes,
    outcome_bars,
    outcome_shares,
    published_intervals,
    site_combinations,
    site_heatmap,
)
from emr_core.export import image
from emr_core.look import LOOKS
from tests import cohorts

PAPER = LOOKS["print"]
DAY = date(2026, 11, 22)


@pytest.mark.parametrize("chart", [lanes, outcome_bars, outcome_shares, published_intervals, site_heatmap])
def test_every_picture_becomes_a_png_on_white(chart: object) -> None:
    cohort = cohorts.published()
    figure = chart.figure(cohort, 22, PAPER)  # type: ignore[attr-defined]
    picture = Image.open(io.BytesIO(image.png_bytes(figure, cohort.source, PAPER, DAY, ppi=72)))
    assert picture.format == "PNG"
    assert picture.width >= min(figure.width or image.WIDTH, image.WIDTH)
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    dark = sum(picture.convert("L").histogram()[:100])
    assert dark > 500, "nothing is written on it"


def test_a_picture_that_needs_more_room_gets_it() -> None:
    cohort, options = cohorts.published(), site_combinations.Options(meaning="at least these sites")
    figure = site_combinations.figure(cohort, 22, PAPER, options)
    for made in (figure, body_map.figure(cohort, 22, PAPER)):
        wide = image.png_bytes(made, cohort.source, PAPER, DAY, ppi=72)
        assert Image.open(io.BytesIO(wide)).width >= made.least


def test_three_hundred_pixels_per_inch_are_four_times_the_screen() -> None:
    cohort = cohorts.published()
    figure = site_heatmap.figure(cohort, 22, PAPER)
    small, large = (
        Image.open(io.BytesIO(image.png_bytes(figure, cohort.source, PAPER, DAY, ppi=ppi)))
        for ppi in (72, 300)
    )
    assert large.width / small.width == pytest.approx(300 / 72, rel=0.01)


def test_drawings_keep_their_lettering_as_text_and_load_nothing() -> None:
    cohort = cohorts.published()
    figure = site_heatmap.figure(cohort, 22, PAPER)
    svg = image.svg_bytes(figure, cohort.source, PAPER, DAY).decode("utf-8")
    assert svg.startswith("<svg")
    assert figure.title in svg
    assert cohort.source.fingerprint[:8] in svg
    assert re.findall(r"(?:href|src)=.http[^ ]*", svg) == []
    pdf = image.pdf_bytes(figure, cohort.source, PAPER, DAY)
    assert pdf.startswith(b"%PDF-1.")
    assert b"/Font" in pdf


def test_the_line_of_origin_names_cohort_kind_fingerprint_version_and_date() -> None:
    source = cohorts.published().source
    assert image.provenance(source, DAY) == (
        f"{source.name}, published · data {source.fingerprint[:8]} · "
        "Extramedullary Relapse Explorer 0.1.0 · 2026-11-22 · exploratory, not a medical device"
    )
