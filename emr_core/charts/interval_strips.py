"""How long it took, a dot a patient: each interval from its own first event, by a factor.

A group gets a median and its interval from ten patients; smaller ones are dots alone.
"""

from collections.abc import Hashable
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.interval_times import DOTS_UP_TO, TimeUnit
from emr_core.look import Look
from emr_core.outcomes import inside
from emr_core.relapse_timing import DEFINITION, in_words
from emr_core.strip_frames import Options, strip_frames
from emr_core.timeline_groups import NONE, WINDOWED, grouped
from emr_core.wording import counted, median_range, number

__all__ = ["Options", "draw", "figure", "frames"]

STEP = 42
"""Height of one row in pixels: dots above one another have room."""

METHODS = (
    "Each interval runs from the event named first to the event named second and counts the patients whose "
    "second event is dated; who never reached it has no dot and is not in n. EMR to BMR is of later marrow "
    "relapses only. Dots of nearly the same length stand above one another, in an order without chance. "
    "Tick: median; shaded: its distribution-free interval (two order statistics, at least 95 %)."
)


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a strip, then its dots or counts, its median, and the bands of ALL."""
    data = strip_frames(cohort, options)
    return {**data, "lines": name_layout.folded(data["lines"])}


def draw(data: dict[str, pd.DataFrame], look: Look, options: Options) -> alt.LayerChart:
    """Return the strips: bands behind, dots or bars of counts, median and interval, hit circles on top."""
    rows, levels = list(data["lines"]["row"]), list(data["levels"]["group"])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(rows, step=STEP))
    title = f"{options.unit.capitalize()} from the first event of each interval"
    scale = alt.Scale(domain=[0, float(data["axis"]["high"].iloc[0])], nice=False)
    axis = alt.Axis(title=title, tickCount=6, grid=True, labelOverlap=True, labelSeparation=8)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)

    hue = alt.Color("group", type="nominal", scale=layout.colour_scale(levels, look), legend=None)
    dots, middles = layout.source(data["dots"]), layout.source(data["medians"])
    moved = alt.expr("datum.lift")
    tips = {"patient_id": "Patient", "interval": "Interval", "words": "Length"}
    layers = [
        layout.source(data["bands"])
        .mark_rect(color=look.grid, opacity=0.75)
        .encode(x("start"), y, x2=alt.X2("end")),
        layout.source(data["bands"])
        .mark_text(align="left", dx=3, dy=STEP / 2 - 7, fontSize=10, color=look.muted)
        .encode(x("start"), y, text=layout.words("label")),
        layout.source(data["bands"])
        .mark_tick(color=look.muted, thickness=1, size=STEP - 3)
        .encode(x("start"), y),
        *name_layout.row_names(data["lines"], y, look, right=64),
        middles.mark_bar(color=look.muted, opacity=0.28, height=STEP - 8).encode(
            x("lower"), y, x2=alt.X2("upper")
        ),
        layout.source(data["counts"])
        .mark_bar(opacity=0.9)
        .encode(
            x("start"),
            y,
            hue,
            alt.Size("height", type="quantitative", scale=None, legend=None),
            x2=alt.X2("end"),
            tooltip=layout.tooltip({"interval": "Interval", "group": "Group", "words": "Patients"}),
        ),
        dots.mark_circle(size=58, opacity=0.95, yOffset=moved, stroke=look.surface, strokeWidth=0.8).encode(
            x("value"), y, hue
        ),
        middles.mark_tick(thickness=3, size=STEP - 13, color=look.ink).encode(x("median"), y),
        middles.mark_text(dy=-STEP / 2 - 1, fontSize=12, fontWeight=600).encode(
            x("median"), y, text=layout.words("words")
        ),
        dots.mark_circle(size=260, opacity=0, yOffset=moved, cursor="pointer")
        .encode(x("value"), y, tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("patient_id")),
    ]
    return layout.picture(layers, look, STEP * len(rows))


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the intervals of a cohort up to, or from, the relapse as strips by a factor."""
    options = options or Options()
    data = frames(cohort, options)
    strips = data["strips"]
    label = grouped(cohort, options.by, options.window).label
    made = Figure(
        name="interval-strips",
        title=f"Intervals {options.side}" + (f" by {inside(label)}" if options.by != NONE else ""),
        chart=draw(data, look, options),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"A dot is a patient; a group above {DOTS_UP_TO} is drawn as counts",
            f"Median and its interval from {options.policy.caution_from} patients in a group",
            f"Concurrent within {options.window} days" if options.by in WINDOWED else "",
            DEFINITION if len(data["bands"]) else "",
            in_words(relapsed(cohort), options.window) if options.side == "up to EMR" else "",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(strips, len(relapsed(cohort))),
        methods=METHODS,
        alt=" ".join(
            f"{row['interval']}, {row['group']}: n = {row['n']}, median {_words(row)}."
            for row in strips.to_dict("records")
        )
        or "No interval is dated.",
        table=_table(strips, options.unit),
        click=("patient_id",),
        width=1000,
    )
    return stamped(made, cohort)


def _reconciliation(strips: pd.DataFrame, n: int) -> str:
    """Return how many patients have each interval, and how many have not."""
    parts = [
        f"{interval}: {total} of {n}, {n - total} not dated or not reached"
        for interval, total in strips.groupby("interval", sort=False)["n"].sum().items()
    ]
    return f"{counted(n, 'patient')}. {'; '.join(parts) or 'No interval is dated'}."


def _words(row: dict[Hashable, Any]) -> str:
    """Return a strip's median with its range and, where given, its interval."""
    words = median_range(row["median"], row["minimum"], row["maximum"])
    limits = f", interval {number(row['lower'], 2)}–{number(row['upper'], 2)}"
    return words + (limits if row["shown"] else "")


def _table(strips: pd.DataFrame, unit: TimeUnit) -> pd.DataFrame:
    """Return one line a strip as read."""
    rows = [
        (
            row["interval"],
            row["group"],
            str(row["n"]),
            median_range(row["median"], row["minimum"], row["maximum"]),
            f"{number(row['lower'], 2)}–{number(row['upper'], 2)}" if row["shown"] else "–",
        )
        for row in strips.to_dict("records")
    ]
    headings = ["Interval", "Group", "n", f"Median (range), {unit}", "Interval of the median"]
    return pd.DataFrame(rows, columns=headings)
