"""What happened then: the outcomes of every group as one bar a group, AML and ALL before all types."""

from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, relapsed
from emr_core.fields import UNKNOWN
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.outcome_groups import SITE, TYPE, label, lines, outcome_groups, outlined, panels, reconciled
from emr_core.outcomes import DIED, finding, inside, is_known, level_counts, timing, who_moves
from emr_core.wording import interval, listed, share

Length = Literal["shares", "patients"]

IF_ROOM = layout.at(alt.expr("datum.room * width < 10 ? 0 : 1"))
"""Hides a number whose digits have less than 10 pixels each; it is in hover and table."""

WIDTH = 900
"""Widest useful width: beyond it bars are long without saying more."""

WORDED = ["outcome", "k", "n", "lower", "upper"]

METHODS = (
    "Every patient of a group is in its bar once, under the recorded outcome. Who is lost to follow-up or "
    "not recorded has a segment of their own and stays in the denominator. Intervals are Wilson 95 % "
    "intervals of each share. AML and ALL stand before all types, because they differ both in outcome and in "
    "how often the marrow relapses too."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: grouping, outcome, length of the bars, concurrency window.

    `marked_types`, `marked_groups` and `marked_outcomes` are the filters that the picture itself stands for:
    their segments are outlined and nothing is left out for them.
    """

    by: str = "at_emr"
    outcome: str = "outcome_as_published"
    length: Length = "shares"
    window: int = WINDOWS[0]
    marked_types: tuple[str, ...] = ()
    marked_groups: tuple[str, ...] = ()
    marked_outcomes: tuple[str, ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return all counts, the segments that are drawn, the rows with their n, the axis and the levels."""
    cohort = relapsed(cohort)
    groups = outcome_groups(cohort, options.by, options.window)
    counts = level_counts(cohort, groups, options.outcome)
    in_patients = options.length == "patients"
    longest = max([1, *counts["n"]]) if in_patients else 100
    unit = 1.0 if in_patients else counts["n"].clip(lower=1) / 100
    before = counts.groupby("row", sort=False)["k"].cumsum() - counts["k"]
    counts["start"], counts["end"] = before / unit, (before + counts["k"]) / unit
    counts["middle"] = (counts["start"] + counts["end"]) / 2
    counts["number"] = counts["k"].astype("str")
    counts["room"] = (counts["end"] - counts["start"]) / longest / counts["number"].str.len()
    counts["words"] = [_words(*line) for line in counts[WORDED].itertuples(index=False)]
    types = () if options.by == TYPE else options.marked_types
    counts["chosen"] = layout.chosen(
        counts, panel=types, group=options.marked_groups, outcome=options.marked_outcomes
    )
    outcome = factor(cohort, options.outcome)
    present = [level for level in outcome.levels if (outcome.groups == level).any()]
    drawn = name_layout.folded(lines(panels(cohort, options.by), groups))
    title = "Patients" if in_patients else "% of the group's patients"
    return {
        "outcomes": counts,
        "segments": counts[counts["k"] > 0].reset_index(drop=True),
        "lines": drawn,
        "axis": pd.DataFrame({"title": [title], "longest": [longest]}),
        "levels": pd.DataFrame({"outcome": present}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the bars: a segment an outcome with its number, n beside every bar, headings over the panels."""
    keys, levels = list(data["lines"]["row"]), list(data["levels"]["outcome"])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(keys))
    title, longest = data["axis"].iloc[0]
    x, middle = (
        alt.X(
            column,
            type="quantitative",
            title=title,
            scale=alt.Scale(domain=[0, int(longest)], nice=False),
            axis=layout.share_axis(int(longest)),
        )
        for column in ("start", "middle")
    )
    end = alt.X2("end")
    fill, edge, ink = _colours(levels, look)
    parts = layout.source(data["segments"])
    key, above = layout.row_key(levels, name_layout.label_width(data["lines"]))
    tips = {"panel": "Leukaemia type", "group": "Group", "words": "Outcome"}
    layers = [
        *name_layout.row_names(data["lines"], y, look),
        parts.mark_bar(height=18, strokeWidth=1.5).encode(
            x, end, y, _hue(alt.Fill, levels, fill, key), _hue(alt.Stroke, levels, edge, key)
        ),
        parts.mark_bar(height=24, fillOpacity=0, stroke=look.ink).encode(
            x, end, y, layout.switch(alt.StrokeWidth, "chosen", 0, 2)
        ),
        parts.mark_text(fontWeight=600).encode(
            middle, y, _hue(alt.Color, levels, ink), opacity=IF_ROOM, text=layout.words("number")
        ),
        parts.mark_bar(height=layout.ROW, opacity=0, cursor="pointer")
        .encode(x, end, y, tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("panel", "group", "outcome")),
    ]
    padding = {"left": 5, "right": 5, "bottom": 5, "top": 5 + above}
    return layout.picture(layers, look, layout.ROW * len(keys), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the outcomes of a cohort by a factor, within each leukaemia type and for all types last."""
    options = options or Options()
    data = frames(cohort, options)
    outcome, by = factor(cohort, options.outcome).label, label(cohort, options.by, options.window)
    made = Figure(
        name="outcome-bars",
        title=f"{outcome} by {inside(by)}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "Numbers are patients",
            "A patient counts in each of their sites" if options.by == SITE else "",
            who_moves(cohort, options.window) if "at_emr" in options.by else "",
            timing(cohort, finding(cohort, options.outcome, DIED)),
            outlined(options.marked_types, options.marked_groups, options.marked_outcomes),
        ),
        reconciliation=f"{reconciled(cohort, options.by)} {_not_known(cohort, options.outcome)}",
        methods=METHODS,
        alt=_alt(data, f"{outcome} by {inside(by)}"),
        table=_table(data),
        click=("panel", "group", "outcome"),
        width=WIDTH,
    )
    return stamped(made, cohort)


def _words(level: str, k: int, n: int, lower: float, upper: float) -> str:
    """Return a segment in words: `Died 3/7 (43 %), 95 % interval 16–75 %`."""
    if not n:
        return f"{level} 0/0"
    return f"{level} {share(k, n)}, 95 % interval {interval(lower / 100, upper / 100, n)}"


def _hue(
    channel: type[alt.SchemaBase], levels: list[str], hues: list[str], key: alt.Legend | None = None
) -> alt.SchemaBase:
    """Return a channel that gives every outcome its hue."""
    return channel("outcome", type="nominal", scale=alt.Scale(domain=levels, range=hues), legend=key)


def _colours(levels: list[str], look: Look) -> tuple[list[str], list[str], list[str]]:
    """Return fill, edge and number of every level; what is not recorded, or shares a hue, is an outline."""
    edge = look.colours(tuple(levels))
    hollow = [level == UNKNOWN or edge[i] in edge[:i] for i, level in enumerate(levels)]
    fill = [look.surface if empty else hue for empty, hue in zip(hollow, edge, strict=True)]
    return fill, edge, [look.ink if empty else look.surface for empty in hollow]


def _not_known(cohort: Cohort, outcome: str) -> str:
    """Return for how many patients it is not known what happened, level by level."""
    grouping = factor(relapsed(cohort), outcome)
    sizes = {level: int((grouping.groups == level).sum()) for level in grouping.levels if not is_known(level)}
    held = [f"{level} {share(k, len(grouping.groups))}" for level, k in sizes.items() if k]
    return f"Not known, and counted: {listed(held)}." if held else ""


def _alt(data: dict[str, pd.DataFrame], opening: str) -> str:
    """Return every bar in words."""
    found = []
    for (panel, group), bar in data["segments"].groupby(["panel", "group"], sort=False):
        parts = ", ".join(f"{level} {k}" for level, k in zip(bar["outcome"], bar["k"], strict=True))
        found.append(f"{panel}, {group}, n = {bar['n'].iloc[0]}: {parts}.")
    return " ".join([f"{opening}.", *found])


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return groups by outcomes, as read."""
    counts, drawn = data["outcomes"], data["lines"].query("group != ''")
    table = pd.DataFrame({"Leukaemia type": drawn["panel"], "Group": drawn["group"]})
    for level in data["levels"]["outcome"]:
        of_level = counts[counts["outcome"] == level]
        table[level] = [share(k, n) for k, n in zip(of_level["k"], of_level["n"], strict=True)]
    return table
