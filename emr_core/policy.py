"""What may be said at this number of patients: thresholds in one place, each with its reason.

A result is shown, shown with caution, or described only; each verdict brings the sentence to print. The
thresholds are the reader's to change; whatever is changed is printed with the result.
"""

from dataclasses import dataclass, fields
from typing import Literal

Say = Literal["show", "show with caution", "describe only"]


@dataclass(frozen=True)
class Policy:
    """Thresholds below which a number is shown without shade, interval, curve or test.

    Parameters
    ----------
    test_from
        Smallest size of a group for a p value; below it counts are described only.
    curve_from
        Smallest size of a group for a curve; below it its patients are counted.
    caution_from
        Size of a group below which a curve or its test is shown with caution: their limits are approximate.
    events_from
        Fewest events, all groups together, for a test of curves.
    at_risk_from
        Patients at risk below which the end of a curve is greyed.
    median_interval_from
        Smallest n for a distribution-free interval of a median (95 % cannot be reached below six).
    shade_from
        Smallest denominator that may be shaded in a heatmap; below it the number stands alone.
    decimals_from
        Smallest denominator for percentages with a decimal.
    finding_below
        q, over all tests of a list, below which an association may be put in words; above it, numbers only.
        `benchmarks/null_simulation.py` shows how often that happens where nothing is associated.
    similar_from
        Fewest patients of a leukaemia type among whom similar cases are looked for: among few, the nearest
        is seldom near.
    """

    test_from: int = 3
    curve_from: int = 5
    caution_from: int = 10
    events_from: int = 5
    at_risk_from: int = 5
    median_interval_from: int = 6
    shade_from: int = 5
    decimals_from: int = 100
    finding_below: float = 0.05
    similar_from: int = 50

    @property
    def remark(self) -> str:
        """Return which thresholds are not the usual ones, for captions and exports; empty if none."""
        changed = [
            f"{WORDS[one.name]} {getattr(self, one.name)} (usually {one.default})"
            for one in fields(self)
            if getattr(self, one.name) != one.default
        ]
        return f"Thresholds changed by the reader: {'; '.join(changed)}" if changed else ""


WORDS = {
    "test_from": "a p value from a group size of",
    "curve_from": "a curve from a group size of",
    "caution_from": "no caution from a group size of",
    "events_from": "curves tested from a number of events of",
    "at_risk_from": "ends of curves greyed where patients at risk are fewer than",
    "median_interval_from": "a median's interval from n of",
    "shade_from": "shade from a denominator of",
    "decimals_from": "decimals of percentages from a denominator of",
    "similar_from": "similar cases from a number of patients of",
    "finding_below": "an association put in words where q is below",
}
"""Every threshold in words, for the screen and for captions."""

LIMITS = {
    "test_from": (2, 50),
    "curve_from": (1, 50),
    "caution_from": (1, 100),
    "events_from": (1, 50),
    "at_risk_from": (0, 50),
    "median_interval_from": (6, 50),
    "shade_from": (1, 50),
}
"""The thresholds that can be changed, and how far."""

POLICY = Policy()

EXPLORATORY = "Exploratory: every comparison here was chosen after seeing the data."

FILTERED = "Filtered before testing: p belongs to the patients chosen, not to the whole cohort"

OVERLAP = "its groups overlap: a patient with several sites would stand in several curves"

LATER = (
    "known only later: who falls into such a group had to live long enough to do so, which would pass for an "
    "effect of the group"
)


@dataclass(frozen=True)
class Verdict:
    """How a result may be presented, and the sentence to print beside it; empty if nothing need be said."""

    say: Say
    sentence: str = ""


SHOW = Verdict("show")


def group_too_small(label: str, n: int, policy: Policy = POLICY) -> str:
    """Return the sentence for a group that is described and not tested."""
    return f"{label}: {_patients(n)}, fewer than {policy.test_from}; described, not tested."


def curve_of(n: int, policy: Policy = POLICY) -> Verdict:
    """Tell whether a group of n patients may have a curve."""
    if n < policy.curve_from:
        return Verdict("describe only", f"{_patients(n)}, fewer than {policy.curve_from}: no curve.")
    if n < policy.caution_from:
        return Verdict("show with caution", f"{_patients(n)}: read the curve with caution.")
    return SHOW


def comparison_of_curves(sizes: dict[str, int], events: int, policy: Policy = POLICY) -> Verdict:
    """Tell whether the curves of these groups, with so many events in all, may be compared by a test."""
    if len(sizes) < 2:
        return Verdict("describe only", "Fewer than two groups can be compared.")
    if events < policy.events_from:
        told = f"{events} event{'s' if events != 1 else ''} in all, fewer than {policy.events_from}: no test."
        return Verdict("describe only", told)
    small = [f"{label} ({n})" for label, n in sizes.items() if n < policy.caution_from]
    if small:
        told = f"Small groups, {', '.join(small)}: p is approximate, read it with caution."
        return Verdict("show with caution", told)
    return SHOW


def tests_told(tests: int) -> str:
    """Return how many tests stand behind a q value."""
    return f"{tests} test{'s' if tests != 1 else ''} of this endpoint, one a grouping; q is adjusted for all"


def _patients(n: int) -> str:
    return f"{n} patient{'s' if n != 1 else ''}"
