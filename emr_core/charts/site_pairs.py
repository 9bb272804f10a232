"""Which two sites come together: for every pair, how many patients have both."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.filters import SiteLogic
from emr_core.look import Look
from emr_core.policy import POLICY, Policy
from emr_core.site_patterns import named, sizes, tally, unstated
from emr_core.site_sets import PARTED, SetLevel, pairs, site_sets
from emr_core.wording import counted, listed, percent

MOST = 18
"""Sites that are drawn, the commonest; the others are counted under the picture."""

LETTER, WIDE, HIGH, TOP = 7.0, 36, 30, 40
"""Pixels of a letter of a name, of a cell, and of the room for the first slanting name."""

NOBODY = "–"
"""What stands in the cell of two sites that nobody can have together, such as testis and ovary."""

METHODS = (
    "Every cell counts the patients with both sites; under it stands their share of the patients with the "
    "rarer one, with its Wilson 95 % interval in the table and where the cell is pointed at. The diagonal "
    "counts the patients with each site. A cell is shaded by its share unless "
    "too few patients have the rarer site. Sites are found together because a disease spreads, and because "
    "some children are looked through more closely: a pair is a description, not a test."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: sites or systems; the cell that the filter stands for is outlined."""

    level: SetLevel = "site"
    marked_sites: tuple[str, ...] = ()
    marked_logic: SiteLogic = "any"
    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the cells of the lower half of the square, and the names beside and along its diagonal."""
    sets = site_sets(relapsed(cohort), options.level)
    names = sets.names[:MOST]
    left = int(10 + LETTER * max((len(name) for name in names), default=0))
    heads = pd.DataFrame({"name": names, "x": 0.0, "y": 0.0, "beside": left - 8.0}).astype({"name": "str"})
    heads["x"] = [float(left + WIDE * at) for at in range(len(names))]
    heads["y"] = [float(TOP + HIGH * at) for at in range(len(names))]
    heads["middle"], heads["over"], heads["above"] = (
        heads["y"] + HIGH / 2 - 1,
        heads["x"] + 13,
        heads["y"] - 7,
    )
    heads["above_diagonal"] = heads["name"].where(heads.index < len(heads) - 1, "")
    return {"cells": _placed(_said(pairs(sets, names), options.policy), heads, options), "heads": heads}


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the lower half of the square, names at its left and, slanting, along its diagonal."""
    cells, heads, pixel = layout.source(data["cells"]), layout.source(data["heads"]), layout.pixel
    x, y, words = pixel(alt.X, "x"), pixel(alt.Y, "y"), layout.words
    box = {
        "x": pixel(alt.X, "left"),
        "x2": alt.X2("right"),
        "y": pixel(alt.Y, "top"),
        "y2": alt.Y2("bottom"),
    }
    tips = {"spoken": "Patients with", "words": "Number"}
    slanted: dict[str, Any] = {"align": "left", "angle": 325, "color": look.muted, "fontSize": 12}
    layers = [
        cells.mark_rect(cornerRadius=3).encode(**box, color=layout.ramp("shade", look)),
        cells.mark_rect(cornerRadius=3, fill=look.grid).encode(
            **box,
            fillOpacity=layout.switch(alt.FillOpacity, "same", 0, 0.7),
            stroke=layout.switch(alt.Stroke, "chosen", look.grid, look.ink),
            strokeWidth=layout.switch(alt.StrokeWidth, "chosen", 1, 2.5),
        ),
        cells.mark_text(fontWeight=700).encode(x, y, text=words("alone")),
        cells.mark_text(dy=-5).encode(x, y, text=words("both")),
        cells.mark_text(dy=8, fontSize=10, color=look.muted).encode(x, y, text=words("part")),
        cells.mark_text(fontSize=11, color=look.muted).encode(x, y, text=words("none")),
        heads.mark_text(align="right").encode(
            x=pixel(alt.X, "beside"), y=pixel(alt.Y, "middle"), text=words("name")
        ),
        heads.mark_text(**slanted).encode(
            x=pixel(alt.X, "over"), y=pixel(alt.Y, "above"), text=words("above_diagonal")
        ),
        cells.mark_rect(opacity=0, cursor="pointer")
        .encode(**box, tooltip=layout.tooltip(tips), description=alt.Description("aloud", type="nominal"))
        .add_params(layout.click_on("name", "logic")),
    ]
    return layout.picture(layers, look, TOP + HIGH * len(data["heads"]) + 4)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the pairs of relapse sites of a cohort."""
    options = options or Options()
    data = frames(cohort, options)
    cells, heads = data["cells"], data["heads"]
    ends = [
        x + WIDE * 0.6 + 5.5 * len(name) for x, name in zip(heads["x"], heads["above_diagonal"], strict=True)
    ]
    width = int(max([*ends, layout.PHONE, *(heads["x"] + WIDE)]))
    outlined = list(cells.loc[cells["chosen"], "spoken"])
    made = Figure(
        name="site-pairs",
        title=f"Pairs of {options.level}s of relapse",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Patients with both {options.level}s, and their share of those with the rarer one",
            f"Shaded by share where {options.policy.shade_from} or more have the rarer one",
            f"Outlined: {listed(outlined)}" if outlined else "",
            f"{NOBODY}: nobody can have both" if (cells["none"] == NOBODY).any() else "",
            without_relapse(cohort),
            options.policy.remark,
        ),
        reconciliation=_reconciliation(relapsed(cohort), cells, options.level),
        methods=METHODS,
        alt=_alt(cells, options.level),
        table=_table(cells, options.level),
        click=("name", "logic"),
        width=max(width + 36, 420),
        least=width if width > layout.PHONE else 0,
    )
    return stamped(made, cohort)


def _said(cells: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return cells with what is written in them, told on touch, and chosen by a click."""
    same, k = cells["same"], cells["k"].astype("str")
    able, held = (cells["able"] > 0) | (cells["k"] > 0), cells["k"] > 0
    parts = [percent(k / n, n) if n else "" for k, n in zip(cells["k"], cells["N"], strict=True)]
    both = cells["first"] + PARTED + cells["second"]
    of = "of the " + cells["N"].astype("str") + " with " + cells["smaller"] + ": "
    cells = cells.assign(
        name=both.where(~same, cells["first"]),
        logic=pd.Series("all", cells.index, dtype="str").where(~same, "any"),
        spoken=(cells["first"] + " and " + cells["second"]).where(~same, cells["first"]),
        words=of.where(~same, "of all who can have it: ") + cells["words"],
        alone=k.where(same, ""),
        both=k.where(~same & held, ""),
        part=pd.Series(parts, cells.index, dtype="str").where(~same & held, ""),
        none=pd.Series("0", cells.index, dtype="str").where(able, NOBODY).where(~same & ~held, ""),
        shade=(cells["percent"] / 100).where(~same & (cells["N"] >= policy.shade_from), 0.0),
    )
    return cells.assign(aloud=cells["spoken"] + ": " + cells["words"])


