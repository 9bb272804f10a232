"""What a cohort knows of each patient on the clock of an endpoint: first event, end of follow-up, exclusions.

Whoever lacks follow-up or last status is left out with and without the event alike: to keep only those whose
event is dated would lean every curve towards the event.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import concurrent
from emr_core.cohort import Cohort, Mask
from emr_core.endpoints.declared import DAYS, LAST_CONTACT, MARROW_FIRST, Unit, recorded
from emr_core.fields import Duration
from emr_core.schema import BY_NAME, categorical

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

SLACK = 1.0
"""Days by which rounding may turn two times round."""

NO_EMR = "without EMR"
NO_FOLLOW_UP = "follow-up not recorded"
NO_STATUS = "last known status not recorded"


@dataclass(frozen=True)
class Exclusion:
    """Patients who are left out for a reason.

    `eligible` are those whom only missing values keep out of a curve: their event can still be described.
    """

    reason: str
    who: Mask
    eligible: bool = False


@dataclass(frozen=True, eq=False)
class Course:
    """One entry a patient of the cohort.

    `code` is the first event but death, 0 for none, and `first` its time, NaN if there is none or it is not
    recorded. `end` is the last contact, at which `dead` patients take the code `death`. Of several
    `exclusions` a patient's first one counts.
    """

    code: Codes
    first: Floats
    end: Floats
    dead: Mask
    death: int
    exclusions: tuple[Exclusion, ...]


def in_unit(cohort: Cohort, name: str, unit: Unit) -> Floats:
    """Return a duration in a unit, missing where it is not recorded."""
    if name not in cohort.columns:
        return np.full(len(cohort), np.nan)
    variable = BY_NAME[name]
    if not isinstance(variable, Duration):
        raise ValueError(f"{name!r} is not a duration; choose a time between two events.")
    return np.asarray(cohort.column(name).to_numpy(dtype=np.float64) * (variable.days_per_unit / DAYS[unit]))


def is_any(cohort: Cohort, name: str, *levels: str) -> Mask:
    """Return who is recorded with one of these levels; nobody where the field is missing."""
    if name not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return np.asarray(cohort.column(name).isin(levels).to_numpy(dtype=bool))


def is_known(cohort: Cohort, name: str) -> Mask:
    """Return of whom a field is recorded."""
    if name not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return np.asarray(cohort.column(name).notna().to_numpy(dtype=bool))


def _dead(cohort: Cohort) -> Mask:
    """Return who is recorded to have died, of whatever cause."""
    levels = categorical("last_status").levels
    return is_any(cohort, "last_status", *(level for level in levels if level.startswith("Died")))


def _without_emr(cohort: Cohort) -> Exclusion:
    return Exclusion(NO_EMR, is_any(cohort, "emr", "No"))


def _unwatched(cohort: Cohort, end: Floats) -> tuple[Exclusion, ...]:
    """Return who has no last status, or no time of last contact."""
    return (
        Exclusion(NO_STATUS, ~is_known(cohort, "last_status"), eligible=True),
        Exclusion(NO_FOLLOW_UP, np.isnan(end), eligible=True),
    )


def overall(cohort: Cohort, window: int, unit: Unit) -> Course:  # noqa: ARG001 - one signature for all
    """Death of any cause."""
    end, dead = in_unit(cohort, "follow_up", unit), _dead(cohort)
    code = np.where(dead, 1, 0)
    out = (_without_emr(cohort), *_unwatched(cohort, end))
    return Course(code, np.where(dead, end, np.nan), end, dead, 1, out)


def event_free(cohort: Cohort, window: int, unit: Unit) -> Course:
    """First of later marrow relapse, other relapse, death."""
    marrow = is_any(cohort, "bmr", "Subsequent") & ~concurrent(cohort, window)
    at_marrow = np.where(marrow, in_unit(cohort, "emr_to_bmr", unit), np.nan)
    another = is_any(cohort, "second_relapse", "Yes")
    at_next = np.where(another, in_unit(cohort, "emr_to_second_relapse", unit), np.nan)
    at_other = np.fmin(at_next, _later_emr(cohort, unit))
    sooner = ~np.isnan(at_marrow) & ~(at_other < at_marrow - SLACK / DAYS[unit])
    happened = marrow | another | ~np.isnan(at_other)
    code = np.select([~happened, sooner | (marrow & np.isnan(at_other))], [0, 1], 2)
    told = "second_relapse" if recorded(cohort, "second_relapse") else "bmr"
    unknown = ~is_known(cohort, told) | is_any(cohort, told, "Marrow not examined")
    end = in_unit(cohort, "follow_up", unit)
    out = (
        _without_emr(cohort),
        *_unwatched(cohort, end),
        Exclusion("relapse after EMR not recorded", unknown & ~happened, eligible=True),
    )
    return Course(code, np.where(sooner, at_marrow, at_other), end, _dead(cohort), 3, out)


def _later_emr(cohort: Cohort, unit: Unit) -> Floats:
    """Return the time of the first later extramedullary relapse of every patient, missing if none."""
    found = np.full(len(cohort), np.nan)
    if len(cohort.episodes):
        months = cohort.episodes.groupby("patient_id")["months"].min()
        found = pd.to_numeric(cohort.column("patient_id").map(months)).to_numpy(dtype=np.float64)
    return np.asarray(found * (DAYS["months"] / DAYS[unit]))


def later_bmr(cohort: Cohort, window: int, unit: Unit) -> Course:
    """Marrow relapse after an isolated one; death competes."""
    together = concurrent(cohort, window)
    unknown = ~is_known(cohort, "bmr") | is_any(cohort, "bmr", "Marrow not examined")
    code = np.where(is_any(cohort, "bmr", "Subsequent") & ~together, 1, 0)
    first = np.where(code == 1, in_unit(cohort, "emr_to_bmr", unit), np.nan)
    end = in_unit(cohort, "follow_up", unit)
    out = (
        _without_emr(cohort),
        Exclusion(f"with concurrent BMR (within {window} days)", together),
        Exclusion("marrow at EMR not recorded", unknown),
        *_unwatched(cohort, end),
    )
    return Course(code, first, end, _dead(cohort), 2, out)


def remission(cohort: Cohort, window: int, unit: Unit) -> Course:  # noqa: ARG001 - one signature for all
    """Complete remission of the relapse; death competes."""
    code = np.where(is_any(cohort, "response", "Complete remission"), 1, 0)
    first = np.where(code == 1, in_unit(cohort, "emr_to_cr", unit), np.nan)
    end = in_unit(cohort, "follow_up", unit)
    out = (
        _without_emr(cohort),
        *_unwatched(cohort, end),
        Exclusion("response not recorded", ~is_known(cohort, "response"), eligible=True),
        Exclusion("response not evaluable", is_any(cohort, "response", "Not evaluable"), eligible=True),
    )
    return Course(code, first, end, _dead(cohort), 2, out)


def _among(clock: str, *barred: tuple[str, str, str]) -> Callable[[Cohort, int, Unit], Course]:
    """Return what gives the time from an earlier event to the relapse, of those who had both."""

    def course(cohort: Cohort, window: int, unit: Unit) -> Course:  # noqa: ARG001 - one signature for all
        first = in_unit(cohort, clock, unit)
        out = (
            _without_emr(cohort),
            *(Exclusion(reason, is_any(cohort, name, level)) for reason, name, level in barred),
            Exclusion("time not recorded", np.isnan(first), eligible=True),
        )
        nobody = np.zeros(len(cohort), dtype=bool)
        return Course(np.ones(len(cohort), dtype=np.int64), first, first, nobody, 0, out)

    return course


def incidence(cohort: Cohort, window: int, unit: Unit) -> Course:  # noqa: ARG001 - one signature for all
    """Extramedullary relapse from diagnosis; a marrow relapse before it and death compete."""
    without = is_any(cohort, "emr", "No")
    end = in_unit(cohort, LAST_CONTACT, unit)
    at_emr, at_bmr = in_unit(cohort, "diagnosis_to_emr", unit), in_unit(cohort, MARROW_FIRST, unit)
    sooner = np.where(without, ~np.isnan(at_bmr), at_bmr < at_emr)
    marrow = sooner | (is_any(cohort, "bmr_before_emr", "Yes") & ~without)
    code = np.select([marrow, without], [2, 0], 1)
    first = np.select([sooner, code == 1], [at_bmr, at_emr], np.nan)
    return Course(code, first, end, _dead(cohort), 3, _unwatched(cohort, end))


COURSES: dict[str, Callable[[Cohort, int, Unit], Course]] = {
    "overall_survival": overall,
    "event_free_survival": event_free,
    "later_bmr": later_bmr,
    "cr_of_emr": remission,
    "diagnosis_to_emr": _among("diagnosis_to_emr"),
    "cr_to_emr": _among("cr_to_emr", ("never in CR before EMR", "remission_before_emr", "Never in CR")),
    "hsct_to_emr": _among("hsct_to_emr", ("no HSCT before EMR", "hsct_before_emr", "No")),
    "incidence_of_emr": incidence,
}
"""What derives the course of each endpoint, by its name."""
