"""Two sides number by number: a dot a patient, one side above the line and one below it, on one scale."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.interval_times import DOTS_UP_TO
from emr_core.look import Look
from emr_core.pair import Pair, masks_of, names_of, sided
from emr_core.stats.tallies import Tally
from emr_core.strata import EVERYBODY, within
from emr_core.tables.back_to_back import Floats, Half, bars, dots, ends_of, middle
from emr_core.tables.contrasts import effects
from emr_core.tables.shared_fields import sample, variables_of
from emr_core.tables.variables import Variable
from emr_core.wording import counted, number

STEP, LINE = 112, 66
"""Height of one field in pixels, and where its line stands in it."""

NUMBERS = 180
"""Room of the medians on the right, in pixels."""

WIDTH, LEAST = 940, 620

NOBODY: Floats = np.empty(0)
"""The numbers of patients who are drawn together, not each."""

LINES = ("label", "shift", "start", "end", "head", "y", "zero", "one")
"""Columns of a field's line: its words, the ends of its scale, where it stands."""

METHODS = (
    "Every field has one scale for both sides, its ends written at its line. A dot is a patient whose value "
    "is known; dots of nearly the same value stand in one column, away from the line. A side of "
    f"more than {DOTS_UP_TO} patients is drawn as bars: the share of its known patients in each fortieth of "
    "the scale. Long tick: median. Beside them median (range) and n known; above them the Hodges-Lehmann "
    "shift, first side minus second, with its distribution-free 95 % interval, within each leukaemia type."
)

ROWS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "numbers": (("label", "side", "words"), ("n", "N", "median", "minimum", "maximum", "place", "y", "y2")),
    "dots": (("side", "patient_id", "label", "words"), ("place", "y")),
    "bars": (("side", "label", "words"), ("start", "end", "y", "y2")),
}
"""Columns of words and of numbers of the frames."""


