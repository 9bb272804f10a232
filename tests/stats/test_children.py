"""The 22 published children: every number of the paper's tables that a test rests on, as R gives it."""

import pytest

from emr_core.stats.association import fisher_exact, odds_ratio
from emr_core.stats.hodges_lehmann import hodges_lehmann
from emr_core.stats.logrank import logrank
from emr_core.stats.medians import median
from emr_core.stats.proportions import clopper_pearson, wilson
from emr_core.stats.ranks import mann_whitney
from emr_core.stats.standardized import standardized_mean_difference
from emr_core.stats.stratified import stratified
from emr_core.stats.survival import kaplan_meier

BONE = [[6, 2], [0, 14]]
DEATH_7_DAYS = [[3, 4], [2, 13]]
DEATH_28_DAYS = [[4, 4], [1, 13]]
DEATH_BY_TYPE = [[[3, 1], [0, 4]], [[0, 3], [2, 9]]]


@pytest.mark.parametrize(
    "name", ["children", "proportions", "association", "stratified", "ranks", "effects", "medians"]
)
def test_every_reference_names_the_r_it_comes_from(reference, name):
    assert reference(name)["r"].startswith("R version 4.")
    assert reference(name)["packages"]["stats"].startswith("4.")


def test_every_table_of_the_children_agrees_with_r(reference):
    cases = reference("children")["tables"]
    assert len(cases) == 10
    for case in cases:
        result = fisher_exact(case["table"])
        ratio = result.odds_ratio
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-10), case["name"]
        assert ratio.estimate == pytest.approx(case["estimate"], rel=1e-10), case["name"]
        assert ratio.lower == pytest.approx(case["lower"], rel=1e-10), case["name"]
        assert ratio.upper == pytest.approx(case["upper"], rel=1e-10), case["name"]


def test_every_stratified_table_of_the_children_agrees_with_r(reference):
    cases = reference("children")["strata"]
    assert len(cases) == 2
    for case in cases:
        result = stratified(case["tables"])
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-10)
        assert result.homogeneity.p_value == pytest.approx(case["homogeneity"], rel=1e-10)
        assert result.common.estimate == pytest.approx(case["estimate"], rel=1e-10)
        assert result.common.lower == pytest.approx(case["lower"], rel=1e-10)
        assert result.common.upper == pytest.approx(case["upper"], rel=1e-10)


def test_every_interval_of_the_children_agrees_with_r(reference):
    for case in reference("children")["shares"]:
        exact, score = clopper_pearson(case["k"], case["n"]), wilson(case["k"], case["n"])
        assert [exact.lower, exact.upper] == pytest.approx(case["exact"], rel=1e-10, abs=0)
        assert [score.lower, score.upper] == pytest.approx(case["wilson"], rel=1e-10, abs=1e-16)


def test_ages_counts_and_times_of_the_children_agree_with_r(reference):
    cases = reference("children")["by_type"]
    assert [(len(case["x"]), len(case["y"])) for case in cases] == [(8, 14), (7, 10), (4, 11)]
    for case in cases:
        shift = hodges_lehmann(case["x"], case["y"])
        assert [shift.estimate, shift.lower, shift.upper, shift.achieved_conf_level] == pytest.approx(
            [case["estimate"], case["lower"], case["upper"], case["achieved"]], rel=1e-10
        )
        assert mann_whitney(case["x"], case["y"]).p_value == pytest.approx(case["mann_whitney"], rel=1e-9)
        apart = standardized_mean_difference(case["x"], case["y"]).estimate
        assert apart == pytest.approx(case["standardized"], rel=1e-10)
        time, type_ = case["x"] + case["y"], ["AML"] * len(case["x"]) + ["ALL"] * len(case["y"])
        curve, test = kaplan_meier(time, [1] * len(time)), logrank(time, [1] * len(time), type_)
        assert curve.time.tolist() == case["times"]
        assert curve.survival == pytest.approx(case["survival"], abs=1e-12)
        middle = curve.median
        assert [middle.median, middle.lower, middle.upper] == [case["median"], *case["median_limits"]]
        assert [test.statistic, test.p_value] == pytest.approx([case["logrank"], case["logrank_p"]], rel=1e-9)


def test_bone_relapse_belongs_to_aml():
    result = fisher_exact(BONE)
    assert round(result.p_value, 6) == 0.000375
    assert result.odds_ratio.estimate == float("inf")
    assert round(result.odds_ratio.lower, 2) == 3.92
    assert result.odds_ratio.upper == float("inf")


def test_upper_limit_is_converged_where_r_stops_early():
    ratio = odds_ratio(DEATH_7_DAYS)
    assert round(ratio.estimate, 2) == 4.47
    assert round(ratio.lower, 3) == 0.374
    assert round(ratio.upper, 1) == 72.5  # fisher.test of R 4.2 prints 72.7


def test_the_concurrency_window_decides_what_is_said_about_death():
    assert round(fisher_exact(DEATH_7_DAYS).p_value, 2) == 0.27
    assert round(fisher_exact(DEATH_28_DAYS).p_value, 3) == 0.039


def test_death_points_in_opposite_directions_in_aml_and_all():
    result = stratified(DEATH_BY_TYPE)
    assert result.opposite
    assert [stratum.estimate for stratum in result.strata] == [float("inf"), 0.0]
    assert round(result.common.estimate, 1) == 3.3
    assert round(result.common.lower, 2) == 0.25
    assert round(result.common.upper, 1) == 52.6
    assert round(result.p_value, 2) == 0.30
    # By hand: AML weights 4, 24, 24 for 3, 2, 1 deaths, ALL 55, 33, 3 for 0, 1, 2; total 3 deaths.
    assert result.homogeneity.p_value == pytest.approx((4 * 55 + 24 * 3) / (4 * 55 + 24 * 33 + 24 * 3))


def test_five_later_marrow_relapses_have_a_median_but_no_interval():
    weeks = median([23, 24, 4, 24, 20])
    assert (weeks.median, weeks.mean, weeks.minimum, weeks.maximum) == (23, 19, 4, 24)
    assert (weeks.lower_quartile, weeks.upper_quartile) == (20, 24)
    assert weeks.lower != weeks.lower  # NaN


def test_fifteen_remissions_have_the_median_the_tables_give_not_the_papers():
    weeks = median([56, 4, 12, 6.3, 5.4, 10.2, 2.6, 4.2, 3, 4.2, 11.6, 42, 5.4, 6.5, 5.4])
    assert (weeks.n, weeks.median, weeks.minimum, weeks.maximum) == (15, 5.4, 2.6, 56)
    assert (weeks.lower, weeks.upper) == (4.2, 11.6)
    assert round(weeks.achieved_conf_level, 3) == 0.965
