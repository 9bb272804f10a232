"""Two sides variable by variable within each leukaemia type: effect, standardized difference, test."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from emr_core.cohort import Mask
from emr_core.factors import tied
from emr_core.once import once
from emr_core.pair import TYPE, Pair, masks_of, untested
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
from emr_core.strata import EVERYBODY, strata
from emr_core.tables.comparison import compare, known_in
from emr_core.tables.variables import Variable, leukemia_variable, variables
from emr_core.wording import median_range, number, share, signed

NOT_APPLICABLE = "Not applicable"
"""The level of a risk group that was not made for the patient's type: no value to be compared."""

EFFECTS = {
    **dict.fromkeys(("stratum", "variable", "label", "section", "level", "first", "second", "effect"), "str"),
    **dict.fromkeys(("k1", "n1", "k2", "n2"), "int64"),
    **dict.fromkeys(("estimate", "lower", "upper"), "float64"),
    "numbers": "bool",
}
Kind = Literal["levels", "numbers", "either", "on both sides"]

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


@dataclass(frozen=True, eq=False)
class Common:
    """A variable within one stratum: who is known on either side."""

    variable: Variable
    stratum: str
    first: Mask
    second: Mask

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the known levels that somebody here has, in order."""
        both = self.first | self.second
        held = (level for level, mask in self.variable.known.items() if (mask & both).any())
        return tuple(level for level in held if level != NOT_APPLICABLE)


def common(pair: Pair, among: Mapping[str, Mask] | None = None) -> tuple[Common, ...]:
    """Return what both sides record, a leukaemia type at a time; what defines the sides is left out.

    `among` gives other strata than the leukaemia types that both sides hold.
    """
    sides = masks_of(pair)
    held = [one for one in variables_of(pair) if not defines(one.name, pair)]
    found = []
    for stratum, mask in (strata(pair) if among is None else among).items():
        for variable in held:
            if variable.name == TYPE and stratum != EVERYBODY:
                continue
            known = known_of(variable, len(pair)) & mask
            first, second = (known & side for side in sides)
            if first.any() and second.any():
                found.append(Common(variable, stratum, first, second))
    return tuple(found)


def known_of(variable: Variable, n: int) -> Mask:
    """Return whose value is known, of n patients; that a risk group does not apply is no value."""
    return known_in(variable, n) & ~variable.levels.get(NOT_APPLICABLE, np.zeros(n, dtype=bool))


@once
def sections(pair: Pair, kind: Kind) -> tuple[str, ...]:
    """Return the sections of fields in order: those with levels, numbers, or either, or of both sides."""
    if kind == "on both sides":
        return tuple(dict.fromkeys(one.variable.section for one in common(pair) if one.variable.name != TYPE))
    able = {
        one.section: None
        for one in variables_of(pair)
        if kind == "either" or (one.numbers is None) == (kind == "levels")
    }
    return tuple(able)


@once
def variables_of(pair: Pair) -> tuple[Variable, ...]:
    """Return every variable that either side records, the leukaemia type where patients are described."""
    found = list(variables(pair))
    place = sum(one.section == "Patient" for one in found)
    return (*found[:place], leukemia_variable(pair), *found[place:])


def defines(name: str, pair: Pair) -> bool:
    """Tell whether a variable is what the sides were chosen by, or tied to it by definition."""
    return any(name == field or tied(name, field) for field in pair.by)


def effects(pair: Pair, among: Mapping[str, Mask] | None = None) -> pd.DataFrame:
    """Return one line a stratum, variable and level: counts of both sides, the effect, its interval."""
    limits = not pair.on_both
    rows = [row for one in common(pair, among) for row in _effects(one, limits)]
    return pd.DataFrame(rows, columns=list(EFFECTS)).astype(EFFECTS)


def balance(pair: Pair, among: Mapping[str, Mask] | None = None) -> pd.DataFrame:
    """Return the standardized difference of every common variable, one line a stratum."""
    rows = []
    for one in common(pair, among):
        found, of, distance = _standardized(one)
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


def _effects(one: Common, limits: bool) -> list[tuple[Any, ...]]:
    """Return the lines of one variable in one stratum."""
    variable = one.variable
    n1, n2 = int(one.first.sum()), int(one.second.sum())
    about = (one.stratum, variable.name, variable.label, variable.section)
    nan = math.nan
    if variable.numbers is not None:
        x, y = variable.numbers[one.first], variable.numbers[one.second]
        shift = hodges_lehmann(x, y)
        low, high = (shift.lower, shift.upper) if limits else (nan, nan)
        words = [_middle(values) for values in (x, y)]
        told = _in_units(shift.estimate, low, high)
        return [(*about, "", *words, told, n1, n1, n2, n2, shift.estimate, low, high, True)]
    levels = one.levels
    shown = levels[-1:] if len(levels) == 2 and not variable.several else levels
    rows: list[tuple[Any, ...]] = []
    for level in shown:
        mask = variable.levels[level]
        k1, k2 = int((mask & one.first).sum()), int((mask & one.second).sum())
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


def _middle(values: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """Return median, range and n."""
    found = median(values)
    return f"{median_range(found.median, found.minimum, found.maximum)}, n = {found.n}"


def _standardized(one: Common) -> tuple[StandardizedDifference, str, bool]:
    """Return the standardized difference, the level it is of, and whether it is a distance without a sign."""
    variable, levels = one.variable, one.levels
    n1, n2 = int(one.first.sum()), int(one.second.sum())
    if variable.numbers is not None:
        return (
            standardized_mean_difference(variable.numbers[one.first], variable.numbers[one.second]),
            "",
            False,
        )
    counts = [
        [int((variable.levels[level] & side).sum()) for level in levels] for side in (one.first, one.second)
    ]
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
