"""Large strata are combined stretch by stretch; the numbers are those of adding all pairs in logarithms."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from emr_core.stats import _conditional
from emr_core.stats._conditional import conditional
from emr_core.stats._convolution import convolved
from emr_core.stats.association import odds_ratio
from emr_core.stats.stratified import stratified

STRATA = [
    ([[120, 300], [140, 440]], [[300, 100], [50, 700]]),
    ([[3, 5], [7, 9]], [[400, 2000], [900, 100]]),
    ([[0, 50], [900, 2000]], [[700, 0], [3, 600]]),
    ([[1, 3], [0, 4]], [[2000, 1], [1, 2000]]),
]


def by_all_pairs(one, other):
    total = np.full(one.size + other.size - 1, -np.inf)
    for first, weight in enumerate(one):
        part = slice(first, first + other.size)
        total[part] = np.logaddexp(total[part], weight + other)
    return total


def exact_odds_ratio(table, guess):
    """Conditional estimate in 45 digits: the odds ratio whose expected first cell is the observed one."""
    (a, b), (c, d) = table
    row, column, n = a + b, a + c, a + b + c + d
    reach = 16 * (int((1 / (1 / a + 1 / b + 1 / c + 1 / d)) ** 0.5) + 1)
    cells = range(max(0, row + column - n, a - reach), min(row, column, a + reach))

    def expected_less_observed(odds):
        weight = total = Decimal(1)
        moment = Decimal(cells.start - a)
        for x in cells:
            weight *= odds * (row - x) * (column - x) / ((x + 1) * (n - row - column + x + 1))
            total += weight
            moment += weight * (x + 1 - a)
        return moment / total

    last, value = Decimal(guess) * (1 + Decimal(10) ** -8), Decimal(guess)
    for _ in range(3):
        before, now = expected_less_observed(last), expected_less_observed(value)
        last, value = value, value - now * (value - last) / (now - before)
    return value


@pytest.mark.parametrize(("first", "second"), STRATA)
def test_sums_of_two_strata_have_the_weights_of_all_their_pairs(first, second):
    one, other = (conditional(np.array(table)).log_weight for table in (first, second))
    for pair in ((one, other), (other, one)):
        np.testing.assert_allclose(convolved(*pair), by_all_pairs(one, other), rtol=1e-13, atol=1e-12)


def test_one_sum_alone_is_added_as_it_is():
    assert convolved(np.array([0.5]), np.array([1.0, 2.0, 1.0])).tolist() == [1.5, 2.5, 1.5]
    assert convolved(np.array([0.5]), np.array([1.0])).tolist() == [1.5]


def test_a_common_odds_ratio_does_not_depend_on_how_strata_are_combined(monkeypatch):
    tables = [[[700, 1900], [500, 2100]], [[300, 600], [400, 1700]]]
    fast = stratified(tables)
    monkeypatch.setattr(_conditional, "MANY_PAIRS", 10**9)
    monkeypatch.setattr(_conditional, "LONG", 10**9)
    slow = stratified(tables)
    assert fast.p_value == pytest.approx(slow.p_value, rel=1e-12)
    for name in ("estimate", "lower", "upper"):
        assert getattr(fast.common, name) == pytest.approx(getattr(slow.common, name), rel=1e-12)


@pytest.mark.parametrize("table", [((1200, 3000), (1400, 4400)), ((3000, 200), (1800, 4000))])
def test_odds_ratios_of_thousands_are_exact_to_twelve_digits(table):
    getcontext().prec = 45
    found = odds_ratio(table).estimate
    assert float(Decimal(found) / exact_odds_ratio(table, found) - 1) == pytest.approx(0.0, abs=1e-12)
