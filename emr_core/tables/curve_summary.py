"""Curves in numbers: a line a group with its median, its value and its restricted mean at a common time."""

import math

import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.curves.compare import comparisons
from emr_core.curves.groups import Grouped, Options, grouped
from emr_core.curves.report import sentence
from emr_core.curves.steps import axis_times, last_time
from emr_core.endpoints.courses import Codes, Floats
from emr_core.endpoints.declared import DAYS
from emr_core.figure import Table, caption, stamped_table
from emr_core.policy import EXPLORATORY
from emr_core.stats.competing_risks import aalen_johansen, incidence_at
from emr_core.stats.horizons import restricted_mean, survival_at
from emr_core.stats.survival import kaplan_meier
from emr_core.wording import interval, number
from emr_core.wording import percent as percent_words

COLUMNS = [
    *("group", "event", "n", "events", "median", "median_lower", "median_upper"),
    *("at", "n_at_risk", "percent", "lower", "upper"),
    *("year_n_at_risk", "year_percent", "year_lower", "year_upper"),
    *("restricted_mean", "mean_lower", "mean_upper", "remark"),
]
YEAR = 365.25
"""Days after the relapse at which clinicians ask first, read beside the common time."""

TESTS = ["stratum", "method", "statistic", "degrees_of_freedom", "p_value", "q_value", "tests", "n", "events"]

EVENT_COLUMNS = ("Group", "n", "Event", "Events")
"""What stands first where events compete."""

NEAR = 0.02
"""Share by which a time that is called a year may differ from one: 52 weeks."""

