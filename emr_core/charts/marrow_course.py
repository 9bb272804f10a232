"""The marrow at the relapse and after it: isolated or concurrent, with or without a later marrow relapse."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from emr_core.bmr import AFTER_EMR, AT_EMR, CONCURRENT, ISOLATED, LATER_BMR, NO_LATER_BMR, RECORDED, WINDOWS
from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, relapsed, without_relapse
from emr_core.fields import UNKNOWN
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.outcome_groups import ALL_TYPES, outlined
from emr_core.outcomes import who_moves
from emr_core.stats.proportions import wilson
from emr_core.timeline_groups import AFTER, grouped, levels_held
from emr_core.wording import counted, interval, share

STAGES = {"At EMR": ("at_emr", AT_EMR), "After EMR": (AFTER, AFTER_EMR)}

LEVELS = (ISOLATED, NO_LATER_BMR, LATER_BMR, CONCURRENT, UNKNOWN)
"""Levels from left to right; what was isolated at the relapse stands over what became of it."""

METHODS = (
    "Isolated: marrow below 5 % blasts by morphology at the relapse; concurrent: a marrow relapse within the "
    "window stated. Marrow not examined is unknown, never isolated. No later BMR seen means none recorded: "
    "without follow-up it may still have come. Shares are of all patients of the row, unknown included, with "
    "Wilson 95 % intervals."
)

ROOM = alt.expr("datum.room * width < 10 ? 0 : 1")
"""A number is hidden where its part of the bar has no room for it; hovering and the table give it."""


@dataclass(frozen=True)
class Options:
    """The concurrency window in days; types and recorded marrow relapses whose filters are outlined."""

    window: int = WINDOWS[0]
    marked_types: tuple[str, ...] = ()
    marked_marrow: tuple[str, ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a type, stage and level: k of n with its interval, and where its part of the bar is."""
    patients = relapsed(cohort)
    kinds = factor(patients, "leukemia_type")
    held = levels_held(kinds)
    members = {kind: (kinds.groups == kind).to_numpy(dtype=bool) for kind in held}
    if len(held) != 1:
        members[ALL_TYPES] = kinds.groups.notna().to_numpy(dtype=bool)
    rows, lines = [], []
    for kind, mine in members.items():
        n = int(mine.sum())
        if kind == ALL_TYPES and len(held) > 1:
            lines.append(("apart", "", "", "", True))
        lines.append((kind, kind, "", f"n = {n}", False))
        for stage, (name, levels) in STAGES.items():
            marrow = grouped(patients, name, options.window)
            row = f"{kind} | {stage}"
            lines.append((row, "", stage, "", False))
            start = 0
            for level in (*levels, UNKNOWN):
                k = int((marrow.groups[mine] == level).sum())
                found = wilson(k, n)
                limits = (100 * found.estimate, 100 * found.lower, 100 * found.upper)
                rows.append((row, kind, stage, level, k, n, *limits, start, start + k))
                start += k
    columns = ["row", "panel", "stage", "level", "k", "n", "percent", "lower", "upper", "start", "end"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["words"] = [
        f"{row['level']}: {share(row['k'], row['n'])}, "
        f"95 % interval {interval(row['lower'] / 100, row['upper'] / 100, row['n'])}"
        for row in frame.to_dict("records")
    ]
    names = pd.DataFrame(lines, columns=["row", "heading", "label", "n", "apart"])
    return {
        "marrow": frame,
        "parts": _parts(frame[frame["k"] > 0].reset_index(drop=True), options),
        "lines": name_layout.folded(names.astype({"apart": "bool"})),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return two bars a type, the relapse over what came after, each part with its number."""
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(list(data["lines"]["row"])))
    title = "Percent of patients of the type"

    def x(column: str) -> alt.X:
        scale = alt.Scale(domain=[0, 100], nice=False)
        return alt.X(column, type="quantitative", title=title, scale=scale, axis=layout.share_axis(100))

    levels = [level for level in LEVELS if (data["parts"]["level"] == level).any()]
    key, above = layout.row_key(levels, name_layout.label_width(data["lines"]), line=23)
    edges = look.colours(tuple(levels))
    hollow = [level == ISOLATED for level in levels]  # it is split below into a part of the same hue
    fills = [look.surface if empty else hue for empty, hue in zip(hollow, edges, strict=True)]
    inks = [look.ink if empty else look.surface for empty in hollow]
    fill, stroke = (
        _hue(channel, levels, hues, key) for channel, hues in ((alt.Fill, fills), (alt.Stroke, edges))
    )
    parts = layout.source(data["parts"])
    tips = {"panel": "Leukaemia type", "stage": "When", "words": "Marrow"}
    layers = [
        *name_layout.row_names(data["lines"], y, look),
        parts.mark_bar(height=18, strokeWidth=1.5).encode(x("left"), y, fill, stroke, x2=alt.X2("right")),
        parts.mark_tick(color=look.surface, thickness=1.5, size=22).encode(x("right"), y),
        parts.mark_bar(height=23, fillOpacity=0, stroke=look.ink).encode(
            x("left"), y, layout.switch(alt.StrokeWidth, "chosen", 0, 2), x2=alt.X2("right")
        ),
        parts.mark_text(fontWeight=600, opacity=ROOM).encode(
            x("middle"), y, _hue(alt.Color, levels, inks), text=layout.words("number")
        ),
        parts.mark_bar(height=layout.ROW, opacity=0, cursor="pointer")
        .encode(x("left"), y, x2=alt.X2("right"), tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("panel", "level")),
    ]
    padding = {"left": 5, "right": 5, "bottom": 5, "top": 5 + above}
    return layout.picture(layers, look, layout.ROW * len(data["lines"]), padding=padding)


def _hue(
    channel: type[alt.SchemaBase], levels: list[str], hues: list[str], key: alt.Legend | None = None
) -> alt.SchemaBase:
    """Return a channel that gives every level its hue."""
    return channel("level", type="nominal", scale=alt.Scale(domain=levels, range=hues), legend=key)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the marrow's course of a cohort at and after the relapse, by leukaemia type."""
    options = options or Options()
    data = frames(cohort, options)
    frame = data["marrow"]
    n = len(relapsed(cohort))
    unknown = int(frame.loc[(frame["stage"] == "At EMR") & (frame["level"] == UNKNOWN), "k"].max() or 0)
    made = Figure(
        name="marrow-course",
        title="Marrow at the relapse and after it",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "Numbers are patients",
            f"Concurrent: marrow relapse within {options.window} days of the EMR",
            who_moves(relapsed(cohort), options.window),
            outlined(options.marked_types, options.marked_marrow),
            without_relapse(cohort),
        ),
        reconciliation=f"{counted(n, 'patient')}, {unknown} of them with unknown marrow at the EMR. "
        "Each bar adds up to its n; isolated = no later BMR seen + later BMR.",
        methods=METHODS,
        alt=" ".join(f"{row}: {words}." for row, words in zip(frame["row"], frame["words"], strict=True)),
        table=_table(frame),
        click=("panel", "level"),
        width=860,
    )
    return stamped(made, cohort)


def _parts(held: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the parts of the bars in percent, with number, room and whether their filter is chosen."""
    share_of = 100 / held["n"]
    marked = [
        bool(options.marked_marrow or options.marked_types)
        and (not options.marked_marrow or set(RECORDED[level]) <= set(options.marked_marrow))
        and (not options.marked_types or panel in options.marked_types)
        for panel, level in zip(held["panel"], held["level"], strict=True)
    ]
    return held.assign(
        left=(held["start"] * share_of).round(4),
        right=(held["end"] * share_of).round(4),
        middle=((held["start"] + held["end"]) / 2 * share_of).round(4),
        room=((held["end"] - held["start"]) / held["n"]).round(4),
        number=held["k"].astype("str"),
        chosen=pd.Series(marked, dtype="bool", index=held.index),
    )


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one line a type and stage, k of n a level."""
    lines = [
        {"Leukaemia type": panel, "When": stage}
        | dict.fromkeys(LEVELS, "–")
        | dict(zip(mine["level"], map(share, mine["k"], mine["n"]), strict=True))
        for (panel, stage), mine in frame.groupby(["panel", "stage"], sort=False)
    ]
    return pd.DataFrame(lines, columns=["Leukaemia type", "When", *LEVELS])
