"""Filtered, tiny, empty and incomplete cohorts: every claim still has a verdict and a reason."""

from dataclasses import replace

import numpy as np
import pytest

from emr_core.evidence.claim import NOTHING
from emr_core.evidence.measures import sites_by_type
from emr_core.evidence.recompute import counts, findings, recompute
from emr_core.factors import factor
from emr_core.site_counts import site_counts

KEPT = ("patient_id", "leukemia_type")


def sound(found):
    for finding in found:
        assert finding.recomputed
        assert finding.verdict != "not checkable" or finding.note or finding.recomputed != NOTHING
        text = f"{finding.recomputed} {finding.note}"
        assert "nan" not in text.split()
        assert " 1 children" not in text


def test_nothing_is_checkable_without_patients(cohort):
    found = findings(cohort.where(np.zeros(len(cohort), dtype=bool)))
    assert counts(found) == {"agree": 0, "disagree": 0, "not checkable": len(found)}
    assert all(finding.note for finding in found)


def test_a_single_patient_gets_a_verdict_for_every_claim(cohort, found):
    for index in range(len(cohort)):
        alone = findings(cohort.where(np.arange(len(cohort)) == index))
        assert len(alone) == len(found)
        sound(alone)


@pytest.mark.parametrize("seed", range(20))
def test_any_choice_of_patients_gets_a_verdict_for_every_claim(seed, cohort):
    generator = np.random.default_rng(seed)
    sound(findings(cohort.where(generator.random(len(cohort)) < generator.random())))


def test_a_type_that_is_filtered_away_cannot_be_compared(cohort):
    only = cohort.where((cohort.patients["leukemia_type"] == "AML").to_numpy(dtype=bool))
    found = {finding.key: finding for finding in findings(only)}
    assert found["csf_in_all"].verdict == "not checkable"
    assert found["share_csf_all"].verdict == "not checkable"
    assert found["share_bone_aml"].verdict == "agree"


def test_a_preference_the_other_way_round_differs_and_none_at_all_is_left_open(cohort):
    bone = set(cohort.sites.loc[cohort.sites["site"] == "Bone", "patient_id"])
    types = cohort.patients["leukemia_type"].cat.rename_categories({"AML": "ALL", "ALL": "AML"})
    reversed_ = replace(cohort, patients=cohort.patients.assign(leukemia_type=types))
    other_way = next(finding for finding in findings(reversed_) if finding.key == "bone_in_aml")
    assert (other_way.verdict, "not as published" in other_way.note) == ("disagree", True)
    without = cohort.where(~cohort.patients["patient_id"].isin(bone).to_numpy(dtype=bool))
    nobody = next(finding for finding in findings(without) if finding.key == "bone_in_aml")
    assert (nobody.verdict, "same in both groups" in nobody.note) == ("not checkable", True)


def test_a_column_that_is_missing_makes_its_claims_not_checkable(cohort):
    for name in cohort.patients.columns:
        if name not in KEPT:
            found = findings(replace(cohort, patients=cohort.patients.drop(columns=name)))
            sound(found)
    without = replace(cohort, patients=cohort.patients.drop(columns="sex"))
    sexes = next(finding for finding in findings(without) if finding.key == "sexes")
    assert (sexes.verdict, sexes.note) == ("not checkable", "“Sex” is not given by patient.")


def test_a_cohort_without_any_site_gets_a_verdict_for_every_claim(cohort):
    sound(findings(replace(cohort, sites=cohort.sites.iloc[:0])))


def test_recomputing_changes_nothing_and_gives_the_same_twice(cohort):
    before = cohort.patients.copy()
    assert recompute(cohort) == recompute(cohort)
    assert before.equals(cohort.patients)


@pytest.mark.parametrize("level", ["site", "system"])
def test_sites_are_counted_as_in_the_heatmap(level, cohort):
    cells = site_counts(cohort, factor(cohort, "leukemia_type"), level, "sites")
    here = sites_by_type(cohort, level)
    there = {(row, column): k for row, column, k in cells[["row", "column", "count"]].to_numpy() if k}
    assert dict(here) == there
