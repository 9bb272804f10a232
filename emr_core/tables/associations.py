"""What goes with what: factors known at the relapse against sites, marrow, number of sites and death.

The list of questions is fixed before anybody looks at an answer, so that q can be taken over all of them.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.once import once
from emr_core.policy import EXPLORATORY, POLICY, Policy
from emr_core.stats.association import fisher_exact
from emr_core.stats.multiplicity import benjamini_hochberg
from emr_core.stats.stratified import stratified
from emr_core.tables.adjusted import holds, sentence
from emr_core.tables.questions import REMISSION, Question, questions, risk_questions, types_of
from emr_core.wording import odds_ratio as odds_ratio_words
from emr_core.wording import p_value, share

COLUMNS = ["row", "column", "counts", "test", "p_value", "odds_ratio", "lower", "upper", "n", "N", "remark"]

BY_DEFINITION = "By definition, not tested"
DESCRIBED = "Described, not tested"
WITHIN = "within AML and ALL"
POOLED = "pools AML and ALL"
OPPOSITE = "AML and ALL point in opposite directions"

METHODS = (
    "Counts are patients with the finding of the patients of a group, values known. p: Fisher's exact test, "
    "two-sided; odds ratio: conditional estimate with exact 95 % interval, the first group against the "
    "second. An empty cell leaves no estimate, only a bound. What pools AML and ALL is repeated within "
    "them (exact conditional test, strata combined); where they point in opposite directions no common "
    "odds ratio is shown. Groups under {policy.test_from} patients are described, not tested; pairs linked "
    "by definition are counts only (the share that is AML). q is p adjusted for all tests of the list "
    "(Benjamini-Hochberg). Sites that one sex alone can have are counted in that sex. Concurrent BMR: within "
    f"{WINDOWS[0]} days. {REMISSION}: of those with a dated remission or none. Death is as recorded, without "
    "follow-up: patients lost or last seen alive count as no death recorded. EMR at any time, where the "
    "cohort holds patients without it, is counted whatever their follow-up: see its cumulative incidence."
)

NOT_USED = (
    "Not used: whose group or finding is not recorded; against AML v ALL also other types, patients without "
    "a stated site, and the sex that cannot have the site."
)


@dataclass(frozen=True)
class Options:
    """The thresholds below which nothing is tested."""

    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a question, with its test and odds ratio, and q over all of them."""
    return {"associations": _answered(cohort, (options or Options()).policy)}


