"""The marrow: no relapse, relapse at the same time, relapse later, and after how long."""

from collections.abc import Callable

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.measures import (
    MONTHS_PER_WEEK,
    column,
    is_known,
    is_level,
    middle,
    percent_of,
    range_shown,
    share_shown,
)
from emr_core.stats.medians import Median
from emr_core.wording import number

SECTION = "Marrow relapse"

STATES = {
    "no_bmr": ("No marrow relapse", "No BMR", "Results 4.3", "10", "45.5"),
    "concurrent_bmr": (
        "Marrow relapse at the same time",
        "Concurrent",
        "Abstract, Results 4.3, Discussion",
        "7",
        "31.8",
    ),
    "later_bmr": ("Marrow relapse later", "Subsequent", "Results 4.3", "5", "22.7"),
}

MEDIAN_TIME = {"median": "3.4", "shortest": "1", "longest": "7.2"}
MEAN_TIME = {"mean": "3.4", "shortest": "1", "longest": "7.2"}


def _state(level: str) -> Callable[[Cohort], Recomputed]:
    """Return what counts the children of one state of the marrow."""

    def recompute(cohort: Cohort) -> Recomputed:
        k, n = int(is_level(cohort, "bmr", level).sum()), int(is_known(cohort, "bmr").sum())
        value = {"children": float(k), "percent": percent_of(k, n, "child with a known marrow")}
        return Recomputed(value, share_shown(k, n))

    return recompute


def _median_time(cohort: Cohort) -> Recomputed:
    time, note = _later(cohort)
    value = {"median": time.median, "shortest": time.minimum, "longest": time.maximum}
    shown = f"median {range_shown(time, time.median, 'months', 1)}"
    return Recomputed(value, shown, note)


def _mean_time(cohort: Cohort) -> Recomputed:
    time, note = _later(cohort)
    value = {"mean": time.mean, "shortest": time.minimum, "longest": time.maximum}
    return Recomputed(value, f"mean {range_shown(time, time.mean, 'months', 1)}", note)


def _later(cohort: Cohort) -> tuple[Median, str]:
    """Return the months to a later marrow relapse, and the weeks that they are made from."""
    later = is_level(cohort, "bmr", "Subsequent")
    months = middle(cohort, "emr_to_bmr", later, MONTHS_PER_WEEK)
    weeks = middle(cohort, "emr_to_bmr", later)
    each = sorted(column(cohort, "emr_to_bmr")[later].dropna())
    longest = float(MEDIAN_TIME["longest"]) / MONTHS_PER_WEEK
    note = (
        f"In weeks: {', '.join(number(float(week), 2) for week in each)}; median {number(weeks.median, 2)}, "
        f"mean {number(weeks.mean, 2)}. {MEDIAN_TIME['longest']} months would be {number(longest, 0)} weeks."
    )
    return months, note


def _claim(key: str) -> Claim:
    """Return the claim on one state of the marrow."""
    label, level, where, children, percent = STATES[key]
    return Claim(
        key,
        SECTION,
        f"{label} ({where})",
        f"{children} ({percent} %)",
        {"children": children, "percent": percent},
        _state(level),
    )


CLAIMS: tuple[Claim, ...] = (
    *(_claim(key) for key in STATES),
    Claim(
        "time_to_later_bmr",
        SECTION,
        "Median time from the relapse to a later marrow relapse (Results 4.3)",
        "{median} ({shortest}–{longest}) months".format(**MEDIAN_TIME),
        MEDIAN_TIME,
        _median_time,
    ),
    Claim(
        "mean_time_to_later_bmr",
        SECTION,
        "Mean time from the relapse to a later marrow relapse (Discussion)",
        "mean {mean} ({shortest}–{longest}) months".format(**MEAN_TIME),
        MEAN_TIME,
        _mean_time,
        remark="The Results give the same number as a median.",
    ),
)
