"""Where one patient lies among the others in every number that is recorded: how many lower, same, higher."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed, site_counts
from emr_core.fields import Continuous, Duration
from emr_core.interval_times import recorded
from emr_core.once import once
from emr_core.schema import FIELDS
from emr_core.wording import counted, number

Floats = npt.NDArray[np.float64]

ENDS = {"age_at_diagnosis": ("youngest", "oldest"), "age_at_emr": ("youngest", "oldest")}
SITES = "number_of_sites"
NO_MEASURE = ("year_of_emr",)
"""Numbers that place nobody among others."""


@dataclass(frozen=True, eq=False)
class Measure:
    """One number a patient, its ends in words; `later` ones are known only after the relapse."""

    name: str
    label: str
    unit: str
    ends: tuple[str, str]
    numbers: Floats
    is_time: bool = False
    later: bool = False

    def told(self, value: float) -> str:
        """Return a value with its unit: 5.4 weeks, 1 site."""
        words = f"{number(value, 2)} {self.unit}".strip()
        return words.removesuffix("s") if value == 1 else words


@dataclass(frozen=True)
class Standing:
    """How many of the others have a lower, the same, a higher value, and of how many it is not known."""

    lower: int
    same: int
    higher: int
    unknown: int

    @property
    def known(self) -> int:
        """Return of how many others the value is known."""
        return self.lower + self.same + self.higher


@once
def measures(cohort: Cohort) -> tuple[Measure, ...]:
    """Return every number that somebody in the cohort has, the number of sites first."""
    counts = site_counts(cohort).to_numpy(dtype=np.float64)
    found = [
        Measure(SITES, "Sites of relapse", "sites", ("fewest", "most"), np.where(counts, counts, np.nan))
    ]
    for field in FIELDS:
        if not isinstance(field, Continuous) or field.name not in cohort.columns or field.name in NO_MEASURE:
            continue
        long = isinstance(field, Duration)
        values = cohort.column(field.name).to_numpy(dtype=np.float64)
        values = recorded(cohort, field) if isinstance(field, Duration) else values
        label = "EMR to later BMR" if field.name == "emr_to_bmr" else field.label
        ends = ENDS.get(field.name, ("shortest", "longest") if long else ("lowest", "highest"))
        found.append(
            Measure(
                field.name, label, field.unit, ends, values, is_time=long, later=field.known_from == "later"
            )
        )
    return tuple(one for one in found if not np.isnan(one.numbers).all())


def standing(values: Floats, at: int, others: Mask) -> Standing:
    """Return where the patient at a place stands among some of the others; the patient's value is known."""
    among = others.copy()
    among[at] = False
    own = values[at]
    # Counted, not added up, which of booleans takes 20 times as long; who is unknown compares as neither.
    lower, same, higher = (
        int(np.count_nonzero(found & among)) for found in (values < own, values == own, values > own)
    )
    return Standing(lower, same, higher, int(np.count_nonzero(among)) - lower - same - higher)


def in_words(found: Standing, ends: tuple[str, str]) -> str:
    """Return a standing as it is read: 2nd shortest of 15; 3rd to 5th highest of 17, 2 the same."""
    n = found.known + 1
    if n == 1:
        return "known of no other"
    if found.same == found.known:
        return f"the same in all {n}"
    nearer, name = (found.lower, ends[0]) if found.lower <= found.higher else (found.higher, ends[1])
    if not found.same:
        return f"{_ordinal(nearer + 1)}{name} of {n}"
    first, last = nearer + 1, nearer + 1 + found.same
    shared = f"shared with {counted(found.same, 'other')}"
    return (
        f"{_ordinal(first)}{name} of {n}, {shared}"
        if first == 1
        else f"{_th(first)} to {_th(last)} {name} of {n}"
    )


def place_of(cohort: Cohort, patient_id: str) -> int:
    """Return the place of a patient among those with a relapse, or -1."""
    found = np.flatnonzero((relapsed(cohort).column("patient_id") == patient_id).to_numpy(dtype=bool))
    return int(found[0]) if len(found) == 1 else -1


@once
def sides(cohort: Cohort, patient_id: str) -> tuple[bool, ...]:
    """Return for what a patient has numbers: False for up to the relapse, True for after it."""
    at = place_of(cohort, patient_id)
    held = {one.later for one in measures(relapsed(cohort)) if at >= 0 and not np.isnan(one.numbers[at])}
    return tuple(sorted(held))


def _ordinal(place: int) -> str:
    """Return what stands before a superlative: nothing for the first, `2nd ` for the second."""
    return "" if place == 1 else f"{_th(place)} "


def _th(place: int) -> str:
    """Return a place as a word: 1st, 2nd, 3rd, 11th, 22nd."""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
