"""The different sets of places that patients have: a million have some ten thousand, and are counted by them.

Who has which site is asked for every level, row and column of a picture. Each patient's set is found once,
on the whole cohort; what is counted then is a tally of sets, and what holds of a set holds of who has it.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.once import each, of_whole, once

Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Place = tuple[str, str, str]

LEVELS = ("subsite", "site", "system")
"""What names a place, the finest first."""

A_WORD = 62
"""Places that one whole number of 64 bits can stand for, a bit each."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different sets of places of a whole cohort.

    Parameters
    ----------
    code
        Which set a patient of the whole cohort has.
    places
        The different places: subsite, site and system of each.
    held
        One row a set, one column a place: whether it is in the set. One set may be empty.
    """

    code: Codes
    places: tuple[Place, ...]
    held: npt.NDArray[np.bool_]

    def any_of(self, holds: Callable[[Place], bool]) -> Mask:
        """Return which sets have a place of which something holds."""
        return np.asarray(self.held[:, [holds(place) for place in self.places]].any(axis=1))

    def by(self, name: Callable[[Place], Hashable]) -> dict[Any, Mask]:
        """Return which sets have a place of each name, in the order of the places."""
        named: dict[Any, list[int]] = {}
        for number, place in enumerate(self.places):
            named.setdefault(name(place), []).append(number)
        return {key: np.asarray(self.held[:, places].any(axis=1)) for key, places in named.items()}


@of_whole
def patterns(whole: Cohort) -> Patterns:
    """Return the different sets of places of the whole cohort of which these patients are some.

    A place is a bit, in as many whole numbers as the places need.
    """
    owner, place, places = _places(whole)
    code, words = np.zeros(len(whole), dtype=np.int64), []
    for start in range(0, len(places), A_WORD):
        here = (place >= start) & (place < start + A_WORD)
        word = _bits(owner[here], place[here] - start, len(whole))
        words.append(word)
        which, different = pd.factorize(word)
        # The sets told apart so far, each parted by what stands in this word.
        code = pd.factorize(code * max(1, len(different)) + which)[0].astype(np.int64)
    first = np.flatnonzero(~pd.Series(code).duplicated().to_numpy())
    bits = [word[first] >> place & 1 for word in words for place in range(A_WORD)][: len(places)]
    held = np.stack(bits, axis=1).astype(bool) if bits else np.zeros((len(first), 0), dtype=bool)
    return Patterns(code, places, held)


@each
def pattern_of(cohort: Cohort) -> Codes:
    """Return which set of places every patient has."""
    return patterns(cohort).code


@of_whole
def named(cohort: Cohort, level: str) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """Return the names of a level that anybody of the whole cohort has, and which sets have them."""
    found = patterns(cohort).by(lambda place: place[LEVELS.index(level)])
    none = np.zeros((len(patterns(cohort).held), 0), dtype=bool)
    return tuple(found), np.stack(list(found.values()), axis=1) if found else none


def patients_with(having: npt.NDArray[np.bool_], tallied: Counts) -> Counts:
    """Return how many patients of each group have each name: names x groups, from which sets have it."""
    # As floats, which hold every whole number below 2^53: numpy multiplies whole numbers one by one.
    return (having.T.astype(np.float64) @ tallied.astype(np.float64)).astype(np.int64)


def tally(cohort: Cohort, group: npt.NDArray[Any] | None = None, groups: int = 1) -> Counts:
    """Return how many patients of each group (one number a patient, from 0) have each set: sets x groups."""
    key, sets = pattern_of(cohort), len(patterns(cohort).held)
    if group is not None:
        key = key * groups + group
    return np.bincount(key, minlength=sets * groups).reshape(sets, groups)


@once
def sizes(cohort: Cohort, level: str) -> dict[str, int]:
    """Return how many patients have each name of a level, those that somebody has."""
    names, having = named(cohort, level)
    found = patients_with(having, tally(cohort))[:, 0].tolist()
    return {name: n for name, n in zip(names, found, strict=True) if n}


@once
def sizes_at_any_level(cohort: Cohort) -> dict[str, int]:
    """Return how many patients have each name at whichever level it stands, those that somebody has."""
    names, having = _at_any_level(cohort)
    found = patients_with(having, tally(cohort))[:, 0].tolist()
    return {name: n for name, n in zip(names, found, strict=True) if n}


@of_whole
def _at_any_level(cohort: Cohort) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """Return the names of all levels, sorted, and which sets have a place of each: found once, 25 ms."""
    names = sorted({name for place in patterns(cohort).places for name in place})
    none = np.zeros((len(patterns(cohort).held), 0), dtype=bool)
    return tuple(names), np.stack([having_any(cohort, (name,)) for name in names], axis=1) if names else none


def having_any(cohort: Cohort, names: Collection[str]) -> Mask:
    """Return which sets have a place that one of the names stands for, at whichever level."""
    return patterns(cohort).any_of(lambda place: any(name in names for name in place))


def stated(cohort: Cohort) -> Mask:
    """Return of whom any site is stated."""
    return np.asarray(np.any(patterns(cohort).held, axis=1)[pattern_of(cohort)])


def with_site(cohort: Cohort, *names: str, level: str = "site") -> Mask:
    """Return which patients have one of these sites, named at this level."""
    place = LEVELS.index(level)
    return np.asarray(patterns(cohort).any_of(lambda one: one[place] in names)[pattern_of(cohort)])


@once
def number_with(cohort: Cohort, *names: str, level: str = "site") -> int:
    """Return how many patients have one of these sites, read from the tally of sets."""
    place = LEVELS.index(level)
    return int(_tallied(cohort)[patterns(cohort).any_of(lambda one: one[place] in names)].sum())


@once
def _tallied(cohort: Cohort) -> Counts:
    """Return how many patients have each set."""
    return tally(cohort)[:, 0]


@once
def unstated(cohort: Cohort) -> int:
    """Return how many patients have no stated site."""
    return len(cohort) - int(np.count_nonzero(stated(cohort)))


def _bits(owner: npt.NDArray[np.intp], place: Codes, patients: int) -> Codes:
    """Return a number a patient in which the bits of the patient's places are set."""
    word = np.zeros(patients, dtype=np.int64)
    if len(owner):
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        word[owner[starts]] = np.bitwise_or.reduceat(np.left_shift(1, place), starts)
    return word


def _places(whole: Cohort) -> tuple[npt.NDArray[np.intp], Codes, tuple[Place, ...]]:
    """Return patient and place of every row of sites, by patient, and the different places."""
    owner, key = whole.owners("sites"), np.zeros(len(whole.sites), dtype=np.int64)
    levels = []
    for level in LEVELS:
        code, names = pd.factorize(whole.sites[level])
        levels.append((code, names))
        key = key * (len(names) + 1) + code
    place, _ = pd.factorize(key)
    first = np.flatnonzero(~pd.Series(place).duplicated().to_numpy())
    subsite, site, system = ([str(names[at]) for at in code[first]] for code, names in levels)
    ours = np.flatnonzero(owner >= 0)
    if (np.diff(owner[ours]) < 0).any():
        ours = ours[np.argsort(owner[ours], kind="stable")]
    return owner[ours], place[ours].astype(np.int64), tuple(zip(subsite, site, system, strict=True))
