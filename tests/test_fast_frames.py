"""What is computed for all patients at once equals what is computed patient by patient, to the last bit."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from emr_core.cohort import Cohort
from emr_core.filters import Levels, apply
from emr_core.initial_sites import relations
from emr_core.intake.load import load
from emr_core.schema import categorical
from emr_core.synthesize import registry
from emr_core.tables.variables import variables
from emr_core.timeline import event_times, segments
from tests import plain_frames

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
