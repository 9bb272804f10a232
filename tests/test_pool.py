"""Several cohorts as one: nobody is lost, codes are unique, institutions kept, doubles pointed out."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.cohort import Cohort, Kind
from emr_core.overlaps import overlaps
from emr_core.pool import pooled
from tests.cohorts import cohort_of, csv_text, published, read


def made(**columns: object) -> Cohort:
    return cohort_of(read(csv_text(**columns)))  # type: ignore[arg-type]


def of_kind(cohort: Cohort, kind: Kind) -> Cohort:
    return replace(cohort, source=replace(cohort.source, kind=kind))


def test_institutions_are_kept_and_filled_with_the_name_of_the_cohort() -> None:
    ours = made(patient_id=["A", "B"], institution=["Bonn", None])
    theirs = made(patient_id=["C"])
    both = pooled([ours, theirs], ["Ours", "Theirs"], "Both")
    assert both.patients["institution"].tolist() == ["Bonn", "Ours", "Theirs"]
    assert both.source.name == "Both"
    assert both.source.limitations[0] == (
        "Pooled from 2 patients of Ours and 1 patient of Theirs. They were recorded by different rules."
    )


def test_codes_that_stand_in_several_cohorts_get_the_name_of_theirs() -> None:
    ours = made(patient_id=["1", "2"], emr_sites=["CSF", "skin; bone"])
    theirs = made(patient_id=["2", "2 (Ours)"], emr_sites=["testis", "breast"])
    both = pooled([ours, theirs], ["Ours", "Theirs"], "Both")
    assert both.patients["patient_id"].tolist() == ["1", "2 (Ours) (Ours)", "2 (Theirs)", "2 (Ours)"]
    assert both.sites[["patient_id", "subsite"]].to_numpy().tolist() == [
        ["1", "CSF"],
        ["2 (Ours) (Ours)", "Skin"],
        ["2 (Ours) (Ours)", "Bone (unspecified)"],
        ["2 (Theirs)", "Testis"],
        ["2 (Ours)", "Breast"],
    ]
    assert both.source.limitations[1] == (
        "1 code stands in several cohorts (2): the cohort's name was put behind."
    )


def test_patients_with_a_relapse_stay_so_beside_a_cohort_with_and_without() -> None:
    with_all = made(patient_id=["A"])
    mixed = made(patient_id=["B", "C"], emr=["Yes", "No"], emr_sites=["CSF", None])
    both = pooled([with_all, mixed], ["One", "Two"], "Both")
    assert both.patients["emr"].tolist() == ["Yes", "Yes", "No"]
    assert "emr" not in pooled([with_all, made(patient_id=["D"])], ["One", "Two"], "Both").patients


def test_the_same_patients_in_two_cohorts_are_pointed_out_but_not_removed() -> None:
    again = published().where((published().patients["age_at_diagnosis"] > 10).to_numpy(dtype=bool))
    other = replace(again, patients=again.patients.assign(patient_id="X" + again.patients["patient_id"]))
    sites = again.sites.assign(patient_id="X" + again.sites["patient_id"])
    (overlap,) = overlaps([published(), replace(other, sites=sites)], ["Kim 2016", "Ours"])
    assert {second for _, second in overlap.patients} == set(other.patients["patient_id"])
    assert all(second == f"X{first}" for first, second in overlap.patients)
    both = pooled([published(), replace(other, sites=sites)], ["Kim 2016", "Ours"], "Both")
    assert len(both) == 22 + len(again)
    assert any("may be counted twice" in text for text in both.source.limitations)


def test_patients_of_whom_little_is_recorded_are_never_taken_for_the_same() -> None:
    assert overlaps([made(sex=["Male"]), made(sex=["Male"])], ["One", "Two"]) == ()


@pytest.mark.parametrize(
    ("kinds", "whole"),
    [
        (("published", "uploaded"), "uploaded"),
        (("uploaded", "synthetic"), "synthetic"),
        (("published", "synthetic"), "synthetic"),
        (("published", "published"), "published"),
    ],
)
def test_one_synthetic_patient_makes_the_whole_synthetic(kinds: tuple[Kind, Kind], whole: Kind) -> None:
    first, second = (of_kind(made(patient_id=[code]), kind) for code, kind in zip("AB", kinds, strict=True))
    assert pooled([first, second], ["One", "Two"], "Both").source.kind == whole


def test_the_fingerprint_tells_other_parts_and_other_filters_apart() -> None:
    one, two = made(patient_id=["A"]), made(patient_id=["B"], emr_sites="skin")
    plain = pooled([one, two], ["One", "Two"], "Both").source.fingerprint
    assert pooled([one, two], ["One", "Two"], "Another name").source.fingerprint == plain
    assert pooled([one, made(patient_id=["C"])], ["One", "Two"], "Both").source.fingerprint != plain
    assert pooled([one, two], ["One", "2"], "Both").source.fingerprint != plain


@pytest.mark.parametrize(("n", "names"), [(1, ["One"]), (2, ["One", "One"]), (2, ["One"])])
def test_cohorts_without_names_of_their_own_are_not_pooled(n: int, names: list[str]) -> None:
    with pytest.raises(ValueError, match="each with a name of its own"):
        pooled([published()] * n, names, "Both")


CODES = st.lists(st.sampled_from(["1", "2", "3", "1 (One)", "2 (Two)"]), min_size=1, max_size=4, unique=True)


@settings(max_examples=10)
@given(CODES, CODES, CODES)
def test_nobody_is_lost_or_doubled_by_pooling(one: list[str], two: list[str], three: list[str]) -> None:
    parts = [made(patient_id=list(codes), emr_sites="CSF; skin") for codes in (one, two, three)]
    whole = pooled(parts, ["One", "Two", "Three"], "All")
    assert len(whole) == len(one) + len(two) + len(three)
    assert whole.patients["patient_id"].is_unique
    assert len(whole.sites) == 2 * len(whole)
    assert set(whole.sites["patient_id"]) == set(whole.patients["patient_id"])
    assert whole.patients["institution"].notna().all()
    first = whole.patients["leukemia_type"].iloc[: len(one)]
    pd.testing.assert_series_equal(first, parts[0].patients["leukemia_type"])
