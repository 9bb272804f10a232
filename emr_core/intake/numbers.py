"""Numbers in cells: their digits, decimal mark and unit; codes for "not recorded"; ages that identify."""

import re

import numpy as np
import pandas as pd

from emr_core.fields import Continuous
from emr_core.intake.digits import in_ascii, is_bound, ungrouped
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, about_cells
from emr_core.intake.units import DAYS, factor, number_and_unit, stretch
from emr_core.wording import number

Numbers = tuple[pd.Series, list[Issue]]

SENTINELS = {"-9", "-99", "-999", "-1", "-7", "-8", "888", "999", "8888", "9999", "99999"}
"""Numbers that files use for "not recorded"; asked, never guessed."""

OLDEST = 90
"""Ages of 90 and over are one group, as Safe Harbor (45 CFR 164.514) asks: so few people are that old."""

AGES = ("age_at_diagnosis", "age_at_emr")


def read_numbers(field: Continuous, column: Coded, unit: str = "", decimal: str = ".") -> Numbers:
    """Return numbers in the field's unit, inside its hard limits; outside the soft ones they are pointed out.

    What stands in another unit is converted exactly. Codes such as -9 are not taken for numbers.
    """
    texts = column.distinct
    plain, said = ungrouped(field, column, unit, decimal)
    values = pd.to_numeric(plain, errors="coerce").astype("float64")
    by = factor(unit, field) or 1.0
    values = values * by if by != 1.0 else values
    left = plain[(plain.notna() & values.isna()).to_numpy(dtype=bool)]
    if len(left):
        read = {text: _number(text, field, by) for text in left.unique()}
        values = values.fillna(left.map(read).astype("float64"))
    coded = texts.isin(SENTINELS) & ~_usual(values, field)
    issues = said + _asked(field, column, values, coded)
    values = values.mask(coded)
    if field.name in AGES:
        pooled = (values >= OLDEST) & (values <= field.hard[1])
        what = f"an age over {OLDEST - 1} can identify a patient; counted as {OLDEST} years and over."
        issues += about_cells("warning", "age_pooled", field, _rows(column, pooled), what, show=False)
        values = values.mask(pooled, float(OLDEST))
    return _within(field, column, values, coded, issues)


def _rows(column: Coded, holds: pd.Series) -> pd.Series:
    """Return the texts of the rows for whose text something holds."""
    return column.rows(holds.to_numpy(dtype=bool))


def _within(
    field: Continuous, column: Coded, values: pd.Series, coded: pd.Series, issues: list[Issue]
) -> Numbers:
    """Return the values inside the hard limits, and what is said of the others."""
    low, high = (number(limit) for limit in field.hard)
    limits = f"{low} and {high} {field.unit}".rstrip()
    beyond = values.notna() & ~values.between(*field.hard)
    kept = values.mask(beyond)
    odd = kept.notna() & ~kept.between(*field.soft) if field.soft else kept.isna() & False
    unread = (
        f"is not a number. Write it in {field.unit or 'digits'}, decimals after a point, or leave it empty."
    )
    lost = values.isna() & ~coded
    bounds = column.distinct.map(is_bound).astype("bool") if lost.any() else lost
    bound = "is a bound or a range, not a number; counted as unknown. Write one number, or leave it empty."
    refused = f"cannot be: it must lie between {limits}. Correct it."
    issues += [
        *sorted(
            about_cells("warning", "not_a_number", field, _rows(column, lost & ~bounds), unread)
            + about_cells("warning", "not_a_number", field, _rows(column, lost & bounds), bound),
            key=lambda issue: issue.row,
        ),
        *about_cells("error", "out_of_range", field, _rows(column, beyond), refused),
        *about_cells("warning", "unusual", field, _rows(column, odd), "is unusual; kept. Check it."),
        *_scale(field, column, kept),
    ]
    return column.spread(kept.to_numpy()), issues


def _number(text: str, field: Continuous, by: float) -> float:
    """Return the number in a cell that is not plain digits, in the field's unit; NaN where none is read."""
    digits, unit = number_and_unit(text)
    own = factor(unit, field) if unit else by
    digits = in_ascii(digits)
    if own is None or "_" in digits or "x" in digits.lower():
        return float(np.nan)
    try:
        return float(digits) * own
    except ValueError:
        return _of_parts(text, field)


def _of_parts(text: str, field: Continuous) -> float:
    """Return a time in parts, "5 y 4 mo" or an age of "2 6/12"; NaN where the cell holds none."""
    days = stretch(text) if field.unit in DAYS else None
    if days is not None:
        return days / DAYS[field.unit]
    twelfths = re.fullmatch(r"(?:(\d{1,2})\s+)?(\d{1,2})/12", text) if field.name in AGES else None
    return float(twelfths[1] or 0) + float(twelfths[2]) / 12 if twelfths else float(np.nan)


def _usual(values: pd.Series, field: Continuous) -> pd.Series:
    """Return where a number is an ordinary value of its field, so that it cannot be taken for a code."""
    low, high = field.soft or field.hard
    return values.between(low, high)


def _asked(field: Continuous, column: Coded, values: pd.Series, coded: pd.Series) -> list[Issue]:
    """Return the codes: an error where the number cannot be, a warning where it could."""
    possible = values.between(*field.hard)
    what = (
        "looks like a code for 'not recorded'. It is not guessed: say what it stands for, or leave it empty."
    )
    return [
        *about_cells("error", "sentinel", field, _rows(column, coded & ~possible), what),
        *about_cells(
            "warning", "sentinel", field, _rows(column, coded & possible), f"{what} Counted as unknown."
        ),
    ]


def _scale(field: Continuous, column: Coded, values: pd.Series) -> list[Issue]:
    """Return a warning for fractions of one among percentages, or where all of them may be fractions."""
    if field.unit != "%":
        return []
    if not (values > 1).any():
        said = column.distinct.str.contains("%", na=False).any()
        possible = ((values > 0) & (values < 1)).any() and not said
        message = (
            f"{field.label}: all numbers lie between 0 and 1, which may be shares of one; kept as "
            "percentages. Write them as 0 to 100."
        )
        return [Issue("warning", "scale", message, column=field.header)] if possible else []
    fractions = (values > 0) & (values < 1) & ~column.distinct.str.contains("%", na=False)
    what = "may be a share of one or a percentage; kept as a percentage. Write all of them as 0 to 100."
    return about_cells("warning", "scale", field, _rows(column, fractions), what)
