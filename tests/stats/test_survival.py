import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from emr_core.stats.survival import kaplan_meier, reverse_kaplan_meier

COHORT = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)
ARRAYS = ("time", "n_at_risk", "n_events", "n_censored", "survival", "standard_error", "lower", "upper")

SIX_MP = [10, 7, 32, 23, 22, 6, 16, 34, 32, 25, 11, 20, 19, 6, 17, 35, 6, 13, 9, 6, 10]
SIX_MP_EVENT = [1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0]


def fitted(case):
    return kaplan_meier(
        case["time"],
        case["event"],
        entry=case["entry"] or None,
        conf_level=case["conf_level"],
        conf_type=case["conf_type"],
    )


def three(median):
    return [median.median, median.lower, median.upper]


def same_bytes(one, other, names=ARRAYS):
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names)


def test_curve_agrees_with_survfit_on_every_random_cohort(reference):
    cases = reference("survival")["curves"]
    assert len(cases) == 200
    assert sum(bool(case["entry"]) for case in cases) == 50
    for case in cases:
        curve = fitted(case)
        assert curve.n == len(case["time"])
        assert curve.time.tolist() == sorted(set(case["time"]))
        rows = np.searchsorted(curve.time, case["at"])
        assert curve.time[rows].tolist() == case["at"]
        for name in ("n_at_risk", "n_events", "n_censored"):
            assert getattr(curve, name)[rows].tolist() == case[name], name
        for name in ("survival", "standard_error", "lower", "upper"):
            assert getattr(curve, name)[rows] == pytest.approx(case[name], abs=1e-11, rel=0, nan_ok=True), (
                name
            )


def test_times_that_differ_by_a_rounding_error_are_one_as_in_survfit(reference):
    cases = [case["curve"] for case in reference("survival")["rounding"] if case["several"]]
    assert len(cases) > 20
    assert sum(bool(case["entry"]) for case in cases) >= 5
    for case in cases:
        curve = fitted(case)
        assert curve.time.size < len(set(case["time"]))
        rows = np.searchsorted(curve.time, case["at"])
        assert curve.time[rows].tolist() == case["at"]
        for name in ("n_at_risk", "n_events", "n_censored"):
            assert getattr(curve, name)[rows].tolist() == case[name], name
        for name in ("survival", "standard_error", "lower", "upper"):
            expected = pytest.approx(case[name], abs=1e-11, rel=0, nan_ok=True)
            assert getattr(curve, name)[rows] == expected, name
        assert three(curve.median) == pytest.approx(case["median"], rel=1e-11, nan_ok=True)


def test_times_a_rounding_error_apart_share_their_patients_at_risk():
    # 0.1 + 0.2 comes after 0.3 in binary: the censoring would leave before the event of the same time.
    curve = kaplan_meier([0.3, 0.1 + 0.2, 1.0], [0, 1, 1])
    assert curve.time.tolist() == [0.3, 1.0]
    assert curve.n_at_risk.tolist() == [3, 1]
    assert curve.survival[0] == pytest.approx(2 / 3)


def test_median_and_its_interval_agree_with_survfit(reference):
    cases = reference("survival")["published"] + reference("survival")["curves"]
    assert len(cases) == 205
    for case in cases:
        assert three(fitted(case).median) == pytest.approx(case["median"], rel=1e-11, nan_ok=True)


def test_follow_up_agrees_with_survfit_of_the_censoring(reference):
    cases = [case for block in ("published", "curves") for case in reference("survival")[block]]
    cases = [case for case in cases if "reverse" in case]
    assert len(cases) == 155
    for case in cases:
        got = three(reverse_kaplan_meier(case["time"], case["event"]).median)
        assert got == pytest.approx(case["reverse"], rel=1e-11, nan_ok=True)


def test_remissions_of_freireich_are_those_of_the_textbooks():
    curve = kaplan_meier(SIX_MP, SIX_MP_EVENT)
    events = curve.n_events > 0
    assert curve.time[events].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.n_at_risk[events].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert np.round(curve.survival[events], 3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert (curve.median.median, curve.median.lower) == (23, 13)
    assert math.isnan(curve.median.upper)
    assert curve.median.reason == ""


def test_five_patients_by_hand():
    curve = kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 0, 1])
    assert curve.n_at_risk.tolist() == [5, 4, 2, 1]
    assert curve.survival.tolist() == pytest.approx([4 / 5, 3 / 5, 3 / 5, 0])
    assert curve.standard_error[:3].tolist() == pytest.approx(
        [0.8 * math.sqrt(1 / 20), 0.6 * math.sqrt(1 / 20 + 1 / 12), 0.6 * math.sqrt(1 / 20 + 1 / 12)]
    )
    assert np.isnan([curve.standard_error[3], curve.lower[3], curve.upper[3]]).all()


