import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.stats import stratified as module
from emr_core.stats.association import fisher_exact, odds_ratio
from emr_core.stats.stratified import stratified

TABLE = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(lambda cells: np.array(cells).reshape(2, 2))
STRATA = st.lists(TABLE, min_size=1, max_size=4).map(np.array)
AML = [[3, 1], [0, 4]]
ALL = [[0, 3], [2, 9]]


def numbers(ratio):
    return [ratio.estimate, ratio.lower, ratio.upper]


def test_common_odds_ratio_agrees_with_r_on_every_reference_cohort(reference):
    cases = reference("stratified")["cases"]
    assert len(cases) == 200
    for case in cases:
        result = stratified(case["tables"])
        assert result.n_informative == case["n_informative"]
        if result.n_informative == 0:
            assert math.isnan(result.p_value)
            continue
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-9)
        assert numbers(result.common) == pytest.approx(
            [case["estimate"], case["lower"], case["upper"]], rel=1e-9
        )


def test_homogeneity_agrees_with_enumeration_in_r_on_every_reference_cohort(reference):
    tested = 0
    for case in reference("stratified")["cases"]:
        homogeneity = stratified(case["tables"]).homogeneity
        if homogeneity.reason:
            # One way to fill the strata: R's enumeration then says 1, which is no evidence of agreement.
            assert math.isnan(homogeneity.p_value)
            assert case.get("homogeneity", 1) == 1
        else:
            tested += 1
            assert homogeneity.p_value == pytest.approx(case["homogeneity"], rel=1e-9)
    assert tested > 100


def test_one_stratum_is_the_ordinary_odds_ratio_and_fisher_test():
    table = [[3, 4], [2, 13]]
    result = stratified([table])
    assert numbers(result.common) == numbers(odds_ratio(table))
    assert result.p_value == fisher_exact(table).p_value
    assert result.homogeneity.reason == "Only one stratum is informative."
    assert math.isnan(result.homogeneity.p_value)
    assert not result.opposite


def test_strata_without_information_are_named_and_change_nothing():
    empty, one_patient, all_died = [[0, 0], [0, 0]], [[1, 0], [0, 0]], [[4, 0], [3, 0]]
    result = stratified([empty, AML, one_patient, ALL, all_died])
    assert result.uninformative == (0, 2, 4)
    assert result.n_informative == 2
    assert result.n == 8 + 14 + 1 + 7
    plain = stratified([AML, ALL])
    assert numbers(result.common) == numbers(plain.common)
    assert result.homogeneity == plain.homogeneity
    assert result.p_value == plain.p_value
    assert result.strata[4].reason == "The second column of the table holds no patients."


@pytest.mark.parametrize(
    "tables", [[[[0, 0], [0, 0]]], [[[3, 0], [2, 0]], [[0, 0], [1, 4]]], np.zeros((0, 2, 2))]
)
def test_no_informative_stratum_gives_nan_with_a_reason(tables):
    result = stratified(tables)
    assert all(math.isnan(value) for value in (*numbers(result.common), result.p_value))
    assert result.reason == "No stratum has patients in both rows and both columns."
    assert result.homogeneity.reason == result.common.reason == result.reason
    assert (result.n_informative, result.opposite) == (0, False)


def test_strata_at_their_bound_cannot_differ_and_say_so():
    result = stratified([[[3, 0], [0, 4]], [[2, 0], [0, 5]]])
    assert result.common.estimate == math.inf
    assert math.isnan(result.homogeneity.p_value)
    assert result.homogeneity.reason == (
        "The total leaves only one way to fill the strata: they cannot differ."
    )


def test_a_stratum_without_association_is_not_an_opposite_direction():
    assert not stratified([[[3, 1], [0, 4]], [[2, 2], [3, 3]]]).opposite
    assert not stratified([AML, AML]).opposite
    assert stratified([AML, ALL]).opposite


def test_opposite_strata_can_cancel_to_a_common_odds_ratio_of_one():
    strong = [[9, 1], [1, 9]]
    result = stratified([strong, strong[::-1]])
    assert result.common.estimate == pytest.approx(1, rel=1e-12)
    assert result.p_value == 1.0
    assert result.homogeneity.p_value < 1e-5
    assert result.opposite


