import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.competing_risks import aalen_johansen, incidence_at
from emr_core.stats.survival import kaplan_meier

COHORT = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=40)
ARRAYS = ("n_events", "incidence", "standard_error", "lower", "upper")


def fitted(case):
    return aalen_johansen(
        case["time"],
        case["event"],
        n_causes=case["n_causes"],
        conf_level=case["conf_level"],
        conf_type=case["conf_type"],
    )


def bytes_of(curve):
    own = [getattr(curve, name).tobytes() for name in ("n_at_risk", "n_censored", "event_free")]
    return own + [getattr(cause, name).tobytes() for cause in curve.causes for name in ARRAYS]


def test_incidences_agree_with_survfit_on_every_random_cohort(reference):
    cases = reference("competing_risks")["curves"]
    assert len(cases) == 200
    assert sum(case["n_causes"] == 3 for case in cases) > 50
    for case in cases:
        curve = fitted(case)
        assert curve.time.tolist() == sorted(set(case["time"]))
        rows = np.searchsorted(curve.time, case["at"])
        assert curve.time[rows].tolist() == case["at"]
        assert curve.event_free[rows] == pytest.approx(case["event_free"], abs=1e-11)
        for got, wanted in zip(curve.causes, case["causes"], strict=True):
            for name in ARRAYS[1:]:
                assert getattr(got, name)[rows] == pytest.approx(
                    wanted[name], abs=1e-8, rel=0, nan_ok=True
                ), name


def test_incidences_agree_with_survfit_on_published_data(reference):
    cases = reference("competing_risks")["published"]
    assert [case["name"] for case in cases] == ["mgus2", "pbc", "cuminc"]
    for case in cases:
        curve = fitted(case)
        for cause, wanted in enumerate(case["causes"], start=1):
            got = incidence_at(curve, cause, case["at"])
            for name in ARRAYS[1:]:
                assert getattr(got, name) == pytest.approx(wanted[name], abs=1e-10, rel=0, nan_ok=True), name


def test_standard_errors_of_cuminc_are_another_estimate_about_one_percent_larger(reference):
    for case in reference("competing_risks")["published"]:
        for cause, wanted in enumerate(case["causes"], start=1):
            got = incidence_at(fitted(case), cause, case["at"]).standard_error[1:-1]
            cuminc = np.sqrt(wanted["cuminc_variance"])[1:-1]
            assert ((got < cuminc) & (cuminc < 1.02 * got)).all()


def test_four_patients_by_hand():
    curve = aalen_johansen([1, 2, 2, 3], [1, 2, 1, 0])
    first, second = curve.causes
    assert curve.event_free.tolist() == pytest.approx([3 / 4, 1 / 4, 1 / 4])
    assert first.incidence.tolist() == pytest.approx([1 / 4, 1 / 2, 1 / 2])
    assert second.incidence.tolist() == pytest.approx([0, 1 / 4, 1 / 4])
    # Without censoring so far the incidence is a share of the four, and its variance binomial.
    assert first.standard_error.tolist() == pytest.approx([math.sqrt(3) / 8, 1 / 4, 1 / 4])
    assert (first.n_events.tolist(), curve.n_at_risk.tolist()) == ([1, 1, 0], [4, 3, 1])
    assert curve.n_censored.tolist() == [0, 0, 1]


def test_competing_deaths_lower_the_incidence_below_one_minus_kaplan_meier():
    time, event = [1, 2, 3, 4, 5], [2, 1, 2, 1, 0]
    naive = 1 - kaplan_meier(time, np.array(event) == 1).survival[-1]
    assert aalen_johansen(time, event).causes[0].incidence[-1] == pytest.approx(0.4)
    assert naive == pytest.approx(0.625)


def test_events_at_zero_and_all_at_once_count():
    curve = aalen_johansen([0, 0, 0, 0], [1, 1, 2, 0])
    assert [cause.incidence.tolist() for cause in curve.causes] == [[0.5], [0.25]]
    assert curve.event_free.tolist() == [0.25]


