"""How many patients have each level of a field: what stands beside a filter, before and after it."""

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.fields import UNKNOWN, Field, Sites
from emr_core.filters import SITE_LEVELS
from emr_core.once import once


@once
def counts(cohort: Cohort, field: Field) -> dict[str, int]:
    """Return how many patients have each level of a field, or each site at any level."""
    if isinstance(field, Sites):
        return _sites_at_any_level(cohort.sites)
    if field.name not in cohort.patients:
        return {UNKNOWN: len(cohort)}
    column = cohort.patients[field.name]
    unknown = int(column.isna().sum())
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        sizes = np.bincount(codes[codes >= 0], minlength=len(column.cat.categories))
        return {**dict(zip(map(str, column.cat.categories), sizes.tolist(), strict=True)), UNKNOWN: unknown}
    tally = {str(level): int(n) for level, n in column.value_counts(dropna=True).items()}
    return {**tally, UNKNOWN: unknown}


def _sites_at_any_level(sites: pd.DataFrame) -> dict[str, int]:
    """Return how many patients have each site, system and subsite; a name of two levels is counted once."""
    patients, _ = pd.factorize(sites["patient_id"])
    names, distinct = pd.factorize(pd.concat([sites[level] for level in SITE_LEVELS], ignore_index=True))
    pairs = names * len(sites) + np.tile(patients, len(SITE_LEVELS))
    once_each = np.unique(pairs[names >= 0]) // max(1, len(sites))
    sizes = np.bincount(once_each, minlength=len(distinct))
    return {str(name): int(n) for name, n in sorted(zip(distinct, sizes, strict=True))}
