"""Dates in cells: read by one order a column, checked against the calendar; only durations are kept."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.intake.date_forms import (
    DAY_OF_SERIAL,
    PART_OF_A_DATE,
    SERIAL,
    SHORT_YEAR,
    YEAR_LAST,
    calendar_date,
    looks_like_date,
)
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, Severity
from emr_core.intake.words import folded, missing_words
from emr_core.wording import counted, listed

__all__ = ["Dates", "as_the_others", "dropped", "looks_like_date", "read_dates"]

EARLIEST = 1900


@dataclass(frozen=True)
class Dates:
    """The dates of one column, missing where none is read, and what was found on the way.

    `order` tells whether "day" or "month" stands first, if the column itself does.
    """

    dates: pd.Series
    issues: tuple[Issue, ...]
    order: str = ""


def read_dates(texts: pd.Series, header: str, today: dt.date, told: str = "") -> Dates:
    """Return the dates of a column; a date that cannot be is an error, and its value is not printed.

    Day and month are told apart by the whole column: one value over 12 decides. Where nothing decides,
    the day is taken to stand first, as everywhere but in the United States, and that is said; unless it is
    `told` that "day" or "month" does. A month or a year alone, and a word, are no dates: they are not used,
    and that is said.
    """
    column = Coded(texts)
    folds = {text: folded(text) for text in column.words}
    folds = {text: plain for text, plain in folds.items() if plain not in missing_words()}
    order, issues = (told, []) if told else _order(list(folds.values()), header)
    serial = bool(folds) and all(SERIAL.fullmatch(plain) for plain in folds.values())
    read = {text: _date(plain, order, serial, today) for text, plain in folds.items()}
    issues += _said_of(folds, header, serial)
    days = pd.Series([*map(read.get, column.words), None], dtype="object")
    values = pd.Series(pd.to_datetime(days, errors="coerce").array.take(column.codes), index=texts.index)
    unread = {text for text, date in read.items() if date is None}
    part = {text for text in unread if PART_OF_A_DATE.fullmatch(folds[text])}
    word = {text for text in unread - part if not any(letter.isdigit() for letter in text)}
    wrong = {text for text, date in read.items() if date is not None and date.year < EARLIEST}
    future = {text for text, date in read.items() if date is not None and date > today}
    kinds: tuple[tuple[set[str], Severity, str, str], ...] = (
        (unread - part - word | wrong, "error", "date_impossible",
         "not a date of the calendar. Correct it, or leave it empty."),
        (future, "error", "date_impossible", "the date lies in the future. Correct it, or leave it empty."),
        (part, "warning", "date_in_part",
         "a date without its day; not used. Write the full date, or give the time itself in months."),
        (word, "warning", "date_unread", "a word instead of a date; not used. Write a date."),
    )  # fmt: skip
    for bad, severity, code, what in kinds:
        here = column.where(np.array([text in bad for text in column.words], dtype=bool))
        issues += [
            Issue(severity, code, f"{header}, row {row + 1}: {what}", row=row + 1, column=header)
            for row in map(int, texts.index[here])
        ]
        values = values.mask(here)
    open_order = any(issue.code == "date_order_assumed" for issue in issues)
    written = any(YEAR_LAST.fullmatch(plain) for plain in folds.values())
    return Dates(values, tuple(issues), order if written and not open_order else "")


def as_the_others(read: Dates, texts: pd.Series, header: str, today: dt.date, order: str) -> Dates:
    """Return the dates of a column that leaves the order open, read by the order of the other columns."""
    if not any(issue.code == "date_order_assumed" for issue in read.issues):
        return read
    again = read_dates(texts, header, today, order)
    message = (
        f"{header}: day and month cannot be told apart; the {order} stands first, as in the other columns."
    )
    issue = Issue("info", "date_order_by_others", message, column=header, value=order)
    return Dates(again.dates, (issue, *again.issues), order)


def _date(text: str, order: str, serial: bool, today: dt.date) -> dt.date | None:
    """Return the date in a cell: of the calendar, or a spreadsheet's number of a day."""
    if serial:
        return DAY_OF_SERIAL + dt.timedelta(days=int(float(text)))
    return calendar_date(text, order, today)


def _said_of(folds: dict[str, str], header: str, serial: bool) -> list[Issue]:
    """Return what is said of dates written in a way that leaves something open."""
    if serial:
        what = f"{header}: numbers of days as a spreadsheet counts them, read as dates. Check the years."
        return [Issue("warning", "date_serial", what, column=header)]
    if any(SHORT_YEAR.fullmatch(plain) for plain in folds.values()):
        what = f"{header}: years of two digits are read as the last such year that is past. Check them."
        return [Issue("warning", "date_short_year", what, column=header)]
    return []


def _order(folds: list[str], header: str) -> tuple[str, list[Issue]]:
    """Return whether day or month stands first where the year is last, and what is said of it."""
    written = [found for text in folds if (found := YEAR_LAST.fullmatch(text))]
    pairs = [(int(found[1]), int(found[3])) for found in written]
    day_first = any(first > 12 for first, _ in pairs) or any(found[2] == "." for found in written)
    month_first = any(second > 12 for _, second in pairs)
    if day_first and month_first:
        message = f"{header}: some dates have the day first, others the month. Write them as 2024-12-31."
        return "day", [Issue("error", "date_mixed", message, column=header)]
    if pairs and not day_first and not month_first:
        message = f"{header}: day and month cannot be told apart; the day is taken to stand first. Check it."
        return "day", [Issue("warning", "date_order_assumed", message, column=header)]
    return ("month" if month_first else "day"), []


def dropped(headers: list[str]) -> Issue:
    """Return what is said of dates: turned into durations, not kept."""
    names = listed(repr(header)[1:-1] for header in headers)
    message = (
        f"{counted(len(headers), 'column')} of dates ({names}): turned into durations; "
        "the dates are not kept, only the year of the relapse."
    )
    return Issue("info", "dates_dropped", message)
