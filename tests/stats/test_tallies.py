import dataclasses
import math

import numpy as np
import pytest
from scipy.stats import rankdata

from emr_core.stats.hodges_lehmann import hodges_lehmann
from emr_core.stats.medians import median
from emr_core.stats.ranks import kruskal, mann_whitney
from emr_core.stats.standardized import standardized_mean_difference
from emr_core.stats.tallies import tally


def sample(n, seed, digits):
    return np.round(np.random.default_rng(seed).gamma(2.0, 3.0, n), digits) - 1


SIZES = [(3, 2), (60, 40), (30_000, 500)]  # exact tests, approximations, values found by hashing


@pytest.mark.parametrize("digits", [0, 1, 9])
@pytest.mark.parametrize("n", SIZES)
def test_who_hands_on_counts_gets_what_who_hands_on_every_patient_gets(n, digits):
    one, two = sample(n[0], 1, digits), sample(n[1], 2, digits)
    held = tally(one, "x"), tally(two, "y")
    assert held[0].size == n[0]
    assert held[0].ordered().tolist() == np.sort(one).tolist()
    assert dataclasses.astuple(median(one)) == dataclasses.astuple(median(held[0]))
    tests = [hodges_lehmann, standardized_mean_difference, mann_whitney, kruskal]
    if n[0] > 20_000 and digits == 0:
        tests.remove(kruskal)  # two groups with so few values are enumerated: half a minute
    for found in tests:
        assert found(one, two) == found(*held)


@pytest.mark.parametrize("digits", [0, 1, 9])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 101, 30_000])
def test_numbers_read_from_counts_are_those_of_every_patient_in_order_to_the_last_digit(n, digits):
    values = sample(n, n, digits)
    found = median(values)
    quartiles = np.quantile(np.sort(values), (0.25, 0.5, 0.75)).tolist()
    assert [found.lower_quartile, found.median, found.upper_quartile] == quartiles
    assert found.mean == math.fsum(values) / n


@pytest.mark.parametrize("digits", [0, 1])
def test_ranks_read_from_counts_are_those_of_every_patient(digits):
    one, two = sample(700, 3, digits), sample(90, 4, digits)
    ranks = rankdata(np.concatenate((one, two)))
    assert mann_whitney(one, two).statistic == ranks[:700].sum() - 700 * 701 / 2
