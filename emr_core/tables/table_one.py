"""Table 1: who the patients are, by leukaemia type, with the test named beside every p value."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import factor, relapsed, without_relapse
from emr_core.fields import UNKNOWN
from emr_core.figure import Table, caption, stamped_table
from emr_core.policy import EXPLORATORY, POLICY, Policy, group_too_small
from emr_core.risk import is_graded, not_graded
from emr_core.schema import BY_NAME
from emr_core.stats.medians import median
from emr_core.stats.multiplicity import benjamini_hochberg
from emr_core.stats.proportions import wilson
from emr_core.stats.tallies import Tally
from emr_core.tables.adjusted import holds, sentence
from emr_core.tables.columns import ALL_PATIENTS, by_type, headings
from emr_core.tables.comparison import RULE, compare
from emr_core.tables.number_tallies import tallies_by, tally_of
from emr_core.tables.variables import Variable, absent, variables
from emr_core.vocabulary.karyotype import PRECEDENCE
from emr_core.vocabulary.risk_groups import SYSTEMS
from emr_core.wording import listed, median_range, p_value, share

COUNTS = ["variable", "label", "section", "level", "group", "n", "N", "percent", "lower", "upper"]
NUMBERS = ["median", "minimum", "maximum", "mean"]
TESTS = ["test", "p_value", "q_value", "n_tested", "not_tested_because", "test_of_level"]

COLUMN = "Column"
"""Stands for the test of the leukaemia type, which makes the columns of the table."""

EACH_LEVEL = "Each level apart"
"""Stands for the test of a field with several levels at once."""

INDENT = "\u2003"
"""An em space: the only indentation that HTML and Markdown keep."""

METHODS = (
    "Counts are k/n (percent) of all patients of a column, the unknown included; percentages of a field "
    "with several levels at once add up to more than 100. Numbers are median (range) of the n known. "
    f"{PRECEDENCE} {RULE} q is p adjusted for all tests of this table (Benjamini-Hochberg). "
    "In the downloaded table, lower and upper are Wilson 95 % limits in percent, or the "
    "distribution-free 95 % interval of a median from {policy.median_interval_from} values."
)


@dataclass(frozen=True)
class Options:
    """The thresholds below which nothing is tested and no interval given."""

    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a variable, level and column of the table, with its test; q over all tests of it."""
    policy = (options or Options()).policy
    patients = relapsed(cohort)
    columns = by_type(patients)
    types = {name: mask for name, mask in columns.items() if name != ALL_PATIENTS}
    lines = [(variable, level) for variable in variables(patients) for level in _lines(variable)]
    questions = {_asked(*line): line[0] for line in lines}  # several lines of a variable ask one question
    counted = _tallies(patients, tuple(variable for variable, _ in lines))
    tests = {
        asked: compare(variable, types, asked[1], policy, counted=counted.get(variable.name))
        for asked, variable in questions.items()
    }
    q_values = dict(zip(tests, benjamini_hochberg([test.p_value for test in tests.values()]), strict=True))
    rows = list(_types(types))
    for variable, level in lines:
        asked = _asked(variable, level)
        test = tests[asked]
        told = (test.test, test.p_value, q_values[asked], test.n, test.reason, asked[1])
        tallies = counted.get(variable.name, {})
        rows += [
            (*_numbers(variable, level, group, mask, tallies.get(group), policy), *told)
            for group, mask in columns.items()
        ]
    return {"table1": pd.DataFrame(rows, columns=COUNTS + NUMBERS + TESTS)}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return Table 1 of a cohort as a clinician reads it."""
    options = options or Options()
    data = frames(cohort, options)
    patients = relapsed(cohort)
    columns = by_type(patients)
    denominator = "k/n (percent) of all patients of a column, unknown included; median (range) of the n known"
    made = Table(
        name="table-1",
        title="Table 1. Patients by leukaemia type",
        data=data,
        body=_body(data["table1"], headings(columns)),
        caption=caption(
            cohort,
            whole,
            denominator,
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        methods=METHODS.format(policy=options.policy),
        notes=(
            *sentence(holding(data["table1"]), _tests(data["table1"])["p_value"]),
            *_notes(patients, columns, options.policy),
        ),
    )
    return stamped_table(made, cohort)


def holding(frame: pd.DataFrame) -> dict[str, float]:
    """Return the variables, or levels tested apart, that hold after adjustment, each with its q."""
    rows = [row for row in _tests(frame).to_dict("records") if holds(row)]
    return {": ".join(filter(None, (row["label"], row["test_of_level"]))): row["q_value"] for row in rows}


def _tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one line a test of the table, those without a p left out."""
    return frame[frame["p_value"].notna()].drop_duplicates(["variable", "test_of_level"])


def _lines(variable: Variable) -> tuple[str, ...]:
    """Return the lines of a variable: its levels, or one without a name for numbers."""
    return ("",) if variable.numbers is not None else tuple(variable.levels)


