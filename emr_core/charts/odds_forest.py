"""Exact odds ratios of states fixed at the relapse, one a row; what cannot be estimated is listed too."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import forest_layout, layout
from emr_core.cohort import Cohort
from emr_core.factors import without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.outcomes import inside
from emr_core.policy import EXPLORATORY, POLICY, Policy
from emr_core.tables import associations
from emr_core.tables.associations import BY_DEFINITION, OPPOSITE, WITHIN
from emr_core.tables.questions import AML_V_ALL, FINDINGS, REMISSION
from emr_core.wording import counted, odds_ratio

Asked = Literal["Concurrent BMR", "Several sites", "CR of the relapse", "Each site, AML v ALL"]

FINDING: dict[Asked, str] = {
    "Concurrent BMR": FINDINGS[0][2],
    "Several sites": FINDINGS[1][2],
    "CR of the relapse": REMISSION,
    "Each site, AML v ALL": AML_V_ALL,
}
"""What is asked, to the column of the table of associations that answers it."""

NUMBERS = forest_layout.Numbers({"counts": 14, "effect": 136}, end=360)
"""Pixels right of the axis where counts and odds ratios begin."""

LOW, HIGH = 0.02, 50.0
"""Ends of the axis; what lies beyond ends in an arrow."""

TICKS = (0.02, 0.1, 0.5, 1, 2, 10, 50)

METHODS = (
    "Odds ratio of the finding, the first group against the second: conditional maximum likelihood with "
    "exact 95 % interval (Cornfield); a diamond repeats the row within AML and ALL (common odds ratio, exact "
    "conditional distribution). Where a cell is empty only a bound is known: an arrow and no mark. An arrow "
    "also ends what reaches beyond the axis. Where AML and ALL point in opposite directions nothing common "
    "is drawn. Factors of more than two groups, and groups too small, are listed. Death is not asked here: "
    "odds would take those lost for alive (see Curves). p and q stand under Associations; an interval is no "
    "test of the whole list."
)


@dataclass(frozen=True)
class Options:
    """What is asked, and the thresholds of small numbers."""

    asked: Asked = "Concurrent BMR"
    policy: Policy = field(default=POLICY)


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the rows (the table), the lines with headings, the intervals, marks and arrows drawn."""
    found = associations.frames(cohort, associations.Options(options.policy))["associations"]
    finding = [str(column).removesuffix(f", {WITHIN}") for column in found["column"]]
    within = [str(column).endswith(WITHIN) for column in found["column"]]
    rows = found.assign(finding=finding, within=within)
    sought = (rows["finding"] == FINDING[options.asked]) & (rows["test"] != BY_DEFINITION)
    rows = rows[sought].reset_index(drop=True)
    rows["key"] = [f"{place}" for place in range(len(rows))]
    disagree = {(r["row"], r["finding"]) for r in rows[rows["remark"] == OPPOSITE].to_dict("records")}
    rows["effect"] = [_effect(row, disagree) for row in rows.to_dict("records")]
    estimated = [text[0].isdigit() or text.startswith("not estimable,") for text in rows["effect"]]
    rows["drawn"] = np.array(estimated, dtype=bool)
    drawn = rows[rows["drawn"]]
    marks = drawn[(drawn["odds_ratio"] > 0) & (drawn["odds_ratio"] < math.inf)]
    intervals = drawn.assign(low=drawn["lower"].clip(LOW, HIGH), high=drawn["upper"].clip(LOW, HIGH))
    arrows = pd.concat(
        [
            intervals.loc[intervals["upper"] > HIGH, ["key"]].assign(at=HIGH, angle=90),
            intervals.loc[intervals["lower"] < LOW, ["key"]].assign(at=LOW, angle=-90),
        ],
        ignore_index=True,
    )
    return {
        "odds": rows,
        "lines": _lines(rows),
        "intervals": intervals[["key", "low", "high"]].reset_index(drop=True),
        "marks": marks[["key", "odds_ratio", "within"]].reset_index(drop=True),
        "arrows": arrows,
        "one": pd.DataFrame({"one": [1.0]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return intervals and marks on a logarithmic axis, names on the left, counts and odds on the right."""
    y = forest_layout.place(data["lines"])
    x = forest_layout.axis(
        alt.Scale(type="log", domain=[LOW, HIGH], nice=False),
        "Odds ratio (log scale): above 1, the finding goes with the first group",
        values=list(TICKS),
        format="~g",
    )
    intervals, marks, arrows, one = (
        layout.source(data[name]) for name in ("intervals", "marks", "arrows", "one")
    )
    shape = layout.switch(alt.Shape, "within", "circle", "diamond")
    fill = layout.switch(alt.Fill, "within", look.colour("Isolated"), look.colour("Several sites"))
    turn = alt.Scale(domain=[0, 360], range=[0, 360])
    tips = {"label": "Groups", "finding": "Finding", "counts": "Patients", "effect": "Odds ratio (95 %)",
            "tested": "Test"}  # fmt: skip
    layers = [
        one.mark_rule(color=look.muted).encode(x("one")),
        forest_layout.interval(intervals, x("low"), "high", y, look),
        arrows.mark_point(shape="triangle", filled=True, size=60, color=look.ink, opacity=1).encode(
            x("at"),
            y,
            alt.Angle("angle", type="quantitative", scale=turn),
        ),
        marks.mark_point(size=110, opacity=1, stroke=look.surface, strokeWidth=1).encode(
            x("odds_ratio"), y, shape, fill
        ),
    ]
    return forest_layout.forest(data["lines"], layers, NUMBERS, tips, look)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the odds ratios of what is fixed at the relapse."""
    options = options or Options()
    data = frames(cohort, options)
    rows = data["odds"]
    shown = int(rows["drawn"].sum())
    one = FINDING[options.asked] != AML_V_ALL
    made = Figure(
        name="odds-forest",
        title=f"Odds of {inside(FINDING[options.asked])}" if one else "Odds of each site, AML v ALL",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "Patients with known values; exact 95 % intervals",
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        reconciliation=f"{counted(len(rows), 'row')} = {shown} drawn + {len(rows) - shown} counts only.",
        methods=METHODS,
        alt=" ".join(
            f"{row['row']}, {row['column']}: {row['counts']}, {row['effect']}."
            for row in rows[rows["drawn"]].to_dict("records")
        )
        or "No odds ratio can be estimated.",
        table=_table(rows),
        width=forest_layout.WIDTH,
        least=forest_layout.LEAST,
    )
    return stamped(made, cohort)


def _effect(row: dict[Hashable, Any], disagree: set[tuple[object, object]]) -> str:
    """Return an odds ratio in words, or why there is none."""
    if (row["row"], row["finding"]) in disagree:
        return "types disagree"
    estimate, lower, upper = (float(str(row[name])) for name in ("odds_ratio", "lower", "upper"))
    if math.isnan(estimate):
        several = "more than two groups" if "v" not in str(row["counts"]).split() else ""
        return several or str(row["remark"] or row["test"])
    return odds_ratio(estimate, lower, upper)


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the picture's lines from the top: a heading a finding, then its rows."""
    found: list[tuple[str, ...]] = []
    for finding, part in rows.groupby("finding", sort=False):
        found.append((f"h {finding}", str(finding), "", "", "", "", ""))
        for row in part.to_dict("records"):
            label = "… within AML and ALL" if row["within"] else row["row"]
            counts = "" if row["within"] else _short(row["counts"])
            tested = row["test"].split(" (")[0]
            found.append((row["key"], "", label, str(finding), counts, row["effect"], tested))
    columns = ["key", "heading", "label", "finding", "counts", "effect", "tested"]
    return pd.DataFrame(found, columns=columns)


def _short(counts: str) -> str:
    """Return counts without percents where two groups stand: `6/14 v 1/8`."""
    parts = counts.split(" v ")
    return " v ".join(part.split(" (")[0] for part in parts) if len(parts) == 2 else ""


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every row as read."""
    return pd.DataFrame(
        {
            "Factor or site": rows["row"],
            "Finding": rows["column"],
            "Patients": rows["counts"],
            "Odds ratio (95 %)": rows["effect"],
            "Remark": rows["remark"],
        }
    )
