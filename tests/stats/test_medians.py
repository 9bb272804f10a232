import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.medians import median

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def test_median_agrees_with_r_on_every_reference_sample(reference):
    cases = reference("medians")["samples"]
    assert len(cases) == 100
    for case in cases:
        got = median(case["x"], case["conf_level"])
        assert got.n == len(case["x"])
        assert got.median == pytest.approx(case["median"], rel=1e-12)
        assert got.mean == pytest.approx(case["mean"], rel=1e-12)
        assert got.lower_quartile == pytest.approx(case["lower_quartile"], rel=1e-12)
        assert got.upper_quartile == pytest.approx(case["upper_quartile"], rel=1e-12)
        assert [got.lower, got.upper] == pytest.approx([case["lower"], case["upper"]], abs=0, nan_ok=True)
        assert got.achieved_conf_level == pytest.approx(case["achieved"], rel=1e-12, nan_ok=True)


def test_six_values_are_the_fewest_with_a_95_percent_interval():
    five, six = median([1, 2, 3, 4, 5]), median([6, 2, 3, 4, 5, 1])
    assert all(math.isnan(value) for value in (five.lower, five.upper, five.achieved_conf_level))
    assert (six.lower, six.upper, six.achieved_conf_level) == (1, 6, 1 - 2 / 2**6)


def test_a_level_that_is_reached_exactly_counts():
    assert median(range(6), 1 - 2 / 2**6).achieved_conf_level == 1 - 2 / 2**6
    assert (median(range(7), 1 - 2 * 8 / 2**7).lower, median(range(7), 1 - 2 * 8 / 2**7).upper) == (1, 5)


def test_no_values_give_nan_everywhere():
    got = median([])
    assert got.n == 0
    empty = [got.median, got.mean, got.minimum, got.maximum, got.lower_quartile, got.upper_quartile]
    assert np.isnan([*empty, got.lower, got.upper, got.achieved_conf_level]).all()


def test_one_value_is_every_location_and_has_no_interval():
    got = median([4.5])
    assert (got.median, got.mean, got.minimum, got.maximum) == (4.5, 4.5, 4.5, 4.5)
    assert (got.lower_quartile, got.upper_quartile) == (4.5, 4.5)
    assert math.isnan(got.lower)


def test_two_values_have_their_midpoint():
    got = median([2, 5])
    assert (got.median, got.lower_quartile, got.upper_quartile) == (3.5, 2.75, 4.25)


def test_wrong_values_are_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"^The sample holds 1 missing value\(s\), the first at index 1"):
        median([1, math.nan])
    with pytest.raises(ValueError, match="infinite values: a time that was not reached is censored"):
        median([1, math.inf])
    with pytest.raises(ValueError, match="conf_level"):
        median([1, 2], 1.5)


def test_the_sample_given_is_not_changed():
    sample = np.array([3.0, 1.0, 2.0])
    median(sample)
    assert sample.tolist() == [3.0, 1.0, 2.0]


@given(NUMBERS, st.randoms(use_true_random=False))
def test_order_of_patients_does_not_change_the_bytes(sample, random):
    assert repr(median(random.sample(sample, len(sample)))) == repr(median(sample))


@given(NUMBERS, st.floats(0.5, 0.99))
def test_interval_contains_the_median_and_reaches_its_level(sample, conf_level):
    got = median(sample, conf_level)
    assert got.minimum <= got.lower_quartile <= got.median <= got.upper_quartile <= got.maximum
    if not math.isnan(got.lower):
        assert got.minimum <= got.lower <= got.median <= got.upper <= got.maximum
        assert got.achieved_conf_level >= conf_level - 1e-12
