"""The columns of a registry while it is made: one array a field, a value a patient.

A category is the place of its level in the schema (-1: empty), a number a float (NaN: empty), everything
else a text (blank: empty). Times are drawn in months, rounded to whole days as if taken from dates, and
written in the unit of their field: one decimal of a week or two of a month still tell the day.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from emr_core.fields import DAYS_PER_MONTH, Duration
from emr_core.schema import BY_NAME, categorical
from emr_core.synthetic.draws import Codes, Flags, Floats, Texts

Columns = dict[str, npt.NDArray[Any]]

DECIMALS = {"weeks": 1, "months": 2}


def level(name: str, value: str) -> int:
    """Return the place of a level of a field."""
    return categorical(name).levels.index(value)


def yes(flags: Flags) -> Codes:
    """Return Yes or No."""
    return flags.astype(np.int64)


def recoded(codes: Codes, levels: tuple[str, ...], name: str) -> Codes:
    """Return codes of these levels as codes of the field."""
    places: Codes = np.array([level(name, value) for value in levels])[codes]
    return places


def whole_days(months: Floats) -> Floats:
    """Return times in whole days, at least one; NaN stays."""
    return np.maximum(np.round(months * DAYS_PER_MONTH), 1.0)


def duration(name: str, days: Floats) -> Floats:
    """Return whole days in the unit of a duration, rounded as it is written."""
    field = BY_NAME[name]
    if not isinstance(field, Duration):
        raise ValueError(f"{name!r} is not a duration.")
    return np.round(days / field.days_per_unit, DECIMALS[field.unit])


def filled(columns: Mapping[str, npt.NDArray[Any]], name: str) -> Flags:
    """Return who has a value in a column."""
    values = columns[name]
    if values.dtype.kind == "i":
        found: Flags = values >= 0
    elif values.dtype.kind == "f":
        found = ~np.isnan(values)
    else:
        found = values != ""
    return found


def emptied(columns: Columns, name: str, where: Flags) -> None:
    """Take a value away from these patients."""
    values = columns[name].copy()
    values[where] = -1 if values.dtype.kind == "i" else np.nan if values.dtype.kind == "f" else ""
    columns[name] = values


def texts_of(name: str, values: npt.NDArray[Any]) -> Texts:
    """Return a category in the words of the schema, a text as it is."""
    if values.dtype.kind != "i":
        return values
    # The last one stands for -1.
    texts: Texts = np.array([*categorical(name).levels, ""], dtype=object)[values]
    return texts