METHODS = (
    "Median: time by which half have had the event, with its Brookmeyer-Crowley 95 % interval; not reached "
    "where the curve stays above one half. Values at the stated time: Kaplan-Meier or Aalen-Johansen with "
    "log-log 95 % intervals; at 1 year as well, with a dash where nobody of a group is followed as long. "
    "Restricted mean: mean time without the event within the stated time, the area "
    "under the curve; that time is the last one on the axis up to which every group is followed, unless a "
    "horizon is chosen."
)


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return one row a group and event, and one a comparison."""
    parts = grouped(cohort, options)
    at = common_time(parts, options)
    year = year_read(options, at)
    rows = [row for name, mask in parts.groups.items() for row in _rows(name, mask, parts, options, at, year)]
    compared = [tuple(getattr(one, name) for name in TESTS) for one in comparisons(cohort, options)]
    return {
        "curves": pd.DataFrame(rows, columns=COLUMNS),
        "comparisons": pd.DataFrame(compared, columns=TESTS),
    }


def table(cohort: Cohort, whole: int, options: Options) -> Table:
    """Return the numbers of curves as a clinician reads them, with the tests in words."""
    data = frames(cohort, options)
    compared = comparisons(cohort, options)
    made = Table(
        name="curve-summary",
        title=f"{options.of.label}: numbers",
        data=data,
        body=_body(data["curves"], options),
        caption=caption(
            cohort,
            whole,
            f"Times in {options.unit} from {options.of.start}",
            EXPLORATORY.rstrip(".") if compared else "",
            options.policy.remark,
        ),
        methods=METHODS,
        notes=tuple(f"{sentence(one)}." for one in compared),
    )
    return stamped_table(made, cohort)


def common_time(parts: Grouped, options: Options) -> float:
    """Return the time at which groups are read: the horizon, or the last of the axis all are followed to."""
    shortest = min((float(parts.time[mask].max()) for mask in parts.groups.values()), default=0.0)
    if 0.0 < options.horizon <= shortest:
        return options.horizon
    times = axis_times(last_time(parts, options), options.unit)
    return max((at for at in times if 0.0 < at <= shortest), default=shortest)


def year_read(options: Options, at: float) -> float:
    """Return one year after the relapse in the unit read, or 0 where the table ends there or before."""
    year = YEAR / DAYS[options.unit]
    within = not options.horizon or options.horizon > year * (1 + NEAR)
    return year if options.of.start == "EMR" and within and abs(at - year) > year * NEAR else 0.0


def _rows(
    name: str, mask: Mask, parts: Grouped, options: Options, at: float, year: float
) -> list[dict[str, object]]:
    """Return the numbers of one group: of its only event, or of each of those that compete."""
    time, event = parts.time[mask], parts.event[mask]
    if options.of.kind != "incidence":
        return [_survival(name, time, event > 0, options, at, year)]
    curve = aalen_johansen(time, event, n_causes=len(options.of.events))
    found = []
    for cause, what in enumerate(options.of.events, 1):
        there = incidence_at(curve, cause, [at])
        row = {"group": name, "event": what, "n": len(time), "events": int((event == cause).sum())}
        values = _percent(there.incidence, there.lower, there.upper)
        row |= {"at": at, "n_at_risk": int(there.n_at_risk[0]), **values, "remark": ""}
        if year:
            then = incidence_at(curve, cause, [year])
            row |= _at_a_year(then.n_at_risk, then.incidence, then.lower, then.upper)
        found.append(row)
    return found


def _survival(
    name: str, time: Floats, event: Mask, options: Options, at: float, year: float
) -> dict[str, object]:
    """Return the numbers of one Kaplan-Meier curve."""
    curve, n = kaplan_meier(time, event), len(time)
    row = {"group": name, "event": options.of.label, "n": n, "events": int(event.sum())}
    half = curve.median
    enough = n >= options.policy.median_interval_from
    limits = (half.lower, half.upper) if enough else (math.nan, math.nan)
    there, mean = survival_at(curve, [at]), restricted_mean(time, event, at) if at > 0 else None
    row |= {"median": half.median, "median_lower": limits[0], "median_upper": limits[1]}
    row |= {"at": at, "n_at_risk": int(there.n_at_risk[0])}
    if year:
        then = survival_at(curve, [year])
        row |= _at_a_year(then.n_at_risk, then.survival, then.lower, then.upper)
    if mean is not None:
        row |= {"restricted_mean": mean.mean, "mean_lower": mean.lower, "mean_upper": mean.upper}
    return {
        **row,
        **_percent(there.survival, there.lower, there.upper),
        "remark": mean.reason if mean else "",
    }


def _at_a_year(n_at_risk: Codes, *values: Floats) -> dict[str, float]:
    """Return an estimate a year after the relapse, with its limits, in percent."""
    names = ("year_percent", "year_lower", "year_upper")
    return {"year_n_at_risk": int(n_at_risk[0])} | dict(zip(names, _percent(*values).values(), strict=True))


def _percent(estimate: Floats, lower: Floats, upper: Floats) -> dict[str, float]:
    """Return an estimate with its limits in percent."""
    values = zip(("percent", "lower", "upper"), (estimate, lower, upper), strict=True)
    return {name: 100 * float(value[0]) for name, value in values}


def _body(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the numbers in words, under headings that say the time they are read at."""
    at = f"{number(rows['at'].iloc[0], 2)} {options.unit}" if len(rows) else options.unit
    counts = {"Group": rows["group"], "n": rows["n"], "Events": rows["events"]}
    records = rows.to_dict("records")
    read = {f"at {at} (95 %)": [_share(r["percent"], r["lower"], r["upper"], r["n"]) for r in records]}
    if rows["year_percent"].notna().any():
        year = [_share(r["year_percent"], r["year_lower"], r["year_upper"], r["n"]) for r in records]
        read = {"at 1 year (95 %)": year} | read
    if options.of.kind == "incidence":
        counts = {name: counts[name] if name in counts else rows["event"] for name in EVENT_COLUMNS}
        return pd.DataFrame({**counts, **{name.capitalize(): values for name, values in read.items()}})
    medians = [_time(row["median"], row["median_lower"], row["median_upper"]) for row in records]
    means = [_time(row["restricted_mean"], row["mean_lower"], row["mean_upper"], "–") for row in records]
    return pd.DataFrame(
        {
            **counts,
            f"Median, {options.unit} (95 %)": medians,
            **{f"{options.of.spared.capitalize()} {name}": values for name, values in read.items()},
            f"Mean within {at} (95 %)": means,
        }
    )


def _share(percent: float, lower: float, upper: float, n: int) -> str:
    """Return a percentage with its interval: `62 % (48–74 %)`."""
    if math.isnan(percent):
        return "–"
    limits = interval(lower / 100, upper / 100, n)
    return f"{percent_words(percent / 100, n)}" + ("" if limits == "–" else f" ({limits})")


def _time(value: float, lower: float, upper: float, missing: str = "not reached") -> str:
    """Return a time with its interval: `33.3 (20–51)`; a limit that is not reached is said."""
    if math.isnan(value):
        return missing
    if math.isnan(lower) and math.isnan(upper):
        return number(value)
    low, high = ("no limit" if math.isnan(one) else number(one) for one in (lower, upper))
    return f"{number(value)} ({low}–{high})"
