"""Dates, and times whose start is not said, into the schema's durations; then the dates are gone."""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from emr_core.fields import DAYS_PER_MONTH, Duration
from emr_core.intake.dates import as_the_others, dropped, read_dates
from emr_core.intake.deaths import deaths
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Clock, Mapping
from emr_core.intake.numbers import OLDEST, read_numbers
from emr_core.intake.parse import recorded
from emr_core.intake.units import DAYS_PER_YEAR
from emr_core.schema import DURATIONS
from emr_core.wording import counted

EMR_DAY = "emr_day"
"""Day of the relapse while rows are put together; never part of a cohort."""

TO_EMR = {"Diagnosis": "diagnosis_to_emr", "CR before EMR": "cr_to_emr", "HSCT": "hsct_to_emr"}
_EITHER_ORDER = {"hsct_to_emr", "emr_to_hsct"}
_ALIKE_UP_TO = 31.0
_ROUNDING = {"days": 1.0, "weeks": 4.0, "months": 16.0, "years": 190.0}

Columns = dict[str, pd.Series]


@dataclass(frozen=True)
class _Clocks:
    """What the columns of times say once their start is known."""

    columns: Columns
    issues: list[Issue]


FIRST_ZONE = dt.timezone(dt.timedelta(hours=14))
"""Where a day begins first. What happened today in a clinic is no future, wherever the server stands."""


def from_dates(cells: pd.DataFrame, mapping: Mapping, given: Columns) -> tuple[Columns, list[Issue]]:
    """Return the durations, ages and year that the file's dates give, and what does not fit.

    The date of death is the last contact. A duration that the file states goes before one from its dates.
    """
    if not mapping.dates:
        return {}, []
    dates, issues = _dates(cells, mapping)
    died = dates.pop("Death", None)
    found: Columns = {}
    if died is not None:
        found, said = deaths(died.notna(), given.get("last_status"), mapping.dates["Death"])
        issues += said
        dates["Last contact"] = died.fillna(dates["Last contact"]) if "Last contact" in dates else died
    for field in DURATIONS:
        if field.start not in dates or field.end not in dates:
            continue
        days = (dates[field.end] - dates[field.start]).dt.days.astype("float64")
        if field.name in given:
            issues += _disagreement(field, given[field.name] * field.days_per_unit, days)
            continue
        if field.name not in _EITHER_ORDER:
            issues += _order(field, mapping, days)
        found[field.name] = days.mask(days < 0) / field.days_per_unit
    found |= {name: values for name, values in _ages(dates).items() if name not in given}
    return found, [*issues, dropped(list(mapping.dates.values()))]


def _dates(cells: pd.DataFrame, mapping: Mapping) -> tuple[Columns, list[Issue]]:
    """Return the dates of every event, and what is said of them."""
    today = dt.datetime.now(tz=FIRST_ZONE).date()
    held = {event: header for event, header in mapping.dates.items() if header in cells}
    read = {
        event: read_dates(
            cells[header],
            header,
            today,
            "month" if header in mapping.month_first else "day" if header in mapping.day_first else "",
        )
        for event, header in held.items()
    }
    orders = {one.order for one in read.values()} - {""}
    if len(orders) == 1:
        (order,) = orders
        read = {
            event: as_the_others(one, cells[held[event]], held[event], today, order)
            for event, one in read.items()
        }
    issues = [issue for one in read.values() for issue in one.issues]
    return {event: one.dates for event, one in read.items()}, issues


def _ages(dates: Columns) -> Columns:
    """Return the ages at diagnosis and relapse, the year of the relapse and its day."""
    found: Columns = {}
    for name, event in (("age_at_diagnosis", "Diagnosis"), ("age_at_emr", "EMR")):
        if "Birth" in dates and event in dates:
            days = (dates[event] - dates["Birth"]).dt.days.astype("float64")
            found[name] = (days.mask(days < 0) / DAYS_PER_YEAR).round(2).clip(upper=OLDEST)
    if "EMR" in dates:
        found[EMR_DAY] = (dates["EMR"] - pd.Timestamp("1970-01-01")).dt.days.astype("float64")
        found["year_of_emr"] = dates["EMR"].dt.year.astype("float64")
    return found


def _order(field: Duration, mapping: Mapping, days: pd.Series) -> list[Issue]:
    """Return an error for every row whose dates stand in the wrong order."""
    column = mapping.dates.get(field.end, mapping.dates.get("Death", field.end))
    what = f"{field.end} lies before {field.start}. Correct one of the two dates."
    rows = [int(place) + 1 for place in days.index[(days < 0).to_numpy(dtype=bool)]]
    return [
        Issue("error", "date_order", f"{column}, row {row}: {what}", row=row, column=column) for row in rows
    ]


