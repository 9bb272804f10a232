"""Distinct values and who has which, as numpy finds them by sorting everybody."""

import numpy as np
import pytest

from emr_core.stats._ties import FEW, distinct
from emr_core.stats.logrank import logrank

N = FEW + 5_000


@pytest.mark.parametrize("decimals", [0, 2, 12])
def test_times_of_many_patients_are_found_as_numpy_finds_them(decimals: int) -> None:
    time = np.random.default_rng(decimals).exponential(40, N).round(decimals)
    for found, expected in zip(distinct(time), np.unique(time, return_inverse=True), strict=True):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


def test_texts_are_in_the_order_of_their_letters() -> None:
    found, place = distinct(np.array(["b", "ä", "a", "B", "a"], dtype=object))
    assert found.tolist() == ["B", "a", "b", "ä"]
    assert place.tolist() == [2, 3, 1, 0, 1]


def test_nobody_has_nothing() -> None:
    for kind in (np.float64, object):
        found, place = distinct(np.array([], dtype=kind))
        assert found.size == place.size == 0


def test_many_patients_are_compared_as_few_are() -> None:
    """A cohort taken many times over: everything expected is that often what it was."""
    draw = np.random.default_rng(1)
    time, event = draw.exponential(30, 500).round(1), draw.integers(0, 2, 500)
    group = np.where(draw.integers(0, 2, 500), "AML", "ALL").astype(object)
    once = logrank(time, event, group)
    often = logrank(np.tile(time, 50), np.tile(event, 50), np.tile(group, 50))
    assert often.groups == once.groups
    assert often.observed == tuple(50 * k for k in once.observed)
    np.testing.assert_allclose(often.expected, [50 * e for e in once.expected], rtol=1e-12)