@dataclass(frozen=True)
class Options:
    """The section of the fields, all if empty; the leukaemia type within which sides are shown, or all."""

    section: str = ""
    within: str = ""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a field and side, its dots or bars, the lines with their scales, and the sides."""
    pair = sided(relapsed(cohort))
    _, among = within(pair, options.within)
    names, sides = names_of(pair), [side & among for side in masks_of(pair)]
    shifts = effects(pair)
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in ROWS}
    lines: list[tuple[Any, ...]] = []
    tags: list[tuple[Any, ...]] = []
    for variable, halves in _held(pair, options.section, sides):
        top = float(STEP * len(lines))
        ends = ends_of(np.concatenate([half.grid for half in halves]))
        here = shifts[(shifts["variable"] == variable.name).to_numpy(dtype=bool)].to_dict("records")
        shift = " · ".join(f"{row['stratum']} {row['effect']}" for row in here)
        shift = f"Shift: {shift}" if shift else ""
        scale = (number(end, 2) for end in ends)
        lines.append((variable.label, shift, *scale, top + 12, top + LINE, 0.0, 1.0))
        for name, side, known, up in zip(names, sides, halves, (True, False), strict=True):
            few = known.size <= DOTS_UP_TO
            who = _each(pair, variable, side) if few else ([], NOBODY)
            size = int(np.count_nonzero(side))
            half = Half(variable.label, name, known, *who, size, ends, top + LINE, up)
            found["numbers"].append(middle(half))
            tags.append((name, found["numbers"][-1][2], half.beyond(20)))
            found["dots" if few else "bars"] += (dots if few else bars)(half)
    made = {
        name: pd.DataFrame(found[name], columns=[*words, *numbers]).astype(
            {**dict.fromkeys(words, "str"), **dict.fromkeys(numbers, "float64")}
        )
        for name, (words, numbers) in ROWS.items()
    }
    return {
        **made,
        "lines": pd.DataFrame(lines, columns=list(LINES)),
        "tags": pd.DataFrame(tags, columns=["side", "words", "y"]),
        "sides": pd.DataFrame({"side": names, "n": [int(np.count_nonzero(side)) for side in sides]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return for every field a line with dots or bars on either side of it, medians, names and numbers."""
    names = tuple(data["sides"]["side"])
    left = min(290, 64 + 7 * max(len(name) for name in names))
    scale = alt.Scale(domain=[0, 1], nice=False)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", scale=scale, axis=None)

    def y(column: str = "y") -> alt.SchemaBase:
        return layout.pixel(alt.Y, column)

    hue = alt.Color(
        "side", type="nominal", legend=None, scale=alt.Scale(domain=list(names), range=look.of_sides(names))
    )
    lines, tags, points, blocks = (layout.source(data[name]) for name in ("lines", "tags", "dots", "bars"))
    words = layout.words
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    tips = [{"label": "Field", "side": "Side", "words": told} for told in ("Patients", "Value")]
    of_bars, of_dots = (layout.tooltip(columns) for columns in tips)
    layers = [
        lines.mark_rule(color=look.muted, strokeWidth=1.2).encode(x("zero"), y(), x2="one"),
        blocks.mark_rect(opacity=0.9).encode(
            x("start"), y(), hue, alt.Y2("y2"), x2="end", tooltip=of_bars
        ),
        layout.source(data["numbers"]).mark_rule(color=look.ink, strokeWidth=3).encode(
            x("place"), y(), y2=alt.Y2("y2")
        ),
        lines.mark_text(align="left", fontWeight=600).encode(
            y=y("head"), x=alt.value(-left), text=words("label")
        ),
        lines.mark_text(align="right").encode(y=y("head"), x=layout.past_right(NUMBERS), text=words("shift")),
        lines.mark_text(align="right", dx=-6, **small).encode(x("zero"), y(), text=words("start")),
        lines.mark_text(align="left", dx=6, **small).encode(x("one"), y(), text=words("end")),
        tags.mark_square(size=80, opacity=1).encode(hue, y=y(), x=alt.value(-left + 18)),
        tags.mark_text(align="left", limit=left - 52).encode(
            y=y(), x=alt.value(-left + 30), text=words("side")
        ),
        tags.mark_text(align="left").encode(y=y(), x=layout.past_right(36), text=words("words")),
        points.mark_circle(size=52, opacity=0.95, stroke=look.surface, strokeWidth=0.8).encode(
            x("place"), y(), hue, tooltip=of_dots
        ),
    ]  # fmt: skip
    padding = {"left": 5, "right": 5, "bottom": 5, "top": 5}
    return layout.picture(layers, look, STEP * max(len(data["lines"]), 1), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the numbers of both sides on common scales."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    stratum, _ = within(pair, options.within)
    names = names_of(pair)
    among = "" if stratum == EVERYBODY else f", {stratum}"
    told = data["numbers"].to_dict("records")
    made = Figure(
        name="compare-numbers",
        title=f"{names[0]} and {names[1]}{among}: {options.section.lower() or 'every number'}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"{names[0]} above each line, {names[1]} below it, on the line's own scale",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(data["sides"]),
        methods=METHODS,
        alt=" ".join(f"{row['label']}, {row['side']}: {row['words']}." for row in told)
        or "No number is known.",
        table=_table(data, names),
        width=WIDTH,
        least=LEAST,
    )
    return stamped(made, cohort)


def _held(pair: Pair, section: str, sides: list[Mask]) -> list[tuple[Variable, list[Tally]]]:
    """Return the numbers of a section that somebody of either side has, side by side."""
    held = [one for one in variables_of(pair) if section in ("", one.section) and one.numbers is not None]
    known = [(one, [sample(pair, one, side) for side in sides]) for one in held]
    return [(one, halves) for one, halves in known if any(half.size for half in halves)]


def _each(pair: Pair, variable: Variable, side: Mask) -> tuple[list[str], Floats]:
    """Return the codes of the patients of a side whose number is known, and their numbers."""
    if variable.numbers is None:
        return [], np.empty(0)
    known = np.flatnonzero(side & ~np.isnan(variable.numbers))
    return pair.column("patient_id").iloc[known].to_list(), variable.numbers[known]


def _reconciliation(sides: pd.DataFrame) -> str:
    """Return how many patients stand on either side."""
    parts = [f"{n} {side}" for side, n in zip(sides["side"], sides["n"], strict=True)]
    return f"{counted(int(sides['n'].sum()), 'patient')} = {' + '.join(parts)}."


def _table(data: dict[str, pd.DataFrame], names: tuple[str, str]) -> pd.DataFrame:
    """Return one line a field as read."""
    first, second = (
        data["numbers"][(data["numbers"]["side"] == name).to_numpy(dtype=bool)] for name in names
    )
    return pd.DataFrame(
        {
            "Field": data["lines"]["label"],
            names[0]: first["words"].to_numpy(),
            names[1]: second["words"].to_numpy(),
            "Shift within each type (95 %)": data["lines"]["shift"],
        }
    )
