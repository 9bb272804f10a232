"""Which relapse sites come together: combinations of sites, and pairs of them, with who can have them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.site_counts import SEX_OF_SITE, SEXES, in_words, sex_of
from emr_core.site_patterns import Counts, named, sizes, tally
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import SITE_NAMES, SYSTEMS

SetLevel = Literal["site", "system"]
Meaning = Literal["exactly these sites", "at least these sites"]
SetOrder = Literal["patients", "number of sites"]

UP_TO = 3
"""Sites of the largest combination counted as "at least these": a child with many has too many subsets."""

PARTED = "; "
"""What stands between the sites of a combination."""

Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SiteSets:
    """Who has which site: one row for all patients alike, one column a site, the commonest site first.

    Parameters
    ----------
    names
        The sites or systems that somebody has.
    having
        Whether the patients of a row have a site.
    able
        Whether they can have it: not a girl's testis; unknown sex can, and so does whoever has it.
    patients
        How many patients a row is of: those of one sex with the same sites.
    """

    names: tuple[str, ...]
    having: Rows
    able: Rows
    patients: Counts

    @property
    def stated(self) -> int:
        """Return the patients with a stated site."""
        return int(self.patients[self.having.any(axis=1)].sum())


def site_sets(cohort: Cohort, level: SetLevel) -> SiteSets:
    """Return who of a cohort has which site or system."""
    order = SITE_NAMES if level == "site" else SYSTEMS
    held = sizes(cohort, level)
    names = tuple(sorted(held, key=lambda name: (-held[name], order.index(name))))
    of_sex = tally(cohort, sex_of(cohort), len(SEXES))
    sets, sex = np.nonzero(of_sex)
    known, of_set = named(cohort, level)
    having = of_set[sets][:, [known.index(name) for name in names]]
    able = np.ones_like(having)
    for number, name in enumerate(names):
        needed = SEX_OF_SITE.get(name, "") if level == "site" else ""
        if needed:
            other = SEXES.index("Male" if needed == "Female" else "Female")
            able[:, number] = (sex != other) | having[:, number]
    return SiteSets(names, having, able, of_sex[sets, sex])


def combined(sets: SiteSets, meaning: Meaning, order: SetOrder) -> pd.DataFrame:
    """Return one line a combination: its sites, how many, k of N who can have them, share, limits.

    With "exactly these sites" a patient counts once, and the lines add up to the patients with a stated
    site. With "at least these sites" lines are combinations of two and three sites, and a patient counts in
    each that they have.
    """
    found = _exactly(sets) if meaning == "exactly these sites" else _at_least(sets)
    ordered = sorted(found, key=lambda places: _rank(places, found[places], order))
    lines = pd.DataFrame(
        {
            "name": [PARTED.join(sets.names[place] for place in places) for places in ordered],
            "sites": [len(places) for places in ordered],
            "k": [found[places] for places in ordered],
            "N": _who_can(sets, ordered),
        }
    ).astype({"name": "str", "sites": "int64", "k": "int64", "N": "int64"})
    return with_limits(lines)


def pairs(sets: SiteSets, names: Sequence[str]) -> pd.DataFrame:
    """Return one line a pair of sites: k with both, of the N with the smaller site; `able` can have both.

    The first site of a pair stands before the second in `names`; a site with itself gives the patients with
    it, of all who can have it.
    """
    places = [sets.names.index(name) for name in names]
    both, can = (_together(part[:, places], sets.patients) for part in (sets.having, sets.able))
    second, first = np.tril_indices(len(places))
    alone = np.diag(both)
    smaller = np.where(alone[second] <= alone[first], second, first)
    lines = pd.DataFrame(
        {
            "first": [names[int(at)] for at in first],
            "second": [names[int(at)] for at in second],
            "smaller": [names[int(at)] for at in smaller],
            "k": both[second, first],
            "N": np.where(second == first, can[second, first], alone[smaller]),
            "able": can[second, first],
            "same": second == first,
        }
    )
    texts, numbers = ("first", "second", "smaller"), ("k", "N", "able")
    types = dict.fromkeys(texts, "str") | dict.fromkeys(numbers, "int64") | {"same": "bool"}
    return with_limits(lines.astype(types))


def with_limits(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines of k and N with share, Wilson limits in percent, and all of it in words."""
    limits = [wilson(k, n) for k, n in zip(lines["k"], lines["N"], strict=True)]
    shares = {
        "percent": [100 * limit.estimate for limit in limits],
        "lower": [100 * limit.lower for limit in limits],
        "upper": [100 * limit.upper for limit in limits],
    }
    lines = lines.assign(**{name: np.array(values, dtype=float) for name, values in shares.items()})
    return lines.assign(words=pd.Series(in_words(lines), index=lines.index, dtype="str"))


def _together(having: Rows, patients: Counts) -> Counts:
    """Return how many patients have each two of the columns: a square."""
    # As floats, which hold every whole number below 2^53: numpy multiplies whole numbers one by one.
    whole = having.astype(np.float64)
    return np.asarray((whole.T * patients @ whole).astype(np.int64))


def _who_can(sets: SiteSets, combinations: Sequence[tuple[int, ...]]) -> list[int]:
    """Return how many patients can have all sites of each combination."""
    confined = {place for place in range(len(sets.names)) if not sets.able[:, place].all()}
    known: dict[tuple[int, ...], int] = {}
    found = []
    for places in combinations:  # of ten thousand combinations, few differ in the sites that not all can have
        here = tuple(place for place in places if place in confined)
        if here not in known:
            known[here] = int(sets.patients[sets.able[:, list(here)].all(axis=1)].sum())
        found.append(known[here])
    return found


def _exactly(sets: SiteSets) -> dict[tuple[int, ...], int]:
    """Return how many patients have a set of sites and no other."""
    places = np.nonzero(sets.having)[1]
    ends = np.cumsum(sets.having.sum(axis=1)).tolist()
    counts: Counter[tuple[int, ...]] = Counter()
    for start, end, n in zip([0, *ends], ends, sets.patients.tolist(), strict=False):
        counts[tuple(places[start:end].tolist())] += n
    counts.pop((), 0)
    return dict(counts)


def _at_least(sets: SiteSets) -> dict[tuple[int, ...], int]:
    """Return how many patients have at least a set of two to `UP_TO` sites."""
    counts: Counter[tuple[int, ...]] = Counter()
    for places, n in _exactly(sets).items():
        for size in range(2, UP_TO + 1):
            for part in combinations(places, size):
                counts[part] += n
    return dict(counts)


def _rank(places: tuple[int, ...], k: int, order: SetOrder) -> tuple[object, ...]:
    """Return what a combination is sorted by."""
    return (-k, len(places), places) if order == "patients" else (len(places), -k, places)
