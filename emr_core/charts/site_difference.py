"""Where two groups differ: the share of patients with a site in one minus that in the other."""

import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.policy import EXPLORATORY, POLICY
from emr_core.site_columns import NO_PANELS, NOBODY, site_cells, site_columns
from emr_core.site_contrast import contrast, levels, two_levels
from emr_core.site_counts import SiteLevel
from emr_core.site_order import ordered
from emr_core.wording import counted

Order = Literal["difference", "system", "frequency", "alphabet"]

FACTORS = ("leukemia_type", "sex", "bmr", "at_emr", "response", "karyotype", "initial_emd", "number_of_sites")
"""What the two groups can be levels of, in the order offered."""

AT = {"first": 46, "second": 134, "cell": 184, "cell end": 254}
"""Places right of the plot, in pixels: k/n of both groups, and the cell with the difference."""

HEAD, ASIDE = 14, 18
"""Letters of a group's name on one line above its counts, and those that two sides have room for in one."""

METHODS = (
    "The difference of two shares of patients, in percentage points, with Newcombe's hybrid score interval "
    "(95 %). Shares are of the patients of a group who can have the site (testis: boys; ovary and uterus: "
    "girls). Each interval is that of one site alone, not adjusted for looking at all of them; patients have "
    "several sites, so the rows are not independent. "
)


