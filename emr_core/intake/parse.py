"""Text to value, a column at a time: what cannot be read becomes an issue, never a silent blank."""

import re
from collections.abc import Callable

import pandas as pd

from emr_core.fields import Categorical, Continuous, Field, Karyotype, Several
from emr_core.intake.issues import Issue, Severity
from emr_core.vocabulary.karyotype import read_karyotype

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
    recorded = texts.where(~texts.str.lower().isin(MISSING))
    if isinstance(field, Continuous):
        return _numbers(field, recorded)
    if isinstance(field, Karyotype):
        return recorded.map(lambda text: read_karyotype(text).primary, na_action="ignore"), []
    if isinstance(field, Several):
        return _each(field, recorded, lambda text: _several(field, text))
    if isinstance(field, Categorical) and not field.open:
        return _each(field, recorded, lambda text: _level(field, text))
    return recorded, []


def _numbers(field: Continuous, texts: pd.Series) -> Parsed:
    """Return numbers inside the hard limits; outside the soft ones they stay and are pointed out."""
    values = pd.to_numeric(texts, errors="coerce").astype("float64")
    issues = [
        _issue(
            "warning",
            "not_a_number",
            field,
            texts,
            i,
            f"is not a number. Write it in {field.unit}, or leave it empty",
        )
        for i in texts.index[texts.notna() & values.isna()]
    ]
    beyond = values.notna() & ~values.between(*field.hard)
    low, high = field.hard
    issues += [
        _issue(
            "error",
            "out_of_range",
            field,
            texts,
            i,
            f"cannot be: it must lie between {low:g} and {high:g} {field.unit}",
        )
        for i in texts.index[beyond]
    ]
    values = values.mask(beyond)
    if field.soft is not None:
        odd = values.notna() & ~values.between(*field.soft)
        issues += [
            _issue("warning", "unusual", field, texts, i, f"is unusual for {field.axis}; kept. Check it")
            for i in texts.index[odd]
        ]
    return values, issues


def _each(field: Categorical, texts: pd.Series, read: Callable[[str], str | None]) -> Parsed:
    """Return the level of every cell, each distinct text read once."""
    known = {text: read(text) for text in texts.dropna().unique()}
    unread = texts.notna() & texts.map(lambda text: known.get(text) is None)
    offered = ", ".join(field.levels)
    issues = [
        _issue("warning", "not_a_level", field, texts, i, f"is not one of {offered}; counted as unknown")
        for i in texts.index[unread]
    ]
    return texts.map(known, na_action="ignore"), issues


def _level(field: Categorical, text: str) -> str | None:
    """Return the level a text names: by its spelling or a synonym, without regard to case."""
    lowered = text.lower()
    spelled = {level.lower(): level for level in field.levels}
    return spelled.get(lowered) or field.synonyms.get(lowered)


def _several(field: Several, text: str) -> str | None:
    """Return the levels named in one cell, divided by a semicolon, or nothing if one is not known."""
    levels = [_level(field, part.strip()) for part in re.split(r"[;,+/]", text) if part.strip()]
    return "; ".join(level for level in levels if level) if all(levels) else None


def _issue(severity: Severity, code: str, field: Field, texts: pd.Series, index: int, what: str) -> Issue:
    """Return the issue of one cell, its row counted from 1."""
    value = str(texts.loc[index])
    message = f"{field.label}, row {index + 1}: {value!r} {what}."
    return Issue(severity, code, message, row=int(index) + 1, column=field.header, value=value)
