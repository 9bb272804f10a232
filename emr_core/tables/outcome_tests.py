"""Two groups compared by one outcome: the numbers, a line a leukaemia type and two of all types."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, tied
from emr_core.outcome_groups import ALL_TYPES, BY_TYPE, SITE, TYPE, outcome_groups, pair
from emr_core.outcomes import DIED, Counts, finding, finding_counts, strata, two_by_two
from emr_core.policy import POLICY, Policy, group_too_small
from emr_core.stats.association import fisher_exact
from emr_core.stats.proportions import difference
from emr_core.stats.stratified import stratified
from emr_core.wording import listed

WITHIN = "within type"
STRATIFIED = "stratified by leukaemia type"

COLUMNS = [
    *("stratum", "kind", "first", "second", "k1", "n1", "k2", "n2"),
    *("difference", "difference_lower", "difference_upper", "odds_ratio", "lower", "upper"),
    *("p_value", "test", "homogeneity_p", "opposite", "remark"),
]


@dataclass(frozen=True)
class Options:
    """What is compared: grouping, outcome, which of its findings, concurrency window, thresholds."""

    by: str = "at_emr"
    outcome: str = "outcome_as_published"
    finding: str = DIED
    window: int = WINDOWS[0]
    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the comparisons, one line a leukaemia type and two of all types, and the counts behind them."""
    cohort = relapsed(cohort)
    groups = outcome_groups(cohort, options.by, options.window)
    sought = finding(cohort, options.outcome, options.finding)
    shares = finding_counts(cohort, groups, options.outcome, sought)
    compared = pair(cohort, options.by, options.window)
    lines: list[dict[str, object]] = []
    if compared is not None:
        linked = tied(options.by, options.outcome) if options.by != SITE else False
        kinds = [BY_TYPE] if options.by == TYPE else strata(shares)
        tables = {kind: two_by_two(shares, kind, compared) for kind in kinds}
        lines = [_compared(kind, compared, table, linked, options.policy) for kind, table in tables.items()]
        if len(tables) > 1:
            all_types = two_by_two(shares, ALL_TYPES, compared)
            everyone = _compared(ALL_TYPES, compared, all_types, linked, options.policy)
            common = everyone | _common(list(tables.values()), tested=bool(everyone["test"]))
            pools = {"kind": f"pools {listed(tables)}", "opposite": common["opposite"]}
            lines += [common, everyone | pools]
    return {"comparisons": pd.DataFrame(lines, columns=COLUMNS), "shares": shares}


def _compared(
    stratum: str, pair: tuple[str, str], table: Counts, linked: bool, policy: Policy
) -> dict[str, object]:
    """Return two groups compared in one leukaemia type, or their counts with the reason for no test."""
    (k1, rest1), (k2, rest2) = table.tolist()
    n1, n2 = k1 + rest1, k2 + rest2
    line: dict[str, object] = {
        **dict.fromkeys(COLUMNS, math.nan),
        **{"test": "", "remark": ""},
        **{"stratum": stratum, "kind": WITHIN, "first": pair[0], "second": pair[1]},
        **{"k1": k1, "n1": n1, "k2": k2, "n2": n2, "opposite": False},
    }
    sizes = zip(pair, (n1, n2), strict=True)
    small = [group_too_small(name, n, policy) for name, n in sizes if n < policy.test_from]
    if linked or small:
        return line | {"remark": "Linked by definition; counts only." if linked else " ".join(small)}
    gap, test = difference(k1, n1, k2, n2), fisher_exact(table)
    line |= {"difference": gap.estimate, "difference_lower": gap.lower, "difference_upper": gap.upper}
    line |= {"p_value": test.p_value, "test": test.method, "remark": test.reason}
    if test.odds_ratio is not None:
        ratio = test.odds_ratio
        line |= {"odds_ratio": ratio.estimate, "lower": ratio.lower, "upper": ratio.upper}
    return line


def _common(tables: list[Counts], tested: bool) -> dict[str, object]:
    """Return the common odds ratio over the leukaemia types, and whether they point the same way."""
    nothing = dict.fromkeys(("difference", "difference_lower", "difference_upper"), math.nan)
    result = stratified(np.array(tables))
    line = nothing | {"kind": STRATIFIED, "opposite": result.opposite}
    if not tested:
        return line
    return line | {
        **{"odds_ratio": result.common.estimate, "lower": result.common.lower, "upper": result.common.upper},
        **{"p_value": result.p_value, "test": result.method, "remark": result.reason},
        **{"homogeneity_p": result.homogeneity.p_value},
    }
