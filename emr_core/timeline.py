"""The clocks of a cohort: every dated event relative to the extramedullary relapse, and the states between.

All times are in weeks from the first extramedullary relapse; what came before it is negative. An event
whose time is not recorded has no time: it is never given an invented place.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Duration
from emr_core.schema import BY_NAME

WEEKS_PER_MONTH = DAYS_PER_MONTH / DAYS_PER_WEEK

EVENTS = ("Diagnosis", "CR before EMR", "HSCT", "EMR", "BMR", "CR of EMR", "CR of BMR", "Second relapse")
"""Dated events in the order of the legend."""

STATES = ("Before remission", "Remission", "Relapse", "Marrow relapse")


@dataclass(frozen=True)
class Origin:
    """An event that lanes can be aligned at, and how many patients have it dated."""

    event: str
    n: int


def event_times(cohort: Cohort) -> pd.DataFrame:
    """Return one row a patient and a column an event: weeks from the EMR, missing if not dated or absent."""
    patients = cohort.patients
    times = pd.DataFrame({"patient_id": patients["patient_id"], "EMR": np.zeros(len(patients))})
    times["Diagnosis"] = -_weeks(cohort, "diagnosis_to_emr")
    times["CR before EMR"] = -_weeks(cohort, "cr_to_emr")
    before = -_weeks(cohort, "hsct_to_emr")
    times["HSCT"] = before.fillna(_weeks(cohort, "emr_to_hsct"))
    times["BMR"] = _weeks(cohort, "emr_to_bmr")
    if "bmr" in patients:
        concurrent = (patients["bmr"] == "Concurrent").to_numpy(dtype=bool)
        times["BMR"] = times["BMR"].mask(concurrent & times["BMR"].isna().to_numpy(), 0.0)
    times["CR of EMR"] = _weeks(cohort, "emr_to_cr")
    times["CR of BMR"] = times["BMR"] + _weeks(cohort, "bmr_to_cr")
    times["Second relapse"] = _weeks(cohort, "emr_to_second_relapse")
    times["Last contact"] = _weeks(cohort, "follow_up")
    return times


def origins(cohort: Cohort) -> tuple[Origin, ...]:
    """Return the events that lanes can be aligned at in this cohort: those that somebody has dated."""
    times = event_times(cohort)
    offered = ("EMR", "BMR", "CR of EMR", "CR before EMR", "Diagnosis", "HSCT")
    counts = {event: int(times[event].notna().sum()) for event in offered}
    return tuple(Origin(event, n) for event, n in counts.items() if n)


def missing_clocks(cohort: Cohort) -> tuple[str, ...]:
    """Return the intervals that the cohort does not give by patient, as readers call them."""
    wanted = ("diagnosis_to_emr", "cr_to_emr", "hsct_to_emr", "follow_up")
    return tuple(BY_NAME[name].label for name in wanted if _weeks(cohort, name).notna().sum() == 0)


def segments(times: pd.DataFrame) -> pd.DataFrame:
    """Return the states of every patient between dated events: patient_id, state, start, end in weeks.

    No state reaches beyond the last dated event or last contact: what follows is not known.
    """
    found = []
    for row in times.to_dict("records"):
        marks = sorted({row[event] for event in (*EVENTS, "Last contact") if not np.isnan(row[event])})
        for start, end in pairwise(marks):
            found.append((row["patient_id"], _state(row, start), start, end))
    return pd.DataFrame(found, columns=["patient_id", "state", "start", "end"])


def last_known(times: pd.DataFrame) -> pd.Series:
    """Return the time of each patient's last dated event or last contact, in weeks from the EMR."""
    return times[[*EVENTS, "Last contact"]].max(axis=1)


def _state(row: dict[str, float], at: float) -> str:
    """Return the state that begins at a time: marrow relapse over relapse over remission."""
    if at < 0:
        return "Remission" if at >= row["CR before EMR"] else "Before remission"
    if at >= row["BMR"] and not at >= row["CR of BMR"]:
        return "Marrow relapse"
    if at >= row["Second relapse"]:
        return "Relapse"
    return "Remission" if at >= row["CR of EMR"] else "Relapse"


def _weeks(cohort: Cohort, name: str) -> pd.Series:
    """Return a duration in weeks, missing where it is not recorded or not in the cohort."""
    if name not in cohort.patients:
        return pd.Series(np.nan, index=cohort.patients.index)
    field = BY_NAME[name]
    if not isinstance(field, Duration):
        raise ValueError(f"{name!r} is not a duration.")
    return cohort.patients[name] * field.days_per_unit / DAYS_PER_WEEK
