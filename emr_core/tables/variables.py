"""The variables that tables describe: each with its levels as masks, or with its numbers."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from emr_core.cohort import Cohort, Mask
from emr_core.distinct_texts import text_of, texts_of
from emr_core.factors import factor, is_held, present_levels
from emr_core.fields import UNKNOWN, Categorical, Continuous, Duration, Field, Karyotype, Moment, Several
from emr_core.risk import RISK
from emr_core.schema import BY_NAME, FIELDS
from emr_core.tables.columns import is_level
from emr_core.tables.intervals import axis
from emr_core.tables.number_tallies import numbers_of

DERIVED_IN = {
    "number_of_sites": "emr_sites",
    "at_emr": "bmr",
    "eln_2022": "karyotype",
    "cog_aaml1831": "karyotype",
    "nci_rome": "immunophenotype",
}
"""A derived grouping and the field in whose section it stands: risk groups last, others first."""

COLUMNS_OF_THE_TABLE = ("leukemia_type", "emr")
"""Fields that make the columns, or that everybody in the table shares."""


@dataclass(frozen=True, eq=False)
class Variable:
    """One variable of a cohort, ready to be counted.

    Parameters
    ----------
    name, label, section, known_from
        As in the schema; the label has its unit.
    levels
        Who has each level, unknown as the last one if anybody is; empty for numbers.
    numbers
        One number a patient, NaN where there is none; None for levels.
    several
        Whether a patient may have several levels at once.
    """

    name: str
    label: str
    section: str
    known_from: Moment
    levels: dict[str, Mask]
    numbers: npt.NDArray[np.float64] | None = None
    several: bool = False

    @property
    def known(self) -> dict[str, Mask]:
        """Return the levels without the unknown."""
        return {level: mask for level, mask in self.levels.items() if level != UNKNOWN}


def variables(cohort: Cohort) -> tuple[Variable, ...]:
    """Return every variable that the cohort records, in the schema's order; text and sites have none."""
    found = []
    for section, fields in groupby(FIELDS, key=lambda field: field.section):
        named = list(fields)
        sources = {field.name for field in named if field.name in cohort.columns}
        derived = [name for name, source in DERIVED_IN.items() if source in sources and is_held(cohort, name)]
        found += [_derived(cohort, name, section) for name in derived if name not in RISK]
        held = [f for f in named if f.name in cohort.columns and f.name not in COLUMNS_OF_THE_TABLE]
        found += [variable for field in held if (variable := variable_of(cohort, field)) is not None]
        found += [_derived(cohort, name, section) for name in derived if name in RISK]
    return tuple(found)


def variable_of(cohort: Cohort, field: Field) -> Variable | None:
    """Return one recorded field as a variable, or None if it has neither levels nor numbers."""
    about = (field.name, field.axis, field.section, field.known_from)
    if isinstance(field, Continuous):
        label = axis(field) if isinstance(field, Duration) else field.axis
        return Variable(field.name, label, *about[2:], {}, numbers_of(cohort, field.name))
    if isinstance(field, Several):
        return Variable(*about, _several(cohort, field), several=True)
    if isinstance(field, Categorical):
        grouping = factor(cohort, field.name)
        levels = {level: is_level(grouping.groups, level) for level in present_levels(grouping)}
        label = f"{field.axis} (primary)" if isinstance(field, Karyotype) else field.axis
        return Variable(field.name, label, *about[2:], levels)
    return None


def absent(cohort: Cohort) -> tuple[str, ...]:
    """Return the labels of the fields that the cohort does not hold at all."""
    return tuple(
        field.label
        for field in FIELDS
        if field.name not in cohort.columns and field.name not in COLUMNS_OF_THE_TABLE
    )


def _derived(cohort: Cohort, name: str, section: str) -> Variable:
    """Return a grouping that is made from several fields."""
    grouping = factor(cohort, name)
    levels = {level: is_level(grouping.groups, level) for level in present_levels(grouping)}
    return Variable(name, grouping.label, section, grouping.known_from, levels)


def _several(cohort: Cohort, field: Several) -> dict[str, Mask]:
    """Return who has each level of a field with several at once, and who has none recorded."""
    # Each different text is parted once; the last place is that of a missing one, whose code is -1.
    codes, texts = text_of(cohort, field.name), texts_of(cohort, field.name)
    unknown = codes < 0
    parts: list[set[str]] = [*(set(text.split("; ")) for text in texts), set()]
    masks = {level: np.array([level in held for held in parts], dtype=bool)[codes] for level in field.levels}
    present = {level: mask for level, mask in masks.items() if mask.any()}
    return {**present, **({UNKNOWN: unknown} if unknown.any() else {})}


def leukemia_variable(cohort: Cohort) -> Variable:
    """Return the leukaemia type as a variable, which tables of one cohort have as their columns."""
    field, grouping = BY_NAME["leukemia_type"], factor(cohort, "leukemia_type")
    held = set(grouping.groups)
    levels = {
        level: np.asarray((grouping.groups == level).to_numpy(dtype=bool))
        for level in grouping.levels
        if level in held
    }
    return Variable(field.name, field.label, field.section, field.known_from, levels)
