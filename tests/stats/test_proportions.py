import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.proportions import clopper_pearson, difference, wilson

METHODS = pytest.mark.parametrize("interval", [wilson, clopper_pearson])
LEVELS = st.floats(0.01, 0.999)


@st.composite
def k_of_n(draw):
    n = draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n


def test_wilson_agrees_with_r_on_every_reference_share(reference):
    cases = reference("proportions")["shares"]
    assert len(cases) == 200
    for case in cases:
        got = wilson(case["k"], case["n"], case["conf_level"])
        assert got.estimate == case["estimate"]
        assert [got.lower, got.upper] == pytest.approx(case["wilson"], abs=1e-10)


def test_clopper_pearson_agrees_with_r_on_every_reference_share(reference):
    for case in reference("proportions")["shares"]:
        got = clopper_pearson(case["k"], case["n"], case["conf_level"])
        assert [got.lower, got.upper] == pytest.approx(case["exact"], rel=1e-9, abs=0)


def test_difference_agrees_with_r_on_every_reference_pair(reference):
    cases = reference("proportions")["differences"]
    assert len(cases) == 100
    for case in cases:
        got = difference(case["k1"], case["n1"], case["k2"], case["n2"])
        assert got.estimate == pytest.approx(case["estimate"], abs=1e-12)
        assert [got.lower, got.upper] == pytest.approx([case["lower"], case["upper"]], abs=1e-10)


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2", "lower", "upper"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_difference_gives_newcombes_own_table(k1, n1, k2, n2, lower, upper):
    got = difference(k1, n1, k2, n2)
    assert (round(got.lower, 4), round(got.upper, 4)) == (lower, upper)


@METHODS
def test_none_of_14_starts_at_zero_and_14_of_14_ends_at_one(interval):
    none, every = interval(0, 14), interval(14, 14)
    assert (none.estimate, none.lower) == (0.0, 0.0)
    assert (every.estimate, every.upper) == (1.0, 1.0)
    assert none.upper == pytest.approx(1 - every.lower, abs=1e-14)
    assert round(none.upper, 3) == {wilson: 0.215, clopper_pearson: 0.232}[interval]


@METHODS
def test_no_patients_is_nan_and_not_an_error(interval):
    got = interval(0, 0)
    assert (got.k, got.n, got.conf_level) == (0, 0, 0.95)
    assert all(math.isnan(value) for value in (got.estimate, got.lower, got.upper))


@METHODS
def test_one_patient_has_an_interval(interval):
    assert interval(1, 1).upper == 1.0
    assert round(interval(1, 1).lower, 4) == {wilson: 0.2065, clopper_pearson: 0.025}[interval]


def test_difference_with_an_empty_group_is_nan():
    got = difference(0, 0, 3, 7)
    assert all(math.isnan(value) for value in (got.estimate, got.lower, got.upper))
    assert (got.k1, got.n1, got.k2, got.n2) == (0, 0, 3, 7)


def test_one_of_a_million_has_an_exact_lower_limit():
    # P(X >= 1) = 1 - (1 - p)^n = 0.025
    got = clopper_pearson(1, 1_000_000)
    assert got.lower == pytest.approx(-math.expm1(math.log1p(-0.025) / 1_000_000), rel=1e-10)


@METHODS
def test_numpy_numbers_come_back_as_python_numbers(interval):
    got = interval(np.int64(7), np.float64(22.0))
    assert (type(got.k), type(got.n), type(got.lower)) == (int, int, float)
    assert got == interval(7, 22)


@METHODS
@pytest.mark.parametrize(
    ("k", "n", "message"),
    [
        (-1, 5, "k must be a whole number of patients, 0 or more, but was -1."),
        (0.5, 5, "k must be a whole number of patients, 0 or more, but was 0.5."),
        (1, math.nan, "n must be a whole number of patients, 0 or more, but was nan."),
        (
            6,
            5,
            "k = 6 is more than n = 5: "
            "give the patients with the finding first, then all patients looked at.",
        ),
    ],
)
def test_wrong_counts_are_refused_by_name(interval, k, n, message):
    with pytest.raises(ValueError, match="patients") as refusal:
        interval(k, n)
    assert str(refusal.value) == message


def test_difference_names_the_group_that_is_wrong():
    with pytest.raises(ValueError, match=r"^k2 = 9 is more than n2 = 8: "):
        difference(1, 2, 9, 8)
    with pytest.raises(ValueError, match=r"^n1 must be a whole number"):
        difference(1, -2, 7, 8)


@METHODS
@pytest.mark.parametrize("conf_level", [0.0, 1.0, 95, math.nan])
def test_a_confidence_level_outside_0_to_1_is_refused_and_echoed(interval, conf_level):
    with pytest.raises(ValueError, match=f"between 0 and 1, such as 0.95, but was {conf_level}"):
        interval(1, 2, conf_level)


@given(k_of_n(), LEVELS)
def test_intervals_contain_the_estimate_and_stay_within_0_and_1(kn, conf_level):
    for got in (wilson(*kn, conf_level), clopper_pearson(*kn, conf_level)):
        assert 0.0 <= got.lower <= got.estimate + 1e-12
        assert got.estimate - 1e-12 <= got.upper <= 1.0


@given(k_of_n(), LEVELS)
def test_counting_those_without_the_finding_mirrors_the_interval(kn, conf_level):
    k, n = kn
    for interval in (wilson, clopper_pearson):
        got, mirrored = interval(k, n, conf_level), interval(n - k, n, conf_level)
        assert got.lower == pytest.approx(1 - mirrored.upper, abs=1e-12)


@given(k_of_n(), k_of_n())
def test_difference_contains_its_estimate_and_changes_sign_with_the_order(one, two):
    got, swapped = difference(*one, *two), difference(*two, *one)
    assert -1 - 1e-12 <= got.lower <= got.estimate <= got.upper <= 1 + 1e-12
    assert got.lower == pytest.approx(-swapped.upper, abs=1e-12)


@given(k_of_n())
def test_a_higher_confidence_level_never_gives_a_shorter_interval(kn):
    for interval in (wilson, clopper_pearson):
        low, high = interval(*kn, 0.8), interval(*kn, 0.99)
        assert high.lower <= low.lower
        assert low.upper <= high.upper
