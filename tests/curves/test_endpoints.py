"""Endpoints on patients worked by hand, the published children, and the synthetic registry."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from emr_core.cohort import EPISODE_COLUMNS, Cohort
from emr_core.endpoints.courses import COURSES
from emr_core.endpoints.declared import ALL_ENDPOINTS, has_denominator, lacking, offered
from emr_core.endpoints.times import EndpointTimes, adds_up, endpoint_times, estimable, events_alone
from emr_core.schema import BY_NAME
from tests.cohorts import make_cohort, published

ALIVE, DIED, LOST = "Alive in CR", "Died of disease", "Lost to follow-up"


def times_of(cohort: Cohort, name: str, window: int = 7) -> EndpointTimes:
    return endpoint_times(cohort, ALL_ENDPOINTS[name], window)


def by_patient(times: EndpointTimes) -> dict[str, tuple[float, int]]:
    """Return what became of everyone kept: time to two decimals, and code."""
    pairs = zip(times.time.round(2).tolist(), times.event.tolist(), strict=True)
    return dict(zip(times.ids, pairs, strict=True))


def test_every_endpoint_is_derived_and_needs_fields_of_the_schema():
    assert set(COURSES) == set(ALL_ENDPOINTS)
    for endpoint in ALL_ENDPOINTS.values():
        assert set(endpoint.needs) | set(endpoint.one_of) <= set(BY_NAME), endpoint.name


def test_overall_survival_ends_with_death_and_censors_the_living_and_the_lost():
    cohort = make_cohort(
        last_status=[DIED, ALIVE, LOST, None, DIED, "Died (cause not stated)"],
        follow_up=[3, 12, 5, 8, None, 0],
    )
    times = times_of(cohort, "overall_survival")
    assert by_patient(times) == {"P1": (3, 1), "P2": (12, 0), "P3": (5, 0), "P6": (0, 1)}
    assert times.excluded == (("last known status not recorded", 1), ("follow-up not recorded", 1))
    assert adds_up(times) == (
        "6 patients = 4 in the curves + 1 last known status not recorded + 1 follow-up not recorded."
    )


def test_event_free_survival_ends_with_the_first_of_marrow_relapse_other_relapse_and_death():
    cohort = make_cohort(
        bmr=["Subsequent", "No BMR", "No BMR", "Concurrent", "No BMR", "Subsequent"],
        emr_to_bmr=[8, None, None, 0, None, 40],
        second_relapse=["Yes", "Yes", "No", "No", None, "Yes"],
        emr_to_second_relapse=[1.84, 6, None, None, None, 4],
        last_status=[DIED, DIED, DIED, ALIVE, ALIVE, ALIVE],
        follow_up=[20, 20, 10, 30, 30, 30],
    )
    times = times_of(cohort, "event_free_survival")
    # 8 weeks are 56 days, 1.84 months; P6 had another relapse at 4 months, before the marrow at 9.2.
    assert by_patient(times) == {"P1": (1.84, 1), "P2": (6, 2), "P3": (10, 3), "P4": (30, 0), "P6": (4, 2)}
    assert times.excluded == (("relapse after EMR not recorded", 1),)


def test_a_later_extramedullary_relapse_is_an_event_of_event_free_survival():
    cohort = make_cohort(second_relapse=["No", "No"], last_status=ALIVE, follow_up=24)
    episodes = pd.DataFrame([("P2", 2, 7.5, "Skin", "", "")], columns=list(EPISODE_COLUMNS))
    times = times_of(replace(cohort, episodes=episodes), "event_free_survival")
    assert by_patient(times) == {"P1": (24, 0), "P2": (7.5, 2)}


def test_later_bmr_leaves_the_concurrent_out_counts_them_and_lets_death_compete():
    cohort = make_cohort(
        bmr=["Concurrent", "Subsequent", "No BMR", "No BMR", "Marrow not examined", "Subsequent"],
        emr_to_bmr=[0, 3, None, None, None, None],
        last_status=[DIED, DIED, DIED, ALIVE, ALIVE, ALIVE],
        follow_up=[1, 9, 4, 12, 12, 12],
    )
    times = times_of(cohort, "later_bmr")
    assert by_patient(times) == {"P2": (0.69, 1), "P3": (4, 2), "P4": (12, 0)}
    assert dict(times.excluded) == {
        "with concurrent BMR (within 7 days)": 1,
        "marrow at EMR not recorded": 1,
        "event recorded without its time": 1,
    }
    assert dict(times_of(cohort, "later_bmr", 28).excluded)["with concurrent BMR (within 28 days)"] == 2


def test_cr_of_emr_lets_death_compete_and_a_marrow_relapse_not():
    cohort = make_cohort(
        response=[
            "Complete remission",
            "Died before evaluation",
            "Partial or no remission",
            None,
            "Not evaluable",
        ],
        emr_to_cr=[6, None, None, None, None],
        bmr=["Subsequent", "No BMR", "No BMR", "No BMR", "No BMR"],
        emr_to_bmr=[2, None, None, None, None],
        last_status=[ALIVE, DIED, "Alive with disease", ALIVE, LOST],
        follow_up=[12, 1, 24, 12, 1],
    )
    times = times_of(cohort, "cr_of_emr")
    assert by_patient(times) == {"P1": (6, 1), "P2": (4.35, 2), "P3": (104.36, 0)}
    assert times.unit == "weeks"
    assert dict(times.excluded) == {"response not recorded": 1, "response not evaluable": 1}


def test_an_event_after_the_last_contact_is_said_unless_rounding_explains_it():
    cohort = make_cohort(bmr="Subsequent", emr_to_bmr=[8, 8], last_status=ALIVE, follow_up=[1, 1.83])
    times = times_of(cohort, "later_bmr")
    assert by_patient(times) == {"P2": (1.84, 1)}
    assert times.excluded == (("event after the last contact (correct one of the two times)", 1),)


def test_whoever_lacks_follow_up_is_left_out_with_and_without_the_event_alike():
    cohort = make_cohort(response="Complete remission", emr_to_cr=6, last_status=ALIVE, follow_up=[None, 12])
    assert times_of(cohort, "cr_of_emr").ids == ("P2",)


def test_the_time_to_the_relapse_is_told_among_those_who_had_it():
    cohort = make_cohort(
        emr=["Yes", "Yes", "No"],
        emr_sites=["CSF", "CSF", None],
        cr_to_emr=[10, None, None],
        remission_before_emr=["CR1", "Never in CR", None],
    )
    times = times_of(cohort, "cr_to_emr")
    assert by_patient(times) == {"P1": (10, 1)}
    assert dict(times.excluded) == {"never in CR before EMR": 1, "without EMR": 1}


def test_incidence_of_the_relapse_lets_a_marrow_relapse_and_death_before_it_compete():
    cohort = make_cohort(
        emr=["Yes", "Yes", "Yes", "No", "No", "No", "No"],
        emr_sites=["CSF", "CSF", "CSF", None, None, None, None],
        diagnosis_to_emr=[10, 20, 30, None, None, None, None],
        bmr_before_emr=["No", "Yes", "Yes", None, None, None, None],
        diagnosis_to_bmr=[10, 12, None, 8, None, None, None],
        diagnosis_to_last_contact=[40, 40, 40, 15, 18, 60, None],
        last_status=[ALIVE, DIED, ALIVE, DIED, DIED, ALIVE, ALIVE],
    )
    times = times_of(cohort, "incidence_of_emr")
    # Marrow and EMR at once is the EMR; P3's marrow relapse came first at a time that is not recorded.
    assert by_patient(times) == {"P1": (10, 1), "P2": (12, 2), "P4": (8, 2), "P5": (18, 3), "P6": (60, 0)}
    assert dict(times.excluded) == {"event recorded without its time": 1, "follow-up not recorded": 1}
    assert estimable(cohort, ALL_ENDPOINTS["incidence_of_emr"]) == ""


def test_incidence_of_the_relapse_is_offered_only_with_patients_who_had_none():
    assert "incidence_of_emr" not in offered(published())
    cohort = make_cohort(emr=["Yes", "No"], emr_sites=["CSF", None])
    assert has_denominator(cohort)
    assert "incidence_of_emr" in offered(cohort)
    assert "not recorded by patient" in estimable(cohort, ALL_ENDPOINTS["incidence_of_emr"])


@pytest.mark.parametrize("name", ["overall_survival", "event_free_survival", "later_bmr", "cr_of_emr"])
def test_the_published_children_have_no_curve_because_nobody_has_a_follow_up_time(name):
    reason = estimable(published(), ALL_ENDPOINTS[name])
    assert "not recorded by patient: Follow-up from EMR" in reason
    assert "a curve of the others alone would reach everybody" in reason


def test_the_published_children_show_their_remissions_and_marrow_relapses_as_dots():
    remissions = events_alone(published(), ALL_ENDPOINTS["cr_of_emr"])
    assert (len(remissions.time), remissions.undated, remissions.without) == (15, 0, 7)
    assert (np.median(remissions.time), remissions.time.min(), remissions.time.max()) == (5.4, 2.6, 56.0)
    marrow = events_alone(published(), ALL_ENDPOINTS["later_bmr"], unit="weeks")
    assert sorted(marrow.time) == [4, 20, 23, 24, 24]
    assert (marrow.without, marrow.excluded) == (10, (("with concurrent BMR (within 7 days)", 7),))


def test_the_times_to_the_relapse_of_the_published_children_are_not_given_by_child():
    for name in ("diagnosis_to_emr", "cr_to_emr", "hsct_to_emr"):
        assert lacking(published(), ALL_ENDPOINTS[name]).startswith(ALL_ENDPOINTS[name].label)


@pytest.mark.parametrize("name", list(ALL_ENDPOINTS))
@pytest.mark.parametrize("unit", ["weeks", "months", "years"])
def test_who_is_kept_and_who_is_left_out_are_always_everybody(synthetic, name, unit):
    for cohort in (synthetic, published()):
        times = endpoint_times(cohort, ALL_ENDPOINTS[name], unit=unit)
        assert len(times.time) + sum(n for _, n in times.excluded) == len(cohort)
        assert len(times.ids) == len(times.time) == len(times.event) == times.kept.sum()
        assert not np.isnan(times.time).any()
