"""A cohort narrows without losing step, and nothing changes it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.cohort import EPISODE_COLUMNS, Cohort, Step, among, from_positions, shown
from emr_core.factors import factor, groupings
from emr_core.fields import UNKNOWN
from emr_core.filters import Levels, Range, SiteChoice, apply
from tests.cohorts import STATES, all_unknown, make_cohort, nobody, published


def with_episodes(cohort: Cohort, *patients: str) -> Cohort:
    """Return a cohort with a later relapse for each of these patients."""
    rows = [(patient, "2", "12", "CSF", "", "") for patient in patients]
    return replace(cohort, episodes=pd.DataFrame(rows, columns=list(EPISODE_COLUMNS), dtype="str"))


@given(st.lists(st.booleans(), min_size=22, max_size=22))
def test_sites_and_episodes_stay_in_step_with_their_patients(keep: list[bool]) -> None:
    whole = with_episodes(published(), "P01", "P09", "P09", "P22")
    kept = whole.where(np.array(keep))
    ids = whole.patients["patient_id"][keep].tolist()
    assert kept.patients["patient_id"].tolist() == ids
    assert kept.sites["patient_id"].tolist() == [p for p in whole.sites["patient_id"] if p in ids]
    assert kept.episodes["patient_id"].tolist() == [p for p in whole.episodes["patient_id"] if p in ids]
    assert list(kept.patients.index) == list(range(len(ids)))
    assert len(kept) == sum(keep)


def test_a_step_is_remembered_and_the_source_stays() -> None:
    step = Step("sex", "Sex: Male", 22, 14)
    boys = published().where((published().patients["sex"] == "Male").to_numpy(dtype=bool), step)
    assert len(boys) == 14
    assert boys.steps == (step,)
    assert published().steps == ()
    assert boys.source is published().source


def test_levels_outlive_the_patients_who_had_them() -> None:
    assert tuple(nobody().patients["leukemia_type"].cat.categories) == ("AML", "ALL", "MPAL", "Other")
    assert tuple(nobody().patients["institution"].cat.categories) == ("Seoul St. Mary's Hospital",)


@pytest.mark.parametrize("state", STATES)
def test_filters_and_groupings_leave_the_frames_as_they_were(state: str) -> None:
    cohort = STATES[state]()
    frames = (cohort.patients, cohort.sites, cohort.episodes)
    before = [frame.copy(deep=True) for frame in frames]
    apply(cohort, [Levels("sex", ("Male",)), Range("emr_to_cr", 0, 9, True), SiteChoice(("CSF",), "none")])
    for name in groupings():
        factor(cohort, name, 28)
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_cohorts_are_compared_by_identity_and_cannot_be_changed() -> None:
    assert published() == published()
    assert published() != replace(published())
    with pytest.raises(AttributeError):
        published().patients = pd.DataFrame()  # type: ignore[misc]


def test_shown_keeps_the_order_of_levels_and_counts_unknown_last() -> None:
    column = make_cohort(sex=[None, "Male", None, "Female", "Male"]).patients["sex"]
    seen = shown(column)
    assert list(seen.cat.categories) == ["Female", "Male", UNKNOWN]
    assert seen.value_counts(sort=False).to_dict() == {"Female": 1, "Male": 2, UNKNOWN: 2}
    assert column.isna().sum() == 2


def test_shown_of_nobody_known_and_of_nobody() -> None:
    assert shown(all_unknown().patients["bmr"]).tolist() == [UNKNOWN] * 3
    assert shown(nobody().patients["bmr"]).tolist() == []
    assert shown(published().patients["karyotype"]).value_counts()[UNKNOWN] == 6


def test_categories_from_positions_leave_out_what_is_not_known() -> None:
    column = from_positions(np.array([1, -1, 0]), ("a", "b"))
    assert column.isna().tolist() == [False, True, False]
    assert column.dropna().tolist() == ["b", "a"]
    assert list(column.cat.categories) == ["a", "b"]


def test_among_is_membership() -> None:
    ids = pd.Series(["P1", "P01", "p1"])
    assert among(ids, pd.Series(["P01", "P01", "x"])).tolist() == [False, True, False]
    assert among(ids, pd.Series([], dtype="str")).tolist() == [False] * 3
    assert among(ids[:0], ids).tolist() == []


def test_published_intervals_travel_with_the_source() -> None:
    first, second = published().source.intervals
    assert (first.label, first.n, first.median, first.minimum, first.maximum) == (
        "Diagnosis to EMR",
        22,
        30.2,
        4.4,
        117.5,
    )
    assert (second.label, second.median, second.unit) == ("CR to EMR", 22.7, "months")