def test_no_patients_give_empty_arrays_and_a_reason():
    curve = aalen_johansen([], [], n_causes=2)
    assert (curve.n, curve.reason, len(curve.causes)) == (0, "No patients.", 2)
    assert curve.time.size == curve.event_free.size == curve.causes[1].upper.size == 0
    assert np.isnan(incidence_at(curve, 1, [0, 1]).incidence).all()
    assert incidence_at(curve, 1, [0, 1]).n_at_risk.tolist() == [0, 0]


def test_all_censored_have_no_incidence():
    curve = aalen_johansen([1, 2], [0, 0])
    assert (curve.event_free.tolist(), curve.causes[0].incidence.tolist()) == ([1, 1], [0, 0])
    assert np.isnan(curve.causes[0].lower).all()
    assert aalen_johansen([1, 2], [0, 0], conf_type="plain").causes[0].upper.tolist() == [0, 0]


def test_one_patient_has_incidence_one():
    curve = aalen_johansen([5], [2])
    assert [cause.incidence.tolist() for cause in curve.causes] == [[0], [1]]
    assert curve.causes[1].standard_error.tolist() == [0]
    assert np.isnan(curve.causes[1].upper).all()


def test_a_cause_without_events_is_there_if_asked_for():
    assert len(aalen_johansen([1, 2], [1, 0]).causes) == 1
    curve = aalen_johansen([1, 2], [1, 0], n_causes=3)
    assert [cause.cause for cause in curve.causes] == [1, 2, 3]
    assert curve.causes[2].incidence.tolist() == [0, 0]


def test_incidence_at_chosen_times():
    curve = aalen_johansen([2, 4, 6], [1, 2, 0])
    got = incidence_at(curve, 1, [5, 0, 2, 6, 7])
    assert got.incidence.tolist() == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3, math.nan], nan_ok=True)
    assert got.n_at_risk.tolist() == [1, 3, 3, 1, 0]
    assert incidence_at(aalen_johansen([2, 4], [1, 2]), 2, [9]).incidence.tolist() == [0.5]


@pytest.mark.parametrize(
    ("arguments", "more", "message"),
    [
        (
            ([1, 2], [1, -1]),
            {},
            r"^event holds .* -1 at index 1 is not a known code: give 0 \(censored\) or a c",
        ),
        (([1, 2], [1, 3]), {"n_causes": 2}, r"3 at index 1 is not a known code: .* a cause from 1 to 2\.$"),
        (([1, 2], [1, 101]), {}, r"101 at index 1 is not a known code: .* a cause from 1 to 100\.$"),
        (([1, 2], [1, 1.5]), {}, r"1\.5 at index 1 is not a known code"),
        (([1, 2], [1, math.nan]), {}, r"^event holds 1 missing value"),
        (([1, -2], [1, 1]), {}, r"^time holds 1 wrong value\(s\): -2 at index 1 is negative"),
        (([1], [1, 1]), {}, r"^event has 2 values, but time has 1"),
        (([1], [1]), {"n_causes": 0}, r"^n_causes must be 1 or more, but was 0\.$"),
        (([1], [1]), {"conf_level": 0}, r"^conf_level"),
        (([1], [1]), {"conf_type": "arcsin"}, r"^conf_type must be one of"),
    ],
)
def test_wrong_events_are_refused_with_what_to_do(arguments, more, message):
    with pytest.raises(ValueError, match=message):
        aalen_johansen(*arguments, **more)


@pytest.mark.parametrize("cause", [0, 3, "1"])
def test_a_cause_the_curve_does_not_have_is_refused(cause):
    with pytest.raises(ValueError, match=r"^cause must be a number from 1 to 2, but was"):
        incidence_at(aalen_johansen([1, 2], [1, 2]), cause, [1])


def test_results_cannot_be_changed():
    curve = aalen_johansen([1, 2, 3], [1, 0, 2])
    arrays = [getattr(cause, name) for cause in curve.causes for name in ARRAYS]
    assert not any(
        array.flags.writeable for array in [*arrays, curve.time, curve.n_at_risk, curve.event_free]
    )