def _placed(cells: pd.DataFrame, heads: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return cells with their place, and whether the filter stands for them."""
    places = heads.set_index("name")
    left = cells["first"].map(places["x"]).astype("float64")
    top = cells["second"].map(places["y"]).astype("float64")
    wanted = (set(options.marked_sites), options.marked_logic)
    chosen = [
        (set(name.split(PARTED)), logic) == wanted
        for name, logic in zip(cells["name"], cells["logic"], strict=True)
    ]
    return cells.assign(
        **{"left": left, "right": left + WIDE - 2, "top": top, "bottom": top + HIGH - 2},
        **{"x": left + WIDE / 2 - 1, "y": top + HIGH / 2 - 1},
        chosen=pd.Series(chosen, cells.index, dtype="bool"),
    )


def _reconciliation(cohort: Cohort, cells: pd.DataFrame, level: SetLevel) -> str:
    """Return how many patients have two sites or more, of how many, and what is not drawn."""
    missing = unstated(cohort)
    of_sets = named(cohort, level)[1].sum(axis=1)
    several, stated = int(tally(cohort)[of_sets > 1].sum()), len(cohort) - missing
    rest = len(sizes(cohort, level)) - int(cells["same"].sum())
    more = f" {counted(rest, f'rarer {level}')} not drawn." if rest else ""
    unknown = f" {counted(missing, 'patient')} with site not stated." if missing else ""
    return (
        f"{counted(stated, 'patient')} with a stated site = {stated - several} with one {level} + "
        f"{several} with several; these count in every pair they have.{more}{unknown}"
    )


def _together(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that somebody has, the commonest first."""
    return cells[~cells["same"] & (cells["k"] > 0)].sort_values("k", ascending=False, kind="stable")


def _alt(cells: pd.DataFrame, level: SetLevel) -> str:
    """Return the commonest pairs in words."""
    held = _together(cells)
    first = [
        f"{both}: {k}, {words}."
        for both, k, words in zip(held["spoken"][:4], held["k"][:4], held["words"][:4], strict=True)
    ]
    return f"Pairs of {level}s in one patient. {' '.join(first) or 'No pair occurs.'}"


def _table(cells: pd.DataFrame, level: SetLevel) -> pd.DataFrame:
    """Return the pairs that somebody has with headings a reader understands."""
    held = _together(cells)
    return pd.DataFrame(
        {f"Two {level}s": held["spoken"], "Patients with both": held["k"], "Share": held["words"]}
    ).reset_index(drop=True)
