"""Large tables by their short ways: to the bit what the long ways give, which small ones still take."""

import numpy as np
import pytest

from emr_core.stats import _convolution, _enumeration, association
from emr_core.stats.association import fisher_exact, odds_ratio
from emr_core.stats.stratified import opposite, stratified

TWO_BY_TWO = (
    ((30_744, 130_132), (120_038, 71_486)),
    ((2_005, 13_146), (2_117, 14_084)),
    ((90_826, 101_715), (0, 63_312)),
    ((6_130, 84_850), (5_215, 71_004)),
)

TWO_BY_FOUR = ((3_011, 12_645), (1_610, 7_048), (1_181, 4_997), (958, 3_902))
"""Too many tables to be made: drawn."""

FAR = ((1_011, 14_645), (1_610, 7_048), (1_181, 4_997), (958, 3_902))
"""As large, and so unlikely that nothing as unlikely can be drawn."""


@pytest.mark.parametrize("table", TWO_BY_TWO)
def test_an_odds_ratio_from_the_sums_that_count_is_that_from_all(
    table: tuple[tuple[int, ...], ...], monkeypatch: pytest.MonkeyPatch
):
    short = odds_ratio(table)
    monkeypatch.setattr(_convolution, "WIDE", 10**9)
    assert odds_ratio(table) == short


def test_strata_combined_from_the_sums_that_count_are_those_from_all(monkeypatch: pytest.MonkeyPatch):
    tables = np.array(TWO_BY_TWO[:2])
    short = stratified(tables, with_strata=False)
    monkeypatch.setattr(_convolution, "WIDE", 10**9)
    assert stratified(tables, with_strata=False) == short


def test_without_its_strata_a_combined_test_says_the_same_of_all_together():
    tables = np.array([((9, 4), (3, 8)), ((5, 0), (2, 0)), ((4, 9), (7, 6))])
    every, few = stratified(tables), stratified(tables, with_strata=False)
    assert (few.common, few.p_value, few.opposite) == (every.common, every.p_value, every.opposite)
    assert (few.n, few.n_informative, few.uninformative) == (57, 2, (1,))
    assert few.strata == ()
    assert np.isnan(few.homogeneity.p_value)
    assert opposite(tables)
    assert not opposite(tables[:2])


@pytest.mark.parametrize("table", [TWO_BY_FOUR, FAR])
def test_that_too_many_tables_follow_is_seen_from_some_as_from_all(
    table: tuple[tuple[int, ...], ...], monkeypatch: pytest.MonkeyPatch
):
    short = fisher_exact(table)
    monkeypatch.setattr(_enumeration, "MANY", 10**9)
    assert fisher_exact(table) == short
    assert "Monte Carlo" in short.method


def test_what_no_draw_can_be_as_unlikely_as_is_not_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(association, "_simulated", lambda *_: pytest.fail("it was drawn"))
    undrawn = fisher_exact(FAR)
    monkeypatch.undo()
    monkeypatch.setattr(association, "_surely_unlikely", lambda *_: False)
    assert undrawn == fisher_exact(FAR)
    assert undrawn.p_value == 1 / 20_001


def test_strata_that_go_the_same_way_as_strongly_are_alike_however_unlikely_by_chance():
    # Each way to fill the strata has a probability below exp(-1000) at odds ratio 1: no float holds it.
    same = [[700, 10], [10, 700]]
    result = stratified([same, same])
    assert result.homogeneity.p_value == 1.0
    other = stratified([same, [[700, 10], [20, 700]]]).homogeneity.p_value
    smaller = stratified([same, [[700, 10], [60, 700]]]).homogeneity.p_value
    assert smaller < 0.01 < other < 1.0
