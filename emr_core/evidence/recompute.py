"""All claims of a paper held against a cohort."""

from collections import Counter
from collections.abc import Iterable

from emr_core.cohort import Cohort
from emr_core.evidence.claim import VERDICTS, Finding, Paper, Verdict
from emr_core.evidence.comparison import judge
from emr_core.evidence.kim2016 import KIM2016

PAPERS: tuple[Paper, ...] = (KIM2016,)
"""The papers whose cohorts can be recomputed; another one is one folder more, named here."""


def paper_of(cohort: Cohort) -> Paper:
    """Return the paper whose DOI stands in the cohort's citation, or the first if none does."""
    named = (paper for paper in PAPERS if paper.doi in cohort.source.citation)
    return next(named, PAPERS[0])


def has_paper(cohort: Cohort) -> bool:
    """Tell whether the cohort is that of a paper, so that its claims can be held against it."""
    published = cohort.source.kind == "published"
    return published and any(paper.doi in cohort.source.citation for paper in PAPERS)


def findings(cohort: Cohort) -> tuple[Finding, ...]:
    """Return every claim of the cohort's paper with what the cohort gives for it, in the paper's order.

    It means something only for the paper's own patients: ask it where `cohort.source.kind` is "published".
    On a filtered cohort the verdicts are those of the patients left; a claim that they cannot answer is
    "not checkable", with the reason.
    """
    return tuple(judge(claim, cohort) for claim in paper_of(cohort).claims)


def recompute(cohort: Cohort) -> list[dict[str, str]]:
    """Return the findings as plain rows: claim, published, recomputed, verdict, note, section."""
    return [
        {
            "claim": finding.claim,
            "published": finding.published,
            "recomputed": finding.recomputed,
            "verdict": finding.verdict,
            "note": finding.note,
            "section": finding.section,
        }
        for finding in findings(cohort)
    ]


def counts(found: Iterable[Finding]) -> dict[Verdict, int]:
    """Return how many findings there are of every verdict, also of those that do not occur."""
    tally = Counter(finding.verdict for finding in found)
    return {verdict: tally[verdict] for verdict in VERDICTS}
