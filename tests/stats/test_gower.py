import math

import numpy as np
import pytest

from emr_core.stats.gower import gower, of_levels, of_numbers, of_sets


def test_distances_agree_with_daisy_on_numbers_categories_and_gaps(reference):
    cases = reference("gower")["mixed"]
    assert len(cases) == 40
    for case in cases:
        numbers = [of_numbers(values, 0) for values in case["numbers"]]
        levels = [of_levels(codes, 0) for codes in case["codes"]]
        got = gower([*numbers, *levels], case["weights"])
        assert got.distance == pytest.approx(case["distance"], abs=1e-12, nan_ok=True)


def test_sets_agree_with_daisy_on_asymmetric_binary_columns(reference):
    cases = reference("gower")["sets"]
    assert len(cases) == 40
    for case in cases:
        assert of_sets(case["members"], 0) == pytest.approx(case["distance"], abs=1e-12)


def test_three_patients_by_hand():
    age = of_numbers([4, 6, 14], 0)  # range 10: 0, 0.2, 1
    sex = of_levels([0, 0, 1], 0)
    sites = of_sets([[1, 1, 0], [1, 0, 0], [0, 0, 1]], 0)  # 1 of 2, 0 of 3 in common
    got = gower([age, sex, sites], [1, 1, 2])
    assert got.parts[1] == pytest.approx([0.2, 0, 0.5])
    assert got.distance == pytest.approx([0, (0.2 + 0 + 2 * 0.5) / 4, (1 + 1 + 2) / 4])
    assert list(got.compared) == [4, 4, 4]


def test_what_is_not_known_of_both_is_left_out_of_the_mean():
    got = gower([of_numbers([1, math.nan, 3], 0), of_levels([2, 2, -1], 0)], [1, 3])
    assert got.distance == pytest.approx([0, 0, 1])
    assert list(got.compared) == [4, 3, 1]


def test_a_patient_of_whom_nothing_is_known_is_at_no_distance():
    got = gower([of_numbers([math.nan, 1], 0), of_sets([[False], [True]], 0)], [1, 1])
    assert np.isnan(got.distance).all()
    assert list(got.compared) == [0, 0]


def test_a_number_that_is_the_same_in_all_sets_nobody_apart():
    assert list(of_numbers([7, 7, 7], 1)) == [0, 0, 0]


def test_wrong_weights_and_numbers_are_refused():
    with pytest.raises(ValueError, match="one weight a field: 1 fields, 2 weights"):
        gower([[0.0]], [1, 2])
    with pytest.raises(ValueError, match="0 or more"):
        gower([[0.0]], [-1])
    with pytest.raises(ValueError, match="finite"):
        of_numbers([1, math.inf], 0)
