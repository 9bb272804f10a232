"""What patients can be grouped by: fields with levels, and states derived from several fields."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.bmr import AT_EMR, WINDOWS, at_emr
from emr_core.cohort import SIDE, Cohort, from_positions, shown
from emr_core.fields import UNKNOWN, Categorical, Moment, Several
from emr_core.once import once
from emr_core.risk import RISK, is_graded, risk_groups
from emr_core.schema import BY_NAME, FIELDS, linked
from emr_core.site_patterns import named, pattern_of
from emr_core.wording import counted

SINGLE_SITE = "Single site"
SEVERAL_SITES = "Several sites"
CROSS = " · "
"""What stands between the two levels of a crossed grouping."""

TIMES = "*"
"""What stands between the names of two groupings that are crossed."""


@dataclass(frozen=True, eq=False)
class Factor:
    """A grouping of the patients: one category each, unknown included.

    Parameters
    ----------
    name, label
        Its name in code and on screen.
    levels
        The levels in order; `Unknown` is the last one if anybody has it.
    groups
        One category a patient, in the order of the cohort.
    known_from
        When the grouping is known; what is known only later may not start a comparison at the relapse.
    filter
        The field whose filter stands for this grouping, or an empty text.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    groups: pd.Series
    known_from: Moment
    filter: str


@once
def factor(cohort: Cohort, name: str, window: int = WINDOWS[0]) -> Factor:
    """Return the grouping of that name, unknown as its last level; `sex*at_emr` crosses two.

    `side` is the side a patient stands on where two groups are compared.

    Raises
    ------
    ValueError
        If no such grouping exists.
    """
    if TIMES in name:
        outer, inner = (factor(cohort, one, window) for one in name.split(TIMES))
        return crossed(outer, inner)
    if name == SIDE:
        sides = cohort.column(SIDE)
        return _factor(SIDE, "Side", tuple(sides.cat.categories), sides, "diagnosis", "")
    if name in DERIVED:
        label, levels, values, known_from = DERIVED[name](cohort, window)
        return _factor(name, label, levels, values, known_from, "")
    field = BY_NAME.get(name)
    if not isinstance(field, Categorical) or isinstance(field, Several):
        raise ValueError(f"Patients cannot be grouped by {name!r}; choose one of {', '.join(groupings())}.")
    if name not in cohort.columns:
        nothing = from_positions(np.full(len(cohort), -1), field.levels)
        return _factor(name, field.label, field.levels, nothing, field.known_from, "")
    values = cohort.column(name)
    levels = tuple(values.cat.categories)
    return _factor(name, field.label, levels, values, field.known_from, name if field.filter else "")


def crossed(outer: Factor, inner: Factor) -> Factor:
    """Return the grouping by two factors at once; its levels, outer first, are those that somebody has."""
    groups = outer.groups.astype("str") + CROSS + inner.groups.astype("str")
    every = [f"{one}{CROSS}{other}" for one in outer.levels for other in inner.levels]
    levels = tuple(level for level in every if level in set(groups))
    return Factor(
        f"{outer.name} and {inner.name}",
        f"{outer.label} and {inner.label[0].lower()}{inner.label[1:]}",
        levels,
        groups.astype(pd.CategoricalDtype(list(levels))),
        max(outer.known_from, inner.known_from, key=("diagnosis", "EMR", "later").index),
        "",
    )


def groupings() -> tuple[str, ...]:
    """Return the names of everything patients can be grouped by."""
    plain = [f.name for f in FIELDS if isinstance(f, Categorical) and not isinstance(f, Several)]
    return (*plain, *DERIVED)


def is_held(cohort: Cohort, name: str) -> bool:
    """Tell whether a cohort can be grouped by a name: a column it has, or a state it allows to derive."""
    return is_graded(cohort, name) if name in RISK else name in DERIVED or name in cohort.columns


