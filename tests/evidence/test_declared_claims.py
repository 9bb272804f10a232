"""How claims are declared: unique, in our own words, every published number one that is shown."""

import re
from pathlib import Path

import pytest

from emr_core.evidence.claim import VERDICTS
from emr_core.evidence.kim2016 import KIM2016
from emr_core.evidence.recompute import PAPERS, paper_of, recompute

SHARED = Path(__file__).resolve().parents[3] / "shared"
PAPER_TEXT = SHARED / "paper" / "kim2016_text.txt"
RUN = 8
WORD = re.compile(r"[a-zα-ω0-9]+")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words."""
    words = WORD.findall(text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_keys_are_unique():
    keys = [claim.key for claim in KIM2016.claims]
    assert len(set(keys)) == len(keys)


def test_no_claim_is_stated_twice():
    stated = [(claim.section, claim.claim) for claim in KIM2016.claims]
    assert len(set(stated)) == len(stated)


@pytest.mark.parametrize("claim", KIM2016.claims, ids=lambda claim: claim.key)
def test_every_number_that_is_compared_is_one_that_is_shown(claim):
    shown = claim.published
    if claim.key in {"symptoms", "with_symptoms"}:
        shown = str(sum(int(k) for k in re.findall(r"\d+", claim.published)))
    for number in claim.numbers.values():
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", shown), number


@pytest.mark.parametrize("claim", KIM2016.claims, ids=lambda claim: claim.key)
def test_a_claim_without_a_way_to_recompute_it_gives_the_reason(claim):
    assert claim.recompute is not None or claim.remark.endswith(".")
    assert claim.claim
    assert claim.published
    assert claim.section


def test_only_shares_have_a_tolerance():
    loose = [claim.key for claim in KIM2016.claims if claim.tolerance]
    assert all(key.startswith("share") for key in loose)


def test_the_rows_have_the_keys_of_the_summary(cohort):
    for row in recompute(cohort):
        assert list(row) == ["claim", "published", "recomputed", "verdict", "note", "section"]
        assert row["verdict"] in VERDICTS
        assert all(isinstance(text, str) for text in row.values())


def test_the_paper_is_found_by_its_doi(cohort):
    assert paper_of(cohort) is KIM2016
    assert KIM2016 in PAPERS
    assert KIM2016.doi in cohort.source.citation


@pytest.mark.shared
@pytest.mark.skipif(not PAPER_TEXT.exists(), reason="the paper's text is not part of the repository")
def test_no_text_copies_a_sentence_of_the_paper(found):
    paper = runs(PAPER_TEXT.read_text("utf-8"))
    assert len(paper) > 1000
    for finding in found.values():
        for text in (finding.claim, finding.note, finding.recomputed):
            assert not runs(text) & paper, finding.key
