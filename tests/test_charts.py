"""What every picture promises: numbers from frames, one layered view, words for those who do not see it."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import altair as alt
import pandas as pd
import pytest

import emr_core.charts
from emr_core.charts import (
    body_map,
    compare_levels,
    compare_numbers,
    course_flow,
    event_curves,
    initial_sites,
    interval_strips,
    lane_overview,
    lanes,
    marrow_course,
    odds_forest,
    outcome_bars,
    outcome_shares,
    patient_course,
    patient_matrix,
    patient_sites,
    rank_strips,
    site_combinations,
    site_difference,
    site_heatmap,
    site_pairs,
    time_differences,
)
from emr_core.cohort import Cohort
from emr_core.figure import LONGEST_WORDS, Figure
from emr_core.filters import Levels
from emr_core.look import LOOKS, Look
from tests import cohorts
from tests.pairs import PAIRS

# What other than its defaults a chart is drawn with here; a chart without options has only one form.
OPTIONS: dict[str, tuple[Any, ...]] = {
    "body_map": (body_map.Options(level="system", marked_sites=("CSF", "Kidney", "Lymphoid")),),
    "compare_balance": (),
    "compare_effects": (),
    "compare_levels": (compare_levels.Options("Outcome", "ALL"),),
    "compare_numbers": (compare_numbers.Options("Outcome", "ALL"),),
    "compare_sites": (),
    "event_curves": (event_curves.Options("later_bmr", "leukemia_type"),),
    "event_dots": (event_curves.Options("cr_of_emr", "sex", unit="weeks"),),
    "site_heatmap": (
        site_heatmap.Options(by="karyotype", level="subsite", unit="sites", shading="percent of column"),
        site_heatmap.Options(by="at_emr", level="system", window=28),
        site_heatmap.Options(marked_sites=("CSF",), marked_levels=("ALL",)),
        site_heatmap.Options(by="fab"),
        site_heatmap.Options(by="response", panels="leukemia_type", order="clustered"),
    ),
    "lane_overview": (lane_overview.Options(origin="BMR", unit="weeks", reach=3),),
    "lanes": (
        lanes.Options(origin="BMR", sort="site", group="after_emr", unit="months", window=28, collapse=True),
        lanes.Options(sort="last status", group="none", reach=3, chosen="P09"),
    ),
    "interval_strips": (
        interval_strips.Options(side="up to EMR", by="none", unit="months"),
        interval_strips.Options(by="at_emr", window=28, only="emr_to_bmr"),
    ),
    "marrow_course": (
        marrow_course.Options(window=28, marked_types=("ALL",), marked_marrow=("Subsequent",)),
    ),
    "outcome_bars": (
        outcome_bars.Options(by="site", outcome="last_status", length="patients"),
        outcome_bars.Options(by="karyotype", outcome="response", window=28),
    ),
    "outcome_shares": (outcome_shares.Options(by="number_of_sites"), outcome_shares.Options(by="sex")),
    "course_flow": (course_flow.Options("last_status", 28, (("response", "Unknown"),)),),
    "odds_forest": (odds_forest.Options("Each site, AML v ALL"),),
    "time_differences": (time_differences.Options("later_bmr"),),
    "published_intervals": (),
    "initial_relation": (),
    "initial_sites": (initial_sites.Options(level="site"),),
    "site_difference": (
        site_difference.Options(by="sex", level="system", order="system"),
        site_difference.Options(by="karyotype", first="Normal", marked_sites=("CSF",)),
    ),
    "patient_matrix": (
        patient_matrix.Options(level="system", order="frequency", group="none"),
        patient_matrix.Options(group="karyotype", tracks=("sex", "karyotype"), chosen="P09"),
    ),
    "patient_course": (patient_course.Options("P09"), patient_course.Options("P1", unit="months")),
    "patient_sites": (patient_sites.Options("P09"),),
    "rank_strips": (
        rank_strips.Options("P1"),
        rank_strips.Options("P09", (Levels("leukemia_type", ("AML",)),), later=True),
    ),
    "site_combinations": (
        site_combinations.Options("at least these sites", "number of sites", "site", ("CSF",), "any"),
        site_combinations.Options(level="system"),
    ),
    "site_pairs": (site_pairs.Options("system", ("Genitourinary", "Lymphoid"), "all"),),
}
STATES = {
    "published": cohorts.published,
    "one patient": cohorts.one_patient,
    "all unknown": cohorts.all_unknown,
    "nobody": cohorts.nobody,
    "required fields only": cohorts.minimal,
    "without AML": cohorts.without_aml,
}
ODDEST = ("published", "all unknown")
"""The cohorts that other options than the defaults are tried with too."""

FORBIDDEN = {
    "transform",
    "aggregate",
    "bin",
    "timeUnit",
    "impute",
    "facet",
    "repeat",
    "hconcat",
    "vconcat",
    "concat",
}
# Expressions place pixels, or hide a number that has no room in its bar; they never make a value.
PIXELS = re.compile(
    r"(width|height)( [+-] (\d+|datum\.pixels))*|(width|height) / 2|min\(44, width / 7\)"
    r"|datum\.lift|datum\.room \* width < 10 \? 0 : 1"
)


def charts() -> dict[str, ModuleType]:
    """Return every picture of the folder."""
    names = [module.name for module in pkgutil.iter_modules(emr_core.charts.__path__)]
    return {
        name: importlib.import_module(f"emr_core.charts.{name}")
        for name in names
        if not name.endswith("layout")
    }


def forms(name: str, chart: ModuleType) -> tuple[Any, ...]:
    """Return the options a chart is tried with, its defaults first."""
    return (chart.Options(), *OPTIONS[name]) if hasattr(chart, "Options") else (None,)


def drawn(chart: ModuleType, cohort: Cohort, look: Look, options: Any) -> Figure:
    """Return a chart's figure."""
    figure: Figure = (
        chart.figure(cohort, len(cohort), look)
        if options is None
        else chart.figure(cohort, len(cohort), look, options)
    )
    return figure


