"""All lanes at once: every patient is in one state of every column, counted by hand."""

import numpy as np

from emr_core.charts.lane_overview import COLUMNS, NO_TIME, ORDER, Options, figure, frames
from emr_core.cohort import Cohort
from emr_core.lane_states import STATES
from emr_core.look import LOOKS
from tests.cohorts import make_cohort, nobody, published

LIGHT = LOOKS["light"]


def at(cohort: Cohort, time: float, options: Options | None = None) -> dict[str, int]:
    """Return who is in which state in the column that holds a time."""
    frame = frames(cohort, options or Options(unit="weeks"))["shares"]
    here = frame[(frame["start"] <= time) & (time < frame["end"])]
    return {state: k for state, k in zip(here["state"], here["k"], strict=True) if k}


def test_the_published_states_three_weeks_after_the_relapse_by_hand() -> None:
    assert at(published(), 3.3) == {
        "Remission": 1,
        "Relapse": 11,
        "Marrow relapse": 2,
        "Not recorded": 2,
        NO_TIME: 6,
    }
    assert at(published(), 50) == {"Relapse": 1, NO_TIME: 21}


def test_everybody_is_in_one_state_of_every_column() -> None:
    frame = frames(published(), Options())["shares"]
    sums = frame.groupby("start")["k"].sum()
    assert set(sums) == {22}
    assert len(sums) in (COLUMNS, COLUMNS + 1, COLUMNS + 2)
    assert (frame.groupby("start")["high"].max() == 100).all()
    assert set(STATES) < set(ORDER)


def test_no_column_mixes_what_was_before_the_origin_with_what_came_after() -> None:
    frame = frames(published(), Options(origin="BMR"))["shares"]
    assert not ((frame["start"] < 0) & (frame["end"] > 0)).any()
    assert set(frame["n"]) == {12}


def test_the_dead_stay_dead_and_the_lost_have_no_time() -> None:
    cohort = make_cohort(
        follow_up=[10, 10, 20],
        last_status=["Died of disease", "Lost to follow-up", "Alive in CR"],
        emr_to_cr=[4, 4, 4],
        response="Complete remission",
    )
    months = Options()
    assert at(cohort, 15, months) == {"Remission": 1, "Death": 1, NO_TIME: 1}
    assert at(cohort, 20.4, months) == {"Death": 1, NO_TIME: 2}


def test_the_picture_is_as_large_for_many_patients_as_for_few() -> None:
    n = 500
    many = make_cohort(emr_to_cr=list(np.arange(n) % 50 + 1.0), response=["Complete remission"] * n)
    assert len(frames(many, Options())["parts"]) <= (COLUMNS + 2) * len(ORDER)
    made = figure(many, n, LIGHT)
    assert made.title == "All 500 lanes at once, aligned at EMR"
    assert made.reconciliation == "500 patients = 500 in every column."


def test_who_has_no_dated_origin_is_told() -> None:
    made = figure(published(), 22, LIGHT, Options(origin="BMR"))
    assert made.reconciliation == "22 patients = 12 in every column + 10 without a dated BMR, not shown."
    assert set(frames(nobody(), Options())["shares"]["k"]) == {0}
