"""Text to value, a column at a time: what cannot be read becomes an issue, never a silent blank."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from emr_core.fields import Categorical, Continuous, Field, Identifier, Karyotype, Several
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, about_cells
from emr_core.intake.karyotypes import karyotype_columns
from emr_core.intake.numbers import read_numbers
from emr_core.intake.words import folded, missing_words, spelled_levels

Parsed = tuple[pd.Series, list[Issue]]


def parse_column(field: Field, texts: pd.Series, unit: str = "", decimal: str = ".") -> Parsed:
    """Return the values of one column and an issue for every cell that could not be read."""
    return parsed(field, recorded(texts, field), unit, decimal)


def parsed(field: Field, given: Coded, unit: str = "", decimal: str = ".") -> Parsed:
    """Return the values of the texts that are recorded, and an issue for every one that could not be read."""
    if isinstance(field, Continuous):
        return read_numbers(field, given, unit, decimal)
    if isinstance(field, Karyotype):
        columns, issues = karyotype_columns(field, given.texts)
        return columns[field.name], issues
    if isinstance(field, Several):
        return _each(field, given, lambda text: _several(field, text))
    if isinstance(field, Categorical) and not field.open:
        return _each(field, given, lambda text: _level(field, text))
    return given.texts, []


def recorded(texts: pd.Series, field: Field | None = None) -> Coded:
    """Return the texts, missing where one only says that nothing is recorded.

    Words that name a level of the field are values, as "not done" is for imaging; any code is a code, also
    one that reads like such a word.
    """
    if isinstance(field, Identifier):
        return Coded(texts.where((texts.str.strip() != "").to_numpy(dtype=bool)))
    levels = spelled_levels(field) if isinstance(field, Categorical) else {}
    column = Coded(texts)
    # No such word holds a digit, which spares a look at most codes and numbers.
    words = column.distinct[~column.distinct.str.contains(r"[0-9]").to_numpy(dtype=bool)]
    blank = np.zeros(len(column.distinct), dtype=bool)
    blank[words.index] = [(word := folded(text)) in missing_words() and word not in levels for text in words]
    return column.without(blank)


def _each(field: Categorical, texts: Coded, read: Callable[[str], str | None]) -> Parsed:
    """Return the level of every cell, each distinct text read once; codes are asked, never guessed."""
    read_once = {text: read(text) for text in texts.words}
    values = texts.read(read_once.__getitem__)
    unread = texts.rows(np.array([level is None for level in read_once.values()], dtype=bool))
    coded = unread.str.fullmatch(r"[+-]?\d+").to_numpy(dtype=bool)
    what = f"is not one of {', '.join(field.levels)}; counted as unknown. Write one of them."
    asked = (
        f"is a code, and what it stands for is not guessed; counted as unknown. "
        f"Say which of {', '.join(field.levels)} it is."
    )
    return values, [
        *about_cells("warning", "not_a_level", field, unread[~coded], what),
        *about_cells("warning", "value_unknown", field, unread[coded], asked),
    ]


def _level(field: Categorical, text: str) -> str | None:
    """Return the level a text names: by its spelling or a synonym, in any case and language known."""
    return spelled_levels(field).get(folded(text))


def _several(field: Several, text: str) -> str | None:
    """Return the levels named in one cell, divided by a semicolon, or nothing if one is not known."""
    whole = _level(field, text)
    if whole:
        return whole
    levels = [_level(field, part.strip()) for part in re.split(r"[;,+/]", text) if part.strip()]
    return "; ".join(dict.fromkeys(level for level in levels if level)) if levels and all(levels) else None
