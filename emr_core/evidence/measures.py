"""What claims are recomputed from: counts, shares, medians and contrasts, or the reason there are none.

Every function takes the cohort as it is, filtered or not. Where it cannot give a number it raises
NotComputableError with the reason, which becomes the note of the finding.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.evidence.claim import NotComputableError, Recomputed
from emr_core.evidence.comparison import rounded
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK
from emr_core.schema import BY_NAME
from emr_core.site_counts import SiteLevel
from emr_core.site_patterns import with_site
from emr_core.stats.association import fisher_exact
from emr_core.stats.medians import Median, median
from emr_core.wording import listed, number, p_value

MONTHS_PER_WEEK = DAYS_PER_WEEK / DAYS_PER_MONTH
SIGNIFICANT = 0.05

SitesByType = Counter[tuple[str, str]]
"""Relapse sites by name and leukaemia type."""

AML, ALL = "AML", "ALL"


@dataclass(frozen=True)
class Contrast:
    """A finding in two groups, k of n each, with Fisher's two-sided p."""

    first: tuple[int, int]
    second: tuple[int, int]
    p: float

    @property
    def shown(self) -> str:
        """Return both counts and p: 7/14 v 0/8, p = 0.022."""
        (k1, n1), (k2, n2) = self.first, self.second
        return f"{k1}/{n1} v {k2}/{n2}, {p_value(self.p)}"

    @property
    def direction(self) -> int:
        """Return 1 if the finding has the larger share in the first group, -1 in the second, 0 in none."""
        (k1, n1), (k2, n2) = self.first, self.second
        return (k1 * n2 > k2 * n1) - (k1 * n2 < k2 * n1)

    @property
    def holds(self) -> bool | None:
        """Tell whether the first group has it more often: False if less, None if nobody can tell."""
        if self.direction < 0:
            return False
        return True if self.direction > 0 and self.p < SIGNIFICANT else None


def column(cohort: Cohort, name: str) -> pd.Series:
    """Return a column in which something is recorded."""
    if name not in cohort.columns or cohort.column(name).isna().all():
        raise NotComputableError(f"“{_label(name)}” is not given by patient.")
    return cohort.column(name)


def is_level(cohort: Cohort, name: str, *levels: str) -> Mask:
    """Return who is recorded with one of these levels."""
    return column(cohort, name).isin(levels).to_numpy(dtype=bool)


def is_known(cohort: Cohort, name: str) -> Mask:
    """Return for whom a value is recorded."""
    return column(cohort, name).notna().to_numpy(dtype=bool)


def has_site(cohort: Cohort, *names: str, level: SiteLevel = "site") -> Mask:
    """Return who relapsed in one of these sites."""
    return with_site(cohort, *names, level=level)


def cases(cohort: Cohort, mask: Mask) -> str:
    """Return the codes of those patients as a phrase: case P09, cases P01 and P02, no case."""
    codes = list(cohort.patients.loc[mask, "patient_id"])
    return f"case{'s' if len(codes) > 1 else ''} {listed(codes)}" if codes else "no case"


def middle(cohort: Cohort, name: str, among: Mask | None = None, scale: float = 1.0) -> Median:
    """Return median, mean and range of the known values of a column, times a factor of unit."""
    values = column(cohort, name).to_numpy(dtype=np.float64)
    known = values[~np.isnan(values) & (True if among is None else among)]
    if not known.size:
        raise NotComputableError(f"“{_label(name)}” is recorded for none of these patients.")
    return median(known * scale)


def sites_by_type(cohort: Cohort, level: SiteLevel = "site") -> SitesByType:
    """Return how many relapse sites (different patient-site pairs) each name has in each leukaemia type."""
    patients, sites = cohort.patients, cohort.sites
    types = dict(zip(patients["patient_id"], patients["leukemia_type"].astype("str"), strict=True))
    pairs = set(zip(sites["patient_id"], sites["site"], sites[level], strict=True))
    return Counter((name, types[patient]) for patient, _, name in pairs)


def site_count(table: SitesByType, names: tuple[str, ...] = (), of_type: str = "") -> int:
    """Return how many relapse sites have one of these names and are of this type; empty means any."""
    return sum(
        k for (name, held_by), k in table.items() if (not names or name in names) and of_type in ("", held_by)
    )


def by_size(table: SitesByType, of_type: str = "") -> dict[str, int]:
    """Return the relapse sites by name, the commonest first."""
    names = {name for name, held_by in table if of_type in ("", held_by)}
    sizes = {name: site_count(table, (name,), of_type) for name in names}
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def contrast(finding: Mask, first: Mask, second: Mask) -> Contrast:
    """Return a finding in two groups of patients, with the test between them."""
    counts = [(int((finding & group).sum()), int(group.sum())) for group in (first, second)]
    if not all(n for _, n in counts):
        raise NotComputableError("One of the two groups to compare has no patient.")
    result = fisher_exact([[k, n - k] for k, n in counts])
    # Without a single finding, or without a patient lacking it, there is no difference to test.
    return Contrast(counts[0], counts[1], 1.0 if np.isnan(result.p_value) else result.p_value)


def between_types(cohort: Cohort, finding: Mask, first: str, second: str) -> Contrast:
    """Return a finding in two leukaemia types, with the test between them."""
    groups = (is_level(cohort, "leukemia_type", name) for name in (first, second))
    return contrast(finding, *groups)


def percent_of(k: int, n: int, what: str) -> float:
    """Return a share in percent, unrounded; `what` names the denominator if it is empty."""
    if not n:
        raise NotComputableError(f"No {what} in this cohort.")
    return 100 * k / n


def share_shown(k: int, n: int, decimals: int = 1) -> str:
    """Return a share as the paper prints it: 7/24 = 29.2 %."""
    return f"{k}/{n} = {rounded(100 * k / n, decimals)} %" if n else f"{k}/{n}"


def tally(counts: dict[str, int]) -> Recomputed:
    """Return counts by name as a recomputed value: L1 14, M2 5."""
    value = {name: float(k) for name, k in counts.items()}
    return Recomputed(value, ", ".join(f"{name} {k}" for name, k in counts.items()))


def range_shown(summary: Median, centre: float, unit: str, decimals: int = 2) -> str:
    """Return a median or mean with its range, unit and n: 5.4 (2.6–56) weeks, n = 15."""
    limits = f"{number(summary.minimum, decimals)}–{number(summary.maximum, decimals)}"
    return f"{number(centre, decimals)} ({limits}) {unit}, n = {summary.n}"


def _label(name: str) -> str:
    """Return how a reader knows a column; the karyotype as written is no field of its own."""
    return BY_NAME[name].label if name in BY_NAME else name.replace("_", " ").capitalize()


def sentence(phrase: str) -> str:
    """Return a phrase as a sentence: Cases P01 and P02."""
    return f"{phrase[:1].upper()}{phrase[1:]}."
