import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from emr_core.stats.logrank import logrank

COHORT = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 2)), min_size=2, max_size=30
).filter(lambda rows: len({group for _, _, group in rows}) > 1)


def test_logrank_agrees_with_survdiff_on_published_data(reference):
    cases = reference("survival")["tests"]
    assert [case["name"] for case in cases][:3] == ["Freireich", "lung by sex", "lung by ECOG"]
    for case in cases:
        result = logrank(case["time"], case["event"], case["group"], order=tuple(case["groups"]))
        assert result.observed == tuple(case["observed"])
        assert result.expected == pytest.approx(case["expected"], abs=1e-8)
        assert result.statistic == pytest.approx(case["statistic"], rel=1e-9)
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-8)
        assert result.degrees_of_freedom == case["degrees_of_freedom"]


def test_logrank_agrees_with_survdiff_on_every_random_cohort(reference):
    cases = reference("survival")["comparisons"]
    assert len(cases) == 200
    known = 0
    for case in cases:
        result = logrank(case["time"], case["event"], case["group"], order=tuple(case["groups"]))
        assert result.n == tuple(case["group"].count(label) for label in case["groups"])
        if math.isnan(case.get("statistic", math.nan)):
            # R: an error, or chi-square 0 on 0 degrees of freedom.
            assert result.reason
            assert math.isnan(result.p_value)
            continue
        known += 1
        held = [place for place, n in enumerate(result.n) if n]
        assert [result.observed[place] for place in held] == case["observed"]
        assert [result.expected[place] for place in held] == pytest.approx(case["expected"], abs=1e-8)
        assert result.degrees_of_freedom == case["degrees_of_freedom"]
        assert result.statistic == pytest.approx(case["statistic"], rel=1e-9, abs=1e-12)
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-9)
    assert known > 140


def test_times_that_differ_by_a_rounding_error_are_one_as_in_survdiff(reference):
    cases = [case["comparison"] for case in reference("survival")["rounding"] if case["several"]]
    for case in cases:
        result = logrank(case["time"], case["event"], case["group"], order=tuple(case["groups"]))
        assert result.observed == tuple(case["observed"])
        assert result.expected == pytest.approx(case["expected"], abs=1e-8)
        assert result.statistic == pytest.approx(case["statistic"], rel=1e-9, abs=1e-12)
    assert len(cases) > 20


def test_freireich_has_the_numbers_of_the_textbooks(reference):
    case = reference("survival")["tests"][0]
    result = logrank(case["time"], case["event"], case["group"])
    assert (result.groups, result.observed) == (("6-MP", "control"), (9, 21))
    assert np.round(result.expected, 2).tolist() == [19.25, 10.75]
    assert round(result.statistic, 2) == 16.79


def test_four_patients_by_hand():
    result = logrank([1, 2, 3, 4], [1, 1, 1, 0], ["a", "b", "a", "b"])
    assert result.expected == pytest.approx((1 / 2 + 1 / 3 + 1 / 2, 1 / 2 + 2 / 3 + 1 / 2))
    variance = 1 / 4 + 2 / 9 + 1 / 4
    assert result.statistic == pytest.approx((2 - 4 / 3) ** 2 / variance)


@pytest.mark.parametrize(
    ("time", "event", "group", "dropped", "reason"),
    [
        ([], [], [], (), "No patients."),
        ([1, 2], [0, 0], [1, 2], (0, 1), "No events."),
        ([1, 2], [0, 1], [1, 2], (0,), "Fewer than two groups had patients at risk at an event."),
        ([1, 2], [1, 1], [1, 1], (1,), "Fewer than two groups had patients at risk at an event."),
        (
            [5, 5],
            [1, 1],
            [1, 2],
            (),
            "Some groups were never at risk at the same event: they cannot be compared.",
        ),
    ],
)
def test_what_cannot_be_compared_gives_nan_and_a_reason(time, event, group, dropped, reason):
    result = logrank(time, event, group, order=(1, 2) if group else None)
    assert np.isnan([result.statistic, result.p_value]).all()
    assert (result.reason, result.dropped) == (reason, dropped)


def test_a_group_without_patients_is_named_and_changes_nothing_else():
    rows = [1, 2, 3, 4, 5], [1, 1, 0, 1, 1], ["a", "b", "a", "b", "a"]
    two, three = logrank(*rows), logrank(*rows, order=("a", "none", "b"))
    assert (three.dropped, three.n, three.expected[1]) == ((1,), (3, 0, 2), 0)
    assert (three.statistic, three.p_value, three.degrees_of_freedom) == (two.statistic, two.p_value, 1)


@pytest.mark.parametrize(
    ("group", "order", "message"),
    [
        (["a", "a"], None, r"^At least two groups are needed, but there is 1: give each its own label"),
        (["a", "b"], ("a",), r"^group holds 'b', which is not in \('a',\): add it, or correct it\.$"),
        (["a", "b"], ("a", "b", "a"), r"^order must name every group once, but was \('a', 'b', 'a'\)\.$"),
        (
            ["a", None],
            None,
            r"^group must hold text or whole numbers, .* but holds NoneType, str: leave out who",
        ),
        (["a", math.nan], None, r"but holds float, str: leave out"),
        ([1.5, 2.0], None, r"but holds float: leave out"),
        (["a"], None, r"^group has 1 values, but time has 2"),
        ([["a", "b"]], None, r"^group must be a list of labels, one a patient, but has 2 dimensions"),
    ],
)
def test_wrong_groups_are_refused_with_what_to_do(group, order, message):
    with pytest.raises(ValueError, match=message):
        logrank([1, 2], [1, 0], group, order=order)


@given(COHORT)
def test_two_groups_agree_with_the_two_group_test_of_scipy(cohort):
    time, event, group = (np.array(column) for column in zip(*cohort, strict=True))
    group = group == group[0]
    if group.all():
        return
    result = logrank(time, event, group)
    x, y = (
        stats.CensoredData(uncensored=time[chosen & event], right=time[chosen & ~event])
        for chosen in (group, ~group)
    )
    if not result.reason:
        other = stats.logrank(x, y)
        assert result.statistic == pytest.approx(other.statistic**2, rel=1e-9, abs=1e-12)
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-8)


@given(COHORT, st.randoms(use_true_random=False), st.sampled_from([7.0, 1 / 30.4375]))
def test_order_of_patients_and_unit_do_not_change_the_bytes(cohort, random, factor):
    result = logrank(*zip(*cohort, strict=True))
    assert repr(logrank(*zip(*random.sample(cohort, len(cohort)), strict=True))) == repr(result)
    time, event, group = zip(*cohort, strict=True)
    assert repr(logrank(np.array(time) * factor, event, group)) == repr(result)


@given(COHORT, st.permutations([0, 1, 2]))
def test_names_of_groups_do_not_change_the_result(cohort, names):
    result = logrank(*zip(*cohort, strict=True), order=(0, 1, 2))
    other = logrank(*zip(*[(t, e, names[g]) for t, e, g in cohort], strict=True), order=(0, 1, 2))
    assert other.reason == result.reason
    assert other.statistic == pytest.approx(result.statistic, rel=1e-8, abs=1e-10, nan_ok=True)
    assert [other.observed[name] for name in names] == list(result.observed)
    assert [other.expected[name] for name in names] == pytest.approx(result.expected, abs=1e-12)
    assert sum(result.expected) == pytest.approx(sum(result.observed))
