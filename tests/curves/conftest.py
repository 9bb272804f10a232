"""The synthetic registry: the bundled cohort that has follow-up."""

from functools import cache

import pytest

from emr_core.cohort import Cohort
from emr_core.intake.load import load
from tests.cohorts import DATA, cohort_of


@cache
def registry() -> Cohort:
    """Return the 240 invented patients, read as the screens read them."""
    file = DATA / "synthetic_registry.csv"
    return cohort_of(load(file.read_bytes(), file.name, file.with_suffix(".source.json").read_bytes()))


@pytest.fixture(scope="session")
def synthetic() -> Cohort:
    return registry()
