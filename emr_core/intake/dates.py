"""Dates in cells: read by one order a column, checked against the calendar; only durations are kept."""

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue
from emr_core.intake.words import folded, missing_words
from emr_core.wording import counted, listed

EARLIEST = 1900

_YEAR_FIRST = re.compile(r"(\d{4})[-/.년年](\d{1,2})[-/.월月](\d{1,2})日?일?(?:[T ]\d{1,2}:.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:.*)?")
_NAMED = re.compile(r"(\d{1,2})[-/. ]([a-z]{3,9})\.?[-/., ]+(\d{4})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar|mrz", "apr", "may|mai", "jun", "jul", "aug", "sep", "oct|okt", "nov", "dec|dez"),
        start=1,
    )
    for name in names.split("|")
}


@dataclass(frozen=True)
class Dates:
    """The dates of one column, missing where none is read, and what was found on the way."""

    dates: pd.Series
    issues: tuple[Issue, ...]


def looks_like_date(text: str) -> bool:
    """Tell whether a cell has the form of a full date, whether or not the calendar knows it."""
    plain = folded(text)
    return any(form.fullmatch(plain) for form in (_YEAR_FIRST, _YEAR_LAST, _NAMED))


def read_dates(texts: pd.Series, header: str, today: dt.date, told: str = "") -> Dates:
    """Return the dates of a column; a date that cannot be is an error, and its value is not printed.

    Day and month are told apart by the whole column: one value over 12 decides. Where nothing decides,
    the day is taken to stand first, as everywhere but in the United States, and that is said; unless it is
    `told` that "day" or "month" does.
    """
    column = Coded(texts)
    folds = {text: folded(text) for text in column.words}
    folds = {text: plain for text, plain in folds.items() if plain not in missing_words()}
    order, issues = (told, []) if told else _order(list(folds.values()), header)
    read = {text: _date(plain, order) for text, plain in folds.items()}
    days = pd.Series([*map(read.get, column.words), None], dtype="object")
    values = pd.Series(pd.to_datetime(days, errors="coerce").array.take(column.codes), index=texts.index)
    wrong = {text for text, date in read.items() if date is None or date.year < EARLIEST}
    future = {text for text, date in read.items() if date is not None and date > today}
    for bad, what in (
        (wrong, "is not a date of the calendar. Correct it, or leave it empty."),
        (future, "lies in the future. Correct it, or leave it empty."),
    ):
        here = column.where(np.array([text in bad for text in column.words], dtype=bool))
        issues += [
            Issue("error", "date_impossible", f"{header}, row {row + 1}: {what}", row=row + 1, column=header)
            for row in map(int, texts.index[here])
        ]
        values = values.mask(here)
    return Dates(values, tuple(issues))


def _order(folds: list[str], header: str) -> tuple[str, list[Issue]]:
    """Return whether day or month stands first where the year is last, and what is said of it."""
    pairs = [(int(found[1]), int(found[3])) for text in folds if (found := _YEAR_LAST.fullmatch(text))]
    day_first = any(first > 12 for first, _ in pairs) or any(
        (found := _YEAR_LAST.fullmatch(text)) and found[2] == "." for text in folds
    )
    month_first = any(second > 12 for _, second in pairs)
    if day_first and month_first:
        message = f"{header}: some dates have the day first, others the month. Write them as 2024-12-31."
        return "day", [Issue("error", "date_mixed", message, column=header)]
    if pairs and not day_first and not month_first:
        message = f"{header}: day and month cannot be told apart; the day is taken to stand first. Check it."
        return "day", [Issue("warning", "date_order_assumed", message, column=header)]
    return ("month" if month_first else "day"), []


def _date(text: str, order: str) -> dt.date | None:
    """Return the date in one cell, or None where it is none of the calendar."""
    first, last, named = (form.fullmatch(text) for form in (_YEAR_FIRST, _YEAR_LAST, _NAMED))
    first = first or _COMPACT.fullmatch(text)
    if first:
        year, month, day = int(first[1]), int(first[2]), int(first[3])
    elif last:
        one, other, year = int(last[1]), int(last[3]), int(last[4])
        day, month = (one, other) if order == "day" else (other, one)
    elif named and named[2][:3] in _MONTHS:
        day, month, year = int(named[1]), _MONTHS[named[2][:3]], int(named[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def dropped(headers: list[str]) -> Issue:
    """Return what is said of dates: turned into durations, not kept."""
    names = listed(repr(header)[1:-1] for header in headers)
    message = (
        f"{counted(len(headers), 'column')} of dates ({names}): turned into durations; "
        "the dates are not kept, only the year of the relapse."
    )
    return Issue("info", "dates_dropped", message)
