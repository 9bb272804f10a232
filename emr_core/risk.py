"""The risk groups of a cohort, in the systems that its patients' age, lineage and phenotype allow."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, from_positions
from emr_core.distinct_texts import text_of, texts_of
from emr_core.once import each, of_whole, once
from emr_core.vocabulary.risk_groups import (
    COG,
    ELN,
    NCI,
    SYSTEMS,
    RiskGroup,
    RiskSystem,
    cog_aaml1831,
    eln_2022,
    nci_rome,
)
from emr_core.wording import counted

NOT_APPLICABLE = "Not applicable"
"""The level of those for whom a system is not made; nothing is missing, so it is not unknown."""

RISK: dict[str, RiskSystem] = {system.name: system for system in SYSTEMS}

_AGE_LIMITS = (90 / 365.25, 1.0, 10.0, 18.0)
_WBC_LIMITS = (50.0,)
_WORDS = ("leukemia_type", "fab", "immunophenotype", "down_syndrome")


@once
def risk_groups(cohort: Cohort, name: str) -> pd.Series:
    """Return the group of every patient in one system as a category; missing where it is not known.

    The level "Not applicable" is there only if the system is not made for somebody in the cohort.
    """
    results, position = _results(cohort, RISK[name]), _position(cohort, RISK[name])
    levels = RISK[name].levels
    codes = [len(levels) if not one.applies else _place(one.group, levels) for one in results]
    every = np.asarray(codes, dtype=np.int64)[position]
    apart = (NOT_APPLICABLE,) if (every == len(levels)).any() else ()
    return from_positions(every, (*levels, *apart))


def is_graded(cohort: Cohort, name: str) -> bool:
    """Tell whether a system gives anybody in the cohort a group; otherwise it is not shown."""
    graded = np.array([bool(one.group) for one in _results(cohort, RISK[name])], dtype=bool)
    return bool((graded & (_sizes(cohort, RISK[name]) > 0)).any())


def risk_of(cohort: Cohort, patient_id: str) -> tuple[RiskGroup, ...]:
    """Return the group of one patient in every system, or why there is none; nothing for nobody."""
    place = np.flatnonzero((cohort.column("patient_id") == patient_id).to_numpy(dtype=bool))
    if not len(place):
        return ()
    return tuple(_results(cohort, system)[_position(cohort, system)[place[0]]] for system in SYSTEMS)


def not_graded(cohort: Cohort) -> dict[str, str]:
    """Return why each system that is not shown gives nobody a group: label to reason."""
    return {
        system.label.split(" (")[0]: _reason(cohort, system)
        for system in SYSTEMS
        if not is_graded(cohort, system.name)
    }


def _reason(cohort: Cohort, system: RiskSystem) -> str:
    """Return the commonest reason among those for whom the system is made."""
    results, sizes = _results(cohort, system), _sizes(cohort, system)
    # In the order in which they are met among these patients: of equally common ones the first is told.
    met = pd.unique(_position(cohort, system))
    reasons: dict[str, int] = {}
    for one, size in ((results[place], sizes[place]) for place in met):
        if one.applies:
            reasons[one.why_not] = reasons.get(one.why_not, 0) + int(size)
    if not reasons:
        return f"made for {system.for_whom}, of whom there are none"
    why, n = max(reasons.items(), key=lambda item: item[1])
    return f"{why} ({counted(n, 'patient')})"


def _place(group: str | None, levels: tuple[str, ...]) -> int:
    return -1 if group is None else levels.index(group)


@of_whole
def _results(cohort: Cohort, system: RiskSystem) -> list[RiskGroup]:
    """Return every different result of the whole cohort of which these patients are some."""
    return _graded(cohort, system)[0]


@each
def _position(cohort: Cohort, system: RiskSystem) -> np.ndarray:
    """Return which of the results each patient has."""
    return _graded(cohort, system)[1]


@once
def _sizes(cohort: Cohort, system: RiskSystem) -> np.ndarray:
    """Return how many patients have each result."""
    return np.bincount(_position(cohort, system), minlength=len(_results(cohort, system)))


@once
def _graded(whole: Cohort, system: RiskSystem) -> tuple[list[RiskGroup], np.ndarray]:
    """Return every different result and which of them each patient has."""
    age, wbc = (_numbers(whole, name) for name in ("age_at_diagnosis", "wbc_at_diagnosis"))
    listed = f"{system.name}_karyotype"
    held = [name for name in (*_WORDS, listed) if name in whole.columns]
    # Patients alike in all that a system asks have one number: of a million, in 0.05 s, by their words in 2.
    key = _band(age, _AGE_LIMITS) * (len(_WBC_LIMITS) + 2) + _band(wbc, _WBC_LIMITS)
    for name in held:
        key = key * (len(texts_of(whole, name)) + 1) + text_of(whole, name) + 1
    position = pd.factorize(key)[0]
    first = np.flatnonzero(~pd.Series(position).duplicated().to_numpy())
    nothing: Words = dict.fromkeys((*_WORDS, listed))
    # What they have is looked up at once: place by place took 20 ms, however few patients.
    words = {name: _looked_up(whole, name, first) for name in held}
    told = [dict(zip(words, row, strict=True)) for row in zip(*words.values(), strict=True)]
    results = [
        GRADERS[system.name](nothing | one, listed, float(age[place]), float(wbc[place]))
        for place, one in zip(first.tolist(), told or [{}] * len(first), strict=True)
    ]
    return results, position


def _numbers(cohort: Cohort, name: str) -> np.ndarray:
    """Return a column of numbers, none where the cohort lacks it."""
    return (
        cohort.column(name).to_numpy(dtype=float) if name in cohort.columns else np.full(len(cohort), np.nan)
    )


def _looked_up(cohort: Cohort, name: str, places: np.ndarray) -> list[str | None]:
    """Return what some patients have in a column, None where nothing is recorded."""
    texts = [*(text or None for text in texts_of(cohort, name)), None]  # nothing is at -1, the last
    return [texts[code] for code in text_of(cohort, name)[places].tolist()]


def _band(values: np.ndarray, limits: tuple[float, ...]) -> np.ndarray:
    """Return in which band a number lies, from 1; those not recorded are a band of their own."""
    return np.where(np.isnan(values), 0, np.digitize(values, limits) + 1)


Words = dict[str, str | None]


def _eln(words: Words, listed: str, age: float, wbc: float) -> RiskGroup:  # noqa: ARG001 - one signature
    group, why_not = _listed(words[listed], ELN)
    return eln_2022(group, why_not, leukemia_type=words["leukemia_type"], age=age, fab=words["fab"])


def _cog(words: Words, listed: str, age: float, wbc: float) -> RiskGroup:  # noqa: ARG001
    group, why_not = _listed(words[listed], COG)
    return cog_aaml1831(
        group,
        why_not,
        leukemia_type=words["leukemia_type"],
        age=age,
        fab=words["fab"],
        down_syndrome=words["down_syndrome"],
    )


def _nci(words: Words, listed: str, age: float, wbc: float) -> RiskGroup:  # noqa: ARG001
    return nci_rome(
        leukemia_type=words["leukemia_type"], immunophenotype=words["immunophenotype"], age=age, wbc=wbc
    )


def _listed(place: str | None, system: RiskSystem) -> tuple[str | None, str]:
    """Return the group of a karyotype and why it has none, from the one column that holds either."""
    if place is None:
        return None, "the karyotype is not known"
    is_group = place.startswith(system.levels)
    return (place, "") if is_group else (None, place)


GRADERS: dict[str, Callable[[Words, str, float, float], RiskGroup]] = {
    ELN.name: _eln,
    COG.name: _cog,
    NCI.name: _nci,
}
