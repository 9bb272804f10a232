"""Two sides level by level: the difference of their shares with its interval, within AML and within ALL."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.pair import masks_of, names_of, sided, untested
from emr_core.policy import EXPLORATORY
from emr_core.strata import EVERYBODY, not_compared, strata
from emr_core.tables.contrasts import EFFECT_RULE, effects
from emr_core.wording import counted, listed

STEP = 22
NUMBERS = 270
"""Room of the counts and the difference on the right, in pixels."""

KIND = 92
"""Pixels right of the plot at which the counts end and the difference begins."""

WIDTH, LEAST = 1000, 720

SHAPES = ("circle", "diamond", "square", "triangle-up")


@dataclass(frozen=True)
class Options:
    """The section of the fields; all of them if empty."""

    section: str = ""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one line a leukaemia type and level, those that have a difference, the rows and the axis."""
    pair = sided(relapsed(cohort))
    found = effects(pair)
    keep = ~found["numbers"] & found["section"].isin(
        [options.section] if options.section else found["section"]
    )
    found = found[keep.to_numpy(dtype=bool)].reset_index(drop=True)
    found["row"] = found["variable"] + " | " + found["level"] + " | " + found["stratum"]
    found["counts"] = [
        f"{a}/{b} v {c}/{d}" for a, b, c, d in found[["k1", "n1", "k2", "n2"]].to_numpy().tolist()
    ]
    names = names_of(pair)
    return {
        "effects": found,
        "drawn": found.dropna(subset=["lower"]).reset_index(drop=True),
        "dots": found.dropna(subset=["estimate"]).reset_index(drop=True),
        "lines": _lines(found),
        "types": pd.DataFrame({"stratum": list(strata(pair))}, dtype="str"),
        "heads": pd.DataFrame(
            {"first": [f"more in {names[0]}"], "second": [f"more in {names[1]}"], "zero": [0.0]}
            | {"counts": ["k/n v k/n"], "points": ["points (95 %)"]}
        ),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return an interval a row around zero, names on the left, counts and differences on the right."""
    keys, types = list(data["lines"]["row"]), list(data["types"]["stratum"])
    y = alt.Y("row", type="nominal", axis=None, scale=layout.rows(keys or [""], step=STEP))
    scale = alt.Scale(domain=[-100, 100], nice=False)
    axis = alt.Axis(values=[-100, -50, 0, 50, 100], grid=True, domain=False, ticks=False, labelFlush=False)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", title="Percentage points", scale=scale, axis=axis)

    hues = look.colours(tuple(types)) if EVERYBODY not in types else [look.ink]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(types))]
    hue, shape = (
        channel("stratum", type="nominal", legend=None, scale=alt.Scale(domain=types, range=values))
        for channel, values in ((alt.Fill, hues), (alt.Shape, shapes))
    )
    heads, every, lines = (layout.source(data[name]) for name in ("heads", "effects", "lines"))
    edge = -_left(data["lines"])
    small: dict[str, Any] = {"color": look.muted, "fontSize": 12}
    words, above = layout.words, alt.value(-9)
    kind = types != [EVERYBODY]
    tips = {"label": "Field", "level": "Level", "stratum": "Leukaemia type", "effect": "Points (95 %)"}
    layers = [
        heads.mark_rule(color=look.muted, strokeWidth=1.5).encode(x("zero")),
        layout.source(data["drawn"])
        .mark_rule(color=look.ink, strokeWidth=1.4)
        .encode(x("lower"), y, x2="upper"),
        layout.source(data["dots"])
        .mark_point(size=80, opacity=1, stroke=look.surface, strokeWidth=1)
        .encode(x("estimate"), y, hue, shape),
        heads.mark_text(align="left", **small).encode(x=alt.value(2), y=above, text=words("second")),
        heads.mark_text(align="right", **small).encode(x=layout.past_right(0), y=above, text=words("first")),
        heads.mark_text(align="right", **small).encode(
            x=layout.past_right(KIND), y=above, text=words("counts")
        ),
        heads.mark_text(align="left", **small).encode(
            x=layout.past_right(KIND + 14), y=above, text=words("points")
        ),
        lines.mark_text(align="left", fontWeight=600).encode(y, x=alt.value(edge), text=words("heading")),
        lines.mark_text(align="left", limit=-edge - (64 if kind else 20)).encode(
            y, x=alt.value(edge + 12), text=words("label")
        ),
        every.mark_text(align="right", opacity=1 if kind else 0, **small).encode(
            y, x=alt.value(-10), text=words("stratum")
        ),
        every.mark_text(align="right").encode(y, x=layout.past_right(KIND), text=words("counts")),
        every.mark_text(align="left").encode(y, x=layout.past_right(KIND + 14), text=words("effect")),
        every.mark_rect(opacity=0).encode(
            y, x=alt.value(edge), x2=layout.past_right(NUMBERS), tooltip=layout.tooltip(tips)
        ),
    ]
    padding = {"left": 5, "right": 5, "bottom": 5, "top": 24}
    return layout.picture(layers, look, STEP * max(len(keys), 1), padding=padding)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the differences of shares between two sides, within each leukaemia type."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    names, alone = names_of(pair), not_compared(pair)
    found = data["effects"]
    made = Figure(
        name="compare-effects",
        title=f"{names[0]} minus {names[1]}: {options.section.lower() or 'every field with levels'}",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "Difference of two shares of those known, with its 95 % interval, on what both sides record",
            f"On one side only: {listed(alone)}" if alone else "",
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
        ),
        reconciliation=_reconciliation(_sizes(cohort), len(pair)),
        methods=f"{EFFECT_RULE} {untested(pair)}".strip(),
        alt=" ".join(
            f"{row['label']}, {row['level']}, {row['stratum']}: {row['counts']}, {row['effect']} points."
            for row in found.to_dict("records")
        )
        or "No field with levels is recorded on both sides.",
        table=_table(found, names),
        width=WIDTH,
        least=LEAST,
    )
    return stamped(made, cohort)


def _sizes(cohort: Cohort) -> dict[str, tuple[int, int]]:
    """Return the patients of both sides in each leukaemia type that is compared."""
    pair = sided(relapsed(cohort))
    one, two = masks_of(pair)
    return {kind: (int((one & mask).sum()), int((two & mask).sum())) for kind, mask in strata(pair).items()}


def _reconciliation(sizes: dict[str, tuple[int, int]], n: int) -> str:
    """Return who is compared with whom, and how many are not."""
    told = [f"{kind} {a} v {b}" for kind, (a, b) in sizes.items()]
    rest = n - sum(a + b for a, b in sizes.values())
    left = f"; {rest} of types that one side alone holds" if rest else ""
    return f"{counted(n, 'patient')}: {', '.join(told)}{left}."


def _left(lines: pd.DataFrame) -> int:
    """Return the pixels of the names on the left."""
    return min(290, 80 + 6 * max((len(name) for name in lines["label"]), default=0))


def _lines(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows from the top: a heading a field, then its levels, a row a type; named at the first."""
    rows: list[tuple[str, str, str]] = []
    for name, part in found.groupby("variable", sort=False):
        rows.append((f"h {name}", str(part["label"].iloc[0]), ""))
        for level, lines in part.groupby("level", sort=False):
            rows += [(row, "", "" if place else str(level)) for place, row in enumerate(lines["row"])]
    return pd.DataFrame(rows, columns=["row", "heading", "label"], dtype="str")


def _table(found: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Return one line a level and type as read."""
    columns = {
        "label": "Field",
        "level": "Level",
        "stratum": "Leukaemia type",
        "first": names[0],
        "second": names[1],
        "effect": "Points (95 %)",
    }
    return found[list(columns)].set_axis(list(columns.values()), axis=1)
