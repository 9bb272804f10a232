"""What is computed for all patients at once equals what is computed patient by patient, to the last bit."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from emr_core import lane_frames
from emr_core.charts import lane_overview
from emr_core.choices import SITE_LOGIC, Levels, Range, SiteChoice, SiteLogic
from emr_core.cohort import Cohort
from emr_core.endpoints.declared import ENDPOINTS
from emr_core.endpoints.times import endpoint_times
from emr_core.factors import site_counts
from emr_core.filters import apply, site_options
from emr_core.initial_sites import relations
from emr_core.intake.load import load
from emr_core.joined import joined
from emr_core.lane_states import segments, stretches
from emr_core.level_counts import counts
from emr_core.overlaps import overlaps
from emr_core.patient_order import listed
from emr_core.schema import BY_NAME, categorical
from emr_core.site_counts import patients_of
from emr_core.site_patterns import stated
from emr_core.synthesize import registry
from emr_core.tables.variables import variables
from emr_core.timeline import event_times
from tests import plain_frames, plain_pool
from tests.cohorts import make_cohort

SEEDS = (1, 2, 3)


@cache
def random_cohort(seed: int) -> Cohort:
    """Return a seeded registry whose courses are shuffled, so that they hold what no true course would."""
    file = registry(80, seed, with_denominator=seed == 3).to_csv(index=False).encode()
    made = load(file, "registry.csv").cohort
    assert made is not None
    generator = np.random.default_rng(seed)
    mixed = [name for name in made.patients if name.startswith(("emr_to", "bmr", "response", "last", "sec"))]
    columns = {name: made.patients[name].take(generator.permutation(len(made))).array for name in mixed}
    return replace(made, patients=made.patients.assign(**columns))


@pytest.mark.parametrize("seed", SEEDS)
def test_lanes_have_the_states_of_each_patient_alone(seed: int) -> None:
    cohort = random_cohort(seed)
    some = event_times(cohort).sample(frac=0.7, random_state=seed)
    pd.testing.assert_frame_equal(segments(cohort, some), plain_frames.segments(cohort, some))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_relapse_lies_to_the_initial_disease_as_it_does_for_each_patient_alone(seed: int) -> None:
    cohort = random_cohort(seed)
    alone = [plain_frames.relation(cohort, patient) for patient in cohort.patients.to_dict("records")]
    assert relations(cohort).tolist() == alone


@pytest.mark.parametrize("seed", SEEDS)
def test_several_levels_at_once_are_those_of_each_cell(seed: int) -> None:
    cohort = random_cohort(seed)
    for variable in variables(cohort):
        if variable.several:
            cells = [str(cell).split("; ") for cell in cohort.patients[variable.name].fillna("Unknown")]
            for level, mask in variable.levels.items():
                assert mask.tolist() == [level in cell for cell in cells], level


@pytest.mark.parametrize("level", categorical("karyotype").levels[:4])
def test_a_filter_of_any_class_keeps_those_who_have_it_among_theirs(level: str) -> None:
    cohort = random_cohort(1)
    kept = apply(cohort, [Levels("karyotype", (level,), any_class=True)]).patients["patient_id"]
    classes = zip(cohort.patients["patient_id"], cohort.patients["karyotype_classes"], strict=True)
    assert kept.tolist() == [patient for patient, cell in classes if level in str(cell).split("; ")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("logic", SITE_LOGIC)
def test_filters_applied_together_leave_what_one_after_the_other_leaves(seed: int, logic: SiteLogic) -> None:
    cohort = random_cohort(seed)
    choices = (
        Levels("leukemia_type", ("ALL", "AML")),
        SiteChoice(site_options(cohort)[:2], logic, keep_unknown=seed == 1),
        Range("age_at_diagnosis", 2.0, 15.0, keep_unknown=seed == 2),
        Levels("sex", ("Male", "Unknown")),
    )
    together, plain = apply(cohort, choices), plain_frames.narrowed(cohort, choices)
    assert together.steps == plain.steps
    for name in ("patients", "sites", "episodes"):
        pd.testing.assert_frame_equal(getattr(together, name), getattr(plain, name))
    again = together.where(np.arange(len(together)) % 2 == 0)
    ids = set(again.patients["patient_id"])
    assert again.sites["patient_id"].tolist() == [one for one in plain.sites["patient_id"] if one in ids]


@pytest.mark.parametrize("seed", SEEDS)
def test_sites_are_counted_at_any_level_as_row_by_row(seed: int) -> None:
    cohort = random_cohort(seed)
    assert counts(cohort, BY_NAME["emr_sites"]) == plain_frames.sites_at_any_level(cohort)


@pytest.mark.parametrize("seed", SEEDS)
def test_patients_of_a_site_and_their_number_of_sites_are_those_of_each_patient(seed: int) -> None:
    whole = random_cohort(seed)
    for cohort in (whole, whole.where(np.random.default_rng(seed).random(len(whole)) < 0.5)):
        alone, found = plain_frames.patients_of(cohort), patients_of(cohort)
        assert {site: mask.tolist() for site, mask in sorted(found.items())} == alone
        each = [sum(column) for column in zip(*alone.values(), strict=True)]
        assert site_counts(cohort).tolist() == each
        assert stated(cohort).tolist() == [count > 0 for count in each]


@pytest.mark.parametrize("institutions", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_cohorts_are_put_together_as_text_by_text(seed: int, institutions: bool) -> None:
    whole = random_cohort(seed)
    renamed = f"{whole.patients['patient_id'].iloc[0]} (A)"  # what the name put behind a code would make
    some = whole.where(np.random.default_rng(seed).random(len(whole)) < 0.5)
    lacking = some.patients.drop(columns=["sex", "wbc_at_diagnosis", "treatment"])
    odd = random_cohort(SEEDS[seed % 3]).where(np.arange(len(random_cohort(SEEDS[seed % 3]))) == 0)
    odd = replace(
        odd,
        patients=odd.patients.assign(patient_id=[renamed]),
        sites=odd.sites.assign(patient_id=[renamed] * len(odd.sites)),
    )
    cohorts, names = (whole, replace(some, patients=lacking), odd), ("A", "B", "C")
    found = joined(cohorts, names, whole.source, institutions=institutions)
    patients, sites = plain_pool.joined(cohorts, names, institutions=institutions)
    pd.testing.assert_frame_equal(found.patients, patients)
    pd.testing.assert_frame_equal(found.sites, sites)
    places = dict(zip(patients["patient_id"], range(len(patients)), strict=True))
    assert found.owners("sites").tolist() == [places[one] for one in sites["patient_id"]]


@pytest.mark.parametrize("seed", SEEDS)
def test_patients_equal_in_two_cohorts_are_those_whose_values_are_the_same_texts(seed: int) -> None:
    whole = random_cohort(seed)
    again = whole.patients.copy()
    again["sex"] = again["sex"].where(np.arange(len(again)) % 3 > 0)  # others than they were
    again.loc[4, again.columns[1:]] = again.loc[5, again.columns[1:]]  # two of one cohort who are equal
    again.loc[7, [name for name in again if name not in ("patient_id", "leukemia_type")]] = None
    other = replace(whole, patients=again)
    alike = overlaps((whole, other), ("A", "B"))
    assert tuple(pair for one in alike for pair in one.patients) == plain_pool.equal(whole, other)
    assert 40 < len(alike[0].patients) < len(whole)


@pytest.mark.parametrize("seed", SEEDS)
def test_whom_a_filter_leaves_have_the_times_and_lanes_of_a_file_of_their_own(seed: int) -> None:
    whole = random_cohort(seed)
    left = whole.where(np.random.default_rng(seed).random(len(whole)) < 0.5)
    alone = Cohort(left.patients, left.sites, left.episodes, left.source, left.steps)
    pd.testing.assert_frame_equal(event_times(left), event_times(alone))
    for name in ("lane", "state", "start", "end"):
        np.testing.assert_array_equal(getattr(stretches(left), name), getattr(stretches(alone), name))
    assert listed(left).tolist() == plain_frames.in_order(left.patients["patient_id"])
    for frames, options in (
        (lane_overview.frames, lane_overview.Options()),
        (lane_frames.frames, lane_frames.Options(sort="site")),
        (lane_frames.frames, lane_frames.Options(sort="last status", group="sex", unit="months")),
    ):
        own = frames(alone, options)
        for name, frame in frames(left, options).items():
            pd.testing.assert_frame_equal(frame, own[name])


@pytest.mark.parametrize("seed", SEEDS)
def test_curves_of_whom_a_filter_leaves_are_those_of_a_file_of_their_own(seed: int) -> None:
    whole = random_cohort(seed)
    left = whole.where(np.random.default_rng(seed).random(len(whole)) < 0.5)
    alone = Cohort(left.patients, left.sites, left.episodes, left.source, left.steps)
    for endpoint in ENDPOINTS:
        found, own = (endpoint_times(cohort, endpoint, 28) for cohort in (left, alone))
        for name in ("time", "event", "kept"):
            np.testing.assert_array_equal(getattr(found, name), getattr(own, name))
        assert (found.excluded, found.ids) == (own.excluded, own.ids)
        assert sum(n for _, n in found.excluded) + len(found.ids) == len(left)


@pytest.mark.parametrize(
    "ids",
    [
        *(["P10", "P2", "P1"], ["10", "2", "02"], ["A1b10", "A1b9"], ["P1", "Q1"]),
        ["SYN10", "P2", "P-3", "P2 (A)", "P02", "SYN9", "P10", "Ä1", "x"],
    ],
)
def test_patients_are_listed_by_the_numbers_in_their_codes(ids: list[str]) -> None:
    assert listed(make_cohort(patient_id=list(ids))).tolist() == plain_frames.in_order(ids)
