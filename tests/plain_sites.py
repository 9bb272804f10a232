"""Where relapses are, patient by patient: slow, and plain enough to be believed."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.initial_sites import EMD_NOT_STATED, EMR_NOT_STATED, NO_EMD, NOT_RECORDED
from emr_core.site_counts import SEX_OF_SITE
from emr_core.vocabulary.sites import read_sites

Counts = Counter[tuple[str, ...]]


def held(cohort: Cohort, level: str) -> Iterator[tuple[dict[str, str], set[str], set[tuple[str, str]]]]:
    """Yield every patient with names of a level, and with the sites in them."""
    rows = dict(list(cohort.sites.groupby("patient_id")))
    for patient in cohort.patients.astype("object").to_dict("records"):
        own = rows.get(patient["patient_id"], cohort.sites.head(0))
        yield patient, set(own[level]), set(zip(own[level], own["site"], strict=True))


def cells(cohort: Cohort, groups: pd.Series, level: str) -> tuple[Counts, Counts, Counts]:
    """Return patients, different sites and patients who can have it, by row and group."""
    k, sites, able = Counter[tuple[str, ...]](), Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for (patient, names, inside), group in zip(held(cohort, level), groups.astype("str"), strict=True):
        k.update((name, group) for name in names)
        sites.update((name, group) for name, _ in inside)
        for row in set(cohort.sites[level]):
            needed = SEX_OF_SITE.get(row, "") if level != "system" else ""
            if row in names or not needed or patient.get("sex") not in {"Male", "Female"} - {needed}:
                able[row, group] += 1
    return k, sites, able


def together(cohort: Cohort, level: str) -> tuple[Counts, Counts]:
    """Return patients with exactly some names, and with at least two or three, in alphabetical order."""
    exactly, at_least = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for _, names, _ in held(cohort, level):
        exactly.update([tuple(sorted(names))] if names else [])
        at_least.update(part for size in (2, 3) for part in combinations(sorted(names), size))
    return exactly, at_least


def crossing(cohort: Cohort, level: str) -> Counts:
    """Return patients by site at diagnosis and at relapse."""
    found = Counter[tuple[str, ...]]()
    for patient, names, _ in held(cohort, level):
        text = patient.get("initial_emd_sites")
        told = read_sites(text).mentions if isinstance(text, str) else ()
        without = {"Yes": EMD_NOT_STATED, "No": NO_EMD}.get(str(patient.get("initial_emd")), NOT_RECORDED)
        before = {str(getattr(one.site, level)) for one in told} or {without}
        found.update(product(before, names or {EMR_NOT_STATED}))
    return found


def pattern_order(cohort: Cohort, groups: pd.Series, rank: dict[str, int], rows: list[str]) -> list[str]:
    """Return the patients by group, who has a site first, then by their sites as places of rows."""
    keys = []
    for number, ((patient, names, _), group) in enumerate(zip(held(cohort, "site"), groups, strict=True)):
        places = sorted(rows.index(name) for name in names)
        keys.append((rank[group], not places, (*places, len(rows)), number, patient["patient_id"]))
    return [key[-1] for key in sorted(keys)]