def present_levels(grouping: Factor) -> tuple[str, ...]:
    """Return the levels that somebody in the cohort has, in order, keeping AML and ALL even when empty."""
    held = {level for level, n in level_sizes(grouping).items() if n}
    keep = {"AML", "ALL"} if grouping.name == "leukemia_type" else set()
    if grouping.name in ("sex", SIDE) or grouping.name in DERIVED:
        keep = set(grouping.levels) - {UNKNOWN}
    return tuple(level for level in grouping.levels if level in held or level in keep)


def tied(first: str, second: str) -> bool:
    """Tell whether two groupings are linked by definition."""
    roots = {
        "at_emr": "bmr",
        "number_of_sites": "emr_sites",
        "eln_2022": "karyotype",
        "cog_aaml1831": "karyotype",
        "nci_rome": "immunophenotype",
    }
    return linked(roots.get(first, first), roots.get(second, second))


def level_sizes(grouping: Factor) -> dict[str, int]:
    """Return how many patients have each level of a grouping, also those that nobody has."""
    sizes = np.bincount(grouping.groups.cat.codes, minlength=len(grouping.groups.cat.categories))
    return dict(zip(map(str, grouping.groups.cat.categories), sizes.tolist(), strict=True))


@once
def relapsed(cohort: Cohort) -> Cohort:
    """Return the patients with an extramedullary relapse: those recorded with No are denominator only."""
    if "emr" not in cohort.columns:
        return cohort
    keep = (cohort.column("emr") != "No").to_numpy(dtype=bool)
    return cohort if keep.all() else cohort.where(keep)


def without_relapse(cohort: Cohort) -> str:
    """Return how many patients without extramedullary relapse are left out, or an empty text."""
    rest = len(cohort) - len(relapsed(cohort))
    return f"{counted(rest, 'patient')} without EMR not shown" if rest else ""


@once
def site_counts(cohort: Cohort) -> pd.Series:
    """Return the number of different sites (site level) of every patient, in the order of the cohort."""
    counts = named(cohort, "site")[1].sum(axis=1)[pattern_of(cohort)]
    return pd.Series(counts, name="patient_id")


def _factor(
    name: str, label: str, levels: tuple[str, ...], values: pd.Series, known_from: Moment, filter_name: str
) -> Factor:
    """Make a factor, with the unknown as a level if there are any."""
    groups = values.reset_index(drop=True)
    if groups.isna().any():
        return Factor(name, label, (*levels, UNKNOWN), shown(groups), known_from, filter_name)
    return Factor(name, label, levels, groups, known_from, filter_name)


Derivation = tuple[str, tuple[str, ...], pd.Series, Moment]


def _at_emr(cohort: Cohort, window: int) -> Derivation:
    """Isolated or concurrent at the relapse, by the window."""
    return f"Marrow at EMR ({window}-day window)", AT_EMR, at_emr(cohort, window), "EMR"


def _number_of_sites(cohort: Cohort, window: int) -> Derivation:  # noqa: ARG001 - one signature for all
    """One site or several, at the site level; unknown where no site is stated."""
    counts = site_counts(cohort).to_numpy()
    levels = (SINGLE_SITE, SEVERAL_SITES)
    codes = np.select([counts == 1, counts > 1], [0, 1], -1)
    return "Number of sites", levels, from_positions(codes, levels), "EMR"


def _risk(name: str) -> Callable[[Cohort, int], Derivation]:
    """Return how the risk groups of one system are derived; they do not depend on the window."""

    def derived(cohort: Cohort, window: int) -> Derivation:  # noqa: ARG001
        groups = risk_groups(cohort, name)
        return RISK[name].label, tuple(groups.cat.categories), groups, "diagnosis"

    return derived


DERIVED: dict[str, Callable[[Cohort, int], Derivation]] = {
    "at_emr": _at_emr,
    "number_of_sites": _number_of_sites,
    **{name: _risk(name) for name in RISK},
}
