"""Death and later marrow relapse by factor, as differences at a stated time where follow-up exists."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import forest_layout, layout
from emr_core.cohort import Cohort, Mask
from emr_core.curves.compare import TYPE, TYPES
from emr_core.curves.groups import Grouped, grouped, offered
from emr_core.curves.groups import Options as CurveOptions
from emr_core.endpoints.times import estimable
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.policy import EXPLORATORY, POLICY, Policy
from emr_core.stats.competing_risks import aalen_johansen, incidence_at
from emr_core.stats.horizons import restricted_mean
from emr_core.wording import number, signed

Of = Literal["overall_survival", "later_bmr"]

HORIZONS = (12, 24, 60)
"""Months from the relapse that may be asked, to be chosen before looking."""

TOGETHER = "AML and ALL together"

NUMBERS = forest_layout.Numbers({"counts": 14, "effect": 120}, end=330)
"""Pixels right of the axis where patients and differences begin."""

Z = 1.959963984540054
"""Quantile of the standard normal distribution for 95 %."""

MEASURE: dict[Of, str] = {
    "overall_survival": "months alive",
    "later_bmr": "percentage points of later BMR",
}
METHODS = (
    "Death: difference of the restricted means, the months alive within the stated time (area under the "
    "Kaplan-Meier curve). Later BMR: difference of the cumulative incidences (Aalen-Johansen, death "
    "competing) at that time. The first group minus the second; normal 95 % intervals from the two standard "
    "errors. No difference where a group is too small, or its follow-up ends before. Factors known only "
    "after the relapse are not asked. Both types together: the differences within AML and within ALL, "
    "weighted by their inverse variances; not given where they point in opposite directions."
)


@dataclass(frozen=True)
class Options:
    """Which endpoint, at how many months, and the thresholds of small numbers."""

    of: Of = "overall_survival"
    horizon: int = 12
    policy: Policy = field(default=POLICY)


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a factor of two groups and stratum (the table), the lines, and what is drawn."""
    rows = list(_rows(cohort, options))
    columns = ["factor", "stratum", "n1", "n2", "difference", "lower", "upper", "effect"]
    found = pd.DataFrame(rows, columns=columns)
    found["key"] = [str(place) for place in range(len(found))]
    numbers = found[["difference", "lower", "upper"]].astype("float64")
    found[["difference", "lower", "upper"]] = numbers
    drawn = found[numbers.notna().all(axis=1).to_numpy(dtype=bool)].reset_index(drop=True)
    reach = float(np.nanmax(np.abs(numbers.to_numpy()), initial=1.0)) if len(found) else 1.0
    axis = pd.DataFrame({"zero": [0.0], "reach": [math.ceil(reach * 1.05)]})
    return {"differences": found, "lines": _lines(found), "drawn": drawn, "axis": axis}


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return intervals and marks about nothing, names on the left, patients and differences on the right."""
    reach = float(data["axis"]["reach"].iloc[0])
    y = forest_layout.place(data["lines"])
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    x = forest_layout.axis(scale, "First group minus second", tickCount=6)
    drawn, zero = (layout.source(data[name]) for name in ("drawn", "axis"))
    tips = {"heading": "Factor", "label": "Among", "effect": "Difference (95 %)"}
    layers = [
        zero.mark_rule(color=look.muted).encode(x("zero")),
        forest_layout.interval(drawn, x("lower"), "upper", y, look),
        drawn.mark_point(
            shape="circle", size=110, opacity=1, fill=look.colour("Isolated"), stroke=look.surface
        ).encode(x("difference"), y),
    ]
    return forest_layout.forest(data["lines"], layers, NUMBERS, tips, look)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the differences of death or later marrow relapse by every factor of two groups."""
    options = options or Options()
    data = frames(cohort, options)
    found, shown = data["differences"], len(data["drawn"])
    why = estimable(cohort, CurveOptions(options.of).of)
    made = Figure(
        name="time-differences",
        title=f"Difference in {MEASURE[options.of]} within {options.horizon} months of EMR",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "First group minus second, with 95 % intervals",
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        reconciliation=" ".join(
            part for part in (f"{len(found)} rows = {shown} drawn + {len(found) - shown} not.", why) if part
        ),
        methods=METHODS,
        alt=" ".join(f"{r['factor']}, {r['stratum']}: {r['effect']}." for r in found.to_dict("records"))
        or why
        or "No factor has two groups.",
        table=found[["factor", "stratum", "n1", "n2", "effect"]].set_axis(
            ["Factor", "Among", "First group", "Second group", "Difference (95 %)"], axis=1
        ),
        width=forest_layout.WIDTH,
        least=forest_layout.LEAST,
    )
    return stamped(made, cohort)