def test_a_step_at_one_half_has_its_middle_as_median():
    assert kaplan_meier([1, 2, 3, 4], [1, 1, 0, 1]).median.median == 3
    # Nothing falls later: the step has no end, and its beginning is the median (print.survfit).
    assert kaplan_meier([1, 2, 3, 4], [1, 1, 0, 0]).median.median == 2


def test_events_come_before_censorings_at_a_tie():
    assert kaplan_meier([5, 5], [1, 0]).survival.tolist() == [0.5]
    assert kaplan_meier([5, 5], [0, 1]).n_at_risk.tolist() == [2]


def test_times_of_zero_count_as_in_r():
    curve = kaplan_meier([0, 0, 3, 4], [1, 0, 0, 1])
    assert curve.n_at_risk.tolist() == [4, 2, 1]
    assert curve.survival.tolist() == [0.75, 0.75, 0.0]


def test_no_patients_give_empty_arrays_and_a_reason():
    for curve in (kaplan_meier([], []), reverse_kaplan_meier([], []), kaplan_meier([], [], entry=[])):
        assert all(getattr(curve, name).size == 0 for name in ARRAYS)
        assert (curve.n, curve.reason, curve.median.reason) == (0, "No patients.", "No patients.")
        assert np.isnan(three(curve.median)).all()


def test_all_censored_stay_at_one_and_reach_no_median():
    curve = kaplan_meier([3, 5], [0, 0])
    assert (curve.survival.tolist(), curve.standard_error.tolist()) == ([1, 1], [0, 0])
    assert np.isnan(curve.lower).all()
    assert curve.median.reason == "Not reached: the curve is at 1 when follow-up ends at 5."
    assert kaplan_meier([3, 5], [0, 0], conf_type="log").upper.tolist() == [1, 1]
    assert kaplan_meier([3, 5], [0, 0], conf_type="plain").lower.tolist() == [1, 1]


def test_one_patient_has_a_median_without_interval():
    curve = kaplan_meier([5], [1])
    assert curve.survival.tolist() == [0]
    assert curve.median.median == 5
    assert np.isnan([curve.median.lower, curve.median.upper, curve.standard_error[0]]).all()


def test_nobody_left_before_others_enter_is_said():
    curve = kaplan_meier([2, 3, 8, 9], [1, 1, 1, 0], entry=[0, 1, 6, 6])
    assert curve.survival.tolist() == [0.5, 0, 0, 0]
    assert curve.reason == "Nobody was left at risk at 3 while others entered later: survival stays 0."
    assert curve.median.median == 2.5
    assert kaplan_meier([2, 3], [1, 1]).reason == ""


def test_follow_up_turns_the_event():
    curve = reverse_kaplan_meier([1, 2, 3, 4], [1, 0, 0, 0])
    assert (curve.n_events.tolist(), curve.n_censored.tolist()) == ([0, 1, 1, 1], [1, 0, 0, 0])
    assert curve.method == "Reverse Kaplan-Meier"