@given(COHORT)
def test_incidences_and_event_free_survival_sum_to_one(cohort):
    time, event = zip(*cohort, strict=True)
    curve = aalen_johansen(time, event, n_causes=3)
    total = curve.event_free + sum(cause.incidence for cause in curve.causes)
    assert np.abs(total - 1).max() < 1e-12
    counted = sum(int(cause.n_events.sum()) for cause in curve.causes) + int(curve.n_censored.sum())
    assert counted == curve.n == len(cohort)


def test_a_hundred_thousand_patients_still_sum_to_one():
    rng = np.random.default_rng(4)
    curve = aalen_johansen(rng.exponential(20, 100_000), rng.integers(0, 4, 100_000))
    total = curve.event_free + sum(cause.incidence for cause in curve.causes)
    assert np.abs(total - 1).max() < 1e-12


@given(COHORT, st.sampled_from(["log", "plain"]))
def test_one_cause_is_kaplan_meier_turned_over(cohort, conf_type):
    time, event = np.array([t for t, _ in cohort]), np.array([e > 0 for _, e in cohort])
    curve, survival = aalen_johansen(time, event, conf_type=conf_type), kaplan_meier(time, event)
    alive = survival.survival > 0
    assert curve.event_free.tobytes() == survival.survival.tobytes()
    assert curve.causes[0].incidence == pytest.approx(1 - survival.survival, abs=1e-12)
    assert curve.causes[0].standard_error[alive] == pytest.approx(survival.standard_error[alive], abs=1e-9)


@given(COHORT, st.randoms(use_true_random=False), st.sampled_from(["log-log", "log", "plain"]))
def test_order_of_patients_and_unit_do_not_change_the_bytes(cohort, random, conf_type):
    time, event = zip(*cohort, strict=True)
    curve = aalen_johansen(time, event, conf_type=conf_type)
    other = aalen_johansen(*zip(*random.sample(cohort, len(cohort)), strict=True), conf_type=conf_type)
    in_days = aalen_johansen(np.array(time) / 30.4375, event, conf_type=conf_type)
    assert bytes_of(other) == bytes_of(curve) == bytes_of(in_days)
    assert (in_days.time * 30.4375).tolist() == pytest.approx(curve.time.tolist())


@given(COHORT, st.permutations([1, 2, 3]))
def test_numbers_of_causes_do_not_matter(cohort, numbers):
    time, event = zip(*cohort, strict=True)
    curve = aalen_johansen(time, event, n_causes=3)
    other = aalen_johansen(time, [numbers[e - 1] if e else 0 for e in event], n_causes=3)
    for cause, number in zip(curve.causes, numbers, strict=True):
        for name in ARRAYS:
            assert getattr(cause, name).tobytes() == getattr(other.causes[number - 1], name).tobytes()


@given(COHORT, st.floats(0.5, 0.99), st.sampled_from(["log-log", "log", "plain"]))
def test_incidences_rise_and_lie_between_their_limits(cohort, conf_level, conf_type):
    time, event = zip(*cohort, strict=True)
    for cause in aalen_johansen(time, event, conf_level=conf_level, conf_type=conf_type).causes:
        known = ~np.isnan(cause.lower)
        assert (np.diff(cause.incidence) >= 0).all()
        assert (cause.standard_error >= 0).all()
        assert (cause.lower[known] <= cause.incidence[known] + 1e-12).all()
        assert (cause.incidence[known] <= cause.upper[known] + 1e-12).all()
        assert ((cause.lower[known] >= 0) & (cause.upper[known] <= 1 + 1e-12)).all()


def test_both_references_name_the_r_they_come_from(reference):
    for name, package in (("survival", "survival"), ("competing_risks", "cmprsk")):
        assert reference(name)["r"].startswith("R version 4.")
        assert reference(name)["packages"][package]
