import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.stats.ranks import kruskal, mann_whitney

VALUES = st.lists(st.integers(0, 8), min_size=1, max_size=8)


def test_exact_two_sample_test_agrees_with_coin_with_and_without_ties(reference):
    cases = reference("ranks")["two_samples"]
    assert len(cases) == 200
    for case in cases:
        result = mann_whitney(case["x"], case["y"])
        assert result.method == "Mann-Whitney exact"
        assert result.n == (len(case["x"]), len(case["y"]))
        assert result.statistic == case["statistic"]
        # coin cannot rank values that are all equal; every arrangement is then as far from the mean.
        assert result.p_value == pytest.approx(case.get("p_value", 1.0), rel=1e-9)


def test_exact_two_sample_test_is_the_share_of_all_choices_in_r(reference):
    cases = [case for case in reference("ranks")["two_samples"] if "p_value_by_enumeration" in case]
    assert len(cases) > 100
    for case in cases:
        assert mann_whitney(case["x"], case["y"]).p_value == pytest.approx(
            case["p_value_by_enumeration"], rel=1e-9
        )


def test_exact_two_sample_test_without_ties_agrees_with_wilcox_test(reference):
    cases = [case for case in reference("ranks")["two_samples"] if "p_value_by_wilcox" in case]
    assert len(cases) > 80
    for case in cases:
        assert mann_whitney(case["x"], case["y"]).p_value == pytest.approx(
            case["p_value_by_wilcox"], rel=1e-9
        )


def test_large_two_sample_test_agrees_with_wilcox_test(reference):
    cases = reference("ranks")["large"]
    assert len(cases) == 20
    for case in cases:
        result = mann_whitney(case["x"], case["y"])
        assert result.method == "Mann-Whitney, normal approximation"
        assert result.statistic == case["statistic"]
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-9)


def test_exact_test_of_several_groups_is_the_share_of_all_arrangements_in_r(reference):
    cases = reference("ranks")["several"]
    assert len(cases) == 60
    for case in cases:
        result = kruskal(*case["groups"])
        assert result.method == "Kruskal-Wallis exact"
        assert result.statistic == pytest.approx(case["statistic"], rel=1e-9, abs=1e-12)
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-9)


def test_large_test_of_several_groups_agrees_with_kruskal_test(reference):
    cases = reference("ranks")["approximate"]
    assert len(cases) == 10
    for case in cases:
        result = kruskal(*case["groups"])
        assert result.method == "Kruskal-Wallis, chi-square approximation"
        assert result.statistic == pytest.approx(case["statistic"], rel=1e-9)
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-8)


def test_three_against_three_apart_is_two_of_twenty():
    result = mann_whitney([1, 2, 3], [4, 5, 6])
    assert (result.statistic, result.p_value) == (0.0, 0.1)


def test_one_patient_against_one_decides_nothing():
    assert mann_whitney([1], [2]).p_value == 1.0


def test_exactness_ends_at_fifty_patients_in_a_group():
    x, y = np.arange(49) * 2.0, np.arange(49) * 2.0 + 5.0
    assert mann_whitney(x, y).method == "Mann-Whitney exact"
    assert mann_whitney(np.append(x, 98.0), y).method == "Mann-Whitney, normal approximation"


def test_exact_and_approximate_meet_at_the_bound():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=49), rng.normal(0.4, size=49)
    exact = mann_whitney(x, y).p_value
    approximate = mann_whitney(np.append(x, np.median(x)), y).p_value
    assert approximate == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("size", [4, 60])
def test_equal_values_everywhere_give_a_p_of_one(size):
    result = mann_whitney([7.0] * size, [7.0] * 3)
    assert (result.p_value, result.statistic) == (1.0, size * 3 / 2)
    several = kruskal([7.0] * size, [7.0] * 3, [7.0])
    assert (several.p_value, several.statistic) == (1.0, 0.0)


def test_infinite_values_rank_last():
    assert mann_whitney([1, 2, math.inf], [3, 4]) == mann_whitney([1, 2, 9], [3, 4])


@pytest.mark.parametrize(
    ("x", "y", "dropped", "reason"),
    [
        ([], [1.0], (0,), "One group holds no patients."),
        ([1.0], [], (1,), "One group holds no patients."),
        ([], [], (0, 1), "No group holds patients."),
    ],
)
def test_an_empty_group_gives_nan_with_a_reason(x, y, dropped, reason):
    result = mann_whitney(x, y)
    assert math.isnan(result.p_value)
    assert math.isnan(result.statistic)
    assert (result.dropped, result.reason, result.n) == (dropped, reason, (len(x), len(y)))


def test_empty_groups_are_dropped_from_several_and_named():
    result = kruskal([1, 2], [], [3, 4], [])
    assert (result.dropped, result.n) == ((1, 3), (2, 0, 2, 0))
    assert result.p_value == kruskal([1, 2], [3, 4]).p_value == pytest.approx(1 / 3)


