"""The share with one outcome in every group, with its interval; AML and ALL before all types."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, relapsed
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.outcome_groups import (
    ALL_TYPES,
    SITE,
    TYPE,
    label,
    lines,
    outcome_groups,
    outlined,
    pair,
    panels,
    reconciled,
)
from emr_core.outcomes import (
    DIED,
    finding,
    finding_counts,
    inside,
    opposite,
    timing,
    who_moves,
)
from emr_core.wording import interval, listed, share

WIDTH = 900
"""Widest useful width: beyond it dots are far from the names of their rows."""

OPPOSITE = " (opposite directions: counts only)"

METHODS = (
    "Dot: patients with the outcome as a share of all patients of the group; line: Wilson 95 % interval. Who "
    "is lost to follow-up or not recorded counts among all; the table gives the share of those with a known "
    "outcome too. No dot where a group has nobody. Where AML and ALL point in opposite directions the share "
    "of all types describes neither, and only its counts are given. Intervals say how uncertain each share "
    "is; whether two groups differ is not read from their overlap."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: grouping, outcome, which of its findings, concurrency window.

    `marked_types` and `marked_groups` are the filters that the picture itself stands for: their dots are
    outlined and nothing is left out for them.
    """

    by: str = "at_emr"
    outcome: str = "outcome_as_published"
    finding: str = DIED
    window: int = WINDOWS[0]
    marked_types: tuple[str, ...] = ()
    marked_groups: tuple[str, ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the share of every group, the dots that are drawn, the rows with their n, and the axis."""
    cohort = relapsed(cohort)
    groups = outcome_groups(cohort, options.by, options.window)
    sought = finding(cohort, options.outcome, options.finding)
    shares = finding_counts(cohort, groups, options.outcome, sought)
    compared = pair(cohort, options.by, options.window)
    apart = compared is not None and options.by != TYPE and opposite(shares, compared)
    shares["share"] = [share(k, n) for k, n in zip(shares["k"], shares["n"], strict=True)]
    shares["words"] = [
        f"{sought.name} {text}, 95 % interval {interval(low / 100, high / 100, n)}" if n else text
        for text, low, high, n in zip(
            shares["share"], shares["lower"], shares["upper"], shares["n"], strict=True
        )
    ]
    types = () if options.by == TYPE else options.marked_types
    shares["chosen"] = layout.chosen(shares, panel=types, group=options.marked_groups)
    drawn = (shares["n"] > 0) & ~(apart & (shares["panel"] == ALL_TYPES))
    rows = name_layout.folded(lines(panels(cohort, options.by), groups, OPPOSITE if apart else ""))
    level = sought.levels[0] if sought.levels else sought.name
    return {
        "shares": shares,
        "dots": shares[drawn].reset_index(drop=True),
        "lines": rows.assign(n=""),
        "finding": pd.DataFrame({"finding": [sought.name], "level": [level]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the dots with their intervals, k/n beside every row and headings over the panels."""
    keys = list(data["lines"]["row"])
    name, level = data["finding"].iloc[0]
    hue = look.colour(level)
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(keys))
    at, low = (
        alt.X(
            column,
            type="quantitative",
            title=f"{name}, % of the group's patients",
            scale=alt.Scale(domain=[0, 100], nice=False),
            axis=layout.share_axis(100),
        )
        for column in ("percent", "lower")
    )
    dots, shares = layout.source(data["dots"]), layout.source(data["shares"])
    tips = {"panel": "Leukaemia type", "group": "Group", "words": "Outcome"}
    edge = -name_layout.label_width(data["lines"])
    layers = [
        *name_layout.row_names(data["lines"], y, look, right=90),
        dots.mark_rule(color=hue, strokeWidth=2.5).encode(low, y, alt.X2("upper")),
        dots.mark_point(shape="circle", size=230, fillOpacity=0, opacity=1, stroke=look.ink).encode(
            at, y, layout.switch(alt.StrokeWidth, "chosen", 0, 2)
        ),
        dots.mark_point(
            shape="circle", size=95, opacity=1, fill=hue, stroke=look.surface, strokeWidth=1
        ).encode(at, y),
        shares.mark_text(align="left").encode(y, x=layout.past_right(14), text=layout.words("share")),
        shares.mark_rect(opacity=0, cursor="pointer")
        .encode(y, x=layout.at(edge), x2=layout.past_right(90), tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("panel", "group")),
    ]
    return layout.picture(layers, look, layout.ROW * len(keys))


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the share with one outcome by a factor, within each leukaemia type and for all types last."""
    options = options or Options()
    data = frames(cohort, options)
    sought = finding(cohort, options.outcome, options.finding)
    by = label(cohort, options.by, options.window)
    apart = data["lines"]["heading"].str.endswith(OPPOSITE).any()
    other = [level for level in sought.levels if not level.startswith(sought.name)]
    recorded_as = f" (recorded as {listed(other, 'or')})" if other else ""
    made = Figure(
        name="outcome-shares",
        title=f"{sought.name} by {inside(by)}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"{sought.name}{recorded_as} of all patients of the group, with Wilson 95 % intervals",
            "A patient counts in each of their sites" if options.by == SITE else "",
            who_moves(cohort, options.window) if "at_emr" in options.by else "",
            timing(cohort, sought),
            "The types point in opposite directions, so no share of all types is drawn" if apart else "",
            outlined(options.marked_types, options.marked_groups),
        ),
        reconciliation=reconciled(cohort, options.by),
        methods=METHODS,
        alt=" ".join([f"{sought.name} by {inside(by)}.", *_sentences(data["shares"])]),
        table=_table(data["shares"], factor(cohort, options.outcome).label),
        click=("panel", "group"),
        width=WIDTH,
    )
    return stamped(made, cohort)


def _sentences(shares: pd.DataFrame) -> list[str]:
    """Return every row in words."""
    rows = zip(shares["panel"], shares["group"], shares["words"], strict=True)
    return [f"{panel}, {group}: {words}." for panel, group, words in rows]


def _table(shares: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the shares of all and of those known, each with its interval, as read."""
    table = pd.DataFrame({"Leukaemia type": shares["panel"], "Group": shares["group"]})
    for prefix, of in (("", "of all patients"), ("known_", f"of those with known {inside(outcome)}")):
        k, n, low, high = (shares[f"{prefix}{column}"] for column in ("k", "n", "lower", "upper"))
        table[f"{shares['outcome'].iloc[0] if len(shares) else ''} {of}".strip()] = [
            share(*pair) for pair in zip(k, n, strict=True)
        ]
        limits = zip(low / 100, high / 100, n, strict=True)
        table[f"95 % interval {of}"] = [interval(*limit) if limit[2] else "–" for limit in limits]
    return table
