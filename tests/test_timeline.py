"""The clocks, worked by hand: no event and no state stands where nothing is recorded."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.cohort import Cohort
from emr_core.lane_states import STATES, segments
from emr_core.timeline import EVENTS, WEEKS_PER_MONTH, event_times, last_known, missing_clocks, origins
from tests import cohorts
from tests.cohorts import make_cohort, minimal, nobody, published

NOT_RECORDED = "Not recorded"


def times_of(cohort: Cohort, patient: str) -> dict[str, float]:
    """Return the dated events of one patient."""
    row = event_times(cohort).set_index("patient_id").loc[patient]
    return {str(event): float(time) for event, time in row.items() if not math.isnan(time)}


def course(cohort: Cohort, patient: str = "P1") -> list[tuple[str, float, float]]:
    """Return the states of one patient."""
    found = segments(cohort, event_times(cohort))
    mine = found[found["patient_id"] == patient]
    rows = mine[["state", "start", "end"]].to_numpy().tolist()
    return [(state, round(start, 4), round(end, 4)) for state, start, end in rows]


@pytest.mark.parametrize(
    ("patient", "times"),
    [
        ("P01", {"EMR": 0, "BMR": 0}),
        ("P09", {"EMR": 0, "CR of EMR": 5.4, "BMR": 23, "CR of BMR": 27}),
        ("P12", {"EMR": 0}),
        ("P13", {"EMR": 0, "BMR": 4}),
        ("P17", {"EMR": 0, "BMR": 0, "CR of EMR": 4.2, "CR of BMR": 16}),
        ("P19", {"EMR": 0, "BMR": 20, "CR of EMR": 42, "CR of BMR": 40}),
        ("P22", {"EMR": 0, "BMR": 0, "CR of EMR": 5.4, "CR of BMR": 2}),
    ],
)
def test_events_of_single_children_by_hand(patient: str, times: dict[str, float]) -> None:
    assert times_of(published(), patient) == times


@pytest.mark.parametrize(
    ("patient", "states"),
    [
        ("P09", [("Relapse", 0, 5.4), ("Remission", 5.4, 23), ("Marrow relapse", 23, 27)]),
        ("P17", [("Marrow relapse", 0, 4.2), ("Marrow relapse", 4.2, 16)]),
        ("P19", [("Relapse", 0, 20), ("Marrow relapse", 20, 40), ("Relapse", 40, 42)]),
        ("P22", [("Marrow relapse", 0, 2), ("Relapse", 2, 5.4)]),
        ("P03", [("Relapse", 0, 56)]),
        ("P13", [(NOT_RECORDED, 0, 4)]),
        ("P12", []),
        ("P01", []),
    ],
)
def test_states_of_single_children_by_hand(patient: str, states: list[tuple[str, float, float]]) -> None:
    assert course(published(), patient) == states


def test_the_published_cohort_can_be_aligned_at_three_events() -> None:
    assert [(origin.event, origin.n) for origin in origins(published())] == [
        ("EMR", 22),
        ("BMR", 12),
        ("CR of EMR", 15),
    ]


def test_the_clocks_that_nobody_has_are_named() -> None:
    assert missing_clocks(published()) == (
        "Diagnosis to EMR",
        "CR to EMR",
        "HSCT to EMR",
        "Follow-up from EMR",
    )
    assert missing_clocks(make_cohort(follow_up=[3, None])) == (
        "Diagnosis to EMR",
        "CR to EMR",
        "HSCT to EMR",
    )


def test_months_become_weeks_and_what_came_before_is_negative() -> None:
    assert pytest.approx(4.348214, abs=1e-6) == WEEKS_PER_MONTH
    cohort = make_cohort(
        diagnosis_to_emr=[12],
        cr_to_emr=[10],
        hsct_before_emr=["Yes"],
        hsct_to_emr=[6],
        hsct_after_emr=["Yes"],
        emr_to_hsct=[3],
        follow_up=[24],
    )
    times = times_of(cohort, "P1")
    in_months = {event: round(time / WEEKS_PER_MONTH, 9) for event, time in times.items()}
    assert in_months == {
        "EMR": 0,
        "Diagnosis": -12,
        "CR before EMR": -10,
        "HSCT before EMR": -6,
        "HSCT after EMR": 3,
        "Last contact": 24,
    }


def test_a_concurrent_marrow_relapse_without_time_stands_at_the_relapse_a_later_one_nowhere() -> None:
    cohort = make_cohort(bmr=["Concurrent", "Subsequent", "Concurrent"], emr_to_bmr=[None, None, 1])
    assert event_times(cohort)["BMR"].fillna(-1).tolist() == [0, -1, 1]


def test_a_relapse_in_the_month_of_the_diagnosis_is_zero_not_minus_zero() -> None:
    times = event_times(make_cohort(diagnosis_to_emr=[0]))
    assert math.copysign(1, times["Diagnosis"].iloc[0]) == 1


def test_patients_without_relapse_have_no_event_at_zero() -> None:
    cohort = make_cohort(emr=["Yes", "No"], emr_sites=["CSF", None])
    assert event_times(cohort)["EMR"].isna().tolist() == [False, True]
    assert origins(cohort)[0].n == 1


def test_a_patient_with_no_times_has_no_state() -> None:
    assert course(minimal(), "P1") == []
    assert len(segments(nobody(), event_times(nobody()))) == 0
    assert list(segments(nobody(), event_times(nobody())).columns) == ["patient_id", "state", "start", "end"]


def test_a_remission_without_a_time_is_not_drawn_as_a_relapse() -> None:
    cohort = make_cohort(response=["Complete remission"], emr_to_cr=[None], follow_up=[7])
    assert course(cohort) == [(NOT_RECORDED, 0, round(7 * WEEKS_PER_MONTH, 4))]


@pytest.mark.parametrize(
    ("response", "state"),
    [
        ("Complete remission", NOT_RECORDED),
        ("Not evaluable", NOT_RECORDED),
        (None, NOT_RECORDED),
        ("Partial or no remission", "Relapse"),
        ("Died before evaluation", "Relapse"),
    ],
)
def test_without_a_dated_remission_only_a_known_failure_is_a_relapse(
    response: str | None, state: str
) -> None:
    assert course(make_cohort(response=[response], follow_up=[1])) == [(state, 0, round(WEEKS_PER_MONTH, 4))]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, NOT_RECORDED),
        ({"second_relapse": ["No"]}, "Remission"),
        ({"last_status": ["Alive in CR"]}, "Remission"),
        ({"last_status": ["Alive in CR"], "second_relapse": ["Yes"]}, NOT_RECORDED),
        ({"last_status": ["Alive in CR"], "bmr": ["Subsequent"]}, NOT_RECORDED),
        ({"last_status": ["Died of disease"]}, NOT_RECORDED),
        ({"last_status": ["Lost to follow-up"]}, NOT_RECORDED),
    ],
)
def test_a_remission_lasts_to_the_last_contact_only_if_no_relapse_followed(
    facts: dict[str, list[str]], state: str
) -> None:
    cohort = make_cohort(
        **{"response": ["Complete remission"], "emr_to_cr": [4], "follow_up": [2], **facts}  # type: ignore[arg-type]
    )
    assert course(cohort) == [("Relapse", 0, 4), (state, 4, round(2 * WEEKS_PER_MONTH, 4))]


def test_a_remission_lasts_to_a_dated_relapse_and_what_follows_is_known_only_with_disease() -> None:
    facts = {"emr_to_cr": [4.0], "emr_to_second_relapse": [2.0], "follow_up": [3.0]}
    two, three = round(2 * WEEKS_PER_MONTH, 4), round(3 * WEEKS_PER_MONTH, 4)
    for status, state in (("Died of disease", "Relapse"), ("Alive in CR", NOT_RECORDED)):
        cohort = make_cohort(**facts, last_status=[status], second_relapse=["Yes"])  # type: ignore[arg-type]
        assert course(cohort) == [("Relapse", 0, 4), ("Remission", 4, two), (state, two, three)]


def test_a_marrow_relapse_without_dated_remission_ends_nowhere_unless_there_was_disease() -> None:
    facts = {
        "bmr": ["Concurrent"],
        "response": ["Complete remission"],
        "emr_to_cr": [3.0],
        "follow_up": [2.0],
    }
    end = round(2 * WEEKS_PER_MONTH, 4)
    open_end = make_cohort(**facts)  # type: ignore[arg-type]
    assert course(open_end) == [("Relapse", 0, 3), (NOT_RECORDED, 3, end)]
    with_disease = make_cohort(**facts, last_status=["Alive with disease"])  # type: ignore[arg-type]
    assert course(with_disease) == [("Marrow relapse", 0, 3), ("Marrow relapse", 3, end)]


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ({}, [NOT_RECORDED]),
        ({"remission_before_emr": ["Never in CR"]}, ["Before remission"]),
        ({"cr_to_emr": [5]}, ["Before remission", "Remission"]),
        ({"cr_to_emr": [5], "remission_before_emr": ["CR1"]}, ["Before remission", "Remission"]),
        ({"cr_to_emr": [5], "remission_before_emr": ["CR2"]}, [NOT_RECORDED, "Remission"]),
    ],
)
def test_before_the_relapse_a_remission_is_drawn_from_its_date(
    facts: dict[str, list[object]], states: list[str]
) -> None:
    cohort = make_cohort(diagnosis_to_emr=[9], **facts)  # type: ignore[arg-type]
    assert [state for state, _, _ in course(cohort)] == states


def test_the_last_known_time_is_the_last_date_of_any_kind() -> None:
    times = event_times(published())
    last = dict(zip(times["patient_id"], last_known(times), strict=True))
    assert (last["P01"], last["P09"], last["P11"], last["P19"], last["P12"]) == (0, 27, 37.2, 42, 0)
    followed = make_cohort(follow_up=[2])
    assert last_known(event_times(followed)).tolist() == [2 * WEEKS_PER_MONTH]


def maybe(low: float, high: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(low, high).map(lambda value: round(value, 1))


@given(
    maybe(0, 60),
    maybe(0, 60),
    maybe(0, 60),
    maybe(0, 60),
    st.sampled_from([None, "No BMR", "Concurrent", "Subsequent", "Marrow not examined"]),
    st.sampled_from([None, "Complete remission", "Partial or no remission", "Not evaluable"]),
    st.sampled_from([None, "Alive in CR", "Died of disease", "Lost to follow-up"]),
)
def test_states_run_from_date_to_date_without_gap_and_never_beyond(
    cr: float | None,
    bmr_at: float | None,
    bmr_cr: float | None,
    follow_up: float | None,
    bmr: str | None,
    response: str | None,
    status: str | None,
) -> None:
    cohort = make_cohort(
        emr_to_cr=[cr],
        emr_to_bmr=[bmr_at],
        bmr_to_cr=[bmr_cr],
        follow_up=[follow_up],
        bmr=[bmr],
        response=[response],
        last_status=[status],
    )
    times = event_times(cohort)
    dates = sorted({float(v) for v in times.drop(columns="patient_id").iloc[0].dropna()})
    found = segments(cohort, times)
    assert list(zip(found["start"], found["end"], strict=True)) == list(itertools.pairwise(dates))
    assert set(found["state"]) <= set(STATES)
    remission = found[found["state"] == "Remission"]
    assert cr is not None or remission.empty
    assert np.all(remission["start"] >= (cr or 0))
    if response == "Complete remission" and cr is None:
        assert "Relapse" not in set(found["state"])


def test_every_state_and_event_of_the_states_of_a_cohort_is_named() -> None:
    for make in cohorts.STATES.values():
        times = event_times(make())
        assert set(EVENTS) < set(times.columns)
        assert set(segments(make(), times)["state"]) <= set(STATES)
