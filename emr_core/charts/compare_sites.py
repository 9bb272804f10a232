"""Two sides site by site: the difference of the shares of patients with it, within AML and within ALL."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import SIDE, Cohort
from emr_core.factors import factor, relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.pair import names_of, sided, untested
from emr_core.policy import EXPLORATORY, POLICY
from emr_core.site_columns import NOBODY
from emr_core.site_contrast import contrast
from emr_core.site_counts import SiteLevel, row_order, site_counts
from emr_core.strata import EVERYBODY, not_compared, strata
from emr_core.tables.contrasts import in_points
from emr_core.wording import counted, listed

STEP, HEAD = 42, 40
WIDTH = 860
NAMES, CELL = 200, 118
"""Least pixels of the names of sites, and of a cell with its interval."""

METHODS = (
    "The difference of two shares of patients, first side minus second, in percentage points, with "
    "Newcombe's hybrid score interval (95 %). Shares are of the patients of a side who can have the site "
    "(testis: boys; ovary and uterus: girls). Each interval is that of one site alone, not adjusted for "
    "looking at all of them; patients have several sites, so the rows are not independent. Shade is the size "
    "of the difference, not how certain it is. "
)


@dataclass(frozen=True)
class Options:
    """The level of the vocabulary that the rows are."""

    level: SiteLevel = "site"


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a site and leukaemia type with both counts and the difference, and the columns."""
    pair = sided(relapsed(cohort))
    names, rows = names_of(pair), row_order(pair, options.level)
    parts = []
    for stratum, mask in strata(pair).items():
        here = pair.where(mask)
        cells = site_counts(here, factor(here, SIDE), options.level, "patients", rows)
        lines = contrast(cells, rows, *names)
        parts.append(lines.assign(stratum=stratum))
    found = pd.concat(parts, ignore_index=True)
    if pair.on_both:
        found = found.assign(lower=math.nan, upper=math.nan)
    sizes = [
        [int((pair.where(mask).column(SIDE) == name).sum()) for name in names]
        for mask in strata(pair).values()
    ]
    found["points"] = [_points(row) for row in found.to_dict("records")]
    found["counts"] = [f"{a} v {b}" for a, b in zip(found["first"], found["second"], strict=True)]
    heads = pd.DataFrame({"stratum": list(strata(pair))}, dtype="str")
    return {
        "differences": found,
        "heads": heads.assign(n=[f"n = {a} v {b}" for a, b in sizes]),
        "rows": pd.DataFrame({"row": [row for row in rows if (found["row"] == row).any()]}, dtype="str"),
        "ends": pd.DataFrame({"first": [f"more in {names[0]}"], "second": [f"more in {names[1]}"]}),
        "sides": pd.DataFrame({"side": names}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return a cell a site and type: the difference and its interval over both counts."""
    rows, names = list(data["rows"]["row"]), tuple(data["sides"]["side"])
    y = alt.Y(
        "row", type="nominal", title=None, scale=layout.rows(rows or [""], step=STEP), axis=layout.row_axis()
    )
    x = alt.X("stratum", type="nominal", axis=None, scale=layout.band(list(data["heads"]["stratum"])))
    first, second = (look.paler(colour) for colour in look.of_sides(names))
    shade = alt.Color(
        "shade",
        type="quantitative",
        legend=None,
        scale=alt.Scale(domain=[-1, 0, 1], range=[second, look.surface, first], interpolate="rgb"),
    )
    cells, heads, ends = (layout.source(data[name]) for name in ("differences", "heads", "ends"))
    words = layout.words
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    tips = {"row": "Site", "stratum": "Leukaemia type", "words": "Patients"}
    key = layout.below(18)
    layers = [
        cells.mark_rect(cornerRadius=3, stroke=look.grid).encode(x, y, shade),
        cells.mark_text(fontWeight=600, dy=-7).encode(x, y, text=words("points")),
        cells.mark_text(dy=10, fontSize=12).encode(x, y, text=words("counts")),
        heads.mark_text(fontWeight=600).encode(x, y=alt.value(-24), text=words("stratum")),
        heads.mark_text(**small).encode(x, y=alt.value(-8), text=words("n")),
        ends.mark_square(size=170, opacity=1, color=first, stroke=look.muted, strokeWidth=0.8).encode(
            x=alt.value(8), y=key
        ),
        ends.mark_text(align="left", fontSize=12).encode(x=alt.value(22), y=key, text=words("first")),
        ends.mark_square(size=170, opacity=1, color=second, stroke=look.muted, strokeWidth=0.8).encode(
            x=alt.value(8), y=layout.below(38)
        ),
        ends.mark_text(align="left", fontSize=12).encode(
            x=alt.value(22), y=layout.below(38), text=words("second")
        ),
        cells.mark_rect(opacity=0).encode(x, y, tooltip=layout.tooltip(tips)),
    ]
    padding = {"left": 5, "right": 5, "bottom": 5, "top": HEAD}
    return layout.picture(layers, look, STEP * max(len(rows), 1), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the differences between two sides in the shares of their relapse sites."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    names, alone = names_of(pair), not_compared(pair)
    missing = len(pair) - pair.sites["patient_id"].nunique()
    made = Figure(
        name="compare-sites",
        title=f"{names[0]} minus {names[1]}: share of patients by {options.level} of relapse",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "Difference of two shares of patients in percentage points (95 % interval), k/N v k/N below it",
            f"Shaded by the difference, not where fewer than {POLICY.shade_from} patients",
            "Empty: nobody of either side",
            f"On one side only: {listed(alone)}" if alone else "",
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
        ),
        reconciliation=_reconciliation(data["heads"], len(pair), missing),
        methods=f"{METHODS}{untested(pair)}".strip(),
        alt=" ".join(
            f"{row['row']}, {row['stratum']}: {row['words']}."
            for row in data["differences"].to_dict("records")
        )
        or "No site is stated.",
        table=_table(data["differences"], names),
        width=WIDTH,
        least=layout.least(NAMES + CELL * len(data["heads"])),
    )
    return stamped(made, cohort)


def _points(row: dict[Any, Any]) -> str:
    """Return the difference with its interval, or that nobody can have the site."""
    of = min(row["N1"], row["N2"])
    return in_points(row["difference"], row["lower"], row["upper"], of) if of else NOBODY


def _reconciliation(heads: pd.DataFrame, n: int, missing: int) -> str:
    """Return who is compared within each type, and of whom no site is stated."""
    told = [
        size if stratum == EVERYBODY else f"{stratum} {size}"
        for stratum, size in zip(heads["stratum"], heads["n"].str.removeprefix("n = "), strict=True)
    ]
    rest = f"; {counted(missing, 'patient')} with site not stated" if missing else ""
    return f"{counted(n, 'patient')}: {', '.join(told)}{rest}. A patient counts once in each of their sites."


def _table(found: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Return one line a site and type as read."""
    columns = {"row": "Site", "stratum": "Leukaemia type", "first": names[0], "second": names[1]}
    columns |= {"points": "Points (95 %)"}
    return found[list(columns)].set_axis(list(columns.values()), axis=1)
