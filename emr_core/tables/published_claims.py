"""Every claim of the cohort's paper beside what its own tables give."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.evidence.claim import NOTHING, VERDICTS, Finding
from emr_core.evidence.recompute import counts, findings, has_paper, paper_of
from emr_core.figure import Table, caption

Shown = Literal["All", "Agree", "Disagree", "Not checkable"]
COLUMNS = ["key", "section", "where", "claim", "published", "recomputed", "verdict", "note"]
READ = ["Claim", "Published", "Recomputed", "Verdict", "Reason", "Where"]
MARKS = {"agree": "= agree", "disagree": "≠ disagree", "not checkable": "? not checkable"}
"""Verdicts as read: a sign and a word, no colour."""

METHODS = (
    "Every claim is recomputed from the rows of the cohort when this table is made. Counts must be equal; "
    "other numbers must be equal after rounding to the decimals that the paper prints. A claim in words "
    "agrees if a comparison bears it out. Not checkable: the paper does not give the values by patient, "
    "there is nobody to compare with, or too few. Nobody can tell from here which of two numbers is right."
)


@dataclass(frozen=True)
class Options:
    """Which claims are listed."""

    verdict: Shown = "All"


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return the claims listed, one a row, and how many of all have each verdict; none without a paper."""
    found = findings(cohort) if has_paper(cohort) else ()
    tally = counts(found)
    rows = [
        (f.key, f.section, f.where, f.statement, f.published, f.recomputed, f.verdict, f.note)
        for f in _listed(found, options or Options())
    ]
    return {
        "claims": pd.DataFrame(rows, columns=COLUMNS),
        "verdicts": pd.DataFrame([(v, tally[v]) for v in VERDICTS], columns=["verdict", "claims"]),
    }


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the claims as read, under the headings of their sections."""
    options = options or Options()
    found = findings(cohort) if has_paper(cohort) else ()
    shown = _listed(found, options)
    tally = ", ".join(f"{n} {verdict}" for verdict, n in counts(found).items())
    listed = f"{len(shown)} of {len(found)} claims listed" if len(shown) < len(found) else ""
    said = f"{len(found)} claims: {tally}" if found else "This cohort has no paper to be held against"
    paper = paper_of(cohort)
    return Table(
        name="published-claims",
        title="Published and recomputed",
        data=frames(cohort, options),
        body=pd.DataFrame(_lines(shown), columns=READ),
        caption=caption(cohort, whole, said, listed),
        methods=METHODS,
        notes=(f"{paper.citation} doi:{paper.doi}",) if found else (),
    )


def _listed(found: tuple[Finding, ...], options: Options) -> list[Finding]:
    """Return the findings of the verdict that is asked for."""
    return [f for f in found if options.verdict in ("All", f.verdict.capitalize())]


def _lines(shown: list[Finding]) -> list[tuple[str, ...]]:
    """Return a heading a section, then its claims."""
    lines: list[tuple[str, ...]] = []
    for section, found in groupby(shown, key=lambda finding: finding.section):
        lines.append((section, *[""] * (len(READ) - 1)))
        lines += [
            (f.statement, f.published, f.recomputed, MARKS[f.verdict], f.reason, f.where or NOTHING)
            for f in found
        ]
    return lines