@once
def _answered(cohort: Cohort, policy: Policy) -> pd.DataFrame:
    """Return the one frame; the table and the picture of odds above it are made of the same."""
    patients = relapsed(cohort)
    rows: list[tuple[Any, ...]] = []
    asked = [(patients, question) for question in questions(patients)]
    asked += [(cohort, question) for question in risk_questions(cohort)]
    for among, question in asked:
        counts = _counts(question)
        within = _within(question, among) if question.pools and len(counts) == 2 else []
        rows += [_tested(question, counts, len(among), bool(within), policy), *within]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame.insert(5, "q_value", benjamini_hochberg(frame["p_value"].to_numpy(dtype=np.float64)))
    return frame


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the associations of a cohort as a clinician reads them."""
    options = options or Options()
    data = frames(cohort, options)
    made = Table(
        name="associations",
        title="What goes with what at the relapse",
        data=data,
        body=_body(data["associations"]),
        caption=caption(
            cohort,
            whole,
            "Patients with known values",
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
            options.policy.remark,
        ),
        methods=METHODS.format(policy=options.policy),
        notes=(*sentence(holding(data["associations"]), data["associations"]["p_value"]), NOT_USED),
    )
    return stamped_table(made, cohort)


def holding(frame: pd.DataFrame) -> dict[str, float]:
    """Return what holds after adjustment, with its q; what pools AML and ALL by its line within them only."""
    rows = frame.to_dict("records")
    repeated = {_question(row) for row in rows if _question(row)[1] != row["column"]}
    return {
        f"{row['row']}, {row['column']}": row["q_value"]
        for row in rows
        if holds(row)
        and not any(words in row["remark"] for words in (OPPOSITE, POOLED))
        and (row["row"], row["column"]) not in repeated
    }


def _question(row: dict[Hashable, Any]) -> tuple[str, str]:
    """Return what is set against what, the same for a line and its repetition within AML and ALL."""
    return row["row"], str(row["column"]).removesuffix(f", {WITHIN}")


def _counts(question: Question) -> npt.NDArray[np.int64]:
    """Return patients with and without the finding, a row a group."""
    groups = [mask & question.used for mask in question.groups.values()]
    return np.array(
        [[np.count_nonzero(g & question.finding), np.count_nonzero(g & ~question.finding)] for g in groups],
        dtype=np.int64,
    ).reshape(-1, 2)


def _tested(
    question: Question, counts: npt.NDArray[np.int64], everybody: int, repeated: bool, policy: Policy
) -> tuple[Any, ...]:
    """Return one row of the table: the test, or why there is none; `repeated` if it follows within types."""
    n = int(counts.sum())
    words = _words(question, counts)
    nothing = (math.nan,) * 4
    about = (question.row, question.column, words)
    if question.by_definition:
        return (*about, BY_DEFINITION, *nothing, n, everybody, "")
    sizes = counts.sum(axis=1)
    large = counts[sizes >= policy.test_from]
    small = [name for name, size in zip(question.groups, sizes, strict=True) if size < policy.test_from]
    if len(large) < 2 or (counts.shape[0] == 2 and small):
        return (*about, DESCRIBED, *nothing, n, everybody, _too_small(small, policy))
    result = fisher_exact(large)
    effect = result.odds_ratio if counts.shape[0] == 2 else None
    numbers = (effect.estimate, effect.lower, effect.upper) if effect else (math.nan,) * 3
    remarks = [result.reason, _too_small(small, policy), POOLED if question.pools and not repeated else ""]
    remark = "; ".join(text for text in remarks if text)
    return (*about, result.method, result.p_value, *numbers, int(large.sum()), everybody, remark)


def _within(question: Question, patients: Cohort) -> list[tuple[Any, ...]]:
    """Return the same question within AML and ALL, as one exact test over both; none if neither informs."""
    tables = []
    for mask in types_of(patients).values():
        part = Question(
            question.row, question.column, question.groups, question.finding, question.used & mask
        )
        tables.append(_counts(part))
    result = stratified(np.array(tables), with_strata=False)
    if result.n_informative < 2:
        return []
    common = result.common
    numbers = (result.p_value, common.estimate, common.lower, common.upper)
    words = "; ".join(
        f"{name} {_words(question, counts)}" for name, counts in zip(types_of(patients), tables, strict=True)
    )
    remark = OPPOSITE if result.opposite else ""
    column = f"{question.column}, {WITHIN}"
    return [(question.row, column, words, result.method, *numbers, result.n, len(patients), remark)]


def _words(question: Question, counts: npt.NDArray[np.int64]) -> str:
    """Return the counts of every group: `6/8 (75 %) v 0/14 (0 %)`, with the levels if there are many."""
    shares = [share(int(k), int(k + rest)) for k, rest in counts]
    if len(shares) == 2:
        return " v ".join(shares)
    named = zip(question.groups, shares, strict=True)
    return "; ".join(f"{name} {words}" for name, words in named)


def _too_small(names: list[str], policy: Policy) -> str:
    """Return which groups are too small to be tested."""
    return f"fewer than {policy.test_from}: {', '.join(names)}" if names else ""


def _body(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the associations in words; a pooled odds ratio is left out where the strata disagree."""
    opposite = {_question(row) for row in frame[frame["remark"] == OPPOSITE].to_dict("records")}
    lines = []
    for row in frame.to_dict("records"):
        effect = odds_ratio_words(row["odds_ratio"], row["lower"], row["upper"])
        if _question(row) in opposite:
            effect = OPPOSITE
        elif math.isnan(row["odds_ratio"]):
            effect = "–"
        test = row["test"].split(" (")[0]
        tested = test if math.isnan(row["p_value"]) else f"{test}, {p_value(row['p_value'])}"
        adjusted = p_value(row["q_value"]).replace("p", "q")
        used = f"{row['n']} of {row['N']}"
        remark = "" if row["remark"] == OPPOSITE else row["remark"]
        lines.append((row["row"], row["column"], row["counts"], effect, tested, adjusted, used, remark))
    names = ["Site or factor", "Set against", "Patients", "Odds ratio (95 %)", "Test", "q", "Used", "Remark"]
    return pd.DataFrame(lines, columns=names)
