"""The clocks of a cohort: every dated event relative to the extramedullary relapse, and its last contacts.

All times are in weeks from the first extramedullary relapse; what came before it is negative. An event
whose time is not recorded has no time: it is never given an invented place.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Duration
from emr_core.once import each, once
from emr_core.schema import BY_NAME

Times = npt.NDArray[np.float64]

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

FOLLOWED, DEATH, LOST, LAST_CONTACT = "Still followed", "Death", "Lost to follow-up", "Last contact"
ENDINGS = (FOLLOWED, DEATH, LOST, LAST_CONTACT)
"""What a dated last contact was: the last of these where the status is not recorded."""


@dataclass(frozen=True)
class Origin:
    """An event that lanes can be aligned at, and how many patients have it dated."""

    event: str
    n: int


@once
def event_times(cohort: Cohort) -> pd.DataFrame:
    """Return one row a patient and a column an event: weeks from the EMR, missing if not dated or absent."""
    if cohort.cut is not None:  # times are each patient's own, whoever else is left
        return event_times(cohort.cut.whole).take(cohort.cut.places).reset_index(drop=True)
    had_relapse = ~has(cohort, "emr", "No")
    times = pd.DataFrame(
        {"patient_id": cohort.column("patient_id"), "EMR": np.where(had_relapse, 0.0, np.nan)}
    )
    times["Diagnosis"] = 0.0 - _weeks(cohort, "diagnosis_to_emr")
    times["CR before EMR"] = 0.0 - _weeks(cohort, "cr_to_emr")
    times["HSCT before EMR"] = 0.0 - _weeks(cohort, "hsct_to_emr")
    times["HSCT after EMR"] = _weeks(cohort, "emr_to_hsct")
    bmr = _weeks(cohort, "emr_to_bmr")
    times["BMR"] = bmr.mask(has(cohort, "bmr", "Concurrent") & bmr.isna().to_numpy(), 0.0)
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


def endings(cohort: Cohort, times: pd.DataFrame) -> pd.DataFrame:
    """Return what each dated last contact was, by the last known status: patient_id, event, time in weeks.

    Parameters
    ----------
    cohort, times
        As for `segments`.
    """
    dated = times.loc[times["Last contact"].notna(), ["patient_id", "Last contact"]]
    said = np.array(ENDINGS, dtype=object)[_ending(cohort)[dated.index.to_numpy()]]
    found = pd.DataFrame({"patient_id": dated["patient_id"], "event": said, "time": dated["Last contact"]})
    return found.astype({"event": "str"}).reset_index(drop=True)


def died(cohort: Cohort) -> Mask:
    """Return whose last contact, if it is dated, was their death."""
    return np.asarray(_ending(cohort) == ENDINGS.index(DEATH))


@each
def _ending(cohort: Cohort) -> npt.NDArray[np.int8]:
    """Return what a last contact with the status of each patient was: its place among the endings."""
    unknown = ENDINGS.index(LAST_CONTACT)
    if "last_status" not in cohort.columns:
        return np.full(len(cohort), unknown, dtype=np.int8)
    status = cohort.column("last_status").cat
    places = [unknown] * (len(status.categories) + 1)  # the last is that of an unknown status, -1
    for place, level in enumerate(status.categories):
        for beginning, ending in (("Alive", FOLLOWED), ("Died", DEATH), ("Lost", LOST)):
            if level.startswith(beginning):
                places[place] = ENDINGS.index(ending)
    return np.array(places, dtype=np.int8)[status.codes.to_numpy()]


def last_known(times: pd.DataFrame) -> pd.Series:
    """Return the time of each patient's last dated event or last contact, in weeks from the EMR."""
    moments = [times[event].to_numpy(dtype=np.float64) for event in (*EVENTS, "Last contact")]
    return pd.Series(np.fmax.reduce(moments), index=times.index)


@each
def has(cohort: Cohort, name: str, *levels: str) -> Mask:
    """Return who is recorded with one of these levels; nobody where the field is missing."""
    if name not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return cohort.column(name).isin(levels).to_numpy(dtype=bool)


def _weeks(cohort: Cohort, name: str) -> pd.Series:
    """Return a duration in weeks, missing where it is not recorded or not in the cohort."""
    if name not in cohort.columns:
        return pd.Series(np.nan, index=range(len(cohort)))
    field = BY_NAME[name]
    if not isinstance(field, Duration):
        raise ValueError(f"{name!r} is not a duration.")
    return cohort.column(name) * field.days_per_unit / DAYS_PER_WEEK