def _types(types: dict[str, Mask]) -> Iterator[tuple[Any, ...]]:
    """Yield the leukaemia types, which are the table's columns, as lines of all patients."""
    field = BY_NAME["leukemia_type"]
    variable = Variable(field.name, field.label, field.section, field.known_from, types)
    for level, mask in types.items():
        everybody = np.ones(len(mask), dtype=bool)
        told = (COLUMN, math.nan, math.nan, 0, "the columns of this table", "")
        yield (*_numbers(variable, level, ALL_PATIENTS, everybody), *told)


def _tallies(patients: Cohort, held: tuple[Variable, ...]) -> dict[str, dict[str, Tally]]:
    """Return how many patients of each column have which number, for every variable of numbers."""
    by, names = factor(patients, "leukemia_type"), [one.name for one in held if one.numbers is not None]
    return {
        name: {**tallies_by(patients, name, by), ALL_PATIENTS: tally_of(patients, name)} for name in names
    }


def _asked(variable: Variable, level: str) -> tuple[str, str]:
    """Return what one test is of: a variable, or one level where a patient may have several."""
    return variable.name, level if variable.several and level != UNKNOWN else ""


def _numbers(
    variable: Variable,
    level: str,
    group: str,
    mask: Mask,
    tally: Tally | None = None,
    policy: Policy = POLICY,
) -> tuple[Any, ...]:
    """Return the numbers of one variable or level in one column."""
    N = int(np.count_nonzero(mask))
    about = (variable.name, variable.label, variable.section, level, group)
    if tally is not None:
        m = median(tally)
        limits = (m.lower, m.upper) if m.n >= policy.median_interval_from else (math.nan, math.nan)
        return (*about, m.n, N, math.nan, *limits, m.median, m.minimum, m.maximum, m.mean)
    k = int(np.count_nonzero(variable.levels[level] & mask))  # to add up booleans takes 20 times as long
    wide = wilson(k, N)
    shares = (100 * wide.estimate, 100 * wide.lower, 100 * wide.upper)
    return (*about, k, N, *shares, math.nan, math.nan, math.nan, math.nan)


def _body(frame: pd.DataFrame, heads: dict[str, str]) -> pd.DataFrame:
    """Return a line a section, a line a number, and for levels a line a level under their variable."""
    lines: list[list[str]] = []
    section, variable = "", ""
    blank = [""] * len(heads)
    frame = frame[(frame["test"] != COLUMN).to_numpy(dtype=bool)]
    grouped: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in frame.to_dict("records"):  # all rows at once: group by group it took 0.4 s
        grouped.setdefault((row["variable"], row["level"]), []).append(row)
    for rows in grouped.values():
        first = rows[0]
        if first["section"] != section:
            section = first["section"]
            lines.append([section, *blank, ""])
        of_level, is_number = bool(first["test_of_level"]), not first["level"]
        if not is_number and first["variable"] != variable:
            variable = first["variable"]
            lines.append([first["label"], *blank, EACH_LEVEL if of_level else _test(first)])
        name = first["label"] if is_number else INDENT + first["level"]
        test = _test(first) if is_number or of_level else ""
        lines.append([name, *(_cell(row) for row in rows), test])
    return pd.DataFrame(lines, columns=["Variable", *heads.values(), "Test"])


def _cell(row: dict[Any, Any]) -> str:
    """Return k/n (percent), or median (range) with the n known."""
    if row["level"]:
        return share(int(row["n"]), int(row["N"]))
    if not row["n"]:
        return "n = 0"
    return f"{median_range(row['median'], row['minimum'], row['maximum'])}, n = {row['n']}"


def _test(row: dict[Any, Any]) -> str:
    """Return the test with its p and q, or why there is none."""
    if math.isnan(row["p_value"]):
        return str(row["test"])
    adjusted = p_value(row["q_value"]).replace("p", "q")
    return f"{row['test'].split(' (')[0]}, {p_value(row['p_value'])}, {adjusted}"


def _notes(patients: Cohort, columns: dict[str, Mask], policy: Policy) -> tuple[str, ...]:
    """Return which types are too small, where the sites are, and what the cohort does not hold."""
    sizes = {
        name: int(np.count_nonzero(mask))
        for name, mask in columns.items()
        if name not in (ALL_PATIENTS, UNKNOWN)
    }
    small = [group_too_small(name, n, policy) for name, n in sizes.items() if n < policy.test_from]
    missing = absent(patients)
    graded = [f"{system.label}: {system.citation}." for system in SYSTEMS if is_graded(patients, system.name)]
    notes = [*small, "Levels that nobody has are left out; sites of relapse are counted under Sites."]
    notes += [*graded, *(f"{name} not shown: {why}." for name, why in not_graded(patients).items())]
    if missing:
        notes.append(f"Not recorded in this cohort: {listed(missing)}.")
    return tuple(notes)
