"""Relapse sites against a factor: how many patients or sites, of how many who can have the site."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import Factor, present_levels
from emr_core.once import once
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import SITES
from emr_core.wording import share_within

SiteLevel = Literal["site", "system", "subsite"]
SiteUnit = Literal["patients", "sites"]

SEX_OF_SITE = {site.site: site.sex for site in SITES} | {site.subsite: site.sex for site in SITES}
"""The sex that alone can have a site; empty for all others."""


def row_order(cohort: Cohort, level: SiteLevel) -> list[str]:
    """Return the names of a level by system, the commonest system first, then by patients."""
    return list(_row_order(cohort, level))


@once
def _row_order(cohort: Cohort, level: SiteLevel) -> tuple[str, ...]:
    named = cohort.sites[["patient_id", "system"]].assign(row=cohort.sites[level]).drop_duplicates()
    systems = named[["patient_id", "system"]].drop_duplicates().groupby("system").size()
    sizes = named.groupby(["system", "row"]).size()
    ordered = sorted(sizes.index, key=lambda pair: (-systems[pair[0]], pair[0], -sizes[pair], pair[1]))
    return tuple(row for _, row in ordered)


def patients_of(cohort: Cohort, level: SiteLevel = "site") -> dict[str, Mask]:
    """Return who has each site, in the order of rows.

    Names are looked up once for all sites: one by one they take 10 ms a site of 100,000 patients.
    """
    owners, (code, names) = cohort.owners("sites"), pd.factorize(cohort.sites[level])
    found = {}
    rows = row_order(cohort, level)
    for name, place in zip(rows, names.get_indexer(pd.Index(rows)), strict=True):
        held = owners[code == place]
        mask = np.zeros(len(cohort), dtype=bool)
        mask[held[held >= 0]] = True
        found[name] = mask
    return found


def stated(cohort: Cohort) -> Mask:
    """Return of whom any site is stated."""
    owners = cohort.owners("sites")
    mask = np.zeros(len(cohort), dtype=bool)
    mask[owners[owners >= 0]] = True
    return mask


def patients_by_site(cohort: Cohort, level: SiteLevel, names: Sequence[str] = ()) -> pd.DataFrame:
    """Return one line a site: `row`, k patients with it of N who can, share, limits, all in words.

    `names` gives the sites and their order, also those nobody has; without it, those of the cohort.
    """
    everybody = pd.Categorical(["All"] * len(cohort), categories=["All"])
    grouping = Factor("all", "All patients", ("All",), pd.Series(everybody), "EMR", "")
    rows = list(names) or row_order(cohort, level)
    if not len(cohort):
        nobody = dict.fromkeys(("k", "N"), 0) | dict.fromkeys(("percent", "lower", "upper"), math.nan)
        return pd.DataFrame({"row": rows}, dtype="str").assign(**nobody, words="0/0")
    lines = site_counts(cohort, grouping, level, "patients", rows).drop(columns=["column", "count"])
    return lines.assign(words=in_words(lines))


def in_words(lines: pd.DataFrame) -> list[str]:
    """Return k, N, share and interval of every line as it is read: 7/22 (32 %), 95 % interval 16–53 %."""
    return [
        share_within(k, n, low / 100, high / 100)
        for k, n, low, high in zip(lines["k"], lines["N"], lines["lower"], lines["upper"], strict=True)
    ]


def site_counts(
    cohort: Cohort, grouping: Factor, level: SiteLevel, unit: SiteUnit, names: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one line a site and level of the factor: count, k, N, share and Wilson interval.

    `count` is what the unit says: patients, or different patient-site pairs (a system then counts every
    different site in it). `k` is patients with the site; `N` leaves out patients of the sex that cannot
    have it.
    """
    levels, rows = present_levels(grouping), list(names) or row_order(cohort, level)
    finest = level if unit == "patients" or level == "subsite" else "site"
    patients = pd.DataFrame({"patient_id": cohort.patients["patient_id"]})
    patients["column"] = grouping.groups.astype("str").to_numpy()
    patients["sex"] = cohort.patients["sex"].astype("str") if "sex" in cohort.patients else ""
    pairs = cohort.sites[["patient_id"]].assign(row=cohort.sites[level], counted=cohort.sites[finest])
    pairs = pairs.drop_duplicates().merge(patients, on="patient_id", how="left")
    having = pairs.drop_duplicates(["patient_id", "row"])
    index = pd.MultiIndex.from_product([rows, levels], names=["row", "column"])
    cells = pd.DataFrame(index=index)
    cells["count"] = pairs.groupby(["row", "column"]).size().reindex(index, fill_value=0)
    cells["k"] = having.groupby(["row", "column"]).size().reindex(index, fill_value=0)
    cells = cells.reset_index()
    cells["N"] = _able(patients, having, cells, level)
    limits = [wilson(k, n) for k, n in zip(cells["k"], cells["N"], strict=True)]
    cells["percent"] = 100 * np.array([limit.estimate for limit in limits])
    cells["lower"] = 100 * np.array([limit.lower for limit in limits])
    cells["upper"] = 100 * np.array([limit.upper for limit in limits])
    return cells


def patients_with_a_site(cohort: Cohort, grouping: Factor) -> pd.Series:
    """Return, for every level of the factor, how many patients have any stated site."""
    levels = list(present_levels(grouping))
    return grouping.groups[stated(cohort)].astype("str").value_counts().reindex(levels, fill_value=0)


def _able(patients: pd.DataFrame, having: pd.DataFrame, cells: pd.DataFrame, level: SiteLevel) -> pd.Series:
    """Return the patients of a column who can have the site.

    Unknown sex counts as able, and so does whoever is recorded with the site against the recorded sex.
    """
    sizes = patients.groupby("column").size()
    other = patients.groupby(["column", "sex"]).size()
    found = having.groupby(["row", "column", "sex"]).size()
    able = []
    for row, column in zip(cells["row"], cells["column"], strict=True):
        needed = SEX_OF_SITE.get(row, "") if level != "system" else ""
        opposite = {"Male": "Female", "Female": "Male"}.get(needed, "")
        unable = other.get((column, opposite), 0) - found.get((row, column, opposite), 0) if opposite else 0
        able.append(int(sizes.get(column, 0) - unable))
    return pd.Series(able, dtype="int64")
