"""Two groups of patients site by site: how many have it in each, and by how much the shares differ."""

from typing import Any

import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import factor, present_levels
from emr_core.fields import UNKNOWN
from emr_core.policy import POLICY
from emr_core.site_columns import NOBODY
from emr_core.stats.proportions import difference
from emr_core.wording import share, signed

COLUMNS = {
    **dict.fromkeys(("row", "more", "first", "second", "written", "words"), "str"),
    **dict.fromkeys(("k1", "N1", "k2", "N2"), "int64"),
    **dict.fromkeys(("difference", "lower", "upper", "shade"), "float64"),
}
"""Columns of a contrast and their types."""


def levels(cohort: Cohort, by: str, window: int = WINDOWS[0]) -> tuple[str, ...]:
    """Return the levels of a factor that two groups can be made of."""
    return tuple(level for level in present_levels(factor(cohort, by, window)) if level != UNKNOWN)


def two_levels(known: tuple[str, ...], first: str, second: str) -> tuple[str, str]:
    """Return two different levels, those asked for where they are known; both empty without two."""
    if len(known) < 2:
        return "", ""
    first = first if first in known else next(level for level in known if level != second)
    others = [level for level in known if level != first]
    return first, second if second in others else others[0]


def contrast(cells: pd.DataFrame, rows: list[str], first: str, second: str) -> pd.DataFrame:
    """Return one line a site that either group has: k and N of both, difference with interval, words.

    Parameters
    ----------
    cells
        One line a site (`row`) and group (`column`) with `k` and `N`.
    rows
        The sites in the order of the lines.
    first, second
        The two groups; the difference is first minus second, in percentage points.
    """
    keys = zip(cells["row"], cells["column"], strict=True)
    counts = dict(zip(keys, zip(cells["k"], cells["N"], strict=True), strict=True))
    lines = []
    for row in rows if first else []:
        (k1, n1), (k2, n2) = counts[row, first], counts[row, second]
        if k1 + k2:
            lines.append(_line(row, (first, int(k1), int(n1)), (second, int(k2), int(n2))))
    return pd.DataFrame(lines, columns=list(COLUMNS)).astype(COLUMNS)


def _line(row: str, one: tuple[str, int, int], two: tuple[str, int, int]) -> dict[str, Any]:
    """Return one site: counts, difference and interval in percentage points, and in words."""
    (first, k1, n1), (second, k2, n2) = one, two
    found = difference(k1, n1, k2, n2)
    of = min(n1, n2)
    written = signed(100 * found.estimate, of)
    limits = f"{signed(100 * found.lower, of)} to {signed(100 * found.upper, of)}"
    told = f"{written} percentage points, 95 % interval {limits}" if of else "cannot be compared"
    return {
        "row": row,
        "k1": k1,
        "N1": n1,
        "k2": k2,
        "N2": n2,
        "difference": 100 * found.estimate,
        "lower": 100 * found.lower,
        "upper": 100 * found.upper,
        "shade": found.estimate if of >= POLICY.shade_from else 0.0,
        "more": first if found.estimate > 0 else second if found.estimate < 0 else "",
        "first": f"{k1}/{n1}" if n1 else NOBODY,
        "second": f"{k2}/{n2}" if n2 else NOBODY,
        "written": written if of else NOBODY,
        "words": f"{first} {share(k1, n1)}, {second} {share(k2, n2)}: {told}",
    }
