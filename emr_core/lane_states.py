"""The states of patients between their dated events: relapse, remission, or not recorded."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.once import once
from emr_core.timeline import EVENTS, Times, event_times, has

Places = npt.NDArray[np.intp]
States = npt.NDArray[np.int8]
Moments = dict[str, Times]
Facts = dict[str, Mask]

STATES = ("Before remission", "Remission", "After HSCT", "Relapse", "Marrow relapse", "Not recorded")
BEFORE, REMISSION, AFTER_HSCT, RELAPSE, MARROW, UNRECORDED = np.arange(len(STATES), dtype=np.int8)
"""The places of the states, by which they are told apart: as texts they would be 64 bytes each."""

NO_REMISSION = ("Partial or no remission", "Died before evaluation")
WITH_DISEASE = ("Alive with disease", "Died of disease")


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
        The rows of its event times of those of its patients who are wanted, by their index.
    """
    found = _stretches(cohort, times)
    names = np.array(STATES, dtype=object)[found.state]
    owners = times["patient_id"].to_numpy(dtype=object)[found.lane]
    columns = {"patient_id": pd.Series(owners, dtype="str"), "state": pd.Series(names, dtype="str")}
    return pd.DataFrame({**columns, "start": found.start, "end": found.end})


@dataclass(frozen=True, eq=False)
class Stretches:
    """States between dated events, patient by patient in order of time.

    `lane` is the place of the patient, `state` that of the state among `STATES`; `start` and `end` are weeks.
    """

    lane: Places
    state: npt.NDArray[np.int8]
    start: Times
    end: Times


@once
def stretches(cohort: Cohort) -> Stretches:
    """Return the states of all patients: arrays, which for a million take a tenth of a frame with names."""
    if cohort.cut is None:
        return _stretches(cohort, event_times(cohort))
    whole = stretches(cohort.cut.whole)
    here = np.full(len(cohort.cut.whole), -1)
    here[cohort.cut.places] = np.arange(len(cohort))
    lane = here[whole.lane]
    left = np.flatnonzero(lane >= 0)
    return Stretches(lane[left], whole.state[left], whole.start[left], whole.end[left])


def _stretches(cohort: Cohort, times: pd.DataFrame) -> Stretches:
    """Return the states of those whose times are given, each by its row among them."""
    place, told = times.index.to_numpy(), _told(cohort)
    moments = np.column_stack(
        [times[event].to_numpy(dtype=np.float64) for event in (*EVENTS, "Last contact")]
    )
    marks = np.sort(moments, axis=1)
    # All patients at once: patient by patient, 10,000 lanes took 0.25 s. What is not dated is sorted last and
    # compares as neither earlier nor later, so that a comparison with it is False, as it is for one number.
    lane, at = np.nonzero(marks[:, :-1] < marks[:, 1:])
    start, end = marks[lane, at], marks[lane, at + 1]
    moment = {event: moments[lane, number] for number, event in enumerate(EVENTS)}
    fact = {name: mask[place[lane]] for name, mask in told.items()}
    state = np.where(start < 0, _before(moment, fact, start), _after(moment, fact, start))
    return Stretches(lane, state, start, end)


def _told(cohort: Cohort) -> dict[str, Mask]:
    """Return what is recorded of every patient without a time, as far as it says what state they were in."""
    return {
        "earlier CR": has(cohort, "remission_before_emr", "CR2", "CR3 or later"),
        "never in CR": has(cohort, "remission_before_emr", "Never in CR"),
        "no CR": has(cohort, "response", *NO_REMISSION),
        "with disease": has(cohort, "last_status", *WITH_DISEASE),
        "no relapse": has(cohort, "second_relapse", "No") | has(cohort, "last_status", "Alive in CR"),
        "second relapse": has(cohort, "second_relapse", "Yes"),
        "later BMR": has(cohort, "bmr", "Subsequent"),
    }


def _before(moment: Moments, fact: Facts, at: Times) -> States:
    """Return the state that begins at each of some times before the extramedullary relapse."""
    first_course = (at < moment["CR before EMR"]) & ~fact["earlier CR"]
    return np.select(
        [
            at >= moment["HSCT before EMR"],
            at >= moment["CR before EMR"],
            first_course | fact["never in CR"],
        ],
        [AFTER_HSCT, REMISSION, BEFORE],
        UNRECORDED,
    )


def _after(moment: Moments, fact: Facts, at: Times) -> States:
    """Return the state that begins at each time from the relapse on; after HSCT a remission has its name."""
    state = _since_relapse(moment, fact, at)
    return np.where((state == REMISSION) & (moment["HSCT after EMR"] <= at), AFTER_HSCT, state)


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
        [MARROW, RELAPSE, RELAPSE, UNRECORDED, REMISSION],
        UNRECORDED,
    )