@pytest.mark.parametrize("groups", [(), ([1, 2],), ([1, 2], [])])
def test_fewer_than_two_groups_give_nan_with_a_reason(groups):
    result = kruskal(*groups)
    assert math.isnan(result.p_value)
    assert result.reason == "Fewer than two groups hold patients."


def test_middle_sized_groups_are_simulated_and_say_so():
    rng = np.random.default_rng(8)
    groups = [rng.normal(shift, size=20) for shift in (0.0, 0.3, 0.6)]
    result = kruskal(*groups)
    assert result.method == "Kruskal-Wallis, Monte Carlo (20,000 shuffles, seed 1)"
    assert 0.0 < result.standard_error < 0.0036
    # With 20 patients a group the chi-square approximation is good to about a percent.
    assert result.p_value == pytest.approx(math.exp(-result.statistic / 2), abs=0.01)
    assert repr(kruskal(*groups)) == repr(result)
    reordered = kruskal(groups[2], groups[0][::-1], groups[1])
    assert (reordered.p_value, reordered.standard_error) == (result.p_value, result.standard_error)
    assert kruskal(*groups, seed=2).p_value != result.p_value


def test_simulation_ends_at_two_hundred_patients():
    groups = np.arange(67) * 1.5, np.arange(67) * 1.7, np.arange(66) * 1.9
    assert "Monte Carlo" in kruskal(*groups).method
    assert "chi-square" in kruskal(groups[0], groups[1], np.append(groups[2], 3.0)).method


def test_many_groups_that_would_overflow_the_enumeration_are_simulated():
    groups = [[float(index), float(20 - index)] for index in range(12)]
    assert "Monte Carlo" in kruskal(*groups).method


def test_simulation_meets_enumeration(monkeypatch):
    from emr_core.stats import _rank_sums

    groups = ([3.0, 5.0, 9.0], [1.0, 2.0, 5.0, 6.0], [7.0, 8.0, 8.0])
    exact = kruskal(*groups)
    monkeypatch.setattr(_rank_sums, "MAX_STATES", 1)
    simulated = kruskal(*groups)
    assert exact.method == "Kruskal-Wallis exact"
    assert "Monte Carlo" in simulated.method
    assert abs(simulated.p_value - exact.p_value) < 4 * simulated.standard_error


def test_missing_values_are_refused_with_their_place():
    with pytest.raises(
        ValueError, match=r"^y holds 2 missing value\(s\), the first at index 1: leave them out"
    ):
        mann_whitney([1, 2], [3, math.nan, math.nan])
    with pytest.raises(ValueError, match=r"^Group 2 holds 1 missing value\(s\), the first at index 0"):
        kruskal([1], [2], [math.nan])


def test_text_is_refused_and_never_read_as_a_number():
    with pytest.raises(
        ValueError,
        match=r"^x must hold numbers, none missing, but holds str\d+ values: give one number a patient",
    ):
        mann_whitney(["1", "2"], [3])
    with pytest.raises(ValueError, match=r"^Group 1 holds 1 missing value\(s\), the first at index 0"):
        kruskal([1], [None])


def test_a_table_instead_of_a_sample_is_refused():
    with pytest.raises(
        ValueError, match=r"^x must be a list of numbers, one a patient, but has 2 dimensions\.$"
    ):
        mann_whitney([[1, 2]], [3])


@given(VALUES, VALUES)
def test_two_groups_by_kruskal_have_the_p_of_mann_whitney(x, y):
    assert kruskal(x, y).p_value == pytest.approx(mann_whitney(x, y).p_value, rel=1e-9)


@given(VALUES, VALUES)
def test_swapping_or_reversing_samples_does_not_change_p(x, y):
    result = mann_whitney(x, y)
    swapped, mirrored = mann_whitney(y, x), mann_whitney([-v for v in x], [-v for v in y])
    assert swapped.p_value == pytest.approx(result.p_value, rel=1e-12)
    assert mirrored.p_value == pytest.approx(result.p_value, rel=1e-12)
    assert result.statistic + swapped.statistic == len(x) * len(y)
    assert 0.0 < result.p_value <= 1.0


@given(VALUES, VALUES, st.randoms(use_true_random=False))
def test_order_of_patients_and_unit_do_not_change_the_bytes(x, y, random):
    shuffled = random.sample(x, len(x))
    assert mann_whitney(shuffled, y) == mann_whitney(x, y)
    assert mann_whitney([7 * v for v in x], [7 * v for v in y]) == mann_whitney(x, y)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=0, max_size=4), min_size=3, max_size=3))
def test_order_of_groups_does_not_change_p(groups):
    result, turned = kruskal(*groups), kruskal(*groups[::-1])
    assert turned.p_value == pytest.approx(result.p_value, rel=1e-12, nan_ok=True)
    assert turned.statistic == pytest.approx(result.statistic, rel=1e-9, abs=1e-12, nan_ok=True)
    assert sum(result.n) == sum(len(group) for group in groups)
