"""Two sides level by level, back to back: the share of either with its interval, on one scale."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed, without_relapse
from emr_core.fields import UNKNOWN
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.pair import masks_of, names_of, sided
from emr_core.stats.proportions import wilson
from emr_core.strata import EVERYBODY, within
from emr_core.tables.shared_fields import NOT_APPLICABLE, variables_of
from emr_core.tables.variables import Variable
from emr_core.wording import counted, interval, share

STEP = 27
HEAD = 34
"""Room above the rows for the names of the sides, in pixels."""

COUNTS = 92
"""Room of the counts beside either half, in pixels."""

WIDTH, LEAST = 940, 560

NOTHING, NOT_RECORDED = "–", "not recorded"

METHODS = (
    "Bar: patients with the level as a share of all patients of the side, the first side to the left, the "
    "second to the right, on one scale; line: Wilson 95 % interval. Who is not recorded is the last level of "
    "a field, in grey; of a field that a side does not record nothing else is drawn. Shares of a field "
    "with several levels at once add up to more than 100 %. Whether the sides differ is not read from "
    "whether the lines reach the same share: see the effects."
)

COLUMNS = {
    **dict.fromkeys(("row", "variable", "label", "section", "level"), "str"),
    **dict.fromkeys(("k1", "N1", "k2", "N2"), "int64"),
    **dict.fromkeys(("percent1", "lower1", "upper1", "percent2", "lower2", "upper2"), "float64"),
    **dict.fromkeys(("first", "second", "words"), "str"),
}
BARS = {
    **dict.fromkeys(("row", "side", "colour", "words"), "str"),
    **dict.fromkeys(("start", "end", "low", "high"), "float64"),
}


@dataclass(frozen=True)
class Options:
    """The section of the fields, all if empty; the leukaemia type within which sides are shown, or all."""

    section: str = ""
    within: str = ""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a level with both shares, the bars to either side, the rows and the heads."""
    pair = sided(relapsed(cohort))
    _, among = within(pair, options.within)
    names, sides = names_of(pair), [side & among for side in masks_of(pair)]
    held = [one for one in variables_of(pair) if one.numbers is None and options.section in ("", one.section)]
    n = [int(np.count_nonzero(side)) for side in sides]
    rows = [_line(one, level, sides, n, names) for one in held for level in one.levels]
    levels = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    bars = [bar for row in levels.to_dict("records") for bar in _bars(row, names)]
    sizes = [f"n = {size}" for size in n]
    return {
        "levels": levels,
        "bars": pd.DataFrame(bars, columns=list(BARS)).astype(BARS),
        "lines": _lines(levels),
        "heads": pd.DataFrame({"side": names, "n": sizes, "place": [-50, 50]}),
        "ticks": pd.DataFrame({"place": [-100, -50, 0, 50, 100], "label": ["100", "50", "0", "50", "100 %"]}),
        "zero": pd.DataFrame({"zero": [0]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return bars to either side of one line, their intervals, and the counts outside them."""
    keys, names = list(data["lines"]["row"]), tuple(data["heads"]["side"])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(keys or [""], step=STEP))
    scale = alt.Scale(domain=[-100, 100], nice=False)
    axis = alt.Axis(values=[-100, -50, 0, 50, 100], labelOpacity=0, grid=True, domain=False, ticks=False)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", title="% of the side's patients", scale=scale, axis=axis)

    hue = alt.Color(
        "colour",
        type="nominal",
        legend=None,
        scale=alt.Scale(domain=[*names, ""], range=[*look.of_sides(names), look.hues["grey"]]),
    )
    bars, lines, levels = (layout.source(data[name]) for name in ("bars", "lines", "levels"))
    heads, ticks = layout.source(data["heads"]), layout.source(data["ticks"])
    edge = -name_layout.label_width(data["lines"]) - COUNTS
    left, right = alt.value(-10), layout.past_right(10)
    tips = layout.tooltip({"label": "Field", "level": "Level", "words": "Patients"})
    name, size = layout.words("side"), layout.words("n")
    layers = [
        bars.mark_bar(height=STEP - 9, opacity=0.9).encode(x("start"), y, hue, x2="end"),
        bars.mark_rule(color=look.ink, strokeWidth=1.5).encode(x("low"), y, x2="high"),
        layout.source(data["zero"]).mark_rule(color=look.muted, strokeWidth=1.5).encode(x("zero")),
        heads.mark_text(fontWeight=600, limit=300).encode(x("place"), y=alt.value(-24), text=name),
        heads.mark_text(color=look.muted, fontSize=12).encode(x("place"), y=alt.value(-8), text=size),
        ticks.mark_text().encode(x("place"), y=layout.below(12), text=layout.words("label")),
        lines.mark_text(align="left", fontWeight=600).encode(
            y, x=alt.value(edge), text=layout.words("heading")
        ),
        *(
            lines.mark_text(align="left", limit=-edge - COUNTS - 14, dy=dy).encode(
                y, x=alt.value(edge + 12), text=layout.words(line)
            )
            for line, dy in (("label", 0), ("upper", -6), ("lower", 7))
        ),
        levels.mark_text(align="right").encode(y, x=left, text=layout.words("first")),
        levels.mark_text(align="left").encode(y, x=right, text=layout.words("second")),
        levels.mark_rect(opacity=0).encode(y, x=alt.value(edge), x2=layout.past_right(COUNTS), tooltip=tips),
    ]
    padding = {"left": 5, "right": 5, "bottom": 10, "top": HEAD}
    return layout.picture(layers, look, STEP * max(len(keys), 1), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the shares of both sides, level by level, back to back."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    stratum, _ = within(pair, options.within)
    names = names_of(pair)
    among = "" if stratum == EVERYBODY else f", {stratum}"
    made = Figure(
        name="compare-levels",
        title=f"{names[0]} and {names[1]}{among}: {options.section.lower() or 'every field with levels'}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Share of {'all' if not among else stratum} patients of a side, with Wilson 95 % intervals",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(data["heads"]),
        methods=METHODS,
        alt=_alt(data["levels"], names),
        table=_table(data["levels"], names),
        width=WIDTH,
        least=LEAST,
    )
    return stamped(made, cohort)


def _line(
    variable: Variable, level: str, sides: list[Mask], n: list[int], names: tuple[str, str]
) -> tuple[Any, ...]:
    """Return one level: counts, shares and intervals of both sides, and in words."""
    has, unknown = variable.levels[level], variable.levels.get(UNKNOWN)
    counts = [(int(np.count_nonzero(has & side)), of) for side, of in zip(sides, n, strict=True)]
    wide = [wilson(k, n) for k, n in counts]
    numbers = [100 * value for one in wide for value in (one.estimate, one.lower, one.upper)]
    blank = [
        not of or (unknown is not None and level != UNKNOWN and np.count_nonzero(unknown & side) == of)
        for side, of in zip(sides, n, strict=True)
    ]
    told = [NOTHING if empty else share(k, n) for (k, n), empty in zip(counts, blank, strict=True)]
    words = [
        f"{name} {NOT_RECORDED if text == NOTHING else text}"
        + ("" if text == NOTHING else f", 95 % interval {interval(one.lower, one.upper, one.n)}")
        for name, text, one in zip(names, told, wide, strict=True)
    ]
    about = (f"{variable.name} | {level}", variable.name, variable.label, variable.section, level)
    (k1, n1), (k2, n2) = counts
    return (*about, k1, n1, k2, n2, *numbers, *told, "; ".join(words))


def _bars(row: dict[Any, Any], names: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Return the bars of one level; a side of nobody has none."""
    found = []
    for name, place, sign in zip(names, "12", (-1, 1), strict=True):
        if row[{"1": "first", "2": "second"}[place]] != NOTHING:
            ends = [sign * row[f"{column}{place}"] for column in ("percent", "lower", "upper")]
            colour = "" if row["level"] in (UNKNOWN, NOT_APPLICABLE) else name
            found.append((row["row"], name, colour, row["words"], 0.0, *ends))
    return found


def _lines(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the rows from the top: a heading a field, then its levels."""
    rows: list[tuple[str, str, str]] = []
    for name, part in levels.groupby("variable", sort=False):
        rows.append((f"h {name}", part["label"].iloc[0], ""))
        rows += [(row, "", level) for row, level in zip(part["row"], part["level"], strict=True)]
    return name_layout.folded(pd.DataFrame(rows, columns=["row", "heading", "label"], dtype="str"))


def _reconciliation(heads: pd.DataFrame) -> str:
    """Return how many patients stand on either side."""
    sizes = [int(n.removeprefix("n = ")) for n in heads["n"]]
    parts = [f"{n} {side}" for side, n in zip(heads["side"], sizes, strict=True)]
    return f"{counted(sum(sizes), 'patient')} = {' + '.join(parts)}."


def _alt(levels: pd.DataFrame, names: tuple[str, str]) -> str:
    """Return every level in words."""
    told = [f"{row['label']}, {row['level']}: {row['words']}." for row in levels.to_dict("records")]
    return " ".join([f"Shares of {names[0]} to the left and {names[1]} to the right.", *told])


def _table(levels: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Return one line a level as read."""
    return pd.DataFrame(
        {
            "Field": levels["label"],
            "Level": levels["level"],
            names[0]: levels["first"],
            names[1]: levels["second"],
        }
    )
