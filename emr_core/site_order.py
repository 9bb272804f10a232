"""In which order relapse sites stand in a picture: by system, by frequency, by name, or like beside like."""

from typing import Literal

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from emr_core.cohort import Cohort
from emr_core.site_counts import SiteLevel, row_order
from emr_core.site_patterns import LEVELS, patterns

SiteOrder = Literal["system", "frequency", "alphabet", "clustered"]


def ordered(cohort: Cohort, cells: pd.DataFrame, level: SiteLevel, order: SiteOrder) -> list[str]:
    """Return the names of the rows of `cells` (as `site_counts` gives them) in an order.

    Parameters
    ----------
    cohort
        The cohort whose sites were counted.
    cells
        One line a site (`row`) and column (`key`) with `count`, `k` and `percent`.
    level
        Level of the vocabulary that the rows are.
    order
        `system`: commonest system first, and the sites within it by patients; `frequency`: by patients;
        `alphabet`: by name; `clustered`: sites with like shares in the groups stand together.
    """
    rows = row_order(cohort, level)
    totals = cells.groupby("row")["k"].sum()
    if order == "alphabet":
        return sorted(rows, key=str.casefold)
    if order == "frequency":
        return sorted(rows, key=lambda row: (-totals[row], row))
    if order == "clustered":
        shares = {group: part.set_index("row")["percent"] for group, part in cells.groupby("key")}
        return clustered(pd.DataFrame(shares, index=rows))
    return rows


def clustered(shares: pd.DataFrame) -> list[str]:
    """Return the names of rows so that rows of like numbers stand together, the largest end first.

    Average linkage of Euclidean distances, leaves in the optimal order of Bar-Joseph, Gifford and Jaakkola
    (Bioinformatics 2001;17 Suppl 1:S22-S29). What is missing counts as 0. The same numbers give the same
    order, in whatever order the rows came.
    """
    shares = shares.sort_index().fillna(0.0)
    names = [str(name) for name in shares.index]
    numbers = shares.to_numpy(dtype=float)
    if len(names) < 3:
        return [names[place] for place in np.argsort(-numbers.sum(axis=1), kind="stable")]
    distances = pdist(numbers)
    leaves = leaves_list(optimal_leaf_ordering(linkage(distances, "average"), distances))
    sums = np.asarray(numbers.sum(axis=1))[leaves]
    half = len(leaves) // 2
    upside_down = sums[:half].sum() < sums[len(leaves) - half :].sum()
    return [names[leaf] for leaf in (leaves[::-1] if upside_down else leaves)]


def systems(cohort: Cohort, rows: list[str], level: SiteLevel) -> list[str]:
    """Return the system of each row."""
    at, system = LEVELS.index(level), LEVELS.index("system")
    named = {place[at]: place[system] for place in patterns(cohort).places}
    return [str(named[row]) for row in rows]


def row_edges(
    cohort: Cohort, cells: pd.DataFrame, rows: list[str], level: SiteLevel, order: SiteOrder
) -> pd.DataFrame:
    """Return one line a row: its total, its system, and whether another system begins with it."""
    totals = cells.groupby("row")["count"].sum().reindex(rows, fill_value=0)
    kinds = systems(cohort, rows, level)
    opens = [
        order == "system" and level != "system" and before not in ("", kind)
        for before, kind in zip(["", *kinds], kinds, strict=False)
    ]
    return pd.DataFrame({"row": rows, "total": totals.to_numpy(), "system": kinds, "opens": opens})
