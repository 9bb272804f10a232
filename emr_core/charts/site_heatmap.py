"""Where the leukaemia comes back: sites by a factor, a number in every cell."""

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, present_levels, relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.policy import POLICY
from emr_core.risk import RISK
from emr_core.site_counts import SiteLevel, SiteUnit, patients_with_a_site, row_order, site_counts
from emr_core.wording import counted, interval, listed, share

Shading = Literal["count", "percent of column"]

FACTORS = ("leukemia_type", "sex", "karyotype", "fab", "bmr", "at_emr", "response", *RISK)
"""What the columns can be, in the order offered."""

NOBODY = "–"
"""What stands in a cell where no patient can have the site, such as a testis among girls."""

FEW = 3
"""Columns that have room for an upright name and "n = " above each; more share one "n =" on the left."""

METHODS = (
    "Counts are of recorded sites. Shares are of the patients of a column who can have the site (testis: "
    "boys; ovary and uterus: girls), with Wilson 95 % intervals. Sites are not independent: a patient may "
    "have several. CSF, brain and nerve plexus are separate sites of the nervous system; the plexus, "
    "anatomically peripheral, is counted there as in the published table."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: columns, level of the vocabulary, what is counted, what is shaded.

    `marked_sites` and `marked_levels` are the filters that the picture itself stands for: their cells are
    outlined and nothing is left out for them.
    """

    by: str = "leukemia_type"
    level: SiteLevel = "site"
    unit: SiteUnit = "patients"
    shading: Shading = "count"
    window: int = WINDOWS[0]
    marked_sites: tuple[str, ...] = ()
    marked_levels: tuple[str, ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the cells, the columns with their n, and the totals of rows, columns and all."""
    cohort = relapsed(cohort)
    grouping = factor(cohort, options.by, options.window)
    levels, rows = list(present_levels(grouping)), row_order(cohort, options.level)
    cells = site_counts(cohort, grouping, options.level, options.unit)
    strength = cells["k"] / cells["N"].clip(lower=1)
    if options.shading == "count":
        strength = cells["count"] / max(1, cells["count"].max() if len(cells) else 1)
    cells["shade"] = strength.where(cells["N"] >= POLICY.shade_from, 0.0)
    cells["words"] = [
        f"{share(k, n)}, 95 % interval {interval(low / 100, high / 100, n)}" if n else "0/0"
        for k, n, low, high in zip(cells["k"], cells["N"], cells["lower"], cells["upper"], strict=True)
    ]
    cells["number"] = cells["count"].astype("str").where(cells["N"] > 0, NOBODY)
    cells["chosen"] = _chosen(cells, options)
    if options.unit == "sites":
        totals = cells.groupby("column", observed=False)["count"].sum().reindex(levels, fill_value=0)
    else:
        totals = patients_with_a_site(cohort, grouping)
    sizes = [int((grouping.groups == level).sum()) for level in levels]
    heads = pd.DataFrame({"column": levels, "n": [f"n = {n}" for n in sizes], "total": totals.to_numpy()})
    heads["above"] = [str(n) for n in sizes]
    by_row = cells.groupby("row", observed=False)["count"].sum().reindex(rows, fill_value=0)
    overall = {
        "label": ["Total"],
        "n": [f"n = {len(cohort)}"],
        "above": [str(len(cohort))],
        "before": ["n ="],
        "total": [int(totals.sum())],
    }
    edges = pd.DataFrame({"row": rows, "total": by_row.to_numpy()})
    return {"cells": cells, "columns": heads, "rows": edges, "overall": pd.DataFrame(overall)}


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the heatmap: shade and number in every cell, n over every column, totals at the edges."""
    rows, levels = list(data["rows"]["row"]), list(data["columns"]["column"])
    y = alt.Y("row", type="nominal", title=None, axis=layout.row_axis(), scale=layout.rows(rows))
    x = alt.X("column", type="nominal", title=None, axis=None, scale=layout.band(levels))
    total, foot = layout.past_right(30), layout.below(16)
    short = len(levels) <= FEW
    size = "n" if short else "above"
    name: dict[str, Any] = (
        {"fontWeight": 600} if short else {"align": "left", "angle": 325, "dx": 6, "dy": -6}
    )
    bold: dict[str, Any] = {"fontWeight": 600}
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    shade = layout.ramp("shade", look)
    cells, heads = layout.source(data["cells"]), layout.source(data["columns"])
    edges, corner = layout.source(data["rows"]), layout.source(data["overall"])
    at_name, at_n = alt.value(-22), alt.value(-7)
    layers = [
        cells.mark_rect(cornerRadius=2).encode(
            x,
            y,
            shade,
            layout.switch(alt.Stroke, "chosen", look.grid, look.ink),
            layout.switch(alt.StrokeWidth, "chosen", 1, 2.5),
        ),
        cells.mark_text(fontSize=look.font_size + 1).encode(x, y, text=layout.words("number")),
        heads.mark_text(**name).encode(x, y=at_name, text=layout.words("column")),
        heads.mark_text(**small).encode(x, y=at_n, text=layout.words(size)),
        heads.mark_text(**bold).encode(x, y=foot, text=layout.words("total")),
        edges.mark_text().encode(y, x=total, text=layout.words("total")),
        corner.mark_text(**bold).encode(x=total, y=at_name, text=layout.words("label")),
        corner.mark_text(**small).encode(x=total, y=at_n, text=layout.words(size)),
        corner.mark_text(**bold).encode(x=total, y=foot, text=layout.words("total")),
        corner.mark_text(align="right", dx=-7, **bold).encode(
            x=alt.value(0), y=foot, text=layout.words("label")
        ),
        cells.mark_rect(opacity=0, cursor="pointer")
        .encode(x, y, tooltip=layout.tooltip({"row": "Site", "column": "Group", "words": "Patients"}))
        .add_params(layout.click_on("row", "column")),
    ]
    if not short:
        before = corner.mark_text(align="right", dx=-7, **small)
        layers.insert(0, before.encode(x=alt.value(0), y=at_n, text=layout.words("before")))
    return layout.picture(layers, look, layout.ROW * len(rows))


def _least(data: dict[str, pd.DataFrame]) -> int:
    """Return the narrowest width in pixels at which every number has room; 0 if a phone has it."""
    names = max((len(row) for row in data["rows"]["row"]), default=0)
    needed = int(5.7 * names) + 22 * len(data["columns"]) + 60
    return needed if needed > layout.PHONE else 0


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the heatmap of the relapse sites of a cohort by a factor."""
    options = options or Options()
    data = frames(cohort, options)
    label = factor(cohort, options.by, options.window).label
    what = f"A patient counts once per {options.level}"
    if options.unit == "sites":
        what = f"Patient–{'subsite' if options.level == 'subsite' else 'site'} pairs are counted"
    marked = " and ".join(
        listed(names, "or") for names in (options.marked_levels, options.marked_sites) if names
    )
    impossible = f"{NOBODY}: nobody there can have the site" if (data["cells"]["N"] == 0).any() else ""
    shaded = f"Shaded by {options.shading}, not where fewer than {POLICY.shade_from} patients"
    made = Figure(
        name="site-heatmap",
        title=f"{options.unit.capitalize()} by {options.level} of relapse and {label[0].lower()}{label[1:]}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            what,
            shaded,
            impossible,
            f"Outlined: {marked}" if marked else "",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(relapsed(cohort), data, options.unit),
        methods=METHODS,
        alt=_alt(data, label),
        table=_table(data),
        click=("row", "column"),
        width=760 if len(data["columns"]) <= 4 else 0,
        least=_least(data),
    )
    return stamped(made, cohort)


def _chosen(cells: pd.DataFrame, options: Options) -> pd.Series:
    """Return which cells the picture's own filters stand for; none without such a filter."""
    by_site = cells["row"].isin(options.marked_sites) | (not options.marked_sites)
    by_level = cells["column"].isin(options.marked_levels) | (not options.marked_levels)
    return by_site & by_level & bool(options.marked_sites or options.marked_levels)


def _reconciliation(cohort: Cohort, data: dict[str, pd.DataFrame], unit: SiteUnit) -> str:
    """Return how the totals add up and who has no stated site."""
    heads = data["columns"]
    parts = " + ".join(f"{n} {level}" for level, n in zip(heads["column"], heads["total"], strict=True))
    total = int(data["overall"]["total"].iloc[0])
    noun = counted(total, "site") if unit == "sites" else f"{counted(total, 'patient')} with a stated site"
    missing = len(cohort) - cohort.sites["patient_id"].nunique()
    rest = f"; {counted(missing, 'patient')} with site not stated" if missing else ""
    several = "" if unit == "sites" else " Rows add up to more: a patient may have several sites."
    return f"{noun} = {parts or '0'}{rest}.{several}"


def _alt(data: dict[str, pd.DataFrame], label: str) -> str:
    """Return the commonest site of every column in words."""
    found = []
    for level, column in data["cells"].groupby("column", observed=False, sort=False):
        top = column.iloc[int(column["k"].to_numpy().argmax())]
        found.append(f"{level}: most often {top['row']}, {top['words']}." if top["k"] else f"{level}: none.")
    return " ".join([f"Heatmap of {counted(len(data['rows']), 'site')} by {label.lower()}.", *found])


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return sites by columns with totals, as read."""
    table = pd.DataFrame({"Site": data["rows"]["row"]})
    for level, n in zip(data["columns"]["column"], data["columns"]["n"], strict=True):
        column = data["cells"][data["cells"]["column"] == level]
        table[f"{level} ({n})"] = column["words"].to_numpy()
    return table.assign(Total=data["rows"]["total"])
