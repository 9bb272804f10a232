"""Text to value, a column at a time: what cannot be read becomes an issue, never a silent blank."""

import re
from collections.abc import Callable

import pandas as pd

from emr_core.fields import Categorical, Continuous, Field, Karyotype, Several
from emr_core.intake.issues import Issue, Severity, about_cell
from emr_core.vocabulary.karyotype import read_karyotype
from emr_core.wording import number

MISSING = {
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "none recorded",
    "-",
    "–",
    ".",
    "?",
    "unknown",
    "not known",
    "nk",
    "nd",
}
"""Spellings of "not recorded", in lower case."""

Parsed = tuple[pd.Series, list[Issue]]


def parse_column(field: Field, texts: pd.Series) -> Parsed:
    """Return the values of one column and an issue for every cell that could not be read."""
    given = recorded(texts)
    if isinstance(field, Continuous):
        return _numbers(field, given)
    if isinstance(field, Karyotype):
        return _karyotypes(field, given)
    if isinstance(field, Several):
        return _each(field, given, lambda text: _several(field, text))
    if isinstance(field, Categorical) and not field.open:
        return _each(field, given, lambda text: _level(field, text))
    return given, []


def recorded(texts: pd.Series) -> pd.Series:
    """Return the texts, missing where one only says that nothing is recorded."""
    return texts.where(~texts.str.lower().isin(MISSING))


def _numbers(field: Continuous, texts: pd.Series) -> Parsed:
    """Return numbers inside the hard limits; outside the soft ones they stay and are pointed out."""
    values = pd.to_numeric(texts, errors="coerce").astype("float64")
    low, high = (number(limit) for limit in field.hard)
    limits = f"{low} and {high} {field.unit}".rstrip()
    beyond = values.notna() & ~values.between(*field.hard)
    kept = values.mask(beyond)
    odd = kept.notna() & ~kept.between(*field.soft) if field.soft else kept.isna() & False
    unread = (
        f"is not a number. Write it in {field.unit or 'digits'}, decimals after a point, or leave it empty."
    )
    refused = f"cannot be: it must lie between {limits}. Correct it."
    issues = [
        *_issues("warning", "not_a_number", field, texts[texts.notna() & values.isna()], unread),
        *_issues("error", "out_of_range", field, texts[beyond], refused),
        *_issues("warning", "unusual", field, texts[odd], "is unusual; kept. Check it."),
    ]
    return kept, issues


def _karyotypes(field: Karyotype, texts: pd.Series) -> Parsed:
    """Return the primary class of every karyotype; what is not understood counts as unknown."""
    read = {text: read_karyotype(text) for text in texts.dropna().unique()}
    classes = texts.map({text: reading.primary for text, reading in read.items()}, na_action="ignore")
    issues: list[Issue] = []
    for text, reading in read.items():
        here = texts[(texts == text).to_numpy(dtype=bool)] if not reading.primary else texts[:0]
        if not reading.readable:
            what = "is not read as a karyotype; counted as unknown. Write it in ISCN or as a class."
            issues += _issues("warning", "karyotype_unread", field, here, what)
        elif reading.note:
            issues += _issues(
                "info", "karyotype_unknown", field, here, f"is {reading.note}; counted as unknown."
            )
    return classes, issues


def _each(field: Categorical, texts: pd.Series, read: Callable[[str], str | None]) -> Parsed:
    """Return the level of every cell, each distinct text read once."""
    known = {text: read(text) for text in texts.dropna().unique()}
    values = texts.map(known, na_action="ignore")
    what = f"is not one of {', '.join(field.levels)}; counted as unknown. Write one of them."
    return values, _issues("warning", "not_a_level", field, texts[texts.notna() & values.isna()], what)


def _level(field: Categorical, text: str) -> str | None:
    """Return the level a text names: by its spelling or a synonym, without regard to case."""
    lowered = text.lower()
    spelled = {level.lower(): level for level in field.levels}
    return spelled.get(lowered) or field.synonyms.get(lowered)


def _several(field: Several, text: str) -> str | None:
    """Return the levels named in one cell, divided by a semicolon, or nothing if one is not known."""
    levels = [_level(field, part.strip()) for part in re.split(r"[;,+/]", text) if part.strip()]
    return "; ".join(dict.fromkeys(level for level in levels if level)) if levels and all(levels) else None


def _issues(severity: Severity, code: str, field: Field, texts: pd.Series, what: str) -> list[Issue]:
    """Return an issue for each of these cells."""
    rows = texts.index.to_numpy() + 1
    return [
        about_cell(severity, code, field, int(row), str(text), what)
        for row, text in zip(rows, texts, strict=True)
    ]
