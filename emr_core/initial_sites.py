"""Where the leukaemia lay outside the marrow at diagnosis, beside where it came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from emr_core.cohort import Cohort, Mask, from_positions
from emr_core.distinct_texts import text_of, texts_of
from emr_core.once import each, of_whole, once
from emr_core.site_counts import SiteLevel
from emr_core.site_patterns import Codes, named, pattern_of, patterns
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import read_sites
from emr_core.wording import share_within

SAME_SITE = "Same site"
SAME_SYSTEM = "Same system, another site"
ANOTHER = "Another system"
NOT_COMPARED = "Initial EMD, a site not stated"
NO_EMD = "No initial EMD"
NOT_RECORDED = "Initial EMD not recorded"

COMPARED = (SAME_SITE, SAME_SYSTEM, ANOTHER)
RELATIONS = (*COMPARED, NOT_COMPARED, NO_EMD, NOT_RECORDED)
"""Every patient is one of these."""

EMD_NOT_STATED = "Initial EMD, site not stated"
EMR_NOT_STATED = "Site not stated"

FIELD, LEVELS = "initial_emd_sites", ("system", "site", "subsite")

WITHOUT = (EMD_NOT_STATED, NO_EMD, NOT_RECORDED)
"""What is known of those without a stated site of initial disease."""

Place = tuple[str, ...]


@once
def initial_sites(cohort: Cohort) -> pd.DataFrame:
    """Return one row a patient and site of initial disease: `patient_id, system, site, subsite`.

    The words are read as those of the relapse are; what is not a site in the vocabulary is not there.
    """
    rows: list[tuple[str, str, str, str]] = []
    if FIELD in cohort.columns:
        text, read = text_of(cohort, FIELD), _read(cohort)
        told = np.flatnonzero(text >= 0)
        for patient, code in zip(cohort.column("patient_id").iloc[told], text[told].tolist(), strict=True):
            rows += [(patient, *place) for place in read[code]]
    columns = ["patient_id", *LEVELS]
    return pd.DataFrame(rows, columns=columns, dtype="str").drop_duplicates(ignore_index=True)


def stated_before(cohort: Cohort) -> int:
    """Return of how many patients a site of initial disease is stated."""
    return int(np.count_nonzero(_state(cohort) < len(_read(cohort))))


@once
def relations(cohort: Cohort) -> pd.Series:
    """Return one of `RELATIONS` a patient: of several sites the nearest one counts.

    A patient with a recorded site had initial disease, whatever else is recorded.
    """
    return from_positions(_relation(cohort), RELATIONS)


def relation_counts(cohort: Cohort, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Return one line a relation and group of patients (name to a bool a patient): k, n, interval, words.

    What was compared has the compared patients as its denominator, all else every patient of the group.
    """
    held = _relation(cohort)
    sizes = {
        group: np.bincount(held[members.to_numpy(dtype=bool)], minlength=len(RELATIONS)).tolist()
        for group, members in groups.items()
    }
    lines = []
    for place, relation in enumerate(RELATIONS):
        for group, of_each in sizes.items():
            k, n = of_each[place], sum(of_each[: len(COMPARED)] if relation in COMPARED else of_each)
            limits = wilson(k, n)
            told = share_within(k, n, limits.lower, limits.upper)
            numbers = (k, n, 100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
            lines.append((relation, group, *numbers, f"{k}/{n}", told))
    columns = ["relation", "group", "k", "n", "percent", "lower", "upper", "number", "words"]
    return pd.DataFrame(lines, columns=columns)


@dataclass(frozen=True)
class Crossing:
    """Patients by their sites at diagnosis, at relapse, and by both; a patient may have several of each.

    Who had no initial disease, or of whom it is not recorded, has that as site at diagnosis.
    """

    before: dict[str, int]
    after: dict[str, int]
    both: dict[tuple[str, str], int]


def crossing(cohort: Cohort, level: SiteLevel) -> Crossing:
    """Return how many patients have each site at diagnosis, each at relapse, and both.

    Patients alike in both are counted together: a million are some ten thousand kinds.
    """
    first, first_names = _sites_of_states(cohort, level)
    later = patterns(cohort).held
    later_names, having = named(cohort, level)
    second = np.column_stack([having, ~later.any(axis=1)])
    kind, different = pd.factorize(_state(cohort) * len(later) + pattern_of(cohort))
    state, which = np.divmod(different, max(1, len(later)))
    kinds = csr_array((np.bincount(kind, minlength=len(different)), (state, which)), (len(first), len(later)))
    counts = first.T.astype(np.int64) @ (kinds @ second.astype(np.int64))
    names = (*later_names, EMR_NOT_STATED)
    return Crossing(
        _held(first_names, first.T.astype(np.int64) @ kinds.sum(axis=1)),
        _held(names, second.T.astype(np.int64) @ kinds.sum(axis=0)),
        _held([(one, other) for one in first_names for other in names], counts.ravel()),
    )


Name = TypeVar("Name")


def _held(names: Sequence[Name], counts: npt.NDArray[np.int64]) -> dict[Name, int]:
    """Return the counts by their names, those that are not zero."""
    return {name: int(n) for name, n in zip(names, counts, strict=True) if n}


@of_whole
def _read(cohort: Cohort) -> list[list[Place]]:
    """Return what each different text of the whole cohort says of initial sites: system, site, subsite."""
    if FIELD not in cohort.columns:
        return []
    read = [read_sites(text).mentions for text in texts_of(cohort, FIELD)]
    return [[tuple(getattr(one.site, level) for level in LEVELS) for one in mentions] for mentions in read]


@each
def _state(cohort: Cohort) -> Codes:
    """Return the place of a patient's text of initial sites; behind them all, of one without, what is known.

    These are the states of `WITHOUT`, in their order.
    """
    read = _read(cohort)
    state = np.full(len(cohort), len(read) + WITHOUT.index(NOT_RECORDED))
    if "initial_emd" in cohort.columns:
        for flag, name in (("Yes", EMD_NOT_STATED), ("No", NO_EMD)):
            flagged = (cohort.column("initial_emd") == flag).to_numpy(dtype=bool)
            state[flagged] = len(read) + WITHOUT.index(name)
    if read:
        text = text_of(cohort, FIELD)
        names_a_site = np.array([*map(bool, read), False])[text]  # the last is that of a missing one, -1
        state[names_a_site] = text[names_a_site]
    return state


@each
def _relation(cohort: Cohort) -> Codes:
    """Return the place of every patient's relation, found once for patients alike in both sites."""
    later = patterns(cohort).held
    texts = len(_read(cohort))
    kind, different = pd.factorize(_state(cohort) * len(later) + pattern_of(cohort))
    state, which = np.divmod(different, max(1, len(later)))
    near = [_shared(cohort, level, state, which) for level in ("site", "system")]
    states = [(state == texts + WITHOUT.index(name)) for name in (NO_EMD, NOT_RECORDED)]
    compared = (state < texts) & np.any(later, axis=1)[which]
    places = [RELATIONS.index(one) for one in (NO_EMD, NOT_RECORDED, SAME_SITE, SAME_SYSTEM, ANOTHER)]
    told = [*states, *(compared & one for one in near), compared]
    return np.select(told, places, RELATIONS.index(NOT_COMPARED))[kind]


def _shared(cohort: Cohort, level: SiteLevel, state: Codes, which: Codes) -> Mask:
    """Return which kinds of patients have a name of a level both at diagnosis and at relapse."""
    (first, first_names), (names, having) = _sites_of_states(cohort, level), named(cohort, level)
    both = [(first_names.index(name), names.index(name)) for name in names if name in first_names]
    found = np.zeros(len(state), dtype=bool)
    for one, other in both:
        found |= first[state, one] & having[which, other]
    return found


@of_whole
def _sites_of_states(cohort: Cohort, level: SiteLevel) -> tuple[Mask, tuple[str, ...]]:
    """Return which states have which names of a level: states x names, and the names, those of none last."""
    read, at = _read(cohort), LEVELS.index(level)
    names = tuple(dict.fromkeys(place[at] for places in read for place in places)) + WITHOUT
    sites = [[name in {place[at] for place in places} for name in names] for places in read]
    alone = [[name == state for name in names] for state in WITHOUT]
    return np.array([*sites, *alone], dtype=bool), names
