"""Factors that papers name as predisposing: in how many of these patients each is present."""

import math

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.evidence.claim import NotComputableError
from emr_core.evidence.named_factor import NamedFactor, Present, present
from emr_core.evidence.recompute import PAPERS
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.stats.proportions import wilson
from emr_core.wording import interval, share

COLUMNS = ["type", "factor", "paper", "k", "n", "unknown", "percent", "lower", "upper"]

METHODS = (
    "Factors that the Discussion of {papers} takes from other studies. Present in k of the n patients of the "
    "leukaemia type for whom it is known; intervals are Wilson 95 %. How often a factor is present among "
    "patients who relapsed says nothing of what it does: for that, patients without a relapse are needed."
)

Line = tuple[str, NamedFactor, Present | None]
"""The paper, the factor, and its counts; None where the cohort does not record it."""


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return every factor with k of n; no n where the cohort does not record it."""
    rows: list[tuple[object, ...]] = []
    for paper, factor, found in _lines(cohort):
        about = (factor.of_type, factor.label, paper)
        if found is None:
            rows.append((*about, pd.NA, pd.NA, pd.NA, math.nan, math.nan, math.nan))
            continue
        limits = wilson(found.k, found.n)
        percents = (100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
        rows.append((*about, found.k, found.n, found.unknown, *percents))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return {"named_factors": frame.astype({"k": "Int64", "n": "Int64", "unknown": "Int64"})}


def table(cohort: Cohort, whole: int) -> Table:
    """Return the factors as read."""
    body = pd.DataFrame(
        [_read(factor, found) for _, factor, found in _lines(cohort)],
        columns=["Leukaemia", "Factor", "Present in", "95 % interval", "Unknown"],
    )
    made = Table(
        name="named-factors",
        title="Factors named in the Discussion",
        data=frames(cohort),
        body=body,
        caption=caption(
            cohort,
            whole,
            "Present in: patients of the type with the factor, of those for whom it is known",
            without_relapse(cohort),
        ),
        methods=METHODS.format(papers=", ".join(paper.name for paper in PAPERS)),
        notes=("All of them relapsed, so there is nobody to compare with.",),
    )
    return stamped_table(made, cohort)


def _lines(cohort: Cohort) -> list[Line]:
    """Return every factor with its counts among those who relapsed."""
    patients = relapsed(cohort)
    return [(paper.name, factor, _present(factor, patients)) for paper in PAPERS for factor in paper.factors]


def _present(factor: NamedFactor, patients: Cohort) -> Present | None:
    """Return in how many patients a factor is present, or None if the cohort does not record it."""
    try:
        return present(factor, patients)
    except NotComputableError:
        return None


def _read(factor: NamedFactor, found: Present | None) -> tuple[str, str, str, str, str]:
    """Return a factor as read."""
    # A karyotype keeps its small letter: t(8;21).
    label = factor.label if "(" in factor.label else f"{factor.label[:1].upper()}{factor.label[1:]}"
    if found is None:
        return factor.of_type, label, "not recorded", "–", "–"
    limits = wilson(found.k, found.n)
    return (
        factor.of_type,
        label,
        share(found.k, found.n),
        interval(limits.lower, limits.upper, found.n),
        str(found.unknown),
    )
