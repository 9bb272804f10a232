"""The rows of the outcome pictures: the groups of a factor within AML, within ALL, and of all types last."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.bmr import AT_EMR, RECORDED, WINDOWS
from emr_core.cohort import Cohort, Mask
from emr_core.factors import DERIVED, TIMES, factor, groupings, is_held, present_levels, relapsed
from emr_core.fields import UNKNOWN
from emr_core.schema import BY_NAME
from emr_core.site_counts import patients_of
from emr_core.site_patterns import stated
from emr_core.wording import counted, listed

SITE = "site"
"""Grouping by relapse site: patients count in each of theirs, so that its groups overlap."""

TYPE = "leukemia_type"
ALL_TYPES = "All types"
BY_TYPE = "By leukaemia type"
EVERYONE = "All patients"
UNSTATED = "Site not stated"

MARROW = {state: RECORDED[state] for state in (*AT_EMR, UNKNOWN)}
"""The recorded marrow relapse that makes a group in the published window."""

APART = "apart"
"""Key of the line that sets all types apart."""

FIRST = ("at_emr", TYPE, "sex", "karyotype", "number_of_sites", SITE)
"""The groupings offered first, in this order; whatever else is known at the relapse follows."""


@dataclass(frozen=True, eq=False)
class Group:
    """One row: its panel, its name, and one bool a patient of the cohort."""

    panel: str
    name: str
    members: Mask

    @property
    def row(self) -> str:
        """Return the row's key, different in every panel."""
        return f"{self.panel} | {self.name}"


def offered(cohort: Cohort) -> dict[str, str]:
    """Return the groupings known at the relapse that the cohort records, name to label."""
    more = (name for name in groupings() if name not in (*FIRST, "emr") and not _later(name))
    held = [name for name in (*FIRST, *more) if name == SITE or is_held(cohort, name)]
    return {name: label(cohort, name).split(" (")[0] for name in held}


def second(groupings_offered: dict[str, str], by: str) -> dict[str, str]:
    """Return what a grouping can be crossed with: leukaemia types are panels already, sites overlap."""
    if by in (SITE, TYPE):
        return {}
    return {name: label for name, label in groupings_offered.items() if name not in (SITE, TYPE, by)}


def refused(cohort: Cohort) -> str:
    """Return which recorded groupings are known only later and therefore not offered, and why."""
    held = [BY_NAME[name].label for name in groupings() if _later(name) and name in cohort.columns]
    if not held:
        return ""
    return (
        f"Not offered: {listed(held)}, known only after the relapse. Who falls into such a group had to live "
        "long enough to do so, which would pass for an effect of the group."
    )


def label(cohort: Cohort, by: str, window: int = WINDOWS[0]) -> str:
    """Return a grouping's label."""
    return "Site of relapse" if by == SITE else factor(cohort, by, window).label


def filter_field(cohort: Cohort, by: str, window: int) -> str:
    """Return the field whose filter stands for a grouping, or an empty text.

    Isolated and concurrent are levels of the recorded marrow relapse in the published window alone.
    """
    if by == SITE:
        return "emr_sites"
    if by == "at_emr":
        return "bmr" if window == WINDOWS[0] and "bmr" in cohort.columns else ""
    return factor(cohort, by, window).filter


def filter_levels(by: str, group: str) -> list[str]:
    """Return the levels of the filter that a group stands for; none if no filter can choose it."""
    if TIMES in by:
        return []
    if group in (EVERYONE, UNSTATED):
        return []
    return list(MARROW[group]) if by == "at_emr" else [group]


