"""How long it took: every interval of the cohort on its own clock, with n, median, mean and range.

An interval is counted for those whose event happened: a time to remission says nothing of patients who
did not reach it.
"""

import math
from typing import Any

import pandas as pd

from emr_core.bmr import WINDOWS, concurrent
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.fields import Duration
from emr_core.figure import Table, caption, stamped_table
from emr_core.schema import DURATIONS
from emr_core.stats.medians import median
from emr_core.tables.number_tallies import tally_of
from emr_core.wording import counted, listed, median_range, number

BY_PATIENT = "by patient"
AS_PUBLISHED = "as published, not by patient"

COLUMNS = [
    "name",
    "label",
    "start",
    "end",
    "unit",
    "n",
    "median",
    "mean",
    "minimum",
    "maximum",
    "lower",
    "upper",
    "achieved_conf_level",
    "basis",
]

METHODS = (
    "Each interval runs on its own clock, from the event named first to the event named second, and counts "
    "the patients whose second event is dated: those who never reached it have no time and are not in n. "
    "EMR to BMR is of later marrow relapses only; a concurrent one has no interval. The interval of the "
    "median is distribution-free (two order statistics) and is given from six patients, with the confidence "
    "it achieves. Rows marked as published repeat the source's median and range; they cannot be recomputed."
)


def axis(duration: Duration) -> str:
    """Return the name of an interval with its unit, as a table row: `EMR to later BMR (weeks)`."""
    return duration.axis.replace("to BMR", "to later BMR") if duration.name == "emr_to_bmr" else duration.axis


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return one row an interval that the cohort records, then those its source only summarises."""
    patients = relapsed(cohort)
    clocks = {duration.name: _clock(duration) for duration in DURATIONS}
    rows: list[tuple[Any, ...]] = []
    for duration in DURATIONS:
        if duration.name not in patients.columns:
            continue
        m = median(tally_of(patients, duration.name))
        rows.append(
            (
                *(duration.name, duration.label, *clocks[duration.name], duration.unit, m.n),
                *(m.median, m.mean, m.minimum, m.maximum, m.lower, m.upper, m.achieved_conf_level),
                BY_PATIENT,
            )
        )
    order = list(clocks)
    for given in cohort.source.intervals:
        start, end = clocks.get(given.name, ("", ""))
        rows.append(
            (
                *(given.name, given.label, start, end, given.unit, given.n, given.median, math.nan),
                *(given.minimum, given.maximum, math.nan, math.nan, math.nan, AS_PUBLISHED),
            )
        )
    rows.sort(key=lambda row: order.index(row[0]) if row[0] in order else len(order))
    return {"intervals": pd.DataFrame(rows, columns=COLUMNS)}


def table(cohort: Cohort, whole: int) -> Table:
    """Return the intervals of a cohort as a clinician reads them."""
    data = frames(cohort)
    made = Table(
        name="intervals",
        title="Intervals, each on its own clock",
        data=data,
        body=_body(data["intervals"]),
        caption=caption(cohort, whole, "Patients whose second event is dated", without_relapse(cohort)),
        methods=METHODS,
        notes=_notes(cohort),
    )
    return stamped_table(made, cohort)


def _clock(duration: Duration) -> tuple[str, str]:
    """Return the events between which an interval runs, the second as it stands within a sentence."""
    end = "later BMR" if duration.name == "emr_to_bmr" else duration.end
    return duration.start, end if end[:2].isupper() else f"{end[0].lower()}{end[1:]}"


def _body(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row an interval in words."""
    rows = []
    for row in frame.to_dict("records"):
        published = row["basis"] == AS_PUBLISHED
        limits = "–"
        if not math.isnan(row["lower"]):
            achieved = number(100 * row["achieved_conf_level"])
            limits = f"{number(row['lower'], 2)}–{number(row['upper'], 2)} ({achieved} %)"
        words = f"{row['start']} to {row['end']}" if row["start"] else row["label"]
        mark = ", as published" if published else ""
        rows.append(
            (
                f"{words} ({row['unit']}{mark})",
                str(row["n"]),
                median_range(row["median"], row["minimum"], row["maximum"]),
                limits,
                number(row["mean"], 2),
            )
        )
    names = ["Interval", "n", "Median (range)", "Interval of the median", "Mean"]
    return pd.DataFrame(rows, columns=names)


def _notes(cohort: Cohort) -> tuple[str, ...]:
    """Return who was left out, and what the published rows are."""
    notes = []
    patients = relapsed(cohort)
    together = int(concurrent(patients, WINDOWS[0]).sum())
    if together and "emr_to_bmr" in patients.columns:
        notes.append(f"EMR to BMR: later BMR only; {counted(together, 'concurrent BMR')} left out.")
    absent = [d.label for d in DURATIONS if d.name not in patients.columns]
    published = [given.label for given in cohort.source.intervals]
    if published:
        filtered = ", whatever the filters" if cohort.steps else ""
        notes.append(
            f"{listed(published)}: as published, of {cohort.source.intervals[0].n} patients{filtered}; "
            "not given by patient."
        )
    rest = [label for label in absent if label not in published]
    if rest:
        notes.append(f"Not recorded in this cohort: {listed(rest)}.")
    return tuple(notes)
