"""Who of the same leukaemia type is most alike at the relapse: Gower's distance on fields that are named.

Nothing that is known only later is compared, so that an outcome cannot choose whom it is read from.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.choices import Choice
from emr_core.cohort import Cohort, Mask
from emr_core.factors import factor, is_held, relapsed, site_counts
from emr_core.fields import UNKNOWN
from emr_core.filters import passing
from emr_core.patient_ranks import Measure, measures, place_of
from emr_core.policy import POLICY
from emr_core.site_patterns import named, pattern_of
from emr_core.stats.gower import GowerDistances, gower, of_levels, of_numbers, of_sets
from emr_core.wording import counted, listed

WEIGHTS: dict[str, float] = {
    "emr_sites": 2,
    "at_emr": 2,
    "karyotype": 2,
    "diagnosis_to_emr": 2,
    "age_at_diagnosis": 1,
    "sex": 1,
    "wbc_at_diagnosis": 1,
    "immunophenotype": 1,
    "fab": 1,
    "initial_emd": 1,
    "remission_before_emr": 1,
    "hsct_before_emr": 1,
}
"""What is compared, and how much it counts; all of it is known at the relapse."""

LABELS = {"emr_sites": "Sites of relapse", "at_emr": "Marrow at EMR", "karyotype": "Karyotype class"}
BY_LOGARITHM = ("wbc_at_diagnosis",)
NEAREST, LEAST_FIELDS = 5, 3
"""Cases shown, and the fewest fields that somebody must have recorded for a comparison."""

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, eq=False)
class Compared:
    """One field: its label and weight, how unlike each patient is, and what is recorded of one by place.

    `told` is asked for the few who are shown; words for 50,000 would take seconds.
    """

    name: str
    label: str
    weight: float
    part: npt.NDArray[np.float64]
    told: Callable[[int], str]


@dataclass(frozen=True, eq=False)
class SimilarCases:
    """The nearest patients: their places among those compared, the fields, the distances."""

    pool: Cohort
    at: int
    fields: tuple[Compared, ...]
    distances: GowerDistances
    nearest: tuple[int, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the nearest patients, the nearest first."""
        return tuple(str(one) for one in self.pool.column("patient_id").iloc[list(self.nearest)])

    @property
    def weight(self) -> float:
        """Return the weight of all fields together."""
        return sum(field.weight for field in self.fields)


def pool(cohort: Cohort, patient_id: str, choices: tuple[Choice, ...] = ()) -> Cohort:
    """Return those chosen who have the leukaemia type of a patient, and the patient."""
    cohort = relapsed(cohort)
    mine = (cohort.column("patient_id") == patient_id).to_numpy(dtype=bool)
    types = cohort.column("leukemia_type")
    same = (types == types[mine].iloc[0]).to_numpy(dtype=bool) if mine.any() else mine
    chosen = passing(cohort, choices)
    return cohort.where((same & chosen) | mine)


def similar_cases(cohort: Cohort, patient_id: str, choices: tuple[Choice, ...] = ()) -> SimilarCases | str:
    """Return the patients nearest to one, or in words why similar cases are not offered.

    Only those are compared with whom at least half of the weight can be. Of equal distances the one that
    rests on more weight comes first, then the one that stands first in the file.
    """
    if place_of(cohort, patient_id) < 0:
        return "no patient is shown."
    found = pool(cohort, patient_id, choices)
    kind = str(found.column("leukemia_type").iloc[0])
    if len(found) < POLICY.similar_from:
        return (
            f"{counted(len(found), 'patient')} with {kind} among those chosen, this one included; similar "
            f"cases are offered from {POLICY.similar_from}, for among few the nearest is seldom near."
        )
    at = place_of(found, patient_id)
    fields = tuple(_fields(found, at))
    if len(fields) < LEAST_FIELDS:
        held = listed(field.label for field in fields) or "nothing"
        return f"{held} recorded of what would be compared; at least {LEAST_FIELDS} fields are needed."
    weights = [field.weight for field in fields]
    distances = gower([field.part for field in fields], weights)
    enough = (distances.compared >= sum(weights) / 2) & ~np.isnan(distances.distance)
    enough[at] = False
    nearest = _nearest(distances, np.flatnonzero(enough))
    if not nearest:
        return "too little is recorded of this patient to compare at least half of the weight with anybody."
    return SimilarCases(found, at, fields, distances, nearest)


def _nearest(distances: GowerDistances, able: npt.NDArray[np.intp]) -> tuple[int, ...]:
    """Return the places of the nearest of those who can be compared, the nearest first."""
    distance = distances.distance[able].round(12)
    if len(able) > NEAREST:  # only those who are among the nearest are put in order
        able = able[distance <= np.partition(distance, NEAREST - 1)[NEAREST - 1]]
    order = np.lexsort((able, -distances.compared[able], distances.distance[able].round(12)))
    return tuple(able[order[:NEAREST]].tolist())


def not_compared(fields: tuple[Compared, ...]) -> str:
    """Return which fields are left out because nobody compared has them recorded."""
    held = {field.name for field in fields}
    lacking = [LABELS.get(name, name.replace("_", " ")) for name in WEIGHTS if name not in held]
    return f"Not recorded, so not compared: {listed(lacking)}." if lacking else ""


def _fields(cohort: Cohort, at: int) -> Iterator[Compared]:
    """Yield every field that somebody has recorded, in the order of the weights."""
    numbers = {one.name: one for one in measures(cohort)}
    for name, weight in WEIGHTS.items():
        if name == "emr_sites":
            if site_counts(cohort).any():
                yield _sites(cohort, at, weight)
        elif name in numbers:
            yield _number(numbers[name], at, weight)
        elif name != "diagnosis_to_emr" and is_held(cohort, name):
            yield from _levels(cohort, name, at, weight)


def _sites(cohort: Cohort, at: int, weight: float) -> Compared:
    """Return the sites: how large a share of them two patients do not have in common."""
    sites, pattern = named(cohort, "site")[1], pattern_of(cohort)

    def told(place: int) -> str:
        own = cohort.sites["site"][cohort.owners("sites") == place]
        return ", ".join(dict.fromkeys(own.dropna())) or "not stated"

    # How unlike is asked of the different sets of sites, of which a million patients have some thousand.
    unlike = of_sets(sites, int(pattern[at]))[pattern]
    return Compared("emr_sites", LABELS["emr_sites"], weight, unlike, told)


def _number(one: Measure, at: int, weight: float) -> Compared:
    """Return a number: the difference in parts of the range, of counts of cells by their logarithm."""
    values = np.log10(np.maximum(one.numbers, 0.1)) if one.name in BY_LOGARITHM else one.numbers

    def told(place: int) -> str:
        value = float(one.numbers[place])
        return NOT_RECORDED if math.isnan(value) else one.told(value)

    return Compared(one.name, one.label, weight, of_numbers(values, at), told)


def _levels(cohort: Cohort, name: str, at: int, weight: float) -> Iterator[Compared]:
    """Yield a category: the same level or another; nothing if nobody has it recorded."""
    grouping = factor(cohort, name)
    held = grouping.groups.cat
    codes, levels = held.codes.to_numpy(), list(held.categories)
    known: Mask = codes != (levels.index(UNKNOWN) if UNKNOWN in levels else -1)

    def told(place: int) -> str:
        return str(levels[codes[place]]) if known[place] else NOT_RECORDED

    if known.any():
        codes = np.where(known, codes, -1)
        yield Compared(name, LABELS.get(name, grouping.label), weight, of_levels(codes, at), told)
