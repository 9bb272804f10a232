"""Where the leukaemia comes back: sites by a factor, a number in every cell."""

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.policy import POLICY, Policy
from emr_core.risk import RISK
from emr_core.site_columns import (
    NO_PANELS,
    NOBODY,
    adds_up,
    column_totals,
    corner_totals,
    panel_sizes,
    places,
    site_cells,
    site_columns,
)
from emr_core.site_counts import SiteLevel, SiteUnit
from emr_core.site_order import SiteOrder, ordered, row_edges
from emr_core.wording import counted, listed

Shading = Literal["count", "percent of column"]

FACTORS = ("leukemia_type", "sex", "karyotype", "fab", "bmr", "at_emr", "response", *RISK)
"""What the columns can be, in the order offered."""

FEW, FEW_SHORT, SHORT = 3, 8, 7
"""Columns that have room for an upright name and "n = " above each, and how many have it if no name has more
letters than that; more columns share one "n =" on the left."""

METHODS = (
    "Counts are of recorded sites. Shares are of the patients of a column who can have the site (testis: "
    "boys; ovary and uterus: girls), with Wilson 95 % intervals. Sites are not independent: a patient may "
    "have several. CSF, brain and nerve plexus are separate sites of the nervous system; the plexus, "
    "anatomically peripheral, is counted there as in the published table."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: columns, level of the vocabulary, what is counted, what is shaded.

    `panels` is a second factor, within whose levels the columns stand again, or `none`. `marked_sites`,
    `marked_levels` and `marked_panels` are the filters that the picture itself stands for: their cells are
    outlined and nothing is left out for them.
    """

    by: str = "leukemia_type"
    panels: str = NO_PANELS
    order: SiteOrder = "system"
    level: SiteLevel = "site"
    unit: SiteUnit = "patients"
    shading: Shading = "count"
    window: int = WINDOWS[0]
    marked_sites: tuple[str, ...] = ()
    marked_levels: tuple[str, ...] = ()
    marked_panels: tuple[str, ...] = ()
    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the cells, the columns with their n, the panels, and the totals of rows, columns and all."""
    cohort = relapsed(cohort)
    columns = site_columns(cohort, options.by, options.panels, options.window)
    heads = columns.heads.assign(n=[f"n = {n}" for n in columns.heads["size"]])
    heads["above"] = [str(n) for n in heads.pop("size")]
    cells = site_cells(cohort, columns, options.level, options.unit)
    rows = ordered(cohort, cells, options.level, options.order)
    cells = cells.set_index("row").loc[rows].reset_index()
    strength = cells["k"] / cells["N"].clip(lower=1)
    if options.shading == "count":
        strength = cells["count"] / max(1, cells["count"].max() if len(cells) else 1)
    cells["shade"] = strength.where(cells["N"] >= options.policy.shade_from, 0.0)
    cells["chosen"] = layout.chosen(
        cells, row=options.marked_sites, column=options.marked_levels, panel=options.marked_panels
    )
    heads["total"] = column_totals(cohort, columns, cells, options.unit)
    return {
        "cells": cells,
        "columns": heads,
        "rows": row_edges(cohort, cells, rows, options.level, options.order),
        "overall": corner_totals(cohort, heads),
        "panels": panel_sizes(columns),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the heatmap: shade and number in every cell, n over every column, totals at the edges."""
    rows, short = list(data["rows"]["row"]), _upright(data)
    row: dict[str, Any] = {
        "type": "nominal",
        "title": None,
        "axis": layout.row_axis(),
        "scale": layout.rows(rows),
    }
    y, top = alt.Y("row", **row), alt.Y("row", bandPosition=0, **row)
    scale: Any = layout.band(places(data["columns"], gap=len(data["columns"]) > FEW_SHORT))
    x = alt.X("key", type="nominal", title=None, axis=None, scale=scale)
    total, foot = layout.past_right(30), layout.below(16)
    size = "n" if short else "above"
    name: dict[str, Any] = (
        {"fontWeight": 600} if short else {"align": "left", "angle": 325, "dx": 6, "dy": -6}
    )
    bold: dict[str, Any] = {"fontWeight": 600}
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    cells, heads = layout.source(data["cells"]), layout.source(data["columns"])
    edges, corner = layout.source(data["rows"]), layout.source(data["overall"])
    at_name, at_n = layout.at(-22), layout.at(-7)
    tips = {"row": "Site", "group": "Group", "words": "Patients"}
    layers = [
        cells.mark_rect(cornerRadius=2).encode(
            x,
            y,
            layout.ramp("shade", look),
            layout.switch(alt.Stroke, "chosen", look.grid, look.ink),
            layout.switch(alt.StrokeWidth, "chosen", 1, 2.5),
        ),
        cells.mark_text(fontSize=look.font_size + 1).encode(x, y, text=layout.words("number")),
        edges.mark_rule(color=look.muted, yOffset=-1).encode(
            top,
            layout.switch(alt.StrokeOpacity, "opens", 0, 0.5),
            x=layout.at(0),
            x2=layout.past_right(44),
        ),
        heads.mark_text(**name).encode(x, y=at_name, text=layout.words("column")),
        heads.mark_text(**small).encode(x, y=at_n, text=layout.words(size)),
        heads.mark_text(**bold).encode(x, y=foot, text=layout.words("total")),
        edges.mark_text().encode(y, x=total, text=layout.words("total")),
        corner.mark_text(**bold).encode(x=total, y=at_name, text=layout.words("label")),
        corner.mark_text(**small).encode(x=total, y=at_n, text=layout.words(size)),
        corner.mark_text(**bold).encode(x=total, y=foot, text=layout.words("total")),
        corner.mark_text(align="right", dx=-7, **bold).encode(
            x=layout.at(0), y=foot, text=layout.words("label")
        ),
        *_headings(data, scale, look),
        cells.mark_rect(opacity=0, cursor="pointer")
        .encode(x, y, tooltip=layout.tooltip(tips))
        .add_params(layout.click_on("row", "column", "panel")),
    ]
    if not short:
        before = corner.mark_text(align="right", dx=-7, **small)
        layers.insert(0, before.encode(x=layout.at(0), y=at_n, text=layout.words("before")))
    return layout.picture(layers, look, layout.ROW * len(rows))


def _headings(data: dict[str, pd.DataFrame], scale: alt.Scale, look: Look) -> list[alt.Chart]:
    """Return the headings of the panels, each over a rule as wide as its columns."""
    if data["panels"].empty:
        return []
    longest = max(len(name) for name in data["columns"]["column"])
    lift = -40 if _upright(data) else -34 - int(3.8 * longest)
    first = alt.X("first", type="nominal", title=None, axis=None, scale=scale, bandPosition=0)
    panels = layout.source(data["panels"])
    return [
        panels.mark_rule(color=look.muted).encode(
            first, x2=alt.X2("last", bandPosition=1), y=layout.at(lift), y2=layout.at(lift)
        ),
        panels.mark_rule(color=look.grid, xOffset=-3).encode(first, y=layout.at(lift), y2=layout.below(0)),
        *(
            panels.mark_text(align="left", dy=dy, fontWeight=600).encode(
                first, y=layout.at(lift), text=layout.words(line)
            )
            for line, dy in (("upper", -38), ("lower", -23))
        ),
        panels.mark_text(align="left", dy=-8, fontSize=12, color=look.muted).encode(
            first, y=layout.at(lift), text=layout.words("n")
        ),
    ]


def _upright(data: dict[str, pd.DataFrame]) -> bool:
    """Tell whether every column's name has room to stand upright with its "n = "."""
    names = data["columns"]["column"]
    return len(names) <= FEW or (len(names) <= FEW_SHORT and max(map(len, names)) <= SHORT)


def _least(data: dict[str, pd.DataFrame]) -> int:
    """Return the narrowest width in pixels at which every word has room; 0 if a phone has it."""
    names = max((len(row) for row in data["rows"]["row"]), default=0)
    column = 22 if len(data["columns"]) <= FEW or not _upright(data) else 42
    gap = len(data["columns"]) > FEW_SHORT
    for upper, lower, columns in data["panels"][["upper", "lower", "columns"]].to_numpy():
        longest = max(len(upper), len(lower))
        column = max(column, -(-int(7.2 * longest + 8) // (columns + gap)))
    return layout.least(int(5.7 * names) + column * len(places(data["columns"], gap=gap)) + 60)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the heatmap of the relapse sites of a cohort by a factor."""
    options = options or Options()
    data = frames(cohort, options)
    label = site_columns(cohort, options.by, options.panels, options.window).grouping.label
    by = [f"{options.level} of relapse", *(part[0].lower() + part[1:] for part in label.split(" and "))]
    what = f"A patient counts once per {options.level}"
    if options.unit == "sites":
        what = f"Patient–{'subsite' if options.level == 'subsite' else 'site'} pairs are counted"
    impossible = f"{NOBODY}: nobody there can have the site" if (data["cells"]["N"] == 0).any() else ""
    shaded = f"Shaded by {options.shading}, not where fewer than {options.policy.shade_from} patients"
    made = Figure(
        name="site-heatmap",
        title=f"{options.unit.capitalize()} by {listed(by)}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            what,
            shaded,
            impossible,
            layout.outlined(options.marked_panels, options.marked_levels, options.marked_sites),
            without_relapse(cohort),
            options.policy.remark,
        ),
        reconciliation=adds_up(relapsed(cohort), data["columns"], options.unit),
        methods=METHODS,
        alt=_alt(data, label),
        table=_table(data),
        click=("row", "column", "panel"),
        width=760 if len(data["columns"]) <= 4 else 0,
        least=_least(data),
    )
    return stamped(made, cohort)


def _alt(data: dict[str, pd.DataFrame], label: str) -> str:
    """Return the commonest site of every column in words."""
    found = []
    for level, column in data["cells"].groupby("group", observed=False, sort=False):
        top = column.iloc[int(column["k"].to_numpy().argmax())]
        found.append(f"{level}: most often {top['row']}, {top['words']}." if top["k"] else f"{level}: none.")
    return " ".join([f"Heatmap of {counted(len(data['rows']), 'site')} by {label.lower()}.", *found])


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return sites by columns with totals, as read."""
    table = pd.DataFrame({"Site": data["rows"]["row"]})
    for level, n in zip(data["columns"]["group"], data["columns"]["n"], strict=True):
        column = data["cells"][data["cells"]["group"] == level]
        table[f"{level} ({n})"] = column["words"].to_numpy()
    return table.assign(Total=data["rows"]["total"])
