import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.horizons import restricted_mean, survival_at
from emr_core.stats.landmark import landmark
from emr_core.stats.survival import kaplan_meier

COHORT = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)


def fitted(case):
    return kaplan_meier(
        case["time"],
        case["event"],
        entry=case["entry"] or None,
        conf_level=case["conf_level"],
        conf_type=case["conf_type"],
    )


def test_survival_at_chosen_times_agrees_with_summary_survfit(reference):
    cases = reference("survival")["published"] + reference("survival")["curves"]
    assert [case.get("name") for case in cases[:5]] == ["6-MP", "control", "lung", "pbc", "mgus2"]
    for case in cases:
        curve = fitted(case)
        got = survival_at(curve, case["at"])
        assert got.n_at_risk.tolist() == case["n_at_risk"]
        for name in ("survival", "standard_error", "lower", "upper"):
            assert getattr(got, name) == pytest.approx(case[name], abs=1e-11, rel=0, nan_ok=True), name
        between = survival_at(curve, case["between"])
        assert between.survival == pytest.approx(case["survival_between"], abs=1e-11)
        assert between.n_at_risk.tolist() == case["n_at_risk_between"]


def test_restricted_mean_agrees_with_print_survfit(reference):
    cases = reference("survival")["published"] + reference("survival")["curves"]
    reached = 0
    for case in cases:
        got = restricted_mean(case["time"], case["event"], case["horizon"], entry=case["entry"] or None)
        reached += not got.reason
        if not got.reason:
            assert [got.mean, got.standard_error] == pytest.approx(
                case["restricted_mean"], abs=1e-8, rel=1e-10
            )
        else:
            assert case["horizon"] > max(case["time"])
    assert reached > 195


def test_beyond_follow_up_nothing_is_known_unless_survival_is_zero():
    alive = survival_at(kaplan_meier([2, 4], [1, 0]), [4, 5])
    assert alive.survival.tolist() == pytest.approx([0.5, math.nan], nan_ok=True)
    assert alive.n_at_risk.tolist() == [1, 0]
    assert np.isnan([alive.lower[1], alive.upper[1], alive.standard_error[1]]).all()
    assert survival_at(kaplan_meier([2, 4], [1, 1]), [9]).survival.tolist() == [0]


def test_before_the_first_time_everyone_is_alive():
    for conf_type, limit in (("log-log", math.nan), ("log", 1.0), ("plain", 1.0)):
        got = survival_at(kaplan_meier([2, 4], [1, 0], conf_type=conf_type), [0, 1])
        assert (got.survival.tolist(), got.n_at_risk.tolist()) == ([1, 1], [2, 2])
        assert got.lower.tolist() == pytest.approx([limit, limit], nan_ok=True)


def test_chosen_times_keep_their_order():
    curve = kaplan_meier([1, 2, 3], [1, 1, 0])
    assert (
        survival_at(curve, [3, 0, 2]).survival.tolist()
        == survival_at(curve, [0, 2, 3]).survival[[2, 0, 1]].tolist()
    )


def test_late_entries_are_at_risk_after_they_enter():
    curve = kaplan_meier([5, 8, 9], [1, 1, 0], entry=[0, 0, 4])
    assert survival_at(curve, [0, 4, 4.5, 6, 10]).n_at_risk.tolist() == [2, 2, 3, 2, 0]


def test_no_patients_have_no_survival_at_any_time():
    got = survival_at(kaplan_meier([], []), [0, 1])
    assert np.isnan(got.survival).all()
    assert got.n_at_risk.tolist() == [0, 0]
    assert survival_at(kaplan_meier([1], [1]), []).survival.size == 0


def test_mean_within_a_horizon_by_hand():
    got = restricted_mean([1, 2, 3], [1, 1, 0], 3)
    assert got.mean == pytest.approx(1 + 2 / 3 + 1 / 3)
    # Greenwood: areas to come 1 and 1/3 after the two events, 1/(3 * 2) and 1/(2 * 1).
    assert got.standard_error == pytest.approx(math.sqrt(1 / 6 + (1 / 3) ** 2 / 2))
    half = 1.959964 * got.standard_error
    assert [got.lower, got.upper] == pytest.approx([2 - half, 2 + half], abs=1e-6)
    assert restricted_mean([1, 3, 3], [1, 0, 0], 3).upper == 3  # never above the horizon


