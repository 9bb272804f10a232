"""Two sides variable by variable within each leukaemia type: effect, standardized difference, test."""

import math
from typing import Any

import pandas as pd

from emr_core.once import once
from emr_core.pair import Pair, masks_of, untested
from emr_core.policy import POLICY, Policy
from emr_core.stats.hodges_lehmann import hodges_lehmann
from emr_core.stats.medians import median
from emr_core.stats.multiplicity import benjamini_hochberg
from emr_core.stats.proportions import difference
from emr_core.stats.standardized import (
    StandardizedDifference,
    standardized_level_difference,
    standardized_mean_difference,
    standardized_proportion_difference,
)
from emr_core.stats.tallies import Tally
from emr_core.strata import strata
from emr_core.tables.comparison import compare
from emr_core.tables.shared_fields import Common, common, sample
from emr_core.tables.variables import variables
from emr_core.wording import median_range, number, share, signed

EFFECTS = {
    **dict.fromkeys(("stratum", "variable", "label", "section", "level", "first", "second", "effect"), "str"),
    **dict.fromkeys(("k1", "n1", "k2", "n2"), "int64"),
    **dict.fromkeys(("estimate", "lower", "upper"), "float64"),
    "numbers": "bool",
}

BALANCE = {
    **dict.fromkeys(("stratum", "variable", "label", "section", "of", "reason"), "str"),
    **dict.fromkeys(("estimate", "lower", "upper"), "float64"),
    **dict.fromkeys(("n1", "n2"), "int64"),
    "distance": "bool",
}
TESTS = {
    **dict.fromkeys(("stratum", "variable", "level", "test", "reason"), "str"),
    **dict.fromkeys(("p_value", "q_value"), "float64"),
}

EFFECT_RULE = (
    "Effects are of known values on fields that both sides record, within each leukaemia type, first side "
    "minus second: for a level the difference of two shares in percentage points (Newcombe's hybrid score "
    "interval, 95 %), for a number the Hodges-Lehmann shift in the field's unit (distribution-free 95 % "
    "interval). Of a field with two levels one is given, the other is its mirror. An interval is that of one "
    "line alone, not adjusted for looking at all of them."
)


@once
def effects(pair: Pair) -> pd.DataFrame:
    """Return one line a stratum, variable and level: counts of both sides, the effect, its interval."""
    limits = not pair.on_both
    rows = [row for one in common(pair) for row in _effects(pair, one, limits)]
    return pd.DataFrame(rows, columns=list(EFFECTS)).astype(EFFECTS)


@once
def balance(pair: Pair, within: str = "") -> pd.DataFrame:
    """Return the standardized difference of every common variable, one line a stratum as in `common`."""
    rows = []
    for one in common(pair, within):
        found, of, distance = _standardized(pair, one)
        limits = (found.lower, found.upper) if not pair.on_both else (math.nan, math.nan)
        about = (one.stratum, one.variable.name, one.variable.label, one.variable.section, of, found.reason)
        rows.append((*about, found.estimate, *limits, *found.n, distance))
    return pd.DataFrame(rows, columns=list(BALANCE)).astype(BALANCE)


def p_values(pair: Pair, policy: Policy = POLICY) -> pd.DataFrame:
    """Return the test of every question within each stratum, q over all of them; none if none is allowed."""
    rows = []
    if not untested(pair):
        sides = masks_of(pair)
        for stratum, mask in strata(pair).items():
            groups = {str(place): side & mask for place, side in enumerate(sides)}
            for variable in variables(pair):
                asked = tuple(variable.known) if variable.several else ("",)
                for level in asked:
                    found = compare(variable, groups, level, policy, by=pair.by)
                    rows.append((stratum, variable.name, level, found.test, found.reason, found.p_value))
    frame = pd.DataFrame(rows, columns=["stratum", "variable", "level", "test", "reason", "p_value"])
    return frame.assign(q_value=benjamini_hochberg(frame["p_value"].to_list()))[list(TESTS)].astype(TESTS)


def _effects(pair: Pair, one: Common, limits: bool) -> list[tuple[Any, ...]]:
    """Return the lines of one variable in one stratum."""
    variable = one.variable
    n1, n2 = one.n
    about = (one.stratum, variable.name, variable.label, variable.section)
    nan = math.nan
    if variable.numbers is not None:
        samples = [sample(pair, variable, side) for side in one.sides]
        shift = hodges_lehmann(samples[0], samples[1])
        low, high = (shift.lower, shift.upper) if limits else (nan, nan)
        words = [_middle(numbers) for numbers in samples]
        told = _in_units(shift.estimate, low, high)
        return [(*about, "", *words, told, n1, n1, n2, n2, shift.estimate, low, high, True)]
    levels = tuple(one.levels)
    shown = levels[-1:] if len(levels) == 2 and not variable.several else levels
    rows: list[tuple[Any, ...]] = []
    for level in shown:
        k1, k2 = one.levels[level]
        gap = difference(k1, n1, k2, n2)
        low, high = (100 * gap.lower, 100 * gap.upper) if limits else (nan, nan)
        told = in_points(100 * gap.estimate, low, high, min(n1, n2))
        words = [share(k1, n1), share(k2, n2)]
        rows.append((*about, level, *words, told, k1, n1, k2, n2, 100 * gap.estimate, low, high, False))
    return rows


def in_points(estimate: float, lower: float, upper: float, of: int) -> str:
    """Return a difference of shares in percentage points with its interval: +13 (−20 to +40)."""
    if math.isnan(lower):
        return signed(estimate, of)
    return f"{signed(estimate, of)} ({signed(lower, of)} to {signed(upper, of)})"


def _in_units(estimate: float, lower: float, upper: float) -> str:
    """Return a shift of numbers with its interval: +2.5 (−1 to +6)."""
    if math.isnan(lower):
        return f"{_plus(estimate)} (no interval)" if not math.isnan(estimate) else "–"
    return f"{_plus(estimate)} ({_plus(lower)} to {_plus(upper)})"


def _plus(value: float) -> str:
    """Return a number with its sign, three digits of it."""
    text = number(abs(value), 2 if abs(value) < 10 else 1)
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def _middle(numbers: Tally) -> str:
    """Return median, range and n."""
    found = median(numbers)
    return f"{median_range(found.median, found.minimum, found.maximum)}, n = {found.n}"


def _standardized(pair: Pair, one: Common) -> tuple[StandardizedDifference, str, bool]:
    """Return the standardized difference, the level it is of, and whether it is a distance without a sign."""
    variable, levels, (n1, n2) = one.variable, tuple(one.levels), one.n
    if variable.numbers is not None:
        x, y = (sample(pair, variable, side) for side in one.sides)
        return standardized_mean_difference(x, y), "", False
    counts = [list(side) for side in zip(*one.levels.values(), strict=True)] or [[], []]
    if variable.several:
        found = [
            (standardized_proportion_difference(k1, n1, k2, n2), level)
            for level, k1, k2 in zip(levels, *counts, strict=True)
        ]
        largest = max(found, key=lambda item: -1.0 if math.isnan(item[0].estimate) else abs(item[0].estimate))
        return *largest, False
    if len(levels) <= 2:
        level = levels[-1] if len(levels) == 2 else ""
        found_ = standardized_proportion_difference(counts[0][-1], n1, counts[1][-1], n2)
        return found_, level, False
    return standardized_level_difference(counts), "", True