def filtered_groups(by: str, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups that the chosen levels of a grouping's filter stand for."""
    if by != "at_emr":
        return levels
    return tuple(group for group, parts in MARROW.items() if set(parts) & set(levels))


def pair(cohort: Cohort, by: str, window: int) -> tuple[str, str] | None:
    """Return the two groups a factor compares, the reference second; None if there are not exactly two."""
    if by == SITE:
        return None
    if by == TYPE:
        return "AML", "ALL"
    if TIMES in by:
        return None
    known = [level for level in factor(cohort, by, window).levels if level != UNKNOWN]
    return (known[1], known[0]) if len(known) == 2 else None


def outcome_groups(cohort: Cohort, by: str, window: int) -> list[Group]:
    """Return the groups of every leukaemia type and, where there are several types, of all types last.

    A group without patients keeps its row where a factor has two groups; longer lists name only those found.
    """
    types = _types(cohort)
    parts, both = _parts(cohort, by, window), pair(cohort, by, window) is not None
    if by == TYPE:
        panels = {BY_TYPE: {kind: types[kind] for kind in types}}
        parts = {EVERYONE: np.ones(len(cohort), dtype=bool)}
    else:
        panels = {kind: {n: m & members for n, m in parts.items()} for kind, members in types.items()}
    if len(types) > 1:
        panels[ALL_TYPES] = parts
    return [
        Group(panel, name, members)
        for panel, rows in panels.items()
        for name, members in rows.items()
        if members.any() or (both and name != UNKNOWN)
    ]


def panels(cohort: Cohort, by: str) -> dict[str, int]:
    """Return the panels' headings in order with their patients, those without any row included."""
    sizes = {kind: int(members.sum()) for kind, members in _types(cohort).items()}
    own = {BY_TYPE: len(cohort)} if by == TYPE else sizes
    return {**own, ALL_TYPES: len(cohort)} if len(sizes) > 1 else own


def lines(headings: dict[str, int], groups: list[Group], said_of_all: str = "") -> pd.DataFrame:
    """Return the rows of a picture from the top: headings, groups with their n, and a rule before all types.

    `said_of_all` is added to the heading of all types.
    """
    found = []
    for heading, n in headings.items():
        if heading == ALL_TYPES:
            found.append((APART, "", "", "", "", ""))
        said = f"{heading}{said_of_all if heading == ALL_TYPES else ''}"
        found.append((heading, heading, "", said, "", f"n = {n}"))
        found += [
            (group.row, group.panel, group.name, "", group.name, f"n = {int(group.members.sum())}")
            for group in groups
            if group.panel == heading
        ]
    frame = pd.DataFrame(found, columns=["row", "panel", "group", "heading", "label", "n"])
    return frame.assign(apart=frame["row"] == APART)


def outlined(*marked: tuple[str, ...]) -> str:
    """Return which filters are outlined in a picture instead of applied: `Outlined: AML and Died`."""
    words = dict.fromkeys(listed(names, "or") for names in marked if names)
    return f"Outlined: {' and '.join(words)}" if words else ""


def reconciled(cohort: Cohort, by: str) -> str:
    """Return how the panels add up to the patients, and who is not among them."""
    had = relapsed(cohort)
    kinds = {kind: int(members.sum()) for kind, members in _types(had).items()}
    parts = " + ".join(f"{n} {kind}" for kind, n in kinds.items())
    without = len(cohort) - len(had)
    rest = f"; {counted(without, 'patient')} without EMR left out" if without else ""
    groups = "Groups overlap and add up to more." if by == SITE else "The groups of a panel add up to its n."
    return f"{counted(len(had), 'patient')} = {parts}{rest}. {groups}"


def _later(name: str) -> bool:
    """Tell whether a grouping is known only after the relapse."""
    return name not in DERIVED and BY_NAME[name].known_from == "later"


def _types(cohort: Cohort) -> dict[str, Mask]:
    """Return the leukaemia types that patients have, with their patients; AML and ALL if there is nobody."""
    kinds = factor(cohort, TYPE)
    members = {kind: (kinds.groups == kind).to_numpy(dtype=bool) for kind in present_levels(kinds)}
    held = {kind: mask for kind, mask in members.items() if mask.any()}
    return held or members


def _parts(cohort: Cohort, by: str, window: int) -> dict[str, Mask]:
    """Return the groups of a factor over all patients, in order; for sites they overlap."""
    if by != SITE:
        grouping = factor(cohort, by, window)
        return {name: (grouping.groups == name).to_numpy(dtype=bool) for name in present_levels(grouping)}
    found, unstated = patients_of(cohort), ~stated(cohort)
    return {**found, UNSTATED: unstated} if unstated.any() else found
