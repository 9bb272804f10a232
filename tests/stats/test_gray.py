import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.stats.gray import gray
from emr_core.stats.logrank import logrank

COHORT = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30
).filter(lambda rows: len({group for _, _, group in rows}) > 1)


def compare(case, cause):
    return gray(case["time"], case["event"], case["group"], cause=cause, order=tuple(case["groups"]))


def test_gray_agrees_with_cuminc_on_published_data(reference):
    cases = reference("competing_risks")["tests"]
    assert [(case["name"], len(case["tests"])) for case in cases] == [
        ("mgus2 by sex", 2),
        ("pbc by treatment", 2),
        ("pbc by stage", 2),
        ("cuminc", 2),
    ]
    for case in cases:
        for wanted in case["tests"]:
            result = compare(case, wanted["cause"])
            assert result.statistic == pytest.approx(wanted["statistic"], rel=1e-9)
            # R subtracts from 1, which leaves 1e-16 of a small p.
            assert result.p_value == pytest.approx(wanted["p_value"], rel=1e-8, abs=1e-15)
            assert result.degrees_of_freedom == wanted["degrees_of_freedom"]


def test_gray_agrees_with_cuminc_on_every_random_cohort(reference):
    cases = reference("competing_risks")["comparisons"]
    assert len(cases) == 200
    known = singular = 0
    for case in cases:
        for wanted in case["tests"]:
            result = compare(case, wanted["cause"])
            assert result.degrees_of_freedom == wanted["degrees_of_freedom"]
            if wanted["statistic"] == -1:
                singular += 1
                assert result.reason.endswith("the variance is singular or not positive.")
                assert math.isnan(result.p_value)
                continue
            known += 1
            assert result.reason == ""
            assert result.statistic == pytest.approx(wanted["statistic"], rel=1e-8, abs=1e-12)
            assert result.p_value == pytest.approx(wanted["p_value"], rel=1e-8)
        if not case["tests"]:
            assert compare(case, 1).reason
    assert known > 200
    assert singular > 10


def test_the_example_of_cuminc_has_its_published_p(reference):
    result = compare(reference("competing_risks")["tests"][3], 1)
    assert round(result.p_value, 4) == 0.8804


