"""How far two sides are apart in what was known of them: standardized differences, a love plot."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.pair import names_of, sided
from emr_core.strata import EVERYBODY, not_compared, strata
from emr_core.tables.contrasts import balance
from emr_core.wording import counted, listed, number

STEP = 28
USUAL = 0.1
"""Size up to which groups are usually called balanced, in large studies."""

WIDTH, LEAST = 900, 580
FAR = 3.0
"""End of the axis at most; what lies beyond is written at its edge."""

AXIS = ("far", "first", "second")
SHAPES = ("circle", "diamond", "square", "triangle-up")

METHODS = (
    "Standardized difference of known values, first side minus second: of means (numbers) and of shares (two "
    "levels) in units of the standard deviation within the sides (Austin 2009), with large-sample 95 % "
    "limits (Hedges and Olkin); of more levels a distance without a sign (Mahalanobis; Yang and Dalton "
    "2012), which by chance alone lies above 0, the more so the smaller the sides. Of a field with several "
    "levels at once the level that is furthest apart. It does not grow with the number of patients and is no "
    f"test. Dashed: {USUAL}, up to which large groups are usually called balanced; small ones seldom are."
)


@dataclass(frozen=True)
class Options:
    """The order of the fields: by the size of the difference, or as in Table 1."""

    by_size: bool = True


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a field and leukaemia type, those that are drawn, the rows and the axis."""
    pair = sided(relapsed(cohort))
    found = balance(pair).copy()
    found["size"] = found["estimate"].abs()
    found["row"] = found["variable"]
    names = zip(found["label"], found["of"], strict=True)  # a window or unit has no room beside a level
    found["name"] = [f"{label.split(' (')[0]}: {of}" if of else label for label, of in names]
    found["words"] = [_words(row) for row in found.to_dict("records")]
    drawn = found.dropna(subset=["estimate"])
    reach = drawn[["size", "lower", "upper"]].abs().max().max() if len(drawn) else 1.0
    far = min(FAR, max(1.0, math.ceil(2 * float(reach)) / 2))
    marks = drawn.assign(place=drawn["estimate"].clip(-far, far))
    limits = drawn.dropna(subset=["lower"])
    limits = limits.assign(low=limits["lower"].clip(-far, far), high=limits["upper"].clip(-far, far))
    types, (first, second) = list(strata(pair)), names_of(pair)
    shift = {kind: 5.0 * (2 * place - len(types) + 1) for place, kind in enumerate(types)}
    beyond = marks[(marks["size"] > far).to_numpy(dtype=bool)]
    return {
        "balance": found,
        "marks": _lifted(marks, shift),
        "limits": _lifted(limits, shift),
        "beyond": _lifted(beyond, shift).assign(label=[number(v, 1) for v in beyond["estimate"]]),
        "lines": _lines(found, options),
        "types": pd.DataFrame({"stratum": types}, dtype="str"),
        "zero": pd.DataFrame({"at": [0.0]}),
        "usual": pd.DataFrame({"at": [-USUAL, USUAL]}),
        "axis": pd.DataFrame(
            {"far": [far], "first": [f"higher in {first}"], "second": [f"higher in {second}"]}
        ),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return a row a field with a mark a leukaemia type, limits behind, around the line of no difference."""
    keys, types = list(data["lines"]["row"]), list(data["types"]["stratum"])
    far = float(data["axis"]["far"].iloc[0])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(keys or [""], step=STEP))
    scale = alt.Scale(domain=[-far, far], nice=False)
    axis = alt.Axis(grid=True, domain=False, ticks=False, tickCount=7, labelFlush=False)

    def x(column: str) -> alt.X:
        title = "Standardized difference"
        return alt.X(column, type="quantitative", title=title, scale=scale, axis=axis)

    edge, words = _left(data["lines"]), layout.words
    key, above = layout.row_key(types, edge, 26)
    shown = key if len(types) > 1 else None
    if shown is not None:
        shown["symbolType"] = alt.Undefined
    hues = look.colours(tuple(types)) if EVERYBODY not in types else [look.ink]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(types))]
    hue, shape = (
        channel(
            "stratum", type="nominal", title=None, legend=shown, scale=alt.Scale(domain=types, range=values)
        )
        for channel, values in ((alt.Fill, hues), (alt.Shape, shapes))
    )
    marks, limits, ends, lines = (layout.source(data[name]) for name in ("marks", "limits", "axis", "lines"))
    moved = alt.expr("datum.lift")
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    tips = {"name": "Field", "stratum": "Leukaemia type", "words": "Standardized difference"}
    layers = [
        layout.source(data["usual"]).mark_rule(color=look.muted, strokeDash=[4, 4]).encode(x("at")),
        layout.source(data["zero"]).mark_rule(color=look.muted, strokeWidth=1.5).encode(x("at")),
        limits.mark_rule(color=look.ink, strokeWidth=1.2, yOffset=moved).encode(x("low"), y, x2="high"),
        ends.mark_text(align="left", **small).encode(
            x=alt.value(2), y=alt.value(-9), text=layout.words("second")
        ),
        ends.mark_text(align="right", **small).encode(
            x=layout.past_right(0), y=alt.value(-9), text=layout.words("first")
        ),
        lines.mark_text(align="left", fontWeight=600).encode(y, x=alt.value(-edge), text=words("heading")),
        lines.mark_text(align="left", limit=edge - 20).encode(y, x=alt.value(12 - edge), text=words("label")),
        marks.mark_point(size=85, opacity=1, yOffset=moved, stroke=look.surface, strokeWidth=1).encode(
            x("place"), y, hue, shape
        ),
        layout.source(data["beyond"])
        .mark_text(align="right", dx=-9, fontSize=11, yOffset=moved)
        .encode(x("place"), y, text=layout.words("label")),
        marks.mark_circle(size=260, opacity=0, yOffset=moved).encode(
            x("place"), y, tooltip=layout.tooltip(tips)
        ),
    ]
    top = 22 + (above if shown is not None else 0)
    padding = {"left": 5, "right": 12, "bottom": 5, "top": top}
    return layout.picture(layers, look, STEP * max(len(keys), 1), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the standardized differences of two sides, a mark a leukaemia type."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    names, found = names_of(pair), data["balance"]
    alone = not_compared(pair)
    made = Figure(
        name="compare-balance",
        title=f"How far {names[0]} and {names[1]} are apart",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Standardized differences of what both sides record, {names[0]} minus {names[1]}",
            "Lines: 95 % limits" if len(data["limits"]) else "",
            f"Dashed: {USUAL}, the usual bound of balance in large groups",
            f"On one side only: {listed(alone)}" if alone else "",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(found, len(pair)),
        methods=METHODS,
        alt=" ".join(f"{row['name']}, {row['stratum']}: {row['words']}." for row in found.to_dict("records"))
        or "Nothing is recorded on both sides.",
        table=_table(found),
        width=WIDTH,
        least=LEAST,
    )
    return stamped(made, cohort)


def _words(row: dict[Any, Any]) -> str:
    """Return a standardized difference with its limits, or why there is none."""
    if math.isnan(row["estimate"]):
        return str(row["reason"]).rstrip(".")
    if row["distance"]:
        return f"distance {number(row['estimate'], 2)}"
    limits = f" ({_signed(row['lower'])} to {_signed(row['upper'])})" if not math.isnan(row["lower"]) else ""
    return _signed(row["estimate"]) + limits


def _signed(value: float) -> str:
    """Return a difference with its sign and two decimals."""
    text = number(abs(value), 2)
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def _lifted(frame: pd.DataFrame, shift: dict[str, float]) -> pd.DataFrame:
    """Return marks with the pixels by which those of a type stand above or below their row."""
    return frame.assign(lift=frame["stratum"].map(shift).astype("float64")).reset_index(drop=True)


def _lines(found: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the rows from the top: what has a direction, the largest first, then distances."""
    rows: list[tuple[str, str, str]] = []
    for distance, heading in ((False, ""), (True, "Several levels: distances")):
        part = found[(found["distance"] == distance).to_numpy(dtype=bool)].dropna(subset=["estimate"])
        part = part[~part["row"].isin([row for row, _, _ in rows])]
        sizes = part.groupby("row", sort=False)["size"].max()
        order = sizes.sort_values(ascending=False, kind="stable") if options.by_size else sizes
        rows += [(heading, heading, "")] if heading and len(order) else []
        rows += [
            (str(row), "", _named(part[(part["row"] == row).to_numpy(dtype=bool)])) for row in order.index
        ]
    return pd.DataFrame(rows, columns=["row", "heading", "label"], dtype="str")


def _left(lines: pd.DataFrame) -> int:
    """Return the pixels of the names on the left."""
    return min(270, 36 + int(6.2 * max((len(name) for name in lines["label"]), default=0)))


def _named(lines: pd.DataFrame) -> str:
    """Return a field's name with the level that its difference is of, where that is one level alone."""
    levels = set(lines["of"])
    return str(lines["name"].iloc[0] if len(levels) == 1 else lines["label"].iloc[0])


def _reconciliation(found: pd.DataFrame, n: int) -> str:
    """Return how many differences are drawn, and why others are not."""
    drawn = int(found["estimate"].notna().sum())
    rest = len(found) - drawn
    told = f" + {rest} without a spread to measure with, see the table" if rest else ""
    return f"{counted(n, 'patient')}; {counted(len(found), 'difference')} = {drawn} drawn{told}."


def _table(found: pd.DataFrame) -> pd.DataFrame:
    """Return one line a field and type as read."""
    columns = {"stratum": "Leukaemia type", "name": "Field", "words": "Standardized difference (95 %)"}
    table = found[list(columns)].set_axis(list(columns.values()), axis=1)
    return table.assign(**{"n known": [f"{a} v {b}" for a, b in zip(found["n1"], found["n2"], strict=True)]})