@pytest.mark.parametrize(
    ("time", "event", "more", "message"),
    [
        (
            [1, -2, -3],
            [1, 1, 1],
            {},
            r"^time holds 2 wrong value\(s\): -2 at index 1 is negative: count from",
        ),
        (
            [1, math.nan],
            [1, 1],
            {},
            r"^time holds 1 missing value\(s\), the first at index 1: leave them out",
        ),
        ([1, math.inf], [1, 1], {}, r"is infinite: give the time of last contact and event 0\.$"),
        (
            ["a", "b"],
            [1, 1],
            {},
            r"^time must hold numbers, none missing, but holds str\d+ values: count from",
        ),
        (["1", "2"], [1, 1], {}, r"^time must hold numbers"),
        (
            np.array(["2020-01-01"], "M8[D]"),
            [1],
            {},
            r"but holds datetime64\[D\] values: count from time zero",
        ),
        ([[1, 2]], [1, 1], {}, r"^time must be a list of numbers, one a patient, but has 2 dimensions"),
        (
            [1, 2],
            [1, 2],
            {},
            r"^event holds .* 2 at index 1 is not a known code: give 0 \(censored\) or 1 \(",
        ),
        ([1, 2], [1, 0.5], {}, r"0\.5 at index 1 is not a known code"),
        ([1, 2], [1, None], {}, r"^event holds 1 missing value\(s\), the first at index 1"),
        ([1, 2], [1], {}, r"^event has 1 values, but time has 2: give one a patient in both\.$"),
        ([1, 2], [1, 1], {"entry": [0]}, r"^entry has 1 values, but time has 2"),
        (
            [1, 2],
            [1, 1],
            {"entry": [0, 2]},
            r"2 at index 1 is not before the patient's time: leave the patient",
        ),
        ([1, 2], [1, 1], {"entry": [-1, 1]}, r"^entry holds .* -1 at index 0 is negative: give 0 to who was"),
        ([1, 2], [1, 1], {"conf_level": 95}, r"^conf_level must lie between 0 and 1"),
        (
            [1, 2],
            [1, 1],
            {"conf_type": "logit"},
            r"^conf_type must be one of log-log, log, plain, but was 'log",
        ),
    ],
)
def test_wrong_follow_up_is_refused_with_what_to_do(time, event, more, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(time, event, **more)


def test_missing_values_of_pandas_are_refused():
    import pandas as pd

    with pytest.raises(ValueError, match=r"^event must hold numbers, none missing, but holds object values"):
        kaplan_meier([1, 2], pd.array([True, pd.NA], dtype="boolean"))


def test_results_cannot_be_changed_and_leave_the_input_as_it_was():
    time, event = np.array([3.0, 1.0]), np.array([True, False])
    curve = kaplan_meier(time, event)
    for name in (*ARRAYS, "entry"):
        assert not getattr(curve, name).flags.writeable, name
    assert (time.tolist(), event.tolist()) == ([3, 1], [True, False])
    time[0] = 9.0


@given(COHORT)
def test_survival_is_that_of_scipy(cohort):
    time, event = np.array([t for t, _ in cohort], float), np.array([e for _, e in cohort])
    sample = stats.CensoredData(uncensored=time[event], right=time[~event])
    curve = kaplan_meier(time, event)
    assert curve.survival == pytest.approx(stats.ecdf(sample).sf.evaluate(curve.time), abs=1e-12)


@given(COHORT, st.randoms(use_true_random=False), st.sampled_from(["log-log", "log", "plain"]))
def test_order_of_patients_does_not_change_the_bytes(cohort, random, conf_type):
    shuffled = random.sample(cohort, len(cohort))
    one, other = (kaplan_meier(*zip(*rows, strict=True), conf_type=conf_type) for rows in (cohort, shuffled))
    assert same_bytes(one, other)
    assert repr(one.median) == repr(other.median)


@given(COHORT, st.sampled_from([7.0, 1 / 30.4375, 365.25]))
def test_the_unit_of_time_changes_times_only(cohort, factor):
    time, event = zip(*cohort, strict=True)
    one, other = kaplan_meier(time, event), kaplan_meier(np.array(time) * factor, event)
    assert same_bytes(one, other, ARRAYS[1:])
    assert three(other.median) == pytest.approx([x * factor for x in three(one.median)], nan_ok=True)


@given(COHORT, st.floats(0.5, 0.99), st.sampled_from(["log-log", "log", "plain"]))
def test_curves_fall_and_lie_between_their_limits(cohort, conf_level, conf_type):
    time, event = zip(*cohort, strict=True)
    curve = kaplan_meier(time, event, conf_level=conf_level, conf_type=conf_type)
    known = ~np.isnan(curve.lower)
    assert (np.diff(curve.survival) <= 0).all()
    assert curve.n_events.sum() + curve.n_censored.sum() == curve.n == len(cohort)
    slack = 1e-12
    assert (curve.lower[known] >= 0).all()
    assert (curve.lower[known] <= curve.survival[known] + slack).all()
    assert (curve.survival[known] <= curve.upper[known] + slack).all()
    assert (curve.upper[known] <= 1 + slack).all()
    assert known.tolist() == (~np.isnan(curve.upper)).tolist()


@given(COHORT)
def test_entry_at_zero_is_no_delayed_entry(cohort):
    time, event = (np.array(column) for column in zip(*cohort, strict=True))
    late = kaplan_meier(time + 1, event, entry=np.zeros(len(cohort)))
    assert same_bytes(late, kaplan_meier(time + 1, event))
