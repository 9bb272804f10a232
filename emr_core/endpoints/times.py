"""Times of an endpoint: when, which event, who is left out and why, and whether a curve can be drawn."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort, Mask
from emr_core.endpoints.courses import COURSES, SLACK, Codes, Floats
from emr_core.endpoints.declared import DAYS, Endpoint, Unit, lacking
from emr_core.once import once
from emr_core.wording import counted

NO_TIME = "event recorded without its time"
AFTER_CONTACT = "event after the last contact (correct one of the two times)"


@dataclass(frozen=True, eq=False)
class EndpointTimes:
    """The patients of a curve and those left out; together they are the whole cohort.

    `time` and `event` have one entry a patient kept, in the order of the cohort; `kept` marks them among all
    of it and `ids` names them. `excluded` gives every reason with its number of patients.
    """

    endpoint: Endpoint
    unit: Unit
    time: Floats
    event: Codes
    kept: Mask
    ids: tuple[str, ...]
    excluded: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class EventsAlone:
    """The times of those who had the event, for a picture that claims no rate.

    `excluded` are patients who could not have it, by reason; of the others `undated` had it at a time that is
    not recorded, and of `without` no event is recorded.
    """

    endpoint: Endpoint
    unit: Unit
    time: Floats
    kept: Mask
    ids: tuple[str, ...]
    undated: int
    without: int
    excluded: tuple[tuple[str, int], ...]


@once
def endpoint_times(
    cohort: Cohort, endpoint: Endpoint, window: int = WINDOWS[0], unit: Unit | None = None
) -> EndpointTimes:
    """Return when each patient had the event or was last seen, and who is left out and why.

    Parameters
    ----------
    cohort
        All patients, those without the relapse too.
    endpoint
        One of the declared endpoints.
    window
        Concurrency window in days.
    unit
        Unit of the times; the endpoint's own unless given.
    """
    unit = unit or endpoint.unit
    course = COURSES[endpoint.name](cohort, window, unit)
    happened = course.code > 0
    late = happened & (course.first > course.end + SLACK / DAYS[unit])
    out = [(one.reason, one.who) for one in course.exclusions]
    out += [(NO_TIME, happened & np.isnan(course.first)), (AFTER_CONTACT, late)]
    reason = _reasons(out, len(cohort))
    kept = np.asarray(reason == "", dtype=bool)
    event = np.where(happened, course.code, np.where(course.dead, course.death, 0))
    return EndpointTimes(
        endpoint=endpoint,
        unit=unit,
        time=np.where(happened, course.first, course.end)[kept],
        event=event[kept].astype(np.int64),
        kept=kept,
        ids=tuple(cohort.column("patient_id")[kept]),
        excluded=tuple(Counter(reason[~kept].tolist()).items()),
    )


def estimable(cohort: Cohort, endpoint: Endpoint, window: int = WINDOWS[0]) -> str:
    """Return why an endpoint cannot be estimated as a curve in this cohort; empty if it can."""
    if absent := lacking(cohort, endpoint):
        return absent
    times = endpoint_times(cohort, endpoint, window)
    if not times.kept.any():
        reasons = "; ".join(f"{words}: {n}" for words, n in times.excluded)
        return f"{endpoint.label} cannot be drawn: nobody is left ({reasons or 'no patients'})."
    return ""


def events_alone(
    cohort: Cohort, endpoint: Endpoint, window: int = WINDOWS[0], unit: Unit | None = None
) -> EventsAlone:
    """Return when the endpoint's event came, for those who had it, whatever else is not recorded.

    Parameters
    ----------
    cohort, endpoint, window, unit
        As for `endpoint_times`.
    """
    unit = unit or endpoint.unit
    course = COURSES[endpoint.name](cohort, window, unit)
    reason = _reasons([(one.reason, one.who) for one in course.exclusions if not one.eligible], len(cohort))
    able = np.asarray(reason == "", dtype=bool)
    happened = able & (course.code > 0 if endpoint.kind == "survival" else course.code == 1)
    dated = happened & ~np.isnan(course.first)
    return EventsAlone(
        endpoint=endpoint,
        unit=unit,
        time=course.first[dated],
        kept=dated,
        ids=tuple(cohort.column("patient_id")[dated]),
        undated=int((happened & ~dated).sum()),
        without=int((able & ~happened).sum()),
        excluded=tuple(Counter(reason[~able].tolist()).items()),
    )


def adds_up(times: EndpointTimes | EventsAlone) -> str:
    """Return how the patients shown and those left out add up to all, as a sentence."""
    shown = "with a dated event" if isinstance(times, EventsAlone) else "in the curves"
    parts = [(shown, int(times.kept.sum())), *times.excluded]
    if isinstance(times, EventsAlone):
        parts[1:1] = [("with an undated one", times.undated), ("without one, or not recorded", times.without)]
    told = " + ".join(f"{n} {words}" for words, n in parts if n or words == shown)
    return f"{counted(len(times.kept), 'patient')} = {told}."


def _reasons(exclusions: list[tuple[str, Mask]], n: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return the first reason for which each patient is left out, empty for those who stay."""
    reason = np.full(n, "", dtype=object)
    for words, who in exclusions:
        reason[who & (reason == "")] = words
    return reason
