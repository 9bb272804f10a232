"""Relapse sites against a factor: how many patients or sites, of how many who can have the site."""

from typing import Literal

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import Factor, present_levels
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import SITES

SiteLevel = Literal["site", "system", "subsite"]
SiteUnit = Literal["patients", "sites"]

SEX_OF_SITE = {site.site: site.sex for site in SITES} | {site.subsite: site.sex for site in SITES}
"""The sex that alone can have a site; empty for all others."""


def row_order(cohort: Cohort, level: SiteLevel) -> list[str]:
    """Return the names of a level by system, the commonest system first, then by patients."""
    named = cohort.sites[["patient_id", "system"]].assign(row=cohort.sites[level]).drop_duplicates()
    systems = named[["patient_id", "system"]].drop_duplicates().groupby("system").size()
    sizes = named.groupby(["system", "row"]).size()
    ordered = sorted(sizes.index, key=lambda pair: (-systems[pair[0]], pair[0], -sizes[pair], pair[1]))
    return [row for _, row in ordered]


def site_counts(cohort: Cohort, grouping: Factor, level: SiteLevel, unit: SiteUnit) -> pd.DataFrame:
    """Return one line a site and level of the factor: count, k, N, share and Wilson interval.

    `count` is what the unit says: patients, or different patient-site pairs (a system then counts every
    different site in it). `k` is patients with the site; `N` leaves out patients of the sex that cannot
    have it.
    """
    levels, rows = present_levels(grouping), row_order(cohort, level)
    finest = level if unit == "patients" or level == "subsite" else "site"
    column = dict(zip(cohort.patients["patient_id"], grouping.groups, strict=True))
    pairs = cohort.sites[["patient_id"]].assign(row=cohort.sites[level], counted=cohort.sites[finest])
    pairs = pairs.drop_duplicates().assign(column=lambda frame: frame["patient_id"].map(column))
    having = pairs.drop_duplicates(["patient_id", "row"])
    index = pd.MultiIndex.from_product([rows, levels], names=["row", "column"])
    cells = pd.DataFrame(index=index)
    cells["count"] = pairs.groupby(["row", "column"]).size().reindex(index, fill_value=0)
    cells["k"] = having.groupby(["row", "column"]).size().reindex(index, fill_value=0)
    cells = cells.reset_index()
    cells["N"] = _able(cohort, grouping, cells, level)
    limits = [wilson(min(k, n), n) for k, n in zip(cells["k"], cells["N"], strict=True)]
    cells["percent"] = 100 * np.array([limit.estimate for limit in limits])
    cells["lower"] = 100 * np.array([limit.lower for limit in limits])
    cells["upper"] = 100 * np.array([limit.upper for limit in limits])
    return cells


def patients_with_a_site(cohort: Cohort, grouping: Factor) -> pd.Series:
    """Return, for every level of the factor, how many patients have any stated site."""
    stated = cohort.patients["patient_id"].isin(cohort.sites["patient_id"]).to_numpy()
    levels = list(present_levels(grouping))
    return grouping.groups[stated].astype("str").value_counts().reindex(levels, fill_value=0)


def _able(cohort: Cohort, grouping: Factor, cells: pd.DataFrame, level: SiteLevel) -> pd.Series:
    """Return the patients of a column who can have the site; unknown sex counts as able."""
    groups = grouping.groups.astype("str").to_numpy()
    sexes = cohort.patients["sex"].to_numpy() if "sex" in cohort.patients else np.full(len(cohort), None)
    everyone = {column: int((groups == column).sum()) for column in cells["column"].unique()}
    able = {
        (sex, column): int(((groups == column) & (sexes != other)).sum())
        for sex, other in (("Male", "Female"), ("Female", "Male"))
        for column in everyone
    }
    limited = [SEX_OF_SITE.get(row, "") if level != "system" else "" for row in cells["row"]]
    return pd.Series(
        [able.get((sex, c), everyone[c]) for sex, c in zip(limited, cells["column"], strict=True)],
        dtype="int64",
    )
