"""The clocks of a cohort: every dated event relative to the extramedullary relapse, and the states between.

All times are in weeks from the first extramedullary relapse; what came before it is negative. An event
whose time is not recorded has no time: it is never given an invented place.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Duration
from emr_core.once import once
from emr_core.schema import BY_NAME

Times = npt.NDArray[np.float64]
States = npt.NDArray[np.str_]
Moments = dict[str, Times]
Facts = dict[str, Mask]

WEEKS_PER_MONTH = DAYS_PER_MONTH / DAYS_PER_WEEK

EVENTS = (
    "Diagnosis",
    "CR before EMR",
    "HSCT before EMR",
    "EMR",
    "BMR",
    "CR of EMR",
    "CR of BMR",
    "HSCT after EMR",
    "Second relapse",
)
"""Dated events in the order of the legend."""

STATES = ("Before remission", "Remission", "After HSCT", "Relapse", "Marrow relapse", "Not recorded")

FOLLOWED, DEATH, LOST, LAST_CONTACT = "Still followed", "Death", "Lost to follow-up", "Last contact"
ENDINGS = (FOLLOWED, DEATH, LOST, LAST_CONTACT)
"""What a dated last contact was: the last of these where the status is not recorded."""

NO_REMISSION = ("Partial or no remission", "Died before evaluation")
WITH_DISEASE = ("Alive with disease", "Died of disease")


@dataclass(frozen=True)
class Origin:
    """An event that lanes can be aligned at, and how many patients have it dated."""

    event: str
    n: int


@once
def event_times(cohort: Cohort) -> pd.DataFrame:
    """Return one row a patient and a column an event: weeks from the EMR, missing if not dated or absent."""
    patients = cohort.patients
    had_relapse = ~_has(cohort, "emr", "No")
    times = pd.DataFrame({"patient_id": patients["patient_id"], "EMR": np.where(had_relapse, 0.0, np.nan)})
    times["Diagnosis"] = 0.0 - _weeks(cohort, "diagnosis_to_emr")
    times["CR before EMR"] = 0.0 - _weeks(cohort, "cr_to_emr")
    times["HSCT before EMR"] = 0.0 - _weeks(cohort, "hsct_to_emr")
    times["HSCT after EMR"] = _weeks(cohort, "emr_to_hsct")
    bmr = _weeks(cohort, "emr_to_bmr")
    times["BMR"] = bmr.mask(_has(cohort, "bmr", "Concurrent") & bmr.isna().to_numpy(), 0.0)
    times["CR of EMR"] = _weeks(cohort, "emr_to_cr")
    times["CR of BMR"] = times["BMR"] + _weeks(cohort, "bmr_to_cr")
    times["Second relapse"] = _weeks(cohort, "emr_to_second_relapse")
    times["Last contact"] = _weeks(cohort, "follow_up")
    return times


@once
def origins(cohort: Cohort) -> tuple[Origin, ...]:
    """Return the events that lanes can be aligned at in this cohort: those that somebody has dated."""
    times = event_times(cohort)
    offered = (
        "EMR",
        "BMR",
        "CR of EMR",
        "CR before EMR",
        "Diagnosis",
        "HSCT before EMR",
        "HSCT after EMR",
    )
    counts = {event: int(times[event].notna().sum()) for event in offered}
    return tuple(Origin(event, n) for event, n in counts.items() if n)


@once
def missing_clocks(cohort: Cohort) -> tuple[str, ...]:
    """Return the intervals that the cohort does not give by patient, as readers call them."""
    wanted = ("diagnosis_to_emr", "cr_to_emr", "hsct_to_emr", "follow_up")
    return tuple(BY_NAME[name].label for name in wanted if _weeks(cohort, name).notna().sum() == 0)


def segments(cohort: Cohort, times: pd.DataFrame) -> pd.DataFrame:
    """Return the states of patients between dated events: patient_id, state, start, end in weeks.

    A state is drawn where both its ends are known: a relapse up to its dated remission, or on if no
    remission came; a remission up to a dated relapse, or on if no further one came. A remission is called
    after HSCT from a dated transplantation on. All else between two dates is a state not recorded, and
    nothing reaches beyond the last dated event or last contact.

    Parameters
    ----------
    cohort
        The cohort, for what is recorded without a time.
    times
        The event times of those of its patients who are wanted.
    """
    ids = pd.Index(cohort.column("patient_id").astype("object"))
    place = ids.get_indexer(times["patient_id"].astype("object"))
    told = _told(cohort)
    moments = times[[*EVENTS, "Last contact"]].to_numpy(dtype=np.float64)
    marks = np.sort(moments, axis=1)
    # All patients at once: patient by patient, 10,000 lanes took 0.25 s. What is not dated is sorted last and
    # compares as neither earlier nor later, so that a comparison with it is False, as it is for one number.
    lane, at = np.nonzero(marks[:, :-1] < marks[:, 1:])
    start, end = marks[lane, at], marks[lane, at + 1]
    moment = {event: times[event].to_numpy(dtype=np.float64)[lane] for event in EVENTS}
    fact = {name: mask[place[lane]] for name, mask in told.items()}
    state = np.where(start < 0, _before(moment, fact, start), _after(moment, fact, start))
    owners = times["patient_id"].to_numpy(dtype=object)[lane]
    return pd.DataFrame(
        {
            "patient_id": pd.Series(owners, dtype="str"),
            "state": pd.Series(state, dtype="str"),
            "start": start,
            "end": end,
        }
    )


def _told(cohort: Cohort) -> dict[str, Mask]:
    """Return what is recorded of every patient without a time, as far as it says what state they were in."""
    return {
        "earlier CR": _has(cohort, "remission_before_emr", "CR2", "CR3 or later"),
        "never in CR": _has(cohort, "remission_before_emr", "Never in CR"),
        "no CR": _has(cohort, "response", *NO_REMISSION),
        "with disease": _has(cohort, "last_status", *WITH_DISEASE),
        "no relapse": _has(cohort, "second_relapse", "No") | _has(cohort, "last_status", "Alive in CR"),
        "second relapse": _has(cohort, "second_relapse", "Yes"),
        "later BMR": _has(cohort, "bmr", "Subsequent"),
    }


def endings(cohort: Cohort, times: pd.DataFrame) -> pd.DataFrame:
    """Return what each dated last contact was, by the last known status: patient_id, event, time in weeks."""
    told = [""] * len(cohort)
    if "last_status" in cohort.columns:
        told = cohort.column("last_status").astype("object").fillna("").tolist()
    status = dict(zip(cohort.column("patient_id"), told, strict=True))
    dated = times.loc[times["Last contact"].notna(), ["patient_id", "Last contact"]]
    said = [_ending(status[patient]) for patient in dated["patient_id"]]
    found = pd.DataFrame({"patient_id": dated["patient_id"], "event": said, "time": dated["Last contact"]})
    return found.astype({"event": "str"}).reset_index(drop=True)


def _ending(status: str) -> str:
    """Return what a last contact with this status was."""
    for beginning, ending in (("Alive", FOLLOWED), ("Died", DEATH), ("Lost", LOST)):
        if status.startswith(beginning):
            return ending
    return LAST_CONTACT


def last_known(times: pd.DataFrame) -> pd.Series:
    """Return the time of each patient's last dated event or last contact, in weeks from the EMR."""
    return times[[*EVENTS, "Last contact"]].max(axis=1)