def states_of(name: str) -> dict[str, Any]:
    """Return the cohorts a chart is drawn of: a comparison of pairs, and of a cohort without sides."""
    if not name.startswith("compare_"):
        return STATES
    few = ("three columns", "nobody against some")  # without sides, AML stands against ALL
    return {state: PAIRS[state] for state in few} | {"published": STATES["published"]}


CASES = [
    pytest.param(chart, options, state, id=f"{name}-{number}-{state}")
    for name, chart in charts().items()
    for number, options in enumerate(forms(name, chart))
    for state in (states_of(name) if number == 0 else ODDEST)
]


@cache
def once(chart: ModuleType, options: Any, state: str) -> tuple[Figure, dict[str, Any]]:
    """Return a figure and its specification, made once for all the promises it is held to."""
    figure = drawn(chart, (PAIRS | STATES)[state](), LOOKS["dark"], options)
    return figure, figure.chart.to_dict()


def nodes(spec: object) -> Iterator[dict[str, Any]]:
    """Return every object inside a specification, its data left out."""
    if isinstance(spec, dict):
        yield spec
        for key, value in spec.items():
            if key != "datasets":
                yield from nodes(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from nodes(value)


def as_sent(frame: pd.DataFrame) -> str:
    """Return a frame as the browser receives it."""
    spec = alt.Chart(frame).mark_point().to_dict()
    return json.dumps(next(iter(spec.get("datasets", {"": []}).values())), sort_keys=True)


def test_every_chart_of_the_folder_is_tried_here() -> None:
    assert set(charts()) == set(OPTIONS)


@pytest.mark.parametrize("chart", charts().values(), ids=list(charts()))
def test_a_chart_has_frames_draw_and_figure(chart: ModuleType) -> None:
    assert {"frames", "draw", "figure"} <= set(vars(chart))


@pytest.mark.parametrize(("chart", "options", "state"), CASES)
def test_a_picture_draws_frames_and_computes_nothing(chart: ModuleType, options: Any, state: str) -> None:
    figure, spec = once(chart, options, state)
    frames = {as_sent(frame) for frame in figure.data.values()}
    for name, dataset in spec.get("datasets", {}).items():
        assert json.dumps(dataset, sort_keys=True) in frames, f"{name} is none of {list(figure.data)}"
    assert not any("values" in node["data"] for node in nodes(spec) if "data" in node)
    for node in nodes(spec):
        assert not FORBIDDEN & set(node)
        assert node.get("stack") is None
        assert not isinstance(node.get("sort"), dict)
        if "expr" in node:
            assert PIXELS.fullmatch(node["expr"]), node["expr"]


@pytest.mark.parametrize(("chart", "options", "state"), CASES)
def test_a_picture_is_one_layered_view_that_fits_its_card(
    chart: ModuleType, options: Any, state: str
) -> None:
    _, spec = once(chart, options, state)
    assert "layer" in spec
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    assert all("layer" not in node for part in spec["layer"] for node in nodes(part))
    assert spec["config"]["text"]["color"] == LOOKS["dark"].ink
    assert all(axis.get("labelOverlap") is False for axis in _nominal_axes(spec))


@pytest.mark.parametrize(("chart", "options", "state"), CASES)
def test_a_picture_says_in_words_what_it_counts(chart: ModuleType, options: Any, state: str) -> None:
    cohort = (PAIRS | STATES)[state]()
    figure, _ = once(chart, options, state)
    assert figure.title
    assert str(len(cohort)) in figure.caption + figure.reconciliation
    assert figure.methods.endswith(".")
    assert "nan" not in f"{figure.caption} {figure.reconciliation} {figure.alt}".lower().split()
    shown = " ".join(str(cell) for cell in figure.table.to_numpy().ravel())
    assert "nan" not in shown.lower().split()
    assert "inf" not in shown.lower().split()


@pytest.mark.parametrize(("chart", "options", "state"), CASES)
def test_who_does_not_see_a_picture_hears_its_numbers_and_finds_them_in_its_table(
    chart: ModuleType, options: Any, state: str
) -> None:
    figure, _ = once(chart, options, state)
    cells = " ".join(map(str, [*figure.table.columns, *figure.table.to_numpy().ravel()]))
    assert len(figure.alt) <= LONGEST_WORDS + len(" The rest is in the table.")
    assert {k_of_n for k_of_n in re.findall(r"\d+/\d+", figure.alt) if k_of_n not in cells} <= {"0/0"}
    if len(figure.table) and not re.search(r"^No .* can be ", figure.alt):
        assert re.search(r"\d", figure.alt) or figure.alt.count(",") > 2, figure.alt
        assert figure.table.shape[1] > 1


@pytest.mark.parametrize("chart", charts().values(), ids=list(charts()))
def test_a_picture_leaves_its_cohort_as_it_was(chart: ModuleType) -> None:
    cohort = cohorts.published()
    patients, sites = cohort.patients.copy(), cohort.sites.copy()
    drawn(chart, cohort, LOOKS["light"], chart.Options() if hasattr(chart, "Options") else None)
    pd.testing.assert_frame_equal(cohort.patients, patients)
    pd.testing.assert_frame_equal(cohort.sites, sites)


@pytest.mark.parametrize("chart", charts().values(), ids=list(charts()))
def test_the_same_cohort_gives_the_same_picture_to_the_letter(chart: ModuleType) -> None:
    options = chart.Options() if hasattr(chart, "Options") else None
    first, second = (
        json.dumps(drawn(chart, cohorts.published(), LOOKS["light"], options).chart.to_dict(), sort_keys=True)
        for _ in range(2)
    )
    assert first == second


def _nominal_axes(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the axes of named rows or columns, where a dropped label would lose a site."""
    for node in nodes(spec):
        for channel in ("x", "y"):
            encoding = node.get("encoding", {}).get(channel, {})
            if encoding.get("type") == "nominal" and encoding.get("axis"):
                yield encoding["axis"]
