"""Table 1 of two sides: who the patients are on either, and by how much they differ."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed, without_relapse
from emr_core.fields import UNKNOWN
from emr_core.figure import Table, caption, stamped_table
from emr_core.pair import TYPE, Pair, masks_of, names_of, overlap, sided, untested
from emr_core.policy import EXPLORATORY, POLICY, Policy
from emr_core.stats.medians import median
from emr_core.stats.proportions import wilson
from emr_core.strata import EVERYBODY, not_compared, strata, within
from emr_core.tables.adjusted import sentence
from emr_core.tables.contrasts import balance, p_values
from emr_core.tables.shared_fields import common, defines, sample, variables_of
from emr_core.tables.variables import Variable, absent
from emr_core.wording import listed, median_range, number, p_value, share

COLUMNS = ["variable", "label", "section", "level", "group", "n", "N", "percent", "lower", "upper"]
NUMBERS = ["median", "minimum", "maximum"]
DIFFERENCE = ["standardized", "of", "apart", "test", "p_value", "q_value"]

INDENT = "\u2003"
"""An em space: the only indentation that HTML and Markdown keep."""

CHOSEN_BY = "by definition"

Row = dict[Hashable, Any]
"""A row of the frame: one level, or number, of one side."""

METHODS = (
    "Counts are k/n (percent) of all patients of a side, the unknown included; numbers are median (range) of "
    "the n known. The standardized difference is that of the known values, first side minus second, in "
    "units of the spread within the sides: it does not grow with their size. For numbers and two levels it "
    "has a sign (Austin 2009), for more levels it is a distance without one (Yang and Dalton 2012), for "
    "fields with several levels at once the largest of the levels. Small groups are far apart by chance "
    "alone. A dash: nobody of the side has the field recorded. "
)
TESTED = (
    "p is of the known values (Fisher's exact test for levels, Mann-Whitney for numbers), within a leukaemia "
    "type where both sides hold AML and ALL; q is p adjusted for all tests of all types (Benjamini-Hochberg)."
)


@dataclass(frozen=True)
class Options:
    """The leukaemia type within which the sides are described, all types if empty; fields of one side too.

    Without `every` field, what one side alone records is named below the table and not in it.
    """

    within: str = ""
    every: bool = False
    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a variable, level and side, with the standardized difference and the test."""
    options = options or Options()
    pair = sided(relapsed(cohort))
    stratum, mask = within(pair, options.within)
    differences = {row["variable"]: row for row in balance(pair, stratum).to_dict("records")}
    found = p_values(pair, options.policy)
    tests = {
        (row["variable"], row["level"]): row for row in found.to_dict("records") if row["stratum"] == stratum
    }
    rows: list[tuple[Any, ...]] = []
    sides = [(name, side & mask) for name, side in zip(names_of(pair), masks_of(pair), strict=True)]
    for variable in described(pair, stratum, every=options.every):
        here = differences.get(variable.name)
        for level in ("",) if variable.numbers is not None else tuple(variable.levels):
            asked = (variable.name, level if variable.several else "")
            test = tests.get(asked)
            told = (
                math.nan if here is None else here["estimate"],
                CHOSEN_BY if defines(variable.name, pair) else "" if here is None else here["of"],
                variable.several,
                "" if test is None else test["test"],
                math.nan if test is None else test["p_value"],
                math.nan if test is None else test["q_value"],
            )
            rows += [(*_numbers(pair, variable, level, name, side), *told) for name, side in sides]
    return {"table1": pd.DataFrame(rows, columns=COLUMNS + NUMBERS + DIFFERENCE), "tests": found}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return Table 1 of two sides as a clinician reads it."""
    options = options or Options()
    data = frames(cohort, options)
    pair = sided(relapsed(cohort))
    stratum, mask = within(pair, options.within)
    names = names_of(pair)
    heads = [
        f"{name} (n = {np.count_nonzero(side & mask)})"
        for name, side in zip(names, masks_of(pair), strict=True)
    ]
    among = "" if stratum == EVERYBODY else f", {stratum}"
    with_p = bool(data["table1"]["p_value"].notna().any())
    made = Table(
        name="compare-table-1",
        title=f"Table 1. {names[0]} and {names[1]}{among}",
        data=data,
        body=_body(data["table1"], heads, with_p=with_p),
        caption=caption(
            cohort,
            whole,
            "k/n (percent) of all patients of a side, unknown included; median (range) of the n known",
            without_relapse(cohort),
            untested(pair).rstrip("."),
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        methods=METHODS + (TESTED if with_p else ""),
        notes=_notes(pair, options, data, with_p=with_p),
    )
    return stamped_table(made, cohort)


def described(pair: Pair, stratum: str, *, every: bool) -> tuple[Variable, ...]:
    """Return the variables of the table: those that both sides record there, or every one."""
    held = variables_of(pair)
    both = {one.variable.name for one in common(pair, stratum)} | ({TYPE} if stratum != EVERYBODY else set())
    return held if every else tuple(one for one in held if one.name in both or defines(one.name, pair))


def _numbers(pair: Pair, variable: Variable, level: str, side: str, mask: Mask) -> tuple[Any, ...]:
    """Return the numbers of one variable or level on one side."""
    N = int(np.count_nonzero(mask))
    about = (variable.name, variable.label, variable.section, level, side)
    nan = math.nan
    if variable.numbers is not None:
        m = median(sample(pair, variable, mask))
        return (*about, m.n, N, nan, m.lower, m.upper, m.median, m.minimum, m.maximum)
    k = int(np.count_nonzero(variable.levels[level] & mask))
    wide = wilson(k, N)
    return (*about, k, N, 100 * wide.estimate, 100 * wide.lower, 100 * wide.upper, nan, nan, nan)


def _body(frame: pd.DataFrame, heads: list[str], *, with_p: bool) -> pd.DataFrame:
    """Return a line a section, a line a number, and for levels a line a level under their variable."""
    lines: list[list[str]] = []
    section = ""
    grouped: dict[str, dict[str, list[Row]]] = {}
    for row in frame.to_dict("records"):  # all rows at once: group by group it took 60 ms, of 22 patients too
        grouped.setdefault(row["variable"], {}).setdefault(row["level"], []).append(row)
    for levels in grouped.values():
        first = next(iter(levels.values()))[0]
        if first["section"] != section:
            section = first["section"]
            lines.append([section, "", "", "", ""])
        apart = bool(first["apart"])
        blank = [bool(first["level"]) and unknown for unknown in _unrecorded(levels)]
        if first["level"]:
            lines.append([first["label"], "", "", _difference(first), "" if apart else _test(first)])
        for level, pair in levels.items():
            name = INDENT + level if level else first["label"]
            told = ("", _test(first) if apart else "") if level else (_difference(first), _test(first))
            if apart:
                told = ("", _test(pair[0]))
            cells_ = [
                "–" if empty and level != UNKNOWN else _cell(row)
                for row, empty in zip(pair, blank, strict=True)
            ]
            lines.append([name, *cells_, *told])
    columns = ["Variable", *heads, "Standardized difference", "Test"]
    return pd.DataFrame(lines, columns=columns)[columns if with_p else columns[:-1]]


def _unrecorded(levels: Mapping[str, list[Row]]) -> list[bool]:
    """Return for either side whether nobody has a field with levels recorded."""
    known = [[row["n"] for row in pair] for level, pair in levels.items() if level != UNKNOWN]
    return [sum(counts) == 0 for counts in zip(*known, strict=True)] or [True, True]


def _cell(row: Row) -> str:
    """Return k/n (percent), or median (range) with the n known."""
    if row["level"]:
        return share(int(row["n"]), int(row["N"]))
    if not row["n"]:
        return "n = 0"
    return f"{median_range(row['median'], row['minimum'], row['maximum'])}, n = {row['n']}"


def _difference(row: Row) -> str:
    """Return the standardized difference with two decimals, and the level it is of."""
    if math.isnan(row["standardized"]):
        return CHOSEN_BY if row["of"] == CHOSEN_BY else "–"
    sign = "−" if row["standardized"] < 0 else ""
    return f"{sign}{number(abs(row['standardized']), 2)}" + (f" ({row['of']})" if row["of"] else "")


def _test(row: Row) -> str:
    """Return the test with its p and q; nothing where there is none."""
    if math.isnan(row["p_value"]):
        return ""
    adjusted = p_value(row["q_value"]).replace("p", "q")
    return f"{row['test'].split(' (')[0]}, {p_value(row['p_value'])}, {adjusted}"


def _notes(pair: Pair, options: Options, data: dict[str, pd.DataFrame], *, with_p: bool) -> tuple[str, ...]:
    """Return who stands on both sides, which types are not compared, what tests come to, what is absent."""
    (stratum, _), policy = within(pair, options.within), options.policy
    notes = list(overlap(pair))
    alone = not_compared(pair)
    if alone:
        notes.append(f"On one side only, not compared within its type: {listed(alone)}.")
    elif stratum == EVERYBODY and EVERYBODY not in strata(pair) and not untested(pair):
        notes.append("AML and ALL together are described; they are tested within each type.")
    if with_p:
        found = p_values(pair, policy)
        named = [
            ": ".join(filter(None, key))
            for key in found[["stratum", "variable", "level"]].to_numpy().tolist()
        ]
        holds = {
            n: float(q) for n, q in zip(named, found["q_value"], strict=True) if q < policy.finding_below
        }
        notes += sentence(holds, found["p_value"], policy)
    shown = set(data["table1"]["variable"])
    single = [one.label for one in variables_of(pair) if one.name not in shown]
    if single:
        notes.append(f"Recorded on one side only: {listed(single)}.")
    missing = absent(pair)
    if missing:
        notes.append(f"Recorded on neither side: {listed(missing)}.")
    return tuple(notes)
