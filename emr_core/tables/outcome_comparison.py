"""One outcome between two groups: within AML, within ALL, and only then, with a warning, in all types."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import relapsed
from emr_core.fields import UNKNOWN
from emr_core.figure import Table, caption, stamped_table
from emr_core.outcome_groups import ALL_TYPES, SITE, label, pair
from emr_core.outcomes import finding, inside, timing, who_moves
from emr_core.policy import EXPLORATORY
from emr_core.schema import BY_NAME
from emr_core.tables.outcome_tests import STRATIFIED, WITHIN, Options, frames
from emr_core.wording import counted, interval, listed, number, odds_ratio, p_value, share, unbroken

__all__ = ["Options", "frames", "table"]

LOOKS_AHEAD = (
    "A window of {} days looks ahead: only who lives long enough can still become concurrent in it, so that "
    "deaths before it count with the isolated relapses."
)

METHODS = (
    "Denominators are all patients of a group; who is lost or not recorded counts as without the outcome. "
    "Difference of shares: first group minus second, Newcombe's hybrid score interval. Odds ratio: "
    "conditional estimate with exact 95 % interval; an empty cell leaves no estimate, only a bound. p: "
    "Fisher's exact test, two-sided. Stratified: exact conditional common odds ratio over the leukaemia "
    "types; homogeneity: Zelen's exact test. Groups under {policy.test_from} patients are described, not "
    "tested; so are pairs linked by definition. Where the types point in opposite directions there is no "
    "common finding: counts and the p of all types are listed as recorded, no estimate. One question, "
    "several tests: read the leukaemia types first."
)


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the comparison of one outcome between two groups as a clinician reads it."""
    options = options or Options()
    data = frames(cohort, options)
    sought = finding(cohort, options.outcome, options.finding)
    by = label(cohort, options.by, options.window)
    title, body = f"{sought.name} by {inside(by)}: described, not compared", pd.DataFrame()
    if compared := pair(cohort, options.by, options.window):
        heads = [f"{by}: {one}" if one in ("Yes", "No") else one for one in compared]
        title = f"{sought.name}: {inside(heads[0])} v {inside(compared[1])}"
        body = _body(data["comparisons"], heads)
    made = Table(
        name="outcome-comparison",
        title=title,
        data=data,
        body=body if compared else _described(data["shares"], sought.name),
        caption=caption(
            cohort,
            whole,
            f"{sought.name} of all patients of the group, by {inside(by)}",
            timing(cohort, sought),
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        methods=METHODS.format(policy=options.policy),
        notes=_notes(relapsed(cohort), options, data),
    )
    return stamped_table(made, cohort)


def _body(frame: pd.DataFrame, heads: list[str]) -> pd.DataFrame:
    """Return the comparisons in words; what is pooled is not given where the leukaemia types disagree."""
    disagreeing = _disagreeing(frame)
    rows = [_row(line, disagreeing) for line in frame.to_dict("records")]
    names = ["Leukaemia type", *heads, "Difference in % points (95 %)", "Odds ratio (exact 95 %)", "Test"]
    return pd.DataFrame(rows, columns=names)


def _row(line: dict[Hashable, Any], disagreeing: str) -> tuple[str, ...]:
    """Return one comparison in words."""
    kind, apart = line["kind"], line["opposite"]
    name = line["stratum"] if kind == WITHIN else f"{ALL_TYPES}, {kind}"
    first, second = (unbroken(share(line[f"k{one}"], line[f"n{one}"])) for one in (1, 2))
    ratio = odds_ratio(line["odds_ratio"], line["lower"], line["upper"])
    if not line["test"]:
        return name, first, second, "–", "–", "not tested"
    tested = f"{unbroken(p_value(line['p_value']))}, {line['test']}"
    if kind == STRATIFIED:
        tested = tested.replace("Exact", "exact")
        same = f"homogeneity {unbroken(p_value(line['homogeneity_p']))}" if line["homogeneity_p"] >= 0 else ""
        if apart:
            return name, "–", "–", "–", f"not pooled: {disagreeing} point in opposite directions", same
        return name, "–", "–", "–", ratio, "; ".join(part for part in (tested, same) if part)
    if apart and kind != WITHIN:
        return name, first, second, "not given", "not given", f"{tested}, of the recorded counts"
    gap, low, high = (_points(line[f"difference{limit}"]) for limit in ("", "_lower", "_upper"))
    return name, first, second, unbroken(f"{gap} ({low} to {high})"), ratio, tested


def _points(difference: float) -> str:
    """Return a difference of shares in percentage points, always with its sign: +30, −7."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{number(100 * abs(difference), 0)}"


def _disagreeing(frame: pd.DataFrame) -> str:
    """Return the leukaemia types that point to one of the two groups: AML and ALL."""
    within = frame[frame["kind"] == WITHIN]
    lean = within["k1"] * within["n2"] - within["k2"] * within["n1"]
    return listed(within.loc[lean != 0, "stratum"])


def _described(shares: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the counts of a grouping that is not compared."""
    limits = zip(shares["lower"] / 100, shares["upper"] / 100, shares["n"], strict=True)
    return pd.DataFrame(
        {
            "Leukaemia type": shares["panel"],
            "Group": shares["group"],
            name: [unbroken(share(k, n)) for k, n in zip(shares["k"], shares["n"], strict=True)],
            "95 % interval": [interval(*limit) for limit in limits],
        }
    )


def _notes(cohort: Cohort, options: Options, data: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return what must be said beside the comparison: who moves, who is missing, what is not tested."""
    found = []
    if "at_emr" in options.by and options.window != WINDOWS[0]:
        found = [who_moves(cohort, options.window) + ".", LOOKS_AHEAD.format(options.window)]
    if options.by == SITE:
        found.append("Patients count in each of their sites: overlapping groups are never tested.")
    elif not len(data["comparisons"]):
        found.append("More than two groups: described, not tested.")
    shares = data["shares"]
    unknown = int(shares.loc[(shares["group"] == UNKNOWN) & (shares["panel"] != ALL_TYPES), "n"].sum())
    if unknown and len(data["comparisons"]):
        found.append(f"{counted(unknown, 'patient')} with an unknown group in no comparison.")
    for line in data["comparisons"].to_dict("records"):
        if line["kind"] == WITHIN and line["remark"]:
            found.append(f"{line['stratum']}: {line['remark']}")
    later = [BY_NAME[step.field].label for step in cohort.steps if BY_NAME[step.field].known_from == "later"]
    if later:
        found.append(f"Filtered by {listed(later)}, known only after the relapse: the groups are selected.")
    return tuple(found)
