"""What two sides both record, a leukaemia type at a time: who is known, and how many have which level."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from emr_core.cohort import Mask
from emr_core.factors import tied
from emr_core.once import once
from emr_core.pair import TYPE, Pair, masks_of
from emr_core.stats.tallies import Floats, Tally, distinct
from emr_core.strata import EVERYBODY, strata
from emr_core.tables.comparison import known_in
from emr_core.tables.variables import Variable, leukemia_variable, variables

NOT_APPLICABLE = "Not applicable"
"""The level of a risk group that was not made for the patient's type: no value to be compared."""

Kind = Literal["levels", "numbers", "either", "on both sides"]


@dataclass(frozen=True, eq=False)
class Common:
    """A variable within one stratum: who stands there on either side, and how many have which known level.

    Parameters
    ----------
    variable, stratum
        What is compared, and within whom.
    sides
        Who stands on the first and on the second side in this stratum, known or not.
    n
        How many of either are known.
    levels
        The known levels that somebody here has, in order, with their patients on either side.
    """

    variable: Variable
    stratum: str
    sides: tuple[Mask, Mask]
    n: tuple[int, int]
    levels: dict[str, tuple[int, int]]


@once
def common(pair: Pair, within: str = "") -> tuple[Common, ...]:
    """Return what both sides record, a leukaemia type at a time; what defines the sides is left out.

    `within` is one stratum that is looked at instead: a type, or everybody.
    """
    held = [(one, known_of(one, len(pair))) for one in variables_of(pair) if not defines(one.name, pair)]
    masks = {within: strata(pair).get(within, np.ones(len(pair), dtype=bool))} if within else strata(pair)
    found = []
    for stratum, mask in masks.items():
        first, second = (side & mask for side in masks_of(pair))
        for variable, known in held:
            if variable.name == TYPE and stratum != EVERYBODY:
                continue
            n = _size(known & first), _size(known & second)
            if not all(n):
                continue
            counts = {
                level: (_size(has & first), _size(has & second))
                for level, has in variable.known.items()
                if level != NOT_APPLICABLE
            }
            levels = {level: both for level, both in counts.items() if any(both)}
            found.append(Common(variable, stratum, (first, second), n, levels))
    return tuple(found)


def sample(pair: Pair, variable: Variable, who: Mask) -> Tally:
    """Return the known numbers that some patients have of a variable: how many have which."""
    values, place = _places(pair, variable.name)
    counts = np.bincount(place[who], minlength=len(values) + 1)[1:]
    return Tally(values[counts > 0], counts[counts > 0])


@once
def _places(pair: Pair, name: str) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Return the different numbers of a variable and, from 1, which of them each patient has; 0 is none.

    A variable is looked at by side, by type and altogether: a million numbers are told apart once, 20 ms.
    """
    held = (one.numbers for one in variables_of(pair) if one.name == name and one.numbers is not None)
    numbers = next(held)
    place, known = np.zeros(len(pair), dtype=np.int32), ~np.isnan(numbers)
    values, of_known = distinct(numbers[known])
    place[known] = of_known + 1
    return values, place


def _size(mask: Mask) -> int:
    """Return how many there are; to add up booleans takes 20 times as long."""
    return int(np.count_nonzero(mask))


def known_of(variable: Variable, n: int) -> Mask:
    """Return whose value is known, of n patients; that a risk group does not apply is no value."""
    return known_in(variable, n) & ~variable.levels.get(NOT_APPLICABLE, np.zeros(n, dtype=bool))


@once
def sections(pair: Pair, kind: Kind) -> tuple[str, ...]:
    """Return the sections of fields in order: those with levels, numbers, or either, or of both sides."""
    if kind == "on both sides":
        return tuple(dict.fromkeys(one.variable.section for one in common(pair) if one.variable.name != TYPE))
    able = {
        one.section: None
        for one in variables_of(pair)
        if kind == "either" or (one.numbers is None) == (kind == "levels")
    }
    return tuple(able)


@once
def variables_of(pair: Pair) -> tuple[Variable, ...]:
    """Return every variable that either side records, the leukaemia type where patients are described."""
    found = list(variables(pair))
    place = sum(one.section == "Patient" for one in found)
    return (*found[:place], leukemia_variable(pair), *found[place:])


def defines(name: str, pair: Pair) -> bool:
    """Tell whether a variable is what the sides were chosen by, or tied to it by definition."""
    return any(name == field or tied(name, field) for field in pair.by)
