"""Relapse sites against a factor: how many patients or sites, of how many who can have the site."""

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import Factor, present_levels
from emr_core.once import each, once
from emr_core.site_patterns import (
    LEVELS,
    Counts,
    Place,
    named,
    patients_with,
    pattern_of,
    patterns,
    sizes,
    tally,
)
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import SITES
from emr_core.wording import share_within

SiteLevel = Literal["site", "system", "subsite"]
SiteUnit = Literal["patients", "sites"]

SEXES = ("", "Male", "Female")
"""What tells who can have a site; the first is any other answer, and none."""

SEX_OF_SITE = {site.site: site.sex for site in SITES} | {site.subsite: site.sex for site in SITES}
"""The sex that alone can have a site; empty for all others."""


@each
def sex_of(cohort: Cohort) -> npt.NDArray[np.int64]:
    """Return the place of every patient's sex among `SEXES`."""
    if "sex" not in cohort.columns:
        return np.zeros(len(cohort), dtype=np.int64)
    sexes = cohort.column("sex")
    known = [SEXES.index(level) if level in SEXES else 0 for level in sexes.cat.categories]
    return np.array([*known, 0], dtype=np.int64)[sexes.cat.codes.to_numpy()]  # the last is that of -1


def row_order(cohort: Cohort, level: SiteLevel) -> list[str]:
    """Return the names of a level by system, the commonest system first, then by patients."""
    return list(_row_order(cohort, level))


@once
def _row_order(cohort: Cohort, level: SiteLevel) -> tuple[str, ...]:
    found, tallied = patterns(cohort), tally(cohort)[:, 0]
    systems = sizes(cohort, "system")
    place = LEVELS.index(level)
    by_row = found.by(lambda names: (names[LEVELS.index("system")], names[place]))
    counts = {pair: int(tallied[sets].sum()) for pair, sets in by_row.items()}
    held = [pair for pair, n in counts.items() if n]
    ordered = sorted(held, key=lambda pair: (-systems[pair[0]], pair[0], -counts[pair], pair[1]))
    return tuple(row for _, row in ordered)


def patients_of(cohort: Cohort, level: SiteLevel = "site") -> dict[str, Mask]:
    """Return who has each site, in the order of rows."""
    (names, having), code = named(cohort, level), pattern_of(cohort)
    place = {name: number for number, name in enumerate(names)}
    return {row: having[:, place[row]].astype(bool)[code] for row in row_order(cohort, level)}


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
    groups = grouping.groups.cat.categories
    columns = groups.get_indexer(pd.Index(levels))
    tallied = _by_group_and_sex(cohort, grouping)
    everybody, nobody = tallied.sum(axis=0), np.zeros((len(groups), len(SEXES)), dtype=np.int64)
    having = _patients_with(cohort, tallied, lambda place: place[LEVELS.index(level)])
    counted = having
    if unit == "sites" and level == "system":
        counted = _sites_of_systems(cohort, tallied)
    count, k = (
        _flat([found.get(row, nobody)[columns].sum(axis=1) for row in rows]) for found in (counted, having)
    )
    N = _flat([_able(row, level, everybody[columns], having.get(row, nobody)[columns]) for row in rows])
    limits = [wilson(of, n) for of, n in zip(k.tolist(), N.tolist(), strict=True)]
    # All columns at once: one after another, and an index of both names, took 4 ms of a few patients.
    return pd.DataFrame(
        {
            "row": pd.Index(rows).repeat(len(levels)),
            "column": pd.Index(levels).take(np.tile(np.arange(len(levels)), len(rows))),
            "count": count,
            "k": k,
            "N": N,
            "percent": 100 * np.array([limit.estimate for limit in limits], dtype=np.float64),
            "lower": 100 * np.array([limit.lower for limit in limits], dtype=np.float64),
            "upper": 100 * np.array([limit.upper for limit in limits], dtype=np.float64),
        }
    )


def _flat(rows: list[npt.NDArray[np.int64]]) -> Counts:
    """Return the numbers of all rows one after the other."""
    return np.array(rows, dtype=np.int64).reshape(-1)


def patients_with_a_site(cohort: Cohort, grouping: Factor) -> dict[str, int]:
    """Return, for every level of the factor, how many patients have any stated site."""
    held = patterns(cohort).held.any(axis=1)
    found = _by_group_and_sex(cohort, grouping)[held].sum(axis=(0, 2)).tolist()
    return dict(zip(map(str, grouping.groups.cat.categories), found, strict=True))


def _by_group_and_sex(cohort: Cohort, grouping: Factor) -> Counts:
    """Return how many patients have each set of places: sets x groups x sexes."""
    code, groups = grouping.groups.cat.codes.to_numpy().astype(np.int64), len(grouping.groups.cat.categories)
    sexes = len(SEXES)
    found = tally(cohort, code * sexes + sex_of(cohort), groups * sexes)
    return found.reshape(len(found), groups, sexes)


def _patients_with(cohort: Cohort, tallied: Counts, name: Callable[[Place], Hashable]) -> dict[Any, Counts]:
    """Return how many patients of each group and sex have each name of a place."""
    found = patterns(cohort).by(name)
    if not found:
        return {}
    sets, groups, sexes = tallied.shape
    numbers = patients_with(np.stack(list(found.values()), axis=1), tallied.reshape(sets, groups * sexes))
    return {key: size.reshape(groups, sexes) for key, size in zip(found, numbers, strict=True)}


def _sites_of_systems(cohort: Cohort, tallied: Counts) -> dict[str, Counts]:
    """Return how many different sites the patients of each group and sex have in each system."""
    site, system = LEVELS.index("site"), LEVELS.index("system")
    found: dict[str, Counts] = {}
    pairs = _patients_with(cohort, tallied, lambda place: (place[system], place[site]))
    for (name, _), numbers in pairs.items():
        found[name] = found[name] + numbers if name in found else numbers
    return found


def _able(row: str, level: SiteLevel, everybody: Counts, having: Counts) -> Counts:
    """Return the patients of each group who can have the site.

    Unknown sex counts as able, and so does whoever is recorded with the site against the recorded sex.
    """
    needed = SEX_OF_SITE.get(row, "") if level != "system" else ""
    if not needed:
        return np.asarray(everybody.sum(axis=1))
    opposite = SEXES.index("Male" if needed == "Female" else "Female")
    return np.asarray(everybody.sum(axis=1) - (everybody - having)[:, opposite])