def _before(moment: Moments, fact: Facts, at: Times) -> States:
    """Return the state that begins at each of some times before the extramedullary relapse."""
    first_course = (at < moment["CR before EMR"]) & ~fact["earlier CR"]
    return np.select(
        [
            at >= moment["HSCT before EMR"],
            at >= moment["CR before EMR"],
            first_course | fact["never in CR"],
        ],
        ["After HSCT", "Remission", "Before remission"],
        "Not recorded",
    )


def _after(moment: Moments, fact: Facts, at: Times) -> States:
    """Return the state that begins at each time from the relapse on; after HSCT a remission has its name."""
    state = _since_relapse(moment, fact, at)
    return np.where((state == "Remission") & (moment["HSCT after EMR"] <= at), "After HSCT", state)


def _since_relapse(moment: Moments, fact: Facts, at: Times) -> States:
    """Return the state that begins at each time from the relapse on, transplanted or not."""
    bmr, second = moment["BMR"], moment["Second relapse"]
    no_cr, no_cr_of_bmr = np.isnan(moment["CR of EMR"]), np.isnan(moment["CR of BMR"])
    in_marrow = (bmr <= at) & ((at < moment["CR of BMR"]) | (no_cr_of_bmr & fact["with disease"]))
    outside = (at < moment["CR of EMR"]) | (no_cr & fact["no CR"])
    relapsed_again = second <= at
    marrow_open = (bmr <= at) & no_cr_of_bmr
    undated = (fact["second relapse"] & np.isnan(second) & ~fact["later BMR"]) | (
        fact["later BMR"] & np.isnan(bmr)
    )
    held = (bmr > at) | (second > at) | (fact["no relapse"] & ~undated)
    return np.select(
        [
            in_marrow,
            outside,
            relapsed_again & fact["with disease"],
            relapsed_again | no_cr | marrow_open,
            held,
        ],
        ["Marrow relapse", "Relapse", "Relapse", "Not recorded", "Remission"],
        "Not recorded",
    )


def _has(cohort: Cohort, name: str, *levels: str) -> Mask:
    """Return who is recorded with one of these levels; nobody where the field is missing."""
    if name not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return cohort.column(name).isin(levels).to_numpy(dtype=bool)


def _weeks(cohort: Cohort, name: str) -> pd.Series:
    """Return a duration in weeks, missing where it is not recorded or not in the cohort."""
    if name not in cohort.columns:
        return pd.Series(np.nan, index=cohort.patients.index)
    field = BY_NAME[name]
    if not isinstance(field, Duration):
        raise ValueError(f"{name!r} is not a duration.")
    return cohort.column(name) * field.days_per_unit / DAYS_PER_WEEK