@dataclass(frozen=True)
class Options:
    """The factor and its two levels compared, first minus second; the first two there are if not named."""

    by: str = "leukemia_type"
    first: str = ""
    second: str = ""
    level: SiteLevel = "site"
    order: Order = "difference"
    window: int = WINDOWS[0]
    marked_sites: tuple[str, ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a site with both counts and the difference, those that can be drawn, and the heads."""
    cohort = relapsed(cohort)
    known = levels(cohort, options.by, options.window)
    pair = two_levels(known, options.first, options.second)
    columns = site_columns(cohort, options.by, NO_PANELS, options.window)
    cells = site_cells(cohort, columns, options.level, "patients")
    rows = ordered(cohort, cells, options.level, "system" if options.order == "difference" else options.order)
    lines = contrast(cells, rows, *pair)
    if options.order == "difference":
        lines = lines.sort_values("difference", ascending=False, kind="stable", ignore_index=True)
    sizes = dict(zip(columns.heads["column"], columns.heads["size"], strict=True))
    heads = pd.DataFrame({"group": [level for level in pair if level]}, dtype="str")
    folded = [[*textwrap.wrap(level, HEAD), ""][:2] for level in heads["group"]]
    heads["upper"] = [upper if lower else "" for upper, lower in folded]
    heads["lower"] = [lower or upper for upper, lower in folded]
    heads["n"] = [f"n = {sizes[level]}" for level in heads["group"]]
    heads["side"] = [f"more in {level}" for level in heads["group"]]
    return {
        "differences": lines.assign(chosen=layout.chosen(lines, row=options.marked_sites)),
        "drawn": lines.dropna(subset=["difference"]).reset_index(drop=True),
        **{
            f"group {number}": heads[number : number + 1].reset_index(drop=True)
            for number in range(len(heads))
        },
        "zero": pd.DataFrame({"zero": [0.0], "label": ["Difference"], "unit": ["points"]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return an interval a site around zero, and on the right both counts and the difference, shaded."""
    lines = data["differences"]
    rows, pair, far = list(lines["row"]), _pair(data), _far(data["drawn"])
    row: dict[str, Any] = {
        "type": "nominal",
        "title": None,
        "scale": layout.rows(rows),
        "axis": layout.row_axis(),
    }
    y = alt.Y("row", **row)
    label = f"{pair[0]} minus {pair[1]}, percentage points" if pair else "percentage points"
    axis = alt.Axis(
        title=label,
        values=[-far, -far // 2, 0, far // 2, far],
        format="d",
        grid=True,
        domain=False,
        ticks=False,
    )
    plain: dict[str, Any] = {
        "type": "quantitative",
        "title": label,
        "axis": axis,
        "scale": alt.Scale(domain=[-far, far], nice=False),
    }
    x = alt.X("difference", **plain)
    every, drawn, zero = (layout.source(data[name]) for name in ("differences", "drawn", "zero"))
    tints = [look.tint(pair[1]), look.surface, look.tint(pair[0])] if pair else [look.surface] * 3
    shade = alt.Color(
        "shade",
        type="quantitative",
        legend=None,
        scale=alt.Scale(domain=[-1, 0, 1], range=tints, interpolate="rgb"),
    )
    hue = alt.Fill(
        "more",
        type="nominal",
        legend=None,
        scale=alt.Scale(domain=[*pair, ""], range=[*(look.colour(level) for level in pair), look.muted]),
    )
    cell, end = layout.past_right(AT["cell"]), layout.past_right(AT["cell end"])
    bold: dict[str, Any] = {"fontWeight": 600}
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    middle = layout.past_right((AT["cell"] + AT["cell end"]) // 2)
    layers = [
        zero.mark_rule(color=look.muted, strokeWidth=1.5).encode(alt.X("zero", **plain)),
        every.mark_rect(cornerRadius=2).encode(
            y,
            shade,
            layout.switch(alt.Stroke, "chosen", look.grid, look.ink),
            layout.switch(alt.StrokeWidth, "chosen", 1, 2.5),
            x=cell,
            x2=end,
        ),
        drawn.mark_rule(color=look.ink, strokeWidth=1.5).encode(alt.X("lower", **plain), alt.X2("upper"), y),
        drawn.mark_circle(size=90, opacity=1, stroke=look.ink, strokeWidth=1).encode(x, y, hue),
        every.mark_text(**bold).encode(y, x=middle, text=layout.words("written")),
        zero.mark_text(**bold).encode(x=middle, y=layout.at(-22), text=layout.words("label")),
        zero.mark_text(**small).encode(x=middle, y=layout.at(-7), text=layout.words("unit")),
        *(
            part
            for number, name in enumerate(("first", "second")[: len(pair)])
            for part in _column(data[f"group {number}"], every, y, name, look)
        ),
        every.mark_rect(opacity=0, cursor="pointer")
        .encode(y, x=layout.at(-60), x2=end, tooltip=layout.tooltip({"row": "Site", "words": "Patients"}))
        .add_params(layout.click_on("row")),
    ]
    return layout.picture(layers, look, layout.ROW * len(rows))


def _column(head: pd.DataFrame, every: alt.Chart, y: alt.Y, name: str, look: Look) -> list[alt.Chart]:
    """Return the counts of one group under its name, and its side of zero."""
    group, at = layout.source(head), layout.past_right(AT[name])
    side = layout.past_right(0) if name == "first" else layout.at(2)
    lift = -22 if name == "second" and len(head["side"].iloc[0]) > ASIDE else -7
    return [
        group.mark_text(fontWeight=600).encode(x=at, y=layout.at(-37), text=layout.words("upper")),
        group.mark_text(fontWeight=600).encode(x=at, y=layout.at(-22), text=layout.words("lower")),
        group.mark_text(color=look.muted, fontSize=12).encode(x=at, y=layout.at(-7), text=layout.words("n")),
        group.mark_text(color=look.muted, fontSize=12, align="right" if name == "first" else "left").encode(
            x=side, y=layout.at(lift), text=layout.words("side")
        ),
        every.mark_text().encode(y, x=at, text=layout.words(name)),
    ]


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the differences between two groups of a cohort in the shares of their relapse sites."""
    options = options or Options()
    data = frames(cohort, options)
    pair, label = _pair(data), factor(cohort, options.by, options.window).label
    title = f"{pair[0]} minus {pair[1]}" if pair else f"{label}: no two groups to compare"
    impossible = (data["differences"]["written"] == NOBODY).any()
    made = Figure(
        name="site-difference",
        title=f"{title}: share of patients by {options.level} of relapse" if pair else title,
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Difference of two shares of patients with its 95 % interval ({label[0].lower()}{label[1:]})",
            f"Shaded by the difference, not where fewer than {POLICY.shade_from} patients",
            f"{NOBODY}: cannot be compared" if impossible else "",
            layout.outlined(options.marked_sites),
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(relapsed(cohort), data),
        methods=METHODS + EXPLORATORY,
        alt=_alt(data),
        table=_table(data),
        click=("row",),
        width=860,
        least=_least(data) if len(data["differences"]) else 0,
    )
    return stamped(made, cohort)


def _far(drawn: pd.DataFrame) -> int:
    """Return the points at both ends of the axis: all intervals, on the next 20."""
    widest = drawn[["lower", "upper"]].abs().to_numpy().max() if len(drawn) else 100
    return min(100, 20 * -int(-widest // 20))


def _pair(data: dict[str, pd.DataFrame]) -> list[str]:
    """Return the two groups, or nothing."""
    return [str(data[name]["group"].iloc[0]) for name in ("group 0", "group 1") if name in data]


def _least(data: dict[str, pd.DataFrame]) -> int:
    """Return the narrowest width in pixels: names, an interval that can be read, the numbers."""
    longest = max(len(row) for row in data["differences"]["row"])
    return int(5.7 * longest) + 190 + AT["cell end"] + 20


def _reconciliation(cohort: Cohort, data: dict[str, pd.DataFrame]) -> str:
    """Return how many patients are compared and how many are in neither group."""
    sizes = [int(data[f"group {at}"]["n"].iloc[0].removeprefix("n = ")) for at in range(len(_pair(data)))]
    parts = [f"{n} {level}" for n, level in zip(sizes, _pair(data), strict=True)]
    rest = len(cohort) - sum(sizes)
    parts += [f"{rest} in neither group, not compared"] if rest else []
    return f"{counted(len(cohort), 'patient')} = {' + '.join(parts) or '0'}."


def _alt(data: dict[str, pd.DataFrame]) -> str:
    """Return the largest difference to either side in words."""
    drawn = data["drawn"]
    opening = f"Differences of {counted(len(data['differences']), 'site')}."
    ends = drawn.sort_values("difference", ascending=False, kind="stable").iloc[[0, -1][: len(drawn)]]
    told = [f"{row}: {words}." for row, words in zip(ends["row"], ends["words"], strict=True)]
    return " ".join([opening, *told])


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a site as read: both counts and the difference."""
    lines, pair = data["differences"], _pair(data) or ["First", "Second"]
    return pd.DataFrame(
        {
            "Site": lines["row"],
            pair[0]: lines["first"],
            pair[1]: lines["second"],
            "Difference": [words.rpartition(": ")[2] for words in lines["words"]],
        }
    )
