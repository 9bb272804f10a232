"""What the source prints only as a median and a range stays as it is printed."""

import pytest

from emr_core.charts.published_intervals import figure, frames
from emr_core.look import LOOKS
from tests.cohorts import STATES, one_patient, published, without_aml

LIGHT = LOOKS["light"]


def test_both_intervals_are_as_printed() -> None:
    frame = frames(published())["intervals"]
    assert frame[["row", "n", "median", "minimum", "maximum", "unit", "where"]].to_numpy().tolist() == [
        ["Diagnosis to EMR", 22, 30.2, 4.4, 117.5, "months", "Results 4.1"],
        ["CR to EMR", 22, 22.7, 2, 116.5, "months", "Results 4.1"],
    ]
    assert frame["words"].tolist() == ["30.2 (4.4–117.5) months", "22.7 (2–116.5) months"]


def test_a_filter_does_not_change_what_was_published() -> None:
    whole, part = figure(published(), 22, LIGHT), figure(without_aml(), 22, LIGHT)
    assert part.data["intervals"].equals(whole.data["intervals"])
    assert whole.caption == (
        "As published for all 22 patients, whatever the filters; not by patient, not recomputed."
    )


def test_the_words_and_the_table_say_the_numbers() -> None:
    made = figure(published(), 22, LIGHT)
    assert made.alt == (
        "Diagnosis to EMR: median 30.2 (4.4–117.5) months. CR to EMR: median 22.7 (2–116.5) months."
    )
    assert made.table.to_numpy().tolist()[0] == [
        "Diagnosis to EMR",
        22,
        "30.2 (4.4–117.5) months",
        "Results 4.1",
    ]


def test_a_cohort_without_published_intervals_has_none() -> None:
    assert len(frames(one_patient())["intervals"]) == 0
    assert (
        figure(one_patient(), 1, LIGHT).caption
        == "The source publishes no interval as a median and range only."
    )


@pytest.mark.parametrize("state", STATES)
def test_every_cohort_gives_a_picture(state: str) -> None:
    cohort = STATES[state]()
    made = figure(cohort, len(cohort), LIGHT)
    assert len(made.table) == len(cohort.source.intervals)
    assert made.chart.to_dict()["layer"]
