"""Intervals that the source gives only as a median and a range: a labelled strip, nothing recomputed."""

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.figure import Figure, stamped
from emr_core.look import Look
from emr_core.wording import listed, median_range

STEP = 44


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return one row a published interval: median, limits, unit, n and where it stands."""
    rows = [
        (
            i.label,
            i.n,
            i.median,
            i.minimum,
            i.maximum,
            i.unit,
            i.where,
            f"{median_range(i.median, i.minimum, i.maximum)} {i.unit}",
        )
        for i in cohort.source.intervals
    ]
    columns = ["row", "n", "median", "minimum", "maximum", "unit", "where", "words"]
    return {"intervals": pd.DataFrame(rows, columns=columns)}


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return a strip a row: a line over the range, a tick at the median, the numbers above it."""
    frame = data["intervals"]
    rows = list(frame["row"])
    title = listed(dict.fromkeys(unit.capitalize() for unit in frame["unit"]))
    y = alt.Y("row", type="nominal", title=None, axis=layout.row_axis(), scale=layout.rows(rows, step=STEP))
    high = float(frame["maximum"].max()) if len(frame) else 1.0
    scale = alt.Scale(domain=[0, high * 1.02], nice=False)
    axis = alt.Axis(title=title, tickCount=6)
    low, middle = (
        alt.X(name, type="quantitative", title=title, scale=scale, axis=axis)
        for name in ("minimum", "median")
    )
    strip = layout.source(frame)
    layers = [
        strip.mark_rule(strokeWidth=3, color=look.muted).encode(low, y, x2=alt.X2("maximum")),
        strip.mark_tick(thickness=4, size=14, color=look.hues["blue"]).encode(middle, y),
        strip.mark_text(align="left", dy=-15, dx=4).encode(y, x=layout.at(0), text=layout.words("words")),
    ]
    return layout.picture(layers, look, STEP * len(rows))


def figure(cohort: Cohort, whole: int, look: Look) -> Figure:
    """Return the published medians and ranges of a cohort as a reference strip."""
    data = frames(cohort)
    frame = data["intervals"]
    n = listed(dict.fromkeys(str(value) for value in frame["n"]))
    told = f"As published for all {n} patients, whatever the filters; not by patient, not recomputed."
    table = frame[["row", "n", "words", "where"]].set_axis(
        ["Interval", "n", "Median (range)", "Where"], axis=1
    )
    made = Figure(
        name="published-intervals",
        title="Published only as median and range",
        chart=draw(data, look),
        data=data,
        caption=told if len(frame) else "The source publishes no interval as a median and range only.",
        reconciliation=f"Bar: minimum to maximum; tick: median. {whole} patients in the cohort.",
        methods="Medians and ranges as the source prints them.",
        alt=" ".join(
            f"{row}: median {words}." for row, words in zip(frame["row"], frame["words"], strict=True)
        ),
        table=table,
        width=760,
    )
    return stamped(made, cohort)