def test_homogeneity_is_the_share_of_splits_no_likelier():
    tables = np.array([[[2, 1], [1, 3]], [[1, 2], [2, 2]], [[3, 1], [1, 1]]])

    def ways(cell, table):
        (a, b), (c, d) = table
        return math.comb(a + b, cell) * math.comb(c + d, a + c - cell)

    observed = [int(table[0, 0]) for table in tables]
    splits = {
        cells: math.prod(ways(cell, table) for cell, table in zip(cells, tables, strict=True))
        for cells in itertools.product(range(5), repeat=3)
        if sum(cells) == sum(observed) and all(c <= t[:, 0].sum() for c, t in zip(cells, tables, strict=True))
    }
    seen = splits[tuple(observed)]
    expected = sum(way for way in splits.values() if way <= seen) / sum(splits.values())
    assert stratified(tables).homogeneity.p_value == pytest.approx(expected, rel=1e-12)


def test_homogeneity_of_many_strata_is_simulated_close_to_the_exact_value(monkeypatch):
    tables = np.array([AML, ALL, [[4, 2], [3, 5]], [[1, 4], [2, 2]]])
    exact = stratified(tables).homogeneity
    monkeypatch.setattr(module, "MAX_WAYS", 2)
    simulated = stratified(tables).homogeneity
    assert (exact.method, exact.standard_error) == ("Zelen exact", 0.0)
    assert simulated.method == "Zelen exact, Monte Carlo (20,000 draws, seed 1)"
    assert abs(simulated.p_value - exact.p_value) < 4 * simulated.standard_error
    assert repr(stratified(tables)) == repr(stratified(tables))


def test_a_registry_of_large_strata_is_estimated_without_underflow():
    rng = np.random.default_rng(3)
    tables = rng.integers(200, 900, size=(8, 2, 2))
    result = stratified(tables)
    n = tables.sum(axis=(1, 2))
    mantel_haenszel = (tables[:, 0, 0] * tables[:, 1, 1] / n).sum() / (
        tables[:, 0, 1] * tables[:, 1, 0] / n
    ).sum()
    assert result.common.estimate == pytest.approx(mantel_haenszel, rel=0.02)
    assert result.common.lower < result.common.estimate < result.common.upper


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([[1, 2], [3, 4]], "The table must have 3 dimensions (strata x 2 x 2), but has 2."),
        ([[[1, 2, 3], [4, 5, 6]]], "Every stratum must be a 2 x 2 table, but they are 2 x 3."),
        ([AML, [[1, 2], [-3, 4]]], "The cell at index (1, 1, 0) holds -3, which is negative"),
    ],
)
def test_wrong_strata_are_refused_with_their_place(tables, message):
    with pytest.raises(ValueError, match=r"dimensions|stratum|cell") as refusal:
        stratified(tables)
    assert str(refusal.value).startswith(message)


def test_a_wrong_confidence_level_is_refused():
    with pytest.raises(ValueError, match="conf_level"):
        stratified([AML], conf_level=1)


@settings(max_examples=80, deadline=None)
@given(STRATA, st.randoms(use_true_random=False))
def test_order_of_strata_and_relabelling_do_not_change_the_result(tables, random):
    result = stratified(tables)
    order = random.sample(range(len(tables)), len(tables))
    shuffled = stratified(tables[order])
    relabelled = stratified(tables[:, ::-1, ::-1])  # both groups and both findings renamed
    for same in (shuffled, relabelled):
        assert same.p_value == pytest.approx(result.p_value, rel=1e-9, nan_ok=True)
        assert numbers(same.common) == pytest.approx(numbers(result.common), rel=1e-9, nan_ok=True)
        assert same.homogeneity.p_value == pytest.approx(result.homogeneity.p_value, rel=1e-9, nan_ok=True)
        assert same.opposite == result.opposite


@settings(max_examples=80, deadline=None)
@given(STRATA)
def test_swapping_the_groups_inverts_the_common_odds_ratio(tables):
    result, swapped = stratified(tables), stratified(tables[:, ::-1])
    assert swapped.p_value == pytest.approx(result.p_value, rel=1e-9, nan_ok=True)
    if 0 < result.common.estimate < math.inf:
        assert swapped.common.estimate == pytest.approx(1 / result.common.estimate, rel=1e-9)


@settings(max_examples=80, deadline=None)
@given(STRATA, st.floats(0.01, 0.999))
def test_interval_contains_the_estimate_and_the_strata_bracket_it(tables, conf_level):
    result = stratified(tables, conf_level=conf_level)
    if result.reason:
        return
    common = result.common
    assert common.lower <= common.estimate * (1 + 1e-9)
    assert common.estimate <= common.upper * (1 + 1e-9)
    estimates = [stratum.estimate for stratum in result.strata if not stratum.reason]
    assert min(estimates) * (1 - 1e-9) <= common.estimate
    assert common.estimate <= max(estimates) * (1 + 1e-9)
    assert result.n_informative + len(result.uninformative) == len(tables)
