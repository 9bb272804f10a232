"""What a paper says, declared as data: the claim, its published numbers and how each is recomputed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args

from emr_core.cohort import Cohort
from emr_core.evidence.named_factor import NamedFactor
from emr_core.evidence.observation import Observation

Verdict = Literal["agree", "disagree", "not checkable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

NOTHING = "–"
"""Stands where nothing could be recomputed."""


class NotComputableError(Exception):
    """Raised when a cohort cannot give the numbers of a claim; the message is the reason shown."""


PLACE = re.compile(r"Abstract|Background|Methods|Results(?: [\d.]+\d)?|Discussion|Conclusion|Table \d")
"""What a place in a paper is called."""


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

    @property
    def where(self) -> str:
        """Return where in the paper it stands: Abstract, Results 4.1; empty if it states it nowhere."""
        return ", ".join(dict.fromkeys(PLACE.findall(f"{self.claim} {self.section}")))

    @property
    def statement(self) -> str:
        """Return the claim without its place."""
        before, _, last = self.claim.rpartition(" (")
        return before if before and PLACE.match(last) else self.claim

    @property
    def reason(self) -> str:
        """Return the note without the two numbers that differ, unless it says nothing else."""
        return re.sub(r"^Differs: .*? here\. ", "", self.note)


@dataclass(frozen=True)
class Paper:
    """A paper whose cohort can be recomputed, and what a clinician looks up in it.

    Parameters
    ----------
    name, citation, doi
        How it is called, cited and found.
    claims
        Its claims in order.
    observations
        How the relapse shows itself and looks, by site and modality.
    factors
        What it names as predisposing.
    confirmed
        Patients by how the relapse was established, as published totals; the rest by imaging and course.
    """

    name: str
    citation: str
    doi: str
    claims: tuple[Claim, ...]
    observations: tuple[Observation, ...] = ()
    factors: tuple[NamedFactor, ...] = ()
    confirmed: dict[str, int] = field(default_factory=dict, hash=False)
