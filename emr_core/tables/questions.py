"""The questions of the association table: which groups are set against which finding, in a fixed list."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from emr_core import outcomes
from emr_core.bmr import CONCURRENT, WINDOWS
from emr_core.cohort import Cohort, Mask
from emr_core.endpoints.courses import in_unit, is_any
from emr_core.endpoints.declared import has_denominator
from emr_core.factors import SEVERAL_SITES, Factor, factor, groupings, is_held, tied
from emr_core.fields import UNKNOWN
from emr_core.risk import RISK
from emr_core.site_counts import SEX_OF_SITE, patients_of
from emr_core.site_patterns import stated
from emr_core.tables.columns import is_level

TYPES = ("AML", "ALL")
"""The two types that are compared, and the strata of whatever pools them."""

AML_V_ALL = "AML v ALL"
DIED = "Death recorded"
EMR_AT_ALL = "EMR at any time"
FINDINGS = (
    ("at_emr", CONCURRENT, f"Concurrent BMR ({WINDOWS[0]} days)"),
    ("number_of_sites", SEVERAL_SITES, "Several sites"),
)
"""What every factor known at the relapse is set against: grouping, level, and how it is read."""


RESPONSE, NO_RESPONSE = "Complete remission", ("Partial or no remission", "Died before evaluation")
RESPONSE_WEEKS = 26
"""Window of the response: half a year from the relapse. A later remission counts as none within it."""
REMISSION = f"CR within {RESPONSE_WEEKS} weeks"


@dataclass(frozen=True, eq=False)
class Question:
    """A finding set against groups of patients.

    Parameters
    ----------
    row, column
        What is set against what, as read: `Bone` against `AML v ALL`, `Sex: Male v Female` against
        `Concurrent BMR (7 days)`.
    groups
        Who is in each group; of two, the first is compared with the second.
    finding
        Who has the finding.
    used
        Whose group and finding are both known, and who can have the finding at all.
    by_definition
        Whether the pair is linked by definition: counted, never tested.
    pools
        Whether patients of both types are thrown together, so that strata must be shown too.
    """

    row: str
    column: str
    groups: dict[str, Mask]
    finding: Mask
    used: Mask
    by_definition: bool = False
    pools: bool = False


def questions(cohort: Cohort) -> Iterator[Question]:
    """Yield every question of the table: sites by type, marrow and number of sites by factors, deaths."""
    yield from _sites(cohort)
    yield from _findings(cohort)
    yield from _responses(cohort)
    yield from _deaths(cohort)
    yield from _by_definition(cohort)


def risk_questions(cohort: Cohort) -> Iterator[Question]:
    """Yield whether the relapse came, by every factor known at diagnosis; nothing if all had it."""
    if not has_denominator(cohort):
        return
    finding = ~is_any(cohort, "emr", "No")
    for by in _factors(cohort, "emr"):
        if by.known_from == "diagnosis":
            groups, placed = _groups(by)
            pools = by.name != "leukemia_type"
            yield Question(_row(by, groups), EMR_AT_ALL, groups, finding, placed, pools=pools)


def types_of(cohort: Cohort) -> dict[str, Mask]:
    """Return who has AML and who has ALL."""
    groups = factor(cohort, "leukemia_type").groups
    return {name: is_level(groups, name) for name in TYPES}


def died(cohort: Cohort) -> tuple[Mask, Mask]:
    """Return whose death is recorded, and of whom anything is recorded about what became of them."""
    dead, told = np.zeros(len(cohort), dtype=bool), np.zeros(len(cohort), dtype=bool)
    for name in outcomes.OUTCOMES:
        if name not in cohort.columns:
            continue
        told |= cohort.column(name).notna().to_numpy(dtype=bool)
        deaths = [one.levels for one in outcomes.findings(cohort, name) if one.name.startswith(outcomes.DIED)]
        dead |= (
            cohort.column(name).isin({level for levels in deaths for level in levels}).to_numpy(dtype=bool)
        )
    return dead, told


def _sites(cohort: Cohort) -> Iterator[Question]:
    """Yield every site by AML and ALL, among those who can have it and of whom any site is stated."""
    types = types_of(cohort)
    known = stated(cohort)
    sexes = factor(cohort, "sex").groups
    for site, finding in patients_of(cohort).items():
        sex = SEX_OF_SITE.get(site, "")
        able = is_level(sexes, sex) | is_level(sexes, UNKNOWN) | finding if sex else known
        used = known & able & (types["AML"] | types["ALL"])
        yield Question(site, AML_V_ALL, types, finding, used)


def _findings(cohort: Cohort) -> Iterator[Question]:
    """Yield concurrent BMR and several sites by every factor known at the relapse."""
    for name, level, words in FINDINGS:
        result = factor(cohort, name)
        finding, known = is_level(result.groups, level), ~is_level(result.groups, UNKNOWN)
        if not known.any():
            continue
        for by in _factors(cohort, name):
            if by.name == "at_emr" and name == "number_of_sites":
                continue
            groups, placed = _groups(by)
            pools = by.name != "leukemia_type"
            yield Question(_row(by, groups), words, groups, finding, known & placed, pools=pools)


def _responses(cohort: Cohort) -> Iterator[Question]:
    """Yield complete remission within the response window by every factor known at the relapse.

    Who reached it at a time that is not recorded, or could not be evaluated, is not used.
    """
    remission, weeks = is_any(cohort, "response", RESPONSE), in_unit(cohort, "emr_to_cr", "weeks")
    none = is_any(cohort, "response", *NO_RESPONSE)
    known = none | (remission & ~np.isnan(weeks))
    finding = remission & (weeks <= RESPONSE_WEEKS)
    if not known.any():
        return
    for by in _factors(cohort, "response"):
        groups, placed = _groups(by)
        pools = by.name != "leukemia_type"
        yield Question(_row(by, groups), REMISSION, groups, finding, known & placed, pools=pools)


def _deaths(cohort: Cohort) -> Iterator[Question]:
    """Yield recorded deaths by concurrent BMR: all types together, then each of them."""
    at_emr = factor(cohort, "at_emr")
    dead, told = died(cohort)
    groups, placed = _groups(at_emr)
    used = told & placed
    if len(groups) < 2 or not used.any():
        return
    row = _row(at_emr, groups)
    yield Question(row, DIED, groups, dead, used, pools=True)
    for name, mask in types_of(cohort).items():
        yield Question(row, f"{DIED}, {name}", groups, dead, used & mask)


def _by_definition(cohort: Cohort) -> Iterator[Question]:
    """Yield the factors that a type has by definition, for their counts."""
    types = types_of(cohort)
    for name in groupings():
        if name in cohort.columns and name != "leukemia_type" and tied(name, "leukemia_type"):
            by = factor(cohort, name)
            groups, placed = _groups(by)
            used = placed & (types["AML"] | types["ALL"])
            if used.any():
                yield Question(by.label, AML_V_ALL, groups, types["AML"], used, by_definition=True)


def _factors(cohort: Cohort, finding: str) -> Iterator[Factor]:
    """Yield the groupings known at the relapse that divide the cohort and are not the finding itself."""
    for name in groupings():
        # A risk group says the karyotype, or age and WBC, once more: it is no further question.
        if name in RISK or not is_held(cohort, name) or name in (finding, "emr") or tied(name, finding):
            continue
        by = factor(cohort, name)
        if by.known_from != "later" and len(_groups(by)[0]) > 1:
            yield by


def _groups(by: Factor) -> tuple[dict[str, Mask], Mask]:
    """Return the known groups of a factor that hold patients, the compared one first, and who is in one.

    Of two levels the second is set against the first, the reference; of the types, AML against ALL.
    """
    masks = {level: is_level(by.groups, level) for level in by.levels if level != UNKNOWN}
    held = {level: mask for level, mask in masks.items() if mask.any()}
    placed = np.logical_or.reduce([*held.values(), np.zeros(len(by.groups), dtype=bool)])
    if by.name == "leukemia_type":
        held = {level: mask for level, mask in held.items() if level in TYPES}
        placed = np.logical_or.reduce([*held.values(), np.zeros(len(by.groups), dtype=bool)])
    elif len(held) == 2:
        held = dict(reversed(held.items()))
    return held, placed


def _row(by: Factor, groups: dict[str, Mask]) -> str:
    """Return a grouping as the row of the table: with its two groups, or its name alone."""
    label = by.label.split(" (")[0]
    return f"{label}: {' v '.join(groups)}" if len(groups) == 2 else label
