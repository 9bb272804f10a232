"""Early and late relapse of ALL as the Children's Oncology Group names it, on the clock from diagnosis only.

A relapse with marrow is early before 18 months, intermediate from 18 to 36, late after 36; an isolated
extramedullary one is early before 18 months and late from then on.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.bmr import ISOLATED, WINDOWS, at_emr
from emr_core.cohort import Cohort
from emr_core.stats.proportions import Proportion, wilson
from emr_core.wording import share

EARLY, LATE = 18.0, 36.0
"""Months from diagnosis: earlier is early, later than the second is late."""

DEFINITION = "COG: early before 18, intermediate 18 to 36, late after 36 months from diagnosis"


@dataclass(frozen=True)
class Band:
    """One band of the clock and the ALL patients in it, of those whose interval is dated."""

    name: str
    start: float
    end: float
    share: Proportion

    @property
    def limit(self) -> str:
        """Return the month the band begins at, as it stands on a picture; empty for the first."""
        return f"{self.start:g}" if self.start else ""


def bands(cohort: Cohort) -> tuple[Band, ...]:
    """Return early, intermediate and late relapse of the ALL patients with a dated diagnosis."""
    months = _months(cohort)
    limits = (("early", 0.0, EARLY), ("intermediate", EARLY, LATE), ("late", LATE, np.inf))
    inside = (months < EARLY, (months >= EARLY) & (months <= LATE), months > LATE)
    return tuple(
        Band(name, start, end, wilson(int(held.sum()), len(months)))
        for (name, start, end), held in zip(limits, inside, strict=True)
    )


def in_words(cohort: Cohort, window: int = WINDOWS[0]) -> str:
    """Return how many relapses of ALL were early, the isolated ones apart; empty if none is dated."""
    months = _months(cohort)
    if not len(months):
        return ""
    parts = [f"{band.name} {share(band.share.k, band.share.n)}" for band in bands(cohort)]
    alone = (at_emr(cohort, window) == ISOLATED).to_numpy(dtype=bool)[months.index.to_numpy()]
    early = int((months[alone] < EARLY).sum())
    isolated = f"; isolated ones before 18 months {share(early, int(alone.sum()))}" if alone.any() else ""
    return f"ALL by COG: {', '.join(parts)}{isolated}"


def _months(cohort: Cohort) -> pd.Series:
    """Return the months from diagnosis to relapse of the ALL patients who have them dated."""
    if "diagnosis_to_emr" not in cohort.columns:
        return pd.Series(dtype="float64")
    lymphoblastic = (cohort.column("leukemia_type") == "ALL").to_numpy(dtype=bool)
    return cohort.column("diagnosis_to_emr")[lymphoblastic].dropna()
