"""From the site at diagnosis to the site of relapse: a matrix with the same site on outlined cells."""

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from emr_core import initial_sites
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.initial_sites import EMD_NOT_STATED, EMR_NOT_STATED, NO_EMD, NOT_RECORDED
from emr_core.look import Look
from emr_core.policy import POLICY
from emr_core.site_counts import row_order
from emr_core.stats.proportions import wilson
from emr_core.wording import counted, interval, share

Level = Literal["system", "site"]

METHODS = (
    "Rows are sites of extramedullary disease at diagnosis, columns those of the relapse; a cell counts the "
    "patients who had both. The share is of the row's patients, with Wilson 95 % interval. A patient with "
    "several sites stands in several cells. Who had no extramedullary disease at diagnosis, or of whom it is "
    "not recorded, has a row of their own; who has no stated site of relapse, a column."
)


@dataclass(frozen=True)
class Options:
    """The level of the vocabulary that rows and columns are."""

    level: Level = "system"


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the cells, the rows and the columns, each with n."""
    cohort = relapsed(cohort)
    found = initial_sites.crossing(cohort, options.level)
    sizes = found.before
    after = row_order(cohort, options.level)
    columns = [*after, *([EMR_NOT_STATED] if EMR_NOT_STATED in found.after else [])]
    last = [name for name in (EMD_NOT_STATED, NO_EMD, NOT_RECORDED) if name in sizes]
    named = [name for name in sizes if name not in last]
    rows = [*(name for name in after if name in named), *sorted(set(named) - set(after)), *last]
    index = pd.MultiIndex.from_product([rows, columns], names=["before", "after"])
    cells = pd.DataFrame(index=index).reset_index().astype("str")
    keys = zip(cells["before"], cells["after"], strict=True)
    cells["k"] = np.array([found.both.get(key, 0) for key in keys], dtype=np.int64)
    cells["N"] = [sizes[name] for name in cells["before"]]
    limits = [wilson(k, n) for k, n in zip(cells["k"], cells["N"], strict=True)]
    cells["percent"] = [100 * one.estimate for one in limits]
    cells["lower"] = [100 * one.lower for one in limits]
    cells["upper"] = [100 * one.upper for one in limits]
    cells["shade"] = (cells["percent"] / 100).where(cells["N"] >= POLICY.shade_from, 0.0)
    cells["number"] = cells["k"].astype("str")
    cells["same"] = cells["before"] == cells["after"]
    cells["words"] = [
        f"{share(one.k, one.n)}, 95 % interval {interval(one.lower, one.upper, one.n)}" for one in limits
    ]
    return {
        "cells": cells,
        "rows": pd.DataFrame({"before": rows, "n": [str(sizes[name]) for name in rows]}, dtype="str"),
        "columns": pd.DataFrame(
            {"after": columns, "n": [str(found.after.get(name, 0)) for name in columns]}, dtype="str"
        ),
        "axes": pd.DataFrame({"n": ["n ="], "rows": ["At diagnosis ↓   at relapse →"], "total": ["n"]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the matrix: number and shade in every cell, the same site outlined."""
    rows, columns = list(data["rows"]["before"]), list(data["columns"]["after"])
    y = alt.Y("before", type="nominal", title=None, axis=layout.row_axis(), scale=layout.rows(rows))
    x = alt.X("after", type="nominal", title=None, axis=None, scale=layout.band(columns))
    cells, heads, edges, axes = (layout.source(data[name]) for name in ("cells", "columns", "rows", "axes"))
    small: dict[str, Any] = {"fontSize": 12, "color": look.muted}
    tips = {"before": "At diagnosis", "after": "At relapse", "words": "Patients"}
    layers = [
        cells.mark_rect(cornerRadius=2).encode(
            x,
            y,
            layout.ramp("shade", look),
            layout.switch(alt.Stroke, "same", look.grid, look.ink),
            layout.switch(alt.StrokeWidth, "same", 1, 2),
        ),
        cells.mark_text(fontSize=look.font_size + 1).encode(x, y, text=layout.words("number")),
        heads.mark_text(align="left", angle=325, dx=6, dy=-6).encode(
            x, y=layout.at(-22), text=layout.words("after")
        ),
        heads.mark_text(**small).encode(x, y=layout.at(-7), text=layout.words("n")),
        axes.mark_text(align="right", dx=-7, **small).encode(
            x=layout.at(0), y=layout.at(-24), text=layout.words("rows")
        ),
        axes.mark_text(align="right", dx=-7, **small).encode(
            x=layout.at(0), y=layout.at(-7), text=layout.words("n")
        ),
        axes.mark_text(**small).encode(x=layout.past_right(20), y=layout.at(-7), text=layout.words("total")),
        edges.mark_text(**small).encode(y, x=layout.past_right(20), text=layout.words("n")),
        cells.mark_rect(opacity=0).encode(x, y, tooltip=layout.tooltip(tips)),
    ]
    return layout.picture(layers, look, layout.ROW * len(rows))


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the sites of relapse by the sites of initial extramedullary disease."""
    options = options or Options()
    data = frames(cohort, options)
    chosen = relapsed(cohort)
    stated = initial_sites.stated_before(chosen)
    names = max((len(name) for name in data["rows"]["before"]), default=0)
    needed = int(5.7 * names) + 26 * len(data["columns"]) + 110
    unshaded = f"Shaded by share of the row, not where fewer than {POLICY.shade_from} patients"
    made = Figure(
        name="initial-sites",
        title=f"{options.level.capitalize()} at diagnosis and {options.level} of relapse",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "A cell counts patients with both; a patient may stand in several",
            unshaded,
            f"Outlined: the same {options.level}",
            without_relapse(cohort),
        ),
        reconciliation=(
            f"{counted(len(chosen), 'patient')} = {stated} with a stated site of initial disease"
            f" + {len(chosen) - stated} without."
        ),
        methods=METHODS,
        alt=_alt(data),
        table=_table(data),
        width=900 if len(data["columns"]) <= 12 else 0,
        least=layout.least(needed),
    )
    return stamped(made, cohort)


def _alt(data: dict[str, pd.DataFrame]) -> str:
    """Return the commonest site of relapse of every row in words."""
    found = []
    for before, row in data["cells"].groupby("before", sort=False):
        top = row.iloc[int(row["k"].to_numpy().argmax())]
        found.append(f"{before}: most often {top['after']}, {top['words']}.")
    return " ".join([f"Matrix of {counted(len(data['rows']), 'row')} at diagnosis.", *found])


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a site at diagnosis, a column a site of relapse, as read."""
    table = pd.DataFrame({"At diagnosis": data["rows"]["before"], "Patients": data["rows"]["n"]})
    for after in data["columns"]["after"]:
        cells = data["cells"][data["cells"]["after"] == after]
        table[str(after)] = cells["words"].to_numpy()
    return table
