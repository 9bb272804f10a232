"""How many patients have each level of a field: what stands beside a filter, before and after it."""

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.fields import UNKNOWN, Field, Sites
from emr_core.once import once
from emr_core.site_patterns import sizes_at_any_level


@once
def counts(cohort: Cohort, field: Field) -> dict[str, int]:
    """Return how many patients have each level of a field, or each site at any level."""
    if isinstance(field, Sites):
        return sizes_at_any_level(cohort)
    if field.name not in cohort.columns:
        return {UNKNOWN: len(cohort)}
    column = cohort.column(field.name)
    unknown = int(column.isna().sum())
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        sizes = np.bincount(codes[codes >= 0], minlength=len(column.cat.categories))
        return {**dict(zip(map(str, column.cat.categories), sizes.tolist(), strict=True)), UNKNOWN: unknown}
    tally = {str(level): int(n) for level, n in column.value_counts(dropna=True).items()}
    return {**tally, UNKNOWN: unknown}
