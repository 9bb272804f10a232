"""Where one patient lies among those chosen and among all: a strip for every number recorded."""

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, stamped
from emr_core.filters import apply
from emr_core.look import Look
from emr_core.patient_ranks import measures
from emr_core.rank_frames import WIDE, Options, rank_frames
from emr_core.wording import counted, listed

__all__ = ["Options", "draw", "figure", "frames"]

STEP, LINE, HEADING = 86, 14, 36
"""Height of a strip with its words in pixels, of one line more, and of what stands above the strip."""

METHODS = (
    "Every strip runs from the lowest to the highest value recorded in the cohort, on a logarithmic scale "
    f"where the highest is more than {WIDE} times the lowest. A place counts this patient among those whose "
    "value is known, from the nearer end; who has the same value shares it. A time counts those whose second "
    "event is dated. A place says what is rarer and what commoner here, not what will happen."
)


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return the patient's standing in every number, then the strips: values of others, ends and words."""
    return rank_frames(cohort, options or Options())


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the strips: words above and below, others as dots or counts, the patient as a diamond."""
    lines, dots, counts = (layout.source(data[name]) for name in ("lines", "dots", "counts"))
    rows = list(data["lines"]["row"])
    step = STEP + LINE * sum(int((data["lines"][column] != "").any()) for column in ("rest", "more"))
    lift = step // 2 - HEADING  # words stand above a strip and below it: the first begins at the upper edge
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(rows, top=-lift, step=step))
    scale = alt.Scale(domain=[0, 1], nice=False)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", axis=None, scale=scale)

    left, right = alt.value(0), layout.past_right(0)
    moved = alt.expr("datum.lift")
    tips = layout.tooltip({"patient_id": "Patient", "words": "Value"})
    hits = dots.mark_point(opacity=0, size=150, filled=True, yOffset=moved, cursor="pointer")
    layers = [
        lines.mark_rule(color=look.grid, strokeWidth=1.5).encode(x("begin"), y, x2="finish"),
        counts.mark_bar(opacity=0.9).encode(
            x("start"),
            y,
            alt.Size("height", type="quantitative", scale=None, legend=None),
            layout.switch(alt.Color, "chosen", look.grid, look.muted),
            x2="end",
            tooltip=layout.tooltip({"words": "Patients"}),
        ),
        dots.mark_point(size=42, opacity=0.9, yOffset=moved, stroke=look.muted, strokeWidth=1.2).encode(
            x("place"), y, layout.switch(alt.Fill, "chosen", look.surface, look.muted)
        ),
        lines.mark_point(
            shape="diamond", size=260, opacity=1, fill=look.surface, stroke=look.surface, strokeWidth=3
        ).encode(x("place"), y),
        lines.mark_point(
            shape="diamond", size=210, opacity=1, fill=look.colour("EMR"), stroke=look.ink, strokeWidth=1.2
        ).encode(x("place"), y, tooltip=layout.tooltip({"heading": "This patient"})),
        lines.mark_text(align="left", dy=-25, fontWeight=600).encode(y, x=left, text=layout.words("heading")),
        *(
            ends.encode(y, x=edge, text=layout.words(column))
            for ends, edge, column in (
                (lines.mark_text(align="left", dy=16, fontSize=11, color=look.muted), left, "least"),
                (lines.mark_text(align="right", dy=16, fontSize=11, color=look.muted), right, "most"),
            )
        ),
        lines.mark_text(align="left", dy=30, fontSize=12).encode(y, x=left, text=layout.words("said")),
        *(
            lines.mark_text(align="left", dy=dy, fontSize=12, color=look.muted).encode(
                y, x=left, text=layout.words(column)
            )
            for dy, column in ((44, "rest"), (58, "more"))
        ),
        hits.encode(x("place"), y, tooltip=tips).add_params(layout.click_on("patient_id")),
    ]
    return layout.picture(layers, look, max(1, step * len(rows) - lift)).properties(
        padding={"left": 10, "right": 10, "top": 5, "bottom": 14}
    )


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return where a patient lies among the others in every number that is recorded of the patient."""
    options = options or Options()
    data = frames(cohort, options)
    chosen, side = len(relapsed(apply(cohort, options.choices))), "after" if options.later else "up to"
    made = Figure(
        name="rank-strips",
        title=f"{options.patient_id or 'Nobody'} among the others, {side} the relapse",
        chart=draw(data, look),
        data=data,
        caption=_caption(cohort, whole, chosen, options),
        reconciliation=_left_out(cohort, options, set(data["lines"]["row"])),
        methods=METHODS,
        alt=" ".join(f"{one}: {said}." for one, said in _read(data["lines"]))
        or "No number is recorded of this patient.",
        table=_table(data["standings"]),
        click=("patient_id",),
        width=760,
    )
    named = replace(made, name="rank-strips-later") if options.later else made
    return stamped(named, cohort)


def _read(lines: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the words of every strip: its number, and what is said of it."""
    rows = lines[["heading", "said", "rest", "more"]].to_numpy().tolist()
    return [(heading, ". ".join(filter(None, told))) for heading, *told in rows]


def _caption(cohort: Cohort, whole: int, chosen: int, options: Options) -> str:
    """Return who is compared, and how they are drawn."""
    here = apply(cohort, options.choices)
    filters = f"Chosen, {chosen}: {' · '.join(step.sentence for step in here.steps)}" if here.steps else ""
    mine = bool((here.column("patient_id") == options.patient_id).any())
    outside = "" if mine or not options.patient_id else "This patient is not among those chosen"
    marks = "Diamond: this patient; filled: those chosen; hollow or pale: the others"
    drawn = marks if here.steps else "Diamond: this patient; dots or bars: the others"
    parts = (f"One of {counted(whole, 'patient')}", filters, outside, drawn, without_relapse(cohort))
    return ". ".join(filter(None, parts)) + "."


def _left_out(cohort: Cohort, options: Options, shown: set[str]) -> str:
    """Return which numbers have no strip, and of how many others they are known."""
    cohort = relapsed(cohort)
    asked = (m for m in measures(cohort) if m.later == options.later and m.label not in shown)
    known = {m.label: int((~np.isnan(m.numbers)).sum()) for m in asked}
    if not known:
        return ""
    told = listed(f"{label} (known of {n} of {len(cohort)})" for label, n in known.items())
    return f"No value of this patient, or not reached: {told}." if options.patient_id else ""


def _table(standings: pd.DataFrame) -> pd.DataFrame:
    """Return one line a number and group, as read."""
    found = standings[["measure", "value", "among", "words", "lower", "same", "higher", "known", "unknown"]]
    table = found.set_axis(
        ["Number", "Value", "Among", "Place", "Lower", "Same", "Higher", "Others known", "Others unknown"],
        axis="columns",
    )
    return table.astype("str")
