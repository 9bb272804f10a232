"""Two sides that tests share, put together as the screen does it."""

from collections.abc import Callable
from functools import cache

from emr_core.cohort import Cohort
from emr_core.filters import Levels
from emr_core.intake.load import load
from emr_core.pair import Both, Pair, Side, Sides, paired
from tests import cohorts


def against(one: Cohort, two: Cohort, first: str = "Ours", second: str = "Theirs") -> Pair:
    """Return two cohorts as two sides."""
    prints = two.source.fingerprint
    return paired(one, Sides(Side(first), Side(second, (), prints)), (), {prints: two})


def levels(cohort: Cohort, field: str, first: str, second: str, both: Both = "both") -> Pair:
    """Return two levels of a field as two sides of one cohort."""
    one, two = (Side(level, (Levels(field, (level,)),)) for level in (first, second))
    return paired(cohort, Sides(one, two, both))


@cache
def registry() -> Cohort:
    """Return the synthetic registry that comes with the product."""
    file = cohorts.DATA / "synthetic_registry.csv"
    return cohorts.cohort_of(
        load(file.read_bytes(), file.name, file.with_suffix(".source.json").read_bytes())
    )


@cache
def of_types() -> Pair:
    """Return the published children with ALL against those with AML."""
    return levels(cohorts.published(), "leukemia_type", "ALL", "AML")


@cache
def of_sexes() -> Pair:
    """Return the published girls against the boys."""
    return levels(cohorts.published(), "sex", "Female", "Male")


@cache
def of_three_columns() -> Pair:
    """Return an upload of the required columns against the published children."""
    return against(cohorts.minimal(), cohorts.published())


@cache
def of_one() -> Pair:
    """Return one patient against the published children."""
    return against(cohorts.one_patient(), cohorts.published())


@cache
def of_nobody() -> Pair:
    """Return nobody against the boys."""
    return levels(cohorts.published(), "sex", "Unknown", "Male")


@cache
def of_unknown() -> Pair:
    """Return three patients of whom only the type is recorded against the published children."""
    return against(cohorts.all_unknown(), cohorts.published())


PAIRS: dict[str, Callable[[], Pair]] = {
    "types": of_types,
    "sexes": of_sexes,
    "three columns": of_three_columns,
    "one against many": of_one,
    "nobody against some": of_nobody,
    "unknown against known": of_unknown,
}
"""Every pair that a comparison must bear."""
