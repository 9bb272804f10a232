import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats import hodges_lehmann as module
from emr_core.stats.hodges_lehmann import hodges_lehmann
from emr_core.stats.ranks import mann_whitney
from emr_core.stats.tallies import tally

VALUES = st.lists(st.integers(0, 40), min_size=1, max_size=14)


def numbers(shift):
    return [shift.estimate, shift.lower, shift.upper, shift.achieved_conf_level]


def test_difference_agrees_with_r_on_every_reference_pair(reference):
    cases = reference("effects")["shifts"]
    assert len(cases) == 200
    assert sum("by_wilcox" in case for case in cases) > 90
    for case in cases:
        got = hodges_lehmann(case["x"], case["y"], case["conf_level"])
        wanted = [case["estimate"], case["lower"], case["upper"], case["achieved"]]
        assert numbers(got) == pytest.approx(wanted, rel=1e-10, abs=1e-12, nan_ok=True)
        assert got.method == "Hodges-Lehmann, exact"


def test_large_groups_take_the_limits_of_the_normal_approximation(reference):
    for case in reference("effects")["large"]:
        got = hodges_lehmann(case["x"], case["y"])
        assert got.method == "Hodges-Lehmann, normal approximation"
        assert numbers(got)[:3] == pytest.approx([case["estimate"], case["lower"], case["upper"]], rel=1e-10)


def test_four_against_four_by_hand():
    # Differences 1, 2, 3, 4, ... of 16 pairs; P(W = 0) = 1/70, so the limits are the least and the greatest.
    got = hodges_lehmann([10, 20, 30, 40], [1, 2, 3, 4])
    assert (got.estimate, got.lower, got.upper) == (22.5, 6, 39)
    assert got.achieved_conf_level == pytest.approx(1 - 2 / 70)


def test_three_against_four_have_a_difference_but_no_interval_at_95_percent():
    got = hodges_lehmann([5, 6, 7], [1, 2, 3, 4])
    assert got.estimate == 3.5
    assert np.isnan([got.lower, got.upper, got.achieved_conf_level]).all()
    assert got.reason == ""
    assert hodges_lehmann([5, 6, 7], [1, 2, 3, 4], 0.9).lower == 1


def test_a_level_that_is_reached_exactly_counts():
    # Three against three: P(W = 0) = 1/20, half of what 90 % leaves.
    got = hodges_lehmann([4, 5, 6], [1, 2, 3], 0.9)
    assert (got.lower, got.upper) == (1, 5)
    assert got.achieved_conf_level == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [([], [1], "One group holds no patients."), ([], [], "No group holds patients.")],
)
def test_an_empty_group_leaves_no_difference_and_says_so(x, y, reason):
    got = hodges_lehmann(x, y)
    assert np.isnan(numbers(got)).all()
    assert (got.reason, got.n) == (reason, (len(x), len(y)))


@given(VALUES, VALUES, st.sampled_from([1.0, 0.1, 1e-9]))
def test_differences_are_found_in_order_without_being_held(x, y, unit):
    one, two = np.array(x) * unit, np.array(y) * unit
    every = np.sort(np.subtract.outer(one, two).ravel())
    gaps = module._Gaps(tally(one, "x"), tally(two, "y"))
    assert [gaps.ranked(rank) for rank in range(1, every.size + 1)] == every.tolist()


def test_values_that_cannot_be_subtracted_are_refused():
    with pytest.raises(
        ValueError, match=r"^y holds infinite values: a time that was not reached is censored"
    ):
        hodges_lehmann([1], [math.inf])
    with pytest.raises(ValueError, match=r"^x holds 1 missing value\(s\), the first at index 1"):
        hodges_lehmann([1, math.nan], [2])
    with pytest.raises(ValueError, match="conf_level"):
        hodges_lehmann([1], [2], 95)


@given(VALUES, VALUES, st.randoms(use_true_random=False))
def test_order_of_patients_does_not_change_the_bytes_and_swapping_groups_turns_the_sign(x, y, random):
    got, other = hodges_lehmann(x, y), hodges_lehmann(y, x)
    assert repr(hodges_lehmann(random.sample(x, len(x)), random.sample(y, len(y)))) == repr(got)
    assert [-other.estimate, -other.upper, -other.lower] == pytest.approx(numbers(got)[:3], nan_ok=True)


@given(VALUES, VALUES, st.sampled_from([7.0, 12.0, 1 / 30.4375]), st.integers(-5, 5))
def test_unit_scales_the_difference_and_a_shift_of_both_groups_changes_nothing(x, y, factor, shift):
    got = hodges_lehmann(x, y)
    scaled = hodges_lehmann(np.array(x) * factor, np.array(y) * factor)
    moved = hodges_lehmann(np.array(x) + shift, np.array(y) + shift)
    assert numbers(scaled)[:3] == pytest.approx([v * factor for v in numbers(got)[:3]], nan_ok=True)
    assert numbers(moved) == pytest.approx(numbers(got), nan_ok=True)


@given(st.permutations(range(18)), st.integers(4, 14))
def test_the_interval_leaves_zero_out_when_the_exact_test_says_so(order, size):
    x, y = order[:size], order[size:]
    got, test = hodges_lehmann(x, y), mann_whitney(x, y)
    if not math.isnan(got.lower):
        assert got.lower <= got.estimate <= got.upper
        # Without ties among the patients no difference is zero: the two are one procedure.
        assert (got.lower > 0 or got.upper < 0) == (test.p_value <= 1 - got.achieved_conf_level + 1e-12)
