"""Two groups of patients side by side: how they are chosen, who stands on both sides, what may be said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from emr_core.choices import Choice
from emr_core.cohort import OWNERS, SIDE, Cohort, Mask, Source, Step, among
from emr_core.fields import UNKNOWN
from emr_core.filters import apply
from emr_core.joined import joined
from emr_core.once import once
from emr_core.overlaps import Overlap, can_tell, overlaps
from emr_core.pool import is_pooled, source_of_two
from emr_core.wording import counted

Both = Literal["both", "first", "second", "neither"]
"""Where patients stay who were chosen for both sides."""

OTHER_FILES = (
    "The sides come from different files, with another referral, another era and rules of recording of their "
    "own: effects and intervals are given, no p and no q."
)
POOLED = "The patients were pooled from several files: effects and intervals are given, no p and no q."
ON_BOTH = (
    "Patients stand on both sides, which are therefore not separate groups: no intervals, no p and no q."
)

TYPE = "leukemia_type"

Narrow = Callable[[Cohort, tuple[Choice, ...]], Cohort]
"""How a cohort is narrowed to those who pass some filters."""


@dataclass(frozen=True)
class Side:
    """One side: its name, its own filters, and the fingerprint of its cohort; empty for the open one."""

    name: str
    choices: tuple[Choice, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Sides:
    """What is compared with what, and where patients stay who were chosen for both sides of one file."""

    first: Side
    second: Side
    both: Both = "both"


@dataclass(frozen=True, eq=False)
class Pair(Cohort):
    """The patients of two sides as one cohort, with the side of each in the column `side`.

    Parameters
    ----------
    by
        The fields that the sides were chosen by; they differ by definition.
    one_file
        Whether both sides are of the same file.
    on_both
        Patients of one file who stand on both sides; they are counted on each.
    chosen_twice
        Patients of one file who were chosen for both sides, wherever they stay.
    alike
        Codes of patients of two files who are equal in all that both record: possibly the same.
    can_tell
        Whether two files record enough in common to find such patients.
    sources
        Where the patients of each side come from.
    """

    by: tuple[str, ...] = ()
    one_file: bool = True
    on_both: int = 0
    chosen_twice: int = 0
    alike: tuple[Overlap, ...] = ()
    can_tell: bool = True
    sources: tuple[Source, ...] = ()


def paired(
    whole: Cohort,
    sides: Sides,
    choices: Sequence[Choice] = (),
    beside: Mapping[str, Cohort] | None = None,
    narrow: Narrow = apply,
) -> Pair:
    """Return the patients of two sides as one cohort.

    Parameters
    ----------
    whole
        The open cohort, unfiltered.
    sides
        What is compared with what.
    choices
        Filters of both sides.
    beside
        The other cohorts that can be compared with, by their fingerprint.
    narrow
        How filters are applied; a session that holds filtered cohorts gives those.

    Raises
    ------
    ValueError
        If the cohort of a side is not at hand.
    """
    wholes = [_of(side, whole, beside or {}) for side in (sides.first, sides.second)]
    one, two = (
        narrow(cohort, (*choices, *side.choices))
        for cohort, side in zip(wholes, (sides.first, sides.second), strict=True)
    )
    one_file = wholes[0].source.sha256 == wholes[1].source.sha256
    ids = one.column("patient_id"), two.column("patient_id")
    twice = int(among(*ids).sum()) if one_file else 0
    if twice and sides.both in ("second", "neither"):
        one = one.where(~among(*ids))
    if twice and sides.both in ("first", "neither"):
        two = two.where(~among(ids[1], ids[0]))
    names = two_names(sides.first.name, sides.second.name)
    of_all = len(wholes[0]) + (len(wholes[1]) if wholes[0] is not wholes[1] else 0)
    step = Step(SIDE, _sentence(one, two, names), of_all, len(one) + len(two))
    found = joined((one, two), names, source_of_two(wholes, names))
    codes = np.repeat([0, 1], [len(one), len(two)])
    side = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(names)))
    fields = {choice.field for side_ in (sides.first, sides.second) for choice in side_.choices}
    pair = Pair(
        patients=found.patients.assign(**{SIDE: side}),
        sites=found.sites,
        episodes=found.episodes,
        source=found.source,
        steps=(step,),
        by=tuple(sorted(fields | (set() if one_file else {"institution"}))),
        one_file=one_file,
        on_both=twice if sides.both == "both" else 0,
        chosen_twice=twice,
        alike=() if one_file else overlaps((one, two), names),
        can_tell=one_file or can_tell(one, two),
        sources=(wholes[0].source, wholes[1].source),
    )
    pair.__dict__[OWNERS] = found.__dict__[OWNERS]
    return pair


def sided(cohort: Cohort) -> Pair:
    """Return a cohort as a pair; one without sides is that of its patients with AML and with ALL."""
    if isinstance(cohort, Pair):
        return cohort
    types = cohort.column(TYPE)
    keep = types.isin(("AML", "ALL")).to_numpy(dtype=bool)
    side = pd.Categorical(types[keep].astype("str"), categories=["AML", "ALL"])
    two = cohort.where(keep)
    patients = two.patients.assign(**{SIDE: side})
    return Pair(patients, two.sites, two.episodes, two.source, two.steps, (TYPE,), sources=(two.source,) * 2)


def names_of(pair: Cohort) -> tuple[str, str]:
    """Return the names of the two sides."""
    first, second = pair.column(SIDE).cat.categories
    return str(first), str(second)


@once
def masks_of(pair: Cohort) -> tuple[Mask, Mask]:
    """Return who stands on the first and who on the second side."""
    first, second = (np.asarray((pair.column(SIDE) == name).to_numpy(dtype=bool)) for name in names_of(pair))
    return first, second


def untested(pair: Pair) -> str:
    """Return why the sides are compared without p and q; empty if they may be tested."""
    if not pair.one_file:
        return OTHER_FILES
    if is_pooled(pair.source):
        return POOLED
    return ON_BOTH if pair.on_both else ""


def overlap(pair: Pair) -> tuple[str, ...]:
    """Return who stands, or may stand, on both sides, without a code."""
    first, second = names_of(pair)
    if pair.chosen_twice:
        n = counted(pair.chosen_twice, "patient")
        were = "was" if pair.chosen_twice == 1 else "were"
        if pair.on_both:
            return (f"{n} of the same file {were} chosen for both sides and counted on each.",)
        return (f"{n} of the same file {were} chosen for both sides.",)
    if pair.one_file:
        return ("No patient stands on both sides.",)
    n_alike = sum(len(one.patients) for one in pair.alike)
    if n_alike:
        return (
            f"{counted(n_alike, 'patient')} of {first} equal to one of {second} in all that both record: "
            "possibly the same.",
        )
    if not pair.can_tell:
        return ("Too little is recorded on both sides to tell whether a patient stands on both.",)
    return ("No patient of one file equals one of the other in all that both record.",)


def two_names(first: str, second: str) -> tuple[str, str]:
    """Return two names that tell the sides apart and are no name of what is unknown."""
    one, two = (name.strip() or letter for name, letter in ((first, "A"), (second, "B")))
    one, two = (f"{name} (side)" if name == UNKNOWN else name for name in (one, two))
    return one, two if two != one else f"{two} (2)"


def _of(side: Side, whole: Cohort, beside: Mapping[str, Cohort]) -> Cohort:
    """Return the cohort of a side."""
    if side.of in ("", whole.source.fingerprint):
        return whole
    if side.of not in beside:
        raise ValueError(
            f"What this compares with (data {side.of[:8]}) is not open. Load that file on the Data screen."
        )
    return beside[side.of]


def _sentence(one: Cohort, two: Cohort, names: tuple[str, str]) -> str:
    """Return the two sides with their filters, those of both said once."""
    said = [[step.sentence for step in cohort.steps] for cohort in (one, two)]
    shared = [text for text in said[0] if text in said[1]]
    own = [" · ".join(text for text in texts if text not in shared) for texts in said]
    sides = [f"{name} ({more})" if more and more.split(": ")[-1] != name else name
             for name, more in zip(names, own, strict=True)]  # fmt: skip
    common = f", both {' · '.join(shared)}" if shared else ""
    return f"{sides[0]} v {sides[1]}{common}"