def test_mean_needs_follow_up_to_the_horizon():
    got = restricted_mean([1, 2, 3], [1, 1, 0], 4)
    assert np.isnan([got.mean, got.standard_error, got.lower, got.upper]).all()
    assert got.reason == "Follow-up ends at 3, before the horizon of 4."
    assert restricted_mean([1, 3], [1, 1], 4).mean == 2
    assert restricted_mean([], [], 4).reason == "No patients."


def test_mean_without_events_is_the_horizon_and_has_no_interval():
    got = restricted_mean([5, 6], [0, 1], 4)
    assert (got.mean, got.standard_error) == (4, 0)
    assert np.isnan([got.lower, got.upper]).all()


@pytest.mark.parametrize("horizon", [0, -1, math.nan, math.inf])
def test_a_horizon_that_is_no_time_is_refused(horizon):
    with pytest.raises(ValueError, match=r"^horizon must be a time above 0, but was"):
        restricted_mean([1], [1], horizon)


def test_landmark_keeps_who_is_still_there_and_counts_the_others():
    got = landmark([1, 3, 3, 5, 9, 7], [1, 0, 2, 1, 0, 1], 3, entry=[0, 0, 0, 0, 3, 4])
    assert got.kept.tolist() == [False, False, False, True, True, False]
    assert (got.time.tolist(), got.event.tolist()) == ([2, 6], [1, 0])
    assert (got.n, got.n_kept, got.n_events_before, got.n_censored_before, got.n_not_entered) == (
        6,
        2,
        2,
        1,
        1,
    )
    assert got.reason == ""


def test_landmark_after_everyone_says_so():
    assert landmark([1, 2], [1, 0], 2).reason == "Nobody is under observation after 2."
    assert landmark([], [], 2).reason == "No patients."


@pytest.mark.parametrize("at", [-1, math.nan, math.inf])
def test_a_landmark_that_is_no_time_is_refused(at):
    with pytest.raises(ValueError, match=r"^at must be a time of 0 or more, but was"):
        landmark([1], [1], at)


@given(COHORT, st.integers(0, 12))
def test_landmark_survival_is_survival_given_the_landmark(cohort, at):
    time, event = zip(*cohort, strict=True)
    whole, later = kaplan_meier(time, event), landmark(time, event, at)
    assert later.n_kept + later.n_events_before + later.n_censored_before == len(cohort)
    if later.n_kept:
        after = kaplan_meier(later.time, later.event)
        given_landmark = whole.survival[whole.time > at] / survival_at(whole, [at]).survival
        assert after.survival == pytest.approx(given_landmark, abs=1e-12)
        assert after.n_at_risk.tolist() == whole.n_at_risk[whole.time > at].tolist()


@given(COHORT, st.sampled_from([7.0, 1 / 30.4375]))
def test_mean_scales_with_its_unit_and_stays_within_the_horizon(cohort, factor):
    time, event = (np.array(column) for column in zip(*cohort, strict=True))
    one, other = restricted_mean(time, event, 6), restricted_mean(time * factor, event, 6 * factor)
    assert other.mean == pytest.approx(one.mean * factor, nan_ok=True)
    assert other.standard_error == pytest.approx(one.standard_error * factor, nan_ok=True, abs=1e-12)
    if not one.reason:
        assert 0 <= one.mean <= 6


@given(COHORT)
def test_mean_of_complete_follow_up_is_the_mean(cohort):
    time = np.array([t for t, _ in cohort])
    got = restricted_mean(time, np.ones(time.size), 13)
    assert got.mean == pytest.approx(time.mean())
    assert got.standard_error == pytest.approx(time.std() / math.sqrt(time.size), abs=1e-7)
