"""Sites that are counted by the sets that patients have equal those that are counted patient by patient."""

import numpy as np
import pandas as pd
import pytest

from emr_core import site_patterns
from emr_core.distinct_texts import having_any, texts_counted
from emr_core.factors import factor, relapsed
from emr_core.initial_sites import crossing
from emr_core.patient_patterns import by_pattern, pages
from emr_core.risk import GRADERS, NOT_APPLICABLE, RISK, risk_groups
from emr_core.site_counts import SiteLevel, row_order, site_counts
from emr_core.site_patterns import LEVELS, number_with, sizes_at_any_level, with_site
from emr_core.site_sets import PARTED, SetLevel, combined, pairs, site_sets
from emr_core.stats.medians import median
from emr_core.tables.columns import is_level
from emr_core.tables.number_tallies import tallies_by, tally_of
from emr_core.tables.variables import variables
from tests import plain_sites
from tests.test_fast_frames import SEEDS, random_cohort


@pytest.mark.parametrize("level", ["system", "site", "subsite"])
@pytest.mark.parametrize("seed", SEEDS)
def test_cells_of_sites_and_groups_are_those_of_each_patient(seed: int, level: SiteLevel) -> None:
    cohort = relapsed(random_cohort(seed))
    for by in ("leukemia_type", "sex", "at_emr"):
        grouping = factor(cohort, by)
        k, sites, able = plain_sites.cells(cohort, grouping.groups, level)
        lines = site_counts(cohort, grouping, level, "sites")
        keys = list(zip(lines["row"], lines["column"], strict=True))
        assert lines["k"].tolist() == [k[key] for key in keys]
        assert lines["N"].tolist() == [able[key] for key in keys]
        assert lines["count"].tolist() == [(sites if level == "system" else k)[key] for key in keys]


@pytest.mark.parametrize("level", ["system", "site"])
@pytest.mark.parametrize("seed", SEEDS)
def test_sites_come_together_as_they_do_in_each_patient(seed: int, level: SetLevel) -> None:
    whole = random_cohort(seed)
    for cohort in (whole, whole.where(np.arange(len(whole)) % 3 > 0)):
        exactly, at_least = plain_sites.together(cohort, level)
        sets = site_sets(cohort, level)
        for found, alone in (
            (combined(sets, "exactly these sites", "patients"), exactly),
            (combined(sets, "at least these sites", "patients"), at_least),
        ):
            named = {
                tuple(sorted(name.split(PARTED))): k
                for name, k in zip(found["name"], found["k"], strict=True)
            }
            assert named == dict(alone)
        both = pairs(sets, sets.names)
        keys = [tuple(sorted(pair)) for pair in zip(both["first"], both["second"], strict=True)]
        assert both.loc[~both["same"], "k"].tolist() == [
            at_least[key] for key, same in zip(keys, both["same"], strict=True) if not same
        ]
        assert sets.stated == exactly.total()


