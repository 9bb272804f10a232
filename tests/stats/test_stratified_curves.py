"""Log-rank and Gray's test stratified: held against R, and worked by hand where strata disagree."""

import math

import numpy as np
import pytest

from emr_core.stats.gray import gray
from emr_core.stats.logrank import logrank
from emr_core.stats.stratified_curves import NOTHING, stratified_test

GIVEN_UP = -1
"""What cuminc reports where it takes the variance for singular: of sixty once, with four groups of 24."""


def test_sixty_cohorts_agree_with_r(reference):
    cases = reference("strata")["cohorts"]
    assert len(cases) == 60
    assert sum(case["gray"] == GIVEN_UP for case in cases) == 1
    for case in cases:
        arguments = case["time"], case["event"], case["group"], case["stratum"]
        statistic, p_value, _, _ = stratified_test(*arguments, competing=True)
        if case["gray"] != GIVEN_UP:
            assert statistic == pytest.approx(case["gray"], rel=1e-8)
            assert p_value == pytest.approx(case["gray_p"], rel=1e-6)
        died = (np.array(case["event"]) > 0).astype(int)
        found = stratified_test(case["time"], died, case["group"], case["stratum"], competing=False)
        assert found[0] == pytest.approx(case["logrank"], rel=1e-8)
        assert found[1] == pytest.approx(case["logrank_p"], rel=1e-6)


def test_one_stratum_is_the_test_without_strata():
    time, event, group = [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 1, 0, 1, 1, 2, 0], ["a", "b"] * 4
    one = ["AML"] * 8
    assert stratified_test(time, event, group, one, competing=True)[1] == gray(time, event, group).p_value
    died = [min(code, 1) for code in event]
    assert stratified_test(time, died, group, one, competing=False)[1] == logrank(time, died, group).p_value


def test_strata_that_point_in_opposite_directions_cancel():
    time = [1, 2, 3, 10, 10, 10, 10, 10, 10, 1, 2, 3]
    event = [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    group, strata = ["a"] * 3 + ["b"] * 3 + ["a"] * 3 + ["b"] * 3, ["AML"] * 6 + ["ALL"] * 6
    statistic, p_value, degrees, _ = stratified_test(time, event, group, strata, competing=False)
    assert (round(statistic, 12), p_value, degrees) == (0, 1, 1)


def test_strata_with_one_group_each_compare_nothing():
    statistic, p_value, _, reason = stratified_test(
        [1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"], ["AML", "AML", "ALL", "ALL"], competing=False
    )
    assert math.isnan(statistic)
    assert math.isnan(p_value)
    assert reason == NOTHING


def test_strata_of_another_length_are_refused():
    with pytest.raises(ValueError, match="strata has 1 values, but time has 2"):
        stratified_test([1, 2], [1, 1], ["a", "b"], ["AML"], competing=False)
