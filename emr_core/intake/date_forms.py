"""The forms in which a date is written, in digits or with the month's name in a dozen languages."""

import datetime as dt
import re

from emr_core.intake.words import folded

DAY_OF_SERIAL = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's count, for all days from March 1900."""

SERIAL = re.compile(r"(?:[12]\d|[3-5]\d)\d{3}(?:\.\d+)?")
"""A spreadsheet's number of a day, from 1927 to 2064."""

_TIME = r"(?:[t ,]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.년年]\s?(\d{1,2})\s?[-/.월月]\s?(\d{1,2})\s?[日일.]?" + _TIME)
YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\.?" + _TIME)
SHORT_YEAR = re.compile(
    r"\d{1,2}\s?([-/.])\s?\d{1,2}\s?\1\s?\d{2}\.?|\d{1,2}[-/. ]+[^\W\d_]{3,}\.?[-/., ]+'?\d{2}"
)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[-/. ]*(?:de |of )?([^\W\d_]{3,})\.?[-/., ]*(?:de |del )?'?(\d{4}|\d{2})"
    + _TIME
)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,})\.?[- ]*(\d{1,2})(?:st|nd|rd|th)?[, ]+(\d{4})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
PART_OF_A_DATE = re.compile(
    r"(?:19|20)\d{2}|(?:19|20)\d{2}\s?[-/.년年]\s?\d{1,2}\s?[月월]?|\d{1,2}\s?[-/.]\s?(?:19|20)\d{2}"
    r"|[^\W\d_]{3,}\.?[-/., ]*(?:de )?'?(?:(?:19|20)\d{2}|\d{2})"
    r"|[?x]{1,2}[-/.](?:\d{1,2}|[?x]{1,2})[-/.](?:19|20)\d{2}"
    r"|(?:early|mid|late|ca\.?|about)[- ]+(?:19|20)\d{2}"
    r"|(?:19|20)\d{2}[-/.](?:\d{1,2}|[?x]{1,2})[-/.][?x]{1,2}"
)
"""A year, or a month and a year, without the day."""

_MONTHS = (
    "jan|janv|gen|ene|oca|sty|janeiro",
    "feb|fev|fevr|sub|lut",
    "mar|mrz|maerz|mars|mart",
    "apr|avr|abr|nis|kwi",
    "may|mai|mag|maj|mei",
    "jun|juin|giu|haz|cze",
    "jul|juil|lug|tem|lip",
    "aug|aout|aou|ago|agu|sie",
    "sep|sept|set|eyl|wrz",
    "oct|okt|ott|out|eki|paz",
    "nov|kas|lis",
    "dec|dez|dic|ara|gru",
)
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")}
_BEGINNINGS = sorted(_NUMBER, key=len, reverse=True)


def looks_like_date(text: str) -> bool:
    """Tell whether a cell has the form of a full date, whether or not the calendar knows it."""
    plain = folded(text)
    if _YEAR_FIRST.fullmatch(plain) or YEAR_LAST.fullmatch(plain):
        return True
    named, first = _NAMED.fullmatch(plain), _NAME_FIRST.fullmatch(plain)
    return bool((named and _month(named[2])) or (first and _month(first[1])))


def calendar_date(text: str, order: str, today: dt.date) -> dt.date | None:
    """Return the date in one cell, folded, or None where it is none of the calendar.

    Parameters
    ----------
    text
        The cell.
    order
        "day" or "month": which stands first where the year is last.
    today
        A year of two digits is the last one that is not after it.
    """
    first, last = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text), YEAR_LAST.fullmatch(text)
    named, ahead = _NAMED.fullmatch(text), _NAME_FIRST.fullmatch(text)
    if first:
        year, month, day = int(first[1]), int(first[2]), int(first[3])
    elif last:
        one, other, year = int(last[1]), int(last[3]), _year(last[4], today)
        day, month = (one, other) if order == "day" else (other, one)
    elif named:
        day, month, year = int(named[1]), _month(named[2]), _year(named[3], today)
    elif ahead:
        month, day, year = _month(ahead[1]), int(ahead[2]), int(ahead[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(digits: str, today: dt.date) -> int:
    """Return a year; of two digits, the last such year that is not to come."""
    if len(digits) > 2:
        return int(digits)
    century = today.year - today.year % 100
    return century + int(digits) - (100 if century + int(digits) > today.year else 0)


def _month(name: str) -> int:
    """Return the number of a month by how its name begins; 0 for other words."""
    plain = name.replace("ı", "i")
    return next((_NUMBER[start] for start in _BEGINNINGS if plain.startswith(start)), 0)