@pytest.mark.parametrize("seed", SEEDS)
def test_sites_at_diagnosis_and_relapse_cross_as_in_each_patient(seed: int) -> None:
    whole = random_cohort(seed)
    for cohort in (whole, whole.where(np.random.default_rng(seed).random(len(whole)) < 0.4)):
        for level in ("system", "site"):
            assert crossing(cohort, level).both == dict(plain_sites.crossing(cohort, level))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pages_of_patients_together_are_all_patients_in_order(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = random_cohort(seed)
    cohort = whole.where(np.arange(len(whole)) != seed)
    rows, grouping = row_order(cohort, "site"), factor(cohort, "leukemia_type")
    rank = {level: number for number, level in enumerate(grouping.levels)}
    alone = plain_sites.pattern_order(cohort, grouping.groups, rank, rows)
    monkeypatch.setattr("emr_core.patient_patterns.ONE_PAGE", 30)
    parts = [
        by_pattern(cohort, rows, "site", "leukemia_type", page) for page in range(1, pages(len(cohort)) + 1)
    ]
    assert [one for part in parts for one in part.patients["patient_id"]] == alone
    assert cohort.column("patient_id").iloc[np.concatenate([part.places for part in parts])].tolist() == alone
    assert [place for part in parts for place in part.patients["place"]] == list(range(1, len(cohort) + 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_sets_of_more_places_than_one_number_holds_are_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, several = random_cohort(seed), random_cohort.__wrapped__(seed)
    monkeypatch.setattr(site_patterns, "A_WORD", 5)
    assert len(site_patterns.patterns(several).places) > 5
    first, second = site_patterns.patterns(one), site_patterns.patterns(several)
    assert (first.held[first.code] == second.held[second.code]).all()
    assert len(first.held) == len(second.held)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_of_the_whole_is_that_of_whom_filters_leave(seed: int) -> None:
    whole = random_cohort(seed)
    most = whole.where(np.arange(len(whole)) % 4 > 0)
    some = most.where(np.arange(len(most)) % 2 == 0)
    assert len(some) == len(some.patients) == -(-len(most) // 2)
    for name in whole.columns:
        pd.testing.assert_series_equal(
            whole.where(np.ones(len(whole), dtype=bool)).column(name), whole.column(name)
        )
    kept = whole.patients["patient_id"].isin(some.patients["patient_id"])
    pd.testing.assert_frame_equal(some.patients, whole.patients[kept].reset_index(drop=True))
    owners = some.patients["patient_id"].to_numpy()[some.owners("sites")]
    assert some.sites["patient_id"].tolist() == owners.tolist()


@pytest.mark.parametrize("name", RISK)
def test_a_risk_group_is_that_of_each_patient_alone(name: str) -> None:
    cohort, listed = random_cohort(2), f"{name}_karyotype"
    groups = risk_groups(cohort, name).astype("object")
    for patient, group in zip(cohort.patients.astype("object").to_dict("records"), groups, strict=True):
        words = {key: value if isinstance(value, str) else None for key, value in patient.items()}
        alone = GRADERS[name](words, listed, patient["age_at_diagnosis"], patient["wbc_at_diagnosis"])
        told = NOT_APPLICABLE if not alone.applies else alone.group
        assert (group if isinstance(group, str) else None) == told


@pytest.mark.parametrize("seed", SEEDS)
def test_medians_of_a_type_are_those_of_its_patients(seed: int) -> None:
    whole = random_cohort(seed)
    cohort = whole.where(np.arange(len(whole)) % 5 > 0)
    types = factor(cohort, "leukemia_type")
    for variable in variables(cohort):
        if variable.numbers is not None:
            known = ~np.isnan(variable.numbers)
            same = repr(median(variable.numbers[known]))
            assert repr(median(tally_of(cohort, variable.name))) == same
            for level, tally in tallies_by(cohort, variable.name, types).items():
                mine = variable.numbers[known & is_level(types.groups, level)]
                assert repr(median(tally)) == repr(median(mine))


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_in_a_text_are_taken_apart_as_patient_by_patient(seed: int):
    whole = random_cohort(seed)
    for cohort in (whole, whole.where(np.arange(len(whole)) % 3 > 0)):
        cells = [set(cell.split("; ")) for cell in cohort.patients["symptoms"].fillna("")]
        plain = [bool(cell & {"Pain", "Swelling"}) for cell in cells]
        assert having_any(cohort, "symptoms", "Pain", "Swelling").tolist() == plain
        counted = cohort.patients["symptoms"].value_counts()
        assert texts_counted(cohort, "symptoms") == counted[counted > 0].to_dict()


@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_a_site_is_who_has_a_row_of_it(seed: int):
    whole = random_cohort(seed)
    for cohort in (whole, whole.where(np.arange(len(whole)) % 3 > 0)):
        for names, level in ((("CSF", "Skin"), "site"), (("Nowhere",), "site"), (("Bone",), "subsite")):
            rows = cohort.sites[cohort.sites[level].isin(names)]
            owners = cohort.patients["patient_id"].isin(rows["patient_id"])
            assert with_site(cohort, *names, level=level).tolist() == owners.tolist()
            assert number_with(cohort, *names, level=level) == rows["patient_id"].nunique()
        plain = {
            name: cohort.sites.loc[(cohort.sites[list(LEVELS)] == name).any(axis=1), "patient_id"].nunique()
            for name in sorted(set(cohort.sites[list(LEVELS)].to_numpy().ravel()))
        }
        assert sizes_at_any_level(cohort) == plain