def _rows(cohort: Cohort, options: Options) -> Iterator[tuple[Any, ...]]:
    """Yield every factor of exactly two groups within AML, within ALL, and in all types."""
    asked = CurveOptions(options.of, policy=options.policy)
    if estimable(cohort, asked.of):
        return
    for name, label in offered(cohort, asked.of).items():
        parts = grouped(cohort, replace(asked, by=name))
        if name == "" or len(parts.groups) != 2:
            continue
        second, first = parts.groups
        heading = f"{label}: {first} v {second}"
        if name == TYPE:
            yield (heading, TOGETHER, *_row(_difference(parts, parts.time >= 0, options)))
            continue
        within = [_difference(parts, _among(parts, kind), options) for kind in TYPES]
        yield from ((heading, kind, *_row(one)) for kind, one in zip(TYPES, within, strict=True))
        yield (heading, TOGETHER, *_row(_common(within)))


def _among(parts: Grouped, kind: str) -> Mask:
    """Return who has a leukaemia type."""
    return np.asarray((parts.types == kind).to_numpy(dtype=bool))


@dataclass(frozen=True)
class Difference:
    """Patients of both groups, the difference with its standard error, or why there is none."""

    n1: int
    n2: int
    gap: float = math.nan
    error: float = math.nan
    reason: str = ""


def _difference(parts: Grouped, among: Mask, options: Options) -> Difference:
    """Return the difference of the two groups among some patients."""
    second, first = (mask & among for mask in parts.groups.values())
    sizes = int(first.sum()), int(second.sum())
    if min(sizes) < options.policy.curve_from:
        return Difference(*sizes, reason=f"fewer than {options.policy.curve_from} in a group")
    (one, se1), (two, se2) = (_value(parts, mask, options) for mask in (first, second))
    gap, error = one - two, math.hypot(se1, se2)
    if math.isnan(gap) or math.isnan(error) or error == 0:
        return Difference(*sizes, reason="follow-up too short in a group")
    return Difference(*sizes, gap, error)


def _common(within: list[Difference]) -> Difference:
    """Return the differences within the types put together, each weighted by its inverse variance."""
    n1, n2 = sum(one.n1 for one in within), sum(one.n2 for one in within)
    if any(one.reason for one in within):
        return Difference(n1, n2, reason="not within both types")
    if len({math.copysign(1, one.gap) for one in within if one.gap}) > 1:
        return Difference(n1, n2, reason="types disagree")
    weights = [1 / one.error**2 for one in within]
    gap = sum(w * one.gap for w, one in zip(weights, within, strict=True)) / sum(weights)
    return Difference(n1, n2, gap, sum(weights) ** -0.5)


def _row(one: Difference) -> tuple[int, int, float, float, float, str]:
    """Return a difference with its limits, and in words."""
    low, high = one.gap - Z * one.error, one.gap + Z * one.error
    gap, *limits = (signed(value, of=100) for value in (one.gap, low, high))
    words = one.reason or f"{gap} ({' to '.join(limits)})"
    return one.n1, one.n2, one.gap, low, high, words


def _value(parts: Grouped, mask: Mask, options: Options) -> tuple[float, float]:
    """Return a group's value at the stated time and its standard error."""
    time, event = parts.time[mask], parts.event[mask]
    if options.of == "overall_survival":
        mean = restricted_mean(time, np.minimum(event, 1), options.horizon)
        return mean.mean, mean.standard_error
    at = incidence_at(aalen_johansen(time, event), 1, [options.horizon])
    return 100 * float(at.incidence[0]), 100 * float(at.standard_error[0])


def _lines(found: pd.DataFrame) -> pd.DataFrame:
    """Return the picture's lines from the top: a heading a factor, then its strata."""
    lines: list[tuple[str, ...]] = []
    for factor, part in found.groupby("factor", sort=False):
        lines.append((f"h {factor}", str(factor), "", "", ""))
        for row in part.to_dict("records"):
            counts = f"{number(row['n1'])} v {number(row['n2'])}"
            lines.append((row["key"], "", str(row["stratum"]), counts, str(row["effect"])))
    return pd.DataFrame(lines, columns=["key", "heading", "label", "counts", "effect"])