def test_four_patients_by_hand():
    # The score without competing events or censoring is observed less expected of the log-rank test.
    result = gray([1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", "a", "b"])
    assert result.score == pytest.approx((2 - 4 / 3, 4 / 3 - 2))
    assert (result.n, result.n_events, result.degrees_of_freedom) == ((2, 2), (2, 2), 1)


@pytest.mark.parametrize(
    ("time", "event", "group", "dropped", "reason"),
    [
        ([], [], [], (), "No patients."),
        ([1, 2], [1, 1], [1, 1], (1,), "Fewer than two groups hold patients."),
        ([1, 2], [0, 2], [1, 2], (), "No events of cause 1."),
        (
            [5, 5],
            [1, 1],
            [1, 2],
            (),
            "Too few events in too few groups: the variance is singular or not positive.",
        ),
    ],
)
def test_what_cannot_be_compared_gives_nan_and_a_reason(time, event, group, dropped, reason):
    result = gray(time, event, group, order=(1, 2) if group else None)
    assert np.isnan([result.statistic, result.p_value]).all()
    assert (result.reason, result.dropped) == (reason, dropped)


def test_three_small_groups_may_use_up_the_pooled_incidence():
    # The first group falls out with all its events; what the others add can take the estimate to 1, where
    # cuminc fails, and past it, where cuminc 2.2-11 gives 8.585344 and p = 0.01366835.
    used_up = gray(range(1, 9), [1] * 8, [1, 1, 1, 1, 2, 3, 2, 3])
    assert used_up.reason == "The pooled incidence is 1 while groups are still compared: it has no variance."
    assert np.isnan([used_up.statistic, used_up.p_value]).all()
    past = gray([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10, 11], [1] * 12, [1] * 8 + [2] * 2 + [3] * 2)
    assert (round(past.statistic, 6), round(past.p_value, 8)) == (8.585344, 0.01366835)


def test_the_cause_asked_for_is_the_cause_compared():
    rows = [1, 2, 3, 4, 5, 6, 7], [1, 2, 1, 2, 0, 2, 1], ["a", "b", "a", "b", "a", "b", "b"]
    other = rows[0], [{1: 2, 2: 1, 0: 0}[code] for code in rows[1]], rows[2]
    assert gray(*rows, cause=2).p_value == gray(*other).p_value != gray(*rows).p_value
    # Causes that compete need not be told apart.
    apart = rows[0], [1, 3, 1, 2, 0, 3, 1], rows[2]
    assert gray(*apart).p_value == gray(*rows).p_value


@pytest.mark.parametrize(
    ("arguments", "more", "message"),
    [
        (([1, 2], [1, 1], ["a", "a"]), {}, r"^At least two groups are needed, but there is 1"),
        (([1, 2], [1, 1], ["a", "b"]), {"cause": 0}, r"^cause must be a number from 1, but was 0\.$"),
        (([1, 2], [1, 1], ["a", "b"]), {"cause": 1.5}, r"^cause must be a number from 1, but was 1\.5\.$"),
        (([1, 2], [1, -1], ["a", "b"]), {}, r"^event holds .* -1 at index 1 is not a known code"),
        (([1, 2], [1, 1], ["a"]), {}, r"^group has 1 values, but time has 2"),
        (([1, 2], [1, 1], ["a", "b"]), {"order": ("b", "c")}, r"^group holds 'a', which is not in"),
        (([1, math.nan], [1, 1], ["a", "b"]), {}, r"^time holds 1 missing value"),
    ],
)
def test_wrong_input_is_refused_with_what_to_do(arguments, more, message):
    with pytest.raises(ValueError, match=message):
        gray(*arguments, **more)


@given(COHORT)
def test_without_competing_events_the_score_is_that_of_the_logrank_test(cohort):
    time, event, group = zip(*cohort, strict=True)
    event = np.minimum(event, 1)
    result, other = gray(time, event, group), logrank(time, event, group)
    if event.any():
        wanted = np.array(other.observed) - np.array(other.expected)
        assert result.score == pytest.approx(wanted.tolist(), abs=1e-10)


@given(COHORT, st.randoms(use_true_random=False), st.sampled_from([7.0, 1 / 30.4375]))
def test_order_of_patients_and_unit_do_not_change_the_bytes(cohort, random, factor):
    result = gray(*zip(*cohort, strict=True))
    assert repr(gray(*zip(*random.sample(cohort, len(cohort)), strict=True))) == repr(result)
    time, event, group = zip(*cohort, strict=True)
    assert repr(gray(np.array(time) * factor, event, group)) == repr(result)


@given(COHORT, st.permutations([0, 1, 2]))
def test_names_of_groups_do_not_change_the_result(cohort, names):
    result = gray(*zip(*cohort, strict=True), order=(0, 1, 2))
    other = gray(*zip(*[(t, e, names[g]) for t, e, g in cohort], strict=True), order=(0, 1, 2))
    assert [other.score[name] for name in names] == pytest.approx(result.score, abs=1e-10)
    assert other.reason == result.reason
    assert other.statistic == pytest.approx(result.statistic, rel=1e-5, abs=1e-9, nan_ok=True)


@given(COHORT)
def test_two_groups_of_three_are_two_groups(cohort):
    rows = [(t, e, g % 2) for t, e, g in cohort]
    if len({g for _, _, g in rows}) == 2:
        two, three = gray(*zip(*rows, strict=True)), gray(*zip(*rows, strict=True), order=(0, 1, 7))
        assert repr((two.statistic, two.p_value, two.reason)) == repr(
            (three.statistic, three.p_value, three.reason)
        )
        assert (three.dropped, three.degrees_of_freedom) == ((2,), 1)
        assert sum(two.score) == pytest.approx(0, abs=1e-9)
        if not two.reason:
            assert two.statistic >= 0
            assert 0 <= two.p_value <= 1
