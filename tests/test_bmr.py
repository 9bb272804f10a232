"""The marrow at the relapse and after it, by concurrency window."""

import pytest

from emr_core.bmr import (
    AFTER_EMR,
    AT_EMR,
    CONCURRENT,
    ISOLATED,
    LATER_BMR,
    NO_LATER_BMR,
    WINDOWS,
    after_emr,
    at_emr,
    concurrent,
    movers,
)
from emr_core.cohort import Cohort
from tests.cohorts import all_unknown, make_cohort, minimal, nobody, published


def tally(cohort: Cohort, window: int) -> dict[str, int]:
    return {str(level): int(n) for level, n in at_emr(cohort, window).value_counts(sort=False).items()}


def test_the_published_window_comes_first() -> None:
    assert WINDOWS == (7, 28, 30)


@pytest.mark.parametrize(("window", "n"), [(7, 7), (28, 8), (30, 8)])
def test_concurrent_by_window(window: int, n: int) -> None:
    assert int(concurrent(published(), window).sum()) == n
    assert tally(published(), window) == {ISOLATED: 22 - n, CONCURRENT: n}


def test_case_13_moves_at_28_and_30_days_and_nobody_at_7() -> None:
    assert movers(published(), 7) == ()
    assert movers(published(), 28) == ("P13",)
    assert movers(published(), 30) == ("P13",)


def test_who_is_concurrent_as_published() -> None:
    ids = published().patients["patient_id"]
    assert ids[concurrent(published(), 7)].tolist() == ["P01", "P02", "P06", "P07", "P17", "P21", "P22"]


@pytest.mark.parametrize(("window", "expected"), [(7, [10, 5, 7]), (28, [10, 4, 8])])
def test_after_the_relapse_the_marrow_takes_one_of_three_courses(window: int, expected: list[int]) -> None:
    counts = after_emr(published(), window).value_counts(sort=False)
    assert list(counts.index) == list(AFTER_EMR) == [NO_LATER_BMR, LATER_BMR, CONCURRENT]
    assert counts.tolist() == expected


def test_a_marrow_not_examined_or_not_recorded_is_unknown_never_isolated() -> None:
    cohort = make_cohort(bmr=["Marrow not examined", None, "No BMR", "Concurrent", "Subsequent"])
    assert at_emr(cohort).isna().tolist() == [True, True, False, False, False]
    assert at_emr(cohort).dropna().tolist() == [ISOLATED, CONCURRENT, ISOLATED]
    assert after_emr(cohort).isna().tolist() == [True, True, False, False, False]
    assert after_emr(cohort).dropna().tolist() == [NO_LATER_BMR, CONCURRENT, LATER_BMR]


@pytest.mark.parametrize(
    ("weeks", "window", "moves"),
    [
        (1, 7, True),
        (1.1, 7, False),
        (4, 28, True),
        (4.1, 28, False),
        (4.3, 30, True),
        (4.29, 30, True),
        (4.4, 30, False),
        (None, 30, False),
    ],
)
def test_a_window_is_counted_in_whole_days(weeks: float | None, window: int, moves: bool) -> None:
    cohort = make_cohort(bmr=["Subsequent"], emr_to_bmr=[weeks])
    assert concurrent(cohort, window).tolist() == [moves]
    assert at_emr(cohort, window).tolist() == [CONCURRENT if moves else ISOLATED]


def test_without_times_the_recorded_word_decides() -> None:
    cohort = make_cohort(bmr=["Concurrent", "Subsequent"])
    assert concurrent(cohort, 30).tolist() == [True, False]
    assert movers(cohort, 30) == ()


@pytest.mark.parametrize("make", [minimal, all_unknown, nobody])
def test_without_a_recorded_marrow_nothing_is_claimed(make: object) -> None:
    cohort: Cohort = make()  # type: ignore[operator]
    assert at_emr(cohort).isna().all()
    assert len(at_emr(cohort)) == len(cohort)
    assert list(at_emr(cohort).cat.categories) == list(AT_EMR)
    assert after_emr(cohort).isna().all()
    assert movers(cohort, 30) == ()