def _disagreement(field: Duration, stated: pd.Series, days: pd.Series) -> list[Issue]:
    """Return a warning where a stated duration is not that between the dates; the stated one is used."""
    unit = "weeks" if field.unit == "weeks" else "months"
    return _differing(field.axis, stated - days, _ROUNDING[unit], "The column is used, not the dates.")


def _differing(label: str, difference: pd.Series, rounding: float, used: str) -> list[Issue]:
    far = difference.abs()
    n = int((far > rounding).sum())
    if not n:
        return []
    most = counted(round(float(far.max())), "day")
    message = f"{label}: differs from the dates in {counted(n, 'row')}, by up to {most}. {used} Check them."
    return [Issue("warning", "dates_disagree", message, column=label)]


def from_clocks(
    cells: pd.DataFrame, mapping: Mapping, given: Columns, decimal: str
) -> tuple[Columns, list[Issue]]:
    """Return the durations from columns of times to an event whose start the header does not say."""
    found = _Clocks({}, [])
    starts = set(TO_EMR) & {start for start, name in TO_EMR.items() if name in given}
    clock = mapping.clocks.get("EMR")
    if clock is not None and clock.header in cells:
        start = _to_relapse(clock, cells, given, decimal, found)
        starts = {start} if start else starts
    clock = mapping.clocks.get("Last contact")
    if clock is not None and clock.header in cells and "follow_up" not in given:
        _to_last_contact(clock, cells, given | found.columns, decimal, found, starts - {"CR before EMR"})
    return found.columns, found.issues


def _to_relapse(clock: Clock, cells: pd.DataFrame, given: Columns, decimal: str, found: _Clocks) -> str:
    """Take over a time to the relapse, and return its start: as chosen, or as the dates show."""
    months = _months(clock, cells, decimal, found)
    days = months * DAYS_PER_MONTH
    start = clock.start
    if not start:
        far = {
            event: (days - given[name] * DAYS_PER_MONTH).abs().median()
            for event, name in TO_EMR.items()
            if name in given
        }
        near = {event: median for event, median in far.items() if median <= _ALIKE_UP_TO}
        start = min(near, key=lambda event: near[event]) if near else ""
    if start not in TO_EMR:
        found.issues.append(_unknown_start(clock.header, "--map diagnosis_to_emr", "diagnosis"))
        return ""
    name = TO_EMR[start]
    if name not in given:
        found.columns[name] = months
        return start
    difference = days - given[name] * DAYS_PER_MONTH
    disagree = _differing(clock.header, difference, _ROUNDING[clock.unit or "months"], "The dates are used.")
    message = f"{clock.header}: taken as the time from {start} to EMR, as the dates show."
    found.issues.extend(disagree or [Issue("info", "clock_found", message, column=clock.header, value=start)])
    found.columns[name] = given[name].fillna(months)
    return start


def _to_last_contact(
    clock: Clock, cells: pd.DataFrame, given: Columns, decimal: str, found: _Clocks, starts: set[str]
) -> None:
    """Take over survival: as follow-up from the relapse, less the time before it."""
    months = _months(clock, cells, decimal, found)
    start = clock.start or (next(iter(starts)) if len(starts) == 1 else "")
    if start == "EMR":
        found.columns["follow_up"] = months
        return
    if start not in TO_EMR or TO_EMR[start] not in given:
        found.issues.append(_unknown_start(clock.header, "--map follow_up", "EMR"))
        return
    after = months - given[TO_EMR[start]]
    early = after < -1 / DAYS_PER_MONTH
    message = (
        f"{clock.header}: taken to run from {start}, as the times to the relapse do; "
        f"follow-up from EMR is what is left after the relapse. Choose another start if it does not."
    )
    found.issues.append(Issue("info", "clock_found", message, column=clock.header, value=start))
    found.issues.extend(
        Issue(
            "warning",
            "time_order",
            f"{clock.header}, row {row}: ends before the relapse; left out of the curve. Correct it.",
            row=row,
            column=clock.header,
        )
        for row in (int(place) + 1 for place in after.index[early.to_numpy(dtype=bool)])
    )
    found.columns["follow_up"] = after.mask(early).clip(lower=0)


def _months(clock: Clock, cells: pd.DataFrame, decimal: str, found: _Clocks) -> pd.Series:
    """Return a column of times in months, its cells checked like those of any duration."""
    base = next(duration for duration in DURATIONS if duration.name == "follow_up")
    field = replace(base, name=clock.header, label=clock.header, unit_suffix="", aliases=())
    values, issues = read_numbers(field, recorded(cells[clock.header]), clock.unit, decimal)
    found.issues.extend(issues)
    return values


def _unknown_start(header: str, option: str, start: str) -> Issue:
    message = (
        f"{header}: a time whose start is not said; not used. "
        f"If it runs from {start}, say so ({option}={header})."
    )
    return Issue("warning", "clock_unknown", message, column=header)
