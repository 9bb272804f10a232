"""Curves compared by a test: within each leukaemia type and in all, stratified by it; q over groupings."""

import math
from dataclasses import dataclass, replace

import numpy as np

from emr_core.cohort import SIDE, Cohort, Mask
from emr_core.curves.groups import Grouped, Options, grouped, offered
from emr_core.endpoints.courses import Codes, Floats
from emr_core.pair import Pair, untested
from emr_core.policy import Say, comparison_of_curves
from emr_core.stats.gray import Gray, gray
from emr_core.stats.logrank import LogRank, logrank
from emr_core.stats.multiplicity import benjamini_hochberg
from emr_core.stats.stratified_curves import stratified_test

TYPES = ("AML", "ALL")
ALL_TYPES = "All types"
TYPE = "leukemia_type"

OPPOSITE = "AML and ALL point in opposite directions: no p for both together."
STRATIFIED = "stratified by leukaemia type"
AMONG = "Times among the relapsed are described, not tested."

WHY = {
    "survival": (
        "Log-rank test: it compares the curves over their whole length and uses patients who are still alive "
        "as far as they were watched, which a comparison of shares at one time would not."
    ),
    "incidence": (
        "Gray's test: it compares cumulative incidences while other events compete; a log-rank test would "
        "treat those who died as if the event could still come."
    ),
    "among the relapsed": AMONG,
}


@dataclass(frozen=True)
class Comparison:
    """Groups compared in one leukaemia type or in all; `p_value` is NaN where there is none, `remark` why.

    `q_value` is p adjusted for the `tests` of all groupings of the endpoint; NaN within a type.
    """

    stratum: str
    method: str
    statistic: float
    degrees_of_freedom: int
    p_value: float
    q_value: float
    tests: int
    n: int
    events: int
    say: Say
    remark: str
    ahead: int = 0


def comparisons(cohort: Cohort, options: Options) -> tuple[Comparison, ...]:
    """Return the groups compared within AML, within ALL and in all.

    Empty without a grouping, and for times among the relapsed, which are described only.
    """
    if options.by == "" or options.of.kind == "among the relapsed":
        return ()
    if options.by == SIDE and isinstance(cohort, Pair) and untested(cohort):
        return ()
    parts = grouped(cohort, options)
    everyone = np.ones(len(parts.time), dtype=bool)
    whole = _compared(ALL_TYPES, parts, everyone, options)
    if not _within_types(parts):
        return (_adjusted(whole, cohort, options),)
    within = [
        _compared(kind, parts, np.asarray((parts.types == kind).to_numpy(dtype=bool)), options)
        for kind in TYPES
        if (parts.types == kind).any()
    ]
    if len(within) < 2:
        return (_adjusted(whole, cohort, options),)
    if {one.ahead for one in within} == {1, -1}:
        nothing = math.nan
        return (
            *within,
            replace(whole, p_value=nothing, statistic=nothing, say="describe only", remark=OPPOSITE),
        )
    whole = replace(whole, remark="; ".join(part for part in (STRATIFIED, whole.remark) if part))
    return (*within, _adjusted(whole, cohort, options))


def _adjusted(one: Comparison, cohort: Cohort, options: Options) -> Comparison:
    """Return a comparison with q over the groupings of this endpoint."""
    if math.isnan(one.p_value):
        return one
    names = [name for name in offered(cohort, options.of, bool(options.landmark)) if name]
    names += [options.by] if options.by not in names else []  # two sides are a question of their own
    p_values = []
    for name in names:
        asked = replace(options, by=name)
        parts = grouped(cohort, asked)
        p_values.append(_compared("", parts, np.ones(len(parts.time), dtype=bool), asked).p_value)
    q_values = benjamini_hochberg(p_values)
    tests = int(np.isfinite(p_values).sum())
    return replace(one, q_value=float(q_values[names.index(options.by)]), tests=tests)


def _compared(stratum: str, parts: Grouped, among: Mask, options: Options) -> Comparison:
    """Return the groups that are large enough, compared among some of the patients."""
    policy, kind = options.policy, options.of.kind
    masks = {name: mask & among for name, mask in parts.groups.items()}
    masks = {name: mask for name, mask in masks.items() if int(mask.sum()) >= policy.test_from}
    sizes = {name: int(mask.sum()) for name, mask in masks.items()}
    used = np.logical_or.reduce([*masks.values(), np.zeros(len(among), dtype=bool)])
    code = np.minimum(parts.event, 1) if kind == "survival" else parts.event
    events = int((code[used] == 1).sum())
    verdict = comparison_of_curves(sizes, events, policy)
    nothing = Comparison(
        stratum, "", math.nan, 0, math.nan, math.nan, 0, int(used.sum()), events, "describe only", ""
    )
    if verdict.say == "describe only":
        return replace(nothing, remark=verdict.sentence)
    label = np.select(list(masks.values()), [str(i) for i in range(len(masks))], "")[used]
    order = tuple(str(i) for i in range(len(masks)))
    one = _tested(nothing, parts.time[used], code[used], label, order, kind, verdict.say, verdict.sentence)
    types = parts.types.astype("str").to_numpy()[used]
    if not _within_types(parts) or len(set(types)) < 2:
        return one
    competing = kind == "incidence"
    statistic, p_value, degrees, reason = stratified_test(
        parts.time[used], code[used], label, types, competing=competing, order=order
    )
    return replace(
        one,
        statistic=statistic,
        p_value=p_value,
        degrees_of_freedom=degrees,
        say=one.say if not reason else "describe only",
        remark="; ".join(part for part in (verdict.sentence, reason) if part),
    )


def _within_types(parts: Grouped) -> bool:
    """Tell whether some leukaemia type holds several groups; where none does, the groups are types."""
    types = parts.types.astype("str").to_numpy()
    held = [sum((mask & (types == kind)).any() for mask in parts.groups.values()) for kind in set(types)]
    return max(held, default=0) > 1


def _tested(
    nothing: Comparison,
    time: Floats,
    code: Codes,
    label: np.ndarray[tuple[int], np.dtype[np.str_]],
    order: tuple[str, ...],
    kind: str,
    say: Say,
    remark: str,
) -> Comparison:
    """Return the test of a kind of endpoint; `ahead` is the sign of the first group's excess of events."""
    result: LogRank | Gray
    if kind == "survival":
        result = logrank(time, code, label, order=order)
        excess = result.observed[0] - result.expected[0]
    else:
        result = gray(time, code, label, order=order)
        excess = result.score[0]
    told = "; ".join(part for part in (remark, result.reason) if part)
    ahead = int(np.sign(excess)) if len(order) == 2 and not math.isnan(result.p_value) else 0
    return replace(
        nothing,
        method=result.method,
        statistic=result.statistic,
        degrees_of_freedom=result.degrees_of_freedom,
        p_value=result.p_value,
        say=say if not math.isnan(result.p_value) else "describe only",
        remark=told,
        ahead=ahead,
    )
