"""What may be said at this number of patients: thresholds in one place, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Thresholds below which a number is shown without shade, interval, box or test.

    Parameters
    ----------
    shade_from
        Smallest denominator that may be shaded in a heatmap; below it the number stands alone.
    median_interval_from
        Smallest n for a distribution-free interval of a median (95 % cannot be reached below six).
    decimals_from
        Smallest denominator for percentages with a decimal.
    test_from
        Smallest size of the smaller of two groups for a p value; below it counts are described only.
    finding_below
        q, over all tests of a list, below which an association may be put in words; above it, numbers only.
        `benchmarks/null_simulation.py` shows how often that happens where nothing is associated.
    """

    shade_from: int = 5
    median_interval_from: int = 6
    decimals_from: int = 100
    test_from: int = 3
    finding_below: float = 0.05


POLICY = Policy()

EXPLORATORY = "Exploratory: every comparison here was chosen after seeing the data."


def group_too_small(label: str, n: int, policy: Policy = POLICY) -> str:
    """Return the sentence for a group that is described and not tested."""
    return (
        f"{label}: {n} patient{'s' if n != 1 else ''}, fewer than {policy.test_from}; described, not tested."
    )
