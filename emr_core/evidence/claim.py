"""What a paper says, declared as data: the claim, its published numbers and how each is recomputed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args

from emr_core.cohort import Cohort

Verdict = Literal["agree", "disagree", "not checkable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

NOTHING = "–"
"""Stands where nothing could be recomputed."""


class NotComputableError(Exception):
    """Raised when a cohort cannot give the numbers of a claim; the message is the reason shown."""


@dataclass(frozen=True)
class Recomputed:
    """What the cohort gives for a claim.

    Parameters
    ----------
    value
        The numbers, unrounded, under the same names as the claim's published numbers.
    shown
        The numbers as a reader sees them.
    note
        What else has to be said, made from the computed numbers.
    holds
        For a claim in words: whether the cohort bears it out; None if the cohort cannot tell.
    """

    value: dict[str, float] = field(hash=False)
    shown: str
    note: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Claim:
    """One statement of a paper that carries a number or rests on one.

    Parameters
    ----------
    key
        Its name in code and in links, unique within the paper.
    section
        The heading under which it stands.
    claim
        What is stated, in our own words.
    published
        The number as the paper shows it, in its decimals and units.
    numbers
        The published numbers by name, as text: the decimals tell how far they are rounded. Empty where
        there is no number to hold the cohort against.
    recompute
        What gives the same numbers from a cohort; None where no cohort could.
    tolerance
        How far a number may lie from the published one after rounding and still agree; 0 for counts.
    remark
        What is to be said whatever the cohort gives; the reason if the claim cannot be checked.
    """

    key: str
    section: str
    claim: str
    published: str
    numbers: dict[str, str] = field(default_factory=dict, hash=False)
    recompute: Callable[[Cohort], Recomputed] | None = None
    tolerance: float = 0.0
    remark: str = ""


@dataclass(frozen=True)
class Finding:
    """A claim held against a cohort: what is published, what is recomputed, and how the two compare."""

    key: str
    claim: str
    section: str
    published: str
    recomputed: str
    verdict: Verdict
    note: str


@dataclass(frozen=True)
class Paper:
    """A paper whose cohort can be recomputed: its name, citation and DOI, and its claims in order."""

    name: str
    citation: str
    doi: str
    claims: tuple[Claim, ...]
