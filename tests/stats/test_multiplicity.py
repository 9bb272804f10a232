import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.multiplicity import benjamini_hochberg

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_adjusted_p_values_agree_with_r_on_every_reference_list(reference):
    cases = reference("medians")["adjusted"]
    assert len(cases) == 50
    assert sum(math.isnan(p) for case in cases for p in case["p"]) > 10
    for case in cases:
        assert benjamini_hochberg(case["p"]).tolist() == pytest.approx(case["q"], rel=1e-12, nan_ok=True)


def test_four_tests_by_hand():
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).tolist() == pytest.approx(
        [0.04, 0.16 / 3, 0.16 / 3, 0.5]
    )


def test_what_cannot_be_tested_stays_nan_and_is_not_counted():
    got = benjamini_hochberg([0.01, math.nan, 0.04])
    assert got[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    assert math.isnan(got[1])


def test_nothing_to_adjust_gives_nothing():
    assert benjamini_hochberg([]).shape == (0,)
    assert np.isnan(benjamini_hochberg([math.nan, math.nan])).all()


def test_shape_is_kept():
    assert benjamini_hochberg([[0.01, 0.2], [0.3, math.nan]]).shape == (2, 2)


@pytest.mark.parametrize("wrong", [-0.1, 1.5, math.inf])
def test_what_is_not_a_p_value_is_refused_with_its_place(wrong):
    with pytest.raises(ValueError, match=rf"between 0 and 1, but the one at index 1 was {wrong}\.$"):
        benjamini_hochberg([0.5, wrong])


@given(P_VALUES)
def test_q_is_never_below_p_and_keeps_its_order(p_values):
    adjusted = benjamini_hochberg(p_values)
    assert (adjusted >= np.array(p_values) * (1 - 1e-12)).all()
    assert (adjusted <= 1.0).all()
    assert (np.diff(adjusted[np.argsort(p_values)]) >= -1e-15).all()
