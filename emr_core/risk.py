"""The risk groups of a cohort, in the systems that its patients' age, lineage and phenotype allow."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, from_positions
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
    patients = whole.patients
    age, wbc = (_numbers(patients, name) for name in ("age_at_diagnosis", "wbc_at_diagnosis"))
    listed = f"{system.name}_karyotype"
    keys = pd.DataFrame({name: _words(patients, name) for name in (*_WORDS, listed)})
    keys = keys.assign(age=_band(age, _AGE_LIMITS), wbc=_band(wbc, _WBC_LIMITS))
    position = keys.groupby(list(keys), sort=False).ngroup().to_numpy()
    first = np.flatnonzero(~pd.Series(position).duplicated().to_numpy())
    words = keys.iloc[first].to_dict("records")
    results = [
        GRADERS[system.name](
            {str(k): v or None for k, v in row.items()}, listed, float(age[i]), float(wbc[i])
        )
        for row, i in zip(words, first, strict=True)
    ]
    return results, position


def _numbers(patients: pd.DataFrame, name: str) -> np.ndarray:
    return patients[name].to_numpy(dtype=float) if name in patients else np.full(len(patients), np.nan)


def _words(patients: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as plain text, empty where nothing is recorded."""
    if name not in patients:
        return pd.Series("", index=patients.index, dtype="object")
    return patients[name].astype("object").where(patients[name].notna().to_numpy(), "")


def _band(values: np.ndarray, limits: tuple[float, ...]) -> np.ndarray:
    """Return in which band a number lies; those not recorded are a band of their own."""
    return np.where(np.isnan(values), -1, np.digitize(values, limits))


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
