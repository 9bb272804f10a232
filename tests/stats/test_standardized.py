import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.standardized import (
    standardized_level_difference,
    standardized_mean_difference,
    standardized_proportion_difference,
)

VALUES = st.lists(st.integers(0, 50), min_size=2, max_size=12)
LEVELS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5).map(
    lambda pairs: np.array(pairs).T
)


def test_means_agree_with_the_formula_in_r(reference):
    cases = reference("effects")["means"]
    assert len(cases) == 60
    for case in cases:
        got = standardized_mean_difference(case["x"], case["y"])
        assert [got.estimate, got.lower, got.upper] == pytest.approx(
            [case["estimate"], *case["limits"]], rel=1e-9, abs=1e-12
        )


def test_shares_agree_with_the_formula_in_r(reference):
    cases = reference("effects")["shares"]
    assert len(cases) == 60
    for case in cases:
        (k1, k2), (n1, n2) = case["k"], case["n"]
        got = standardized_proportion_difference(k1, n1, k2, n2)
        assert [got.estimate, got.lower, got.upper] == pytest.approx(
            [case["estimate"], *case["limits"]], rel=1e-9, abs=1e-12
        )


def test_levels_agree_with_the_formula_in_r_whichever_level_is_left_out(reference):
    cases = reference("effects")["levels"]
    assert len(cases) == 80
    for case in cases:
        got = standardized_level_difference(case["table"])
        assert got.estimate == pytest.approx(case["estimate"], rel=1e-9, abs=1e-9)
        assert math.isnan(got.lower)


def test_shares_by_hand():
    # 1/2 against 1/5: 0.3 over the root of (0.25 + 0.16) / 2.
    got = standardized_proportion_difference(5, 10, 4, 20)
    assert got.estimate == pytest.approx(0.3 / math.sqrt(0.205))
    assert (got.n, got.reason) == ((10, 20), "")


def test_two_values_a_group_by_hand():
    # Means 2 and 5, both variances 2.
    assert standardized_mean_difference([1, 3], [4, 6]).estimate == pytest.approx(-3 / math.sqrt(2))


@pytest.mark.parametrize(
    ("got", "reason"),
    [
        (standardized_mean_difference([], [1, 2]), "A group holds no patients."),
        (standardized_mean_difference([1], [1, 2]), "A group holds one patient: it has no spread."),
        (standardized_mean_difference([0.1] * 3, [0.2] * 3), "no value in common"),
        (standardized_proportion_difference(0, 0, 1, 2), "A group holds no patients."),
        (standardized_proportion_difference(0, 3, 5, 5), "no value in common"),
        (standardized_level_difference([[0, 0], [1, 2]]), "A group holds no patients."),
        (standardized_level_difference([[3, 0, 0], [0, 1, 2]]), "no value in common"),
    ],
)
def test_without_spread_there_is_no_number_and_a_reason(got, reason):
    assert np.isnan([got.estimate, got.lower, got.upper]).all()
    assert reason in got.reason


def test_groups_that_are_all_alike_do_not_differ():
    assert standardized_mean_difference([0.1] * 3, [0.1] * 4).estimate == 0
    assert standardized_proportion_difference(3, 3, 5, 5).estimate == 0
    assert standardized_proportion_difference(0, 3, 0, 5).estimate == 0
    assert standardized_level_difference([[3, 0], [5, 0]]).estimate == 0


def test_wrong_input_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"^x holds infinite values: they have no mean, leave them out"):
        standardized_mean_difference([1, math.inf], [1, 2])
    with pytest.raises(ValueError, match=r"^k2 = 3 is more than n2 = 2"):
        standardized_proportion_difference(1, 2, 3, 2)
    with pytest.raises(ValueError, match=r"^The table must have two rows, a group each, but has 3\.$"):
        standardized_level_difference([[1, 2], [3, 4], [5, 6]])
    with pytest.raises(ValueError, match="conf_level"):
        standardized_proportion_difference(1, 2, 1, 2, conf_level=1)


@given(VALUES, VALUES, st.randoms(use_true_random=False), st.sampled_from([7.0, 12.0]))
def test_order_keeps_the_bytes_unit_the_number_and_swapping_turns_the_sign(x, y, random, factor):
    got, other = standardized_mean_difference(x, y), standardized_mean_difference(y, x)
    shuffled = standardized_mean_difference(random.sample(x, len(x)), random.sample(y, len(y)))
    scaled = standardized_mean_difference(np.array(x) * factor, np.array(y) * factor)
    assert repr(shuffled) == repr(got)
    assert scaled.estimate == pytest.approx(got.estimate, rel=1e-9, abs=1e-12, nan_ok=True)
    assert [-other.upper, -other.lower] == pytest.approx([got.lower, got.upper], nan_ok=True)


@given(LEVELS, st.randoms(use_true_random=False))
def test_names_of_levels_and_groups_do_not_matter(table, random):
    got = standardized_level_difference(table)
    order = random.sample(range(table.shape[1]), table.shape[1])
    for same in (table[:, order], table[::-1], np.column_stack((table, [0, 0]))):
        again = standardized_level_difference(same)
        assert again.estimate == pytest.approx(got.estimate, rel=1e-7, abs=1e-7, nan_ok=True)
        assert again.reason == got.reason


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_two_levels_are_the_size_of_the_difference_of_shares(a, b, c, d):
    levels = standardized_level_difference([[a, b], [c, d]])
    share = standardized_proportion_difference(a, a + b, c, c + d)
    assert levels.estimate == pytest.approx(abs(share.estimate), rel=1e-9, abs=1e-9, nan_ok=True)
    assert levels.reason == share.reason
