"""Which test compares a variable between leukaemia types: one, chosen by a printed rule, or none and why."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from emr_core.cohort import Mask
from emr_core.factors import tied
from emr_core.fields import UNKNOWN
from emr_core.policy import POLICY, Policy
from emr_core.stats.association import fisher_exact
from emr_core.stats.ranks import kruskal, mann_whitney
from emr_core.stats.tallies import Sample, Tally
from emr_core.tables.variables import Variable

BY_DEFINITION = "By definition"
DESCRIBED = "Described only"

TIED_TO: dict[tuple[str, ...], str] = {("leukemia_type",): "the leukaemia type"}

RULE = (
    "Levels are compared by Fisher's exact test, numbers by the Mann-Whitney test (two types) or the "
    "Kruskal-Wallis test (more), on known values. Types with fewer than "
    "{policy.test_from} known values are described, not tested; so is what is known only after the relapse, "
    "for which follow-up would be needed, and what a type has by definition (FAB class, karyotype)."
)


@dataclass(frozen=True)
class Comparison:
    """A test between types: its name, p, and the patients it used; without a p, `reason` says why."""

    test: str
    p_value: float = math.nan
    n: int = 0
    reason: str = ""


def compare(
    variable: Variable,
    types: dict[str, Mask],
    level: str = "",
    policy: Policy = POLICY,
    by: tuple[str, ...] = ("leukemia_type",),
    counted: Mapping[str, Tally] | None = None,
) -> Comparison:
    """Return the comparison of a variable, or of one level where a patient may have several.

    Parameters
    ----------
    variable
        What is compared.
    types
        Who has each leukaemia type; unknown type is not compared.
    level
        The level that is compared with its absence; empty for the variable as a whole.
    policy
        The smallest type that is compared.
    by
        The fields that make the groups: the leukaemia type, unless two sides were chosen otherwise.
    counted
        How many of each type have which number, if that is known already.
    """
    if any(tied(variable.name, field) for field in by):
        return Comparison(BY_DEFINITION, reason=f"tied to {TIED_TO.get(by, 'the groups')} by definition")
    if variable.known_from == "later":
        return Comparison(DESCRIBED, reason="known only after the relapse")
    if variable.several and not level:
        return Comparison(DESCRIBED, reason="a patient may have several levels, each compared apart")
    known = known_in(variable, len(next(iter(types.values()), ())))
    groups = {name: known & mask for name, mask in types.items() if name != UNKNOWN}
    large = {name: group for name, group in groups.items() if np.count_nonzero(group) >= policy.test_from}
    if len(large) < 2:
        return Comparison(DESCRIBED, reason="fewer than two types are large enough")
    if variable.numbers is not None:
        samples: list[Sample] = [
            variable.numbers[group] if counted is None else counted[name] for name, group in large.items()
        ]
        ranks = mann_whitney(*samples) if len(samples) == 2 else kruskal(*samples)
        return Comparison(ranks.method, ranks.p_value, sum(ranks.n), ranks.reason)
    present = [variable.levels[level], ~variable.levels[level]] if level else list(variable.known.values())
    counts = np.array([[np.count_nonzero(group & mask) for mask in present] for group in large.values()])
    if (counts.sum(axis=0) > 0).sum() < 2:
        return Comparison(DESCRIBED, reason="everybody compared has the same level")
    result = fisher_exact(counts, with_odds_ratio=False)
    return Comparison(result.method, result.p_value, result.n, result.reason)


def known_in(variable: Variable, n: int) -> Mask:
    """Return whose value is known, of n patients."""
    if variable.numbers is not None:
        return np.asarray(~np.isnan(variable.numbers))
    unknown = variable.levels.get(UNKNOWN)
    return np.ones(n, dtype=bool) if unknown is None else ~unknown
