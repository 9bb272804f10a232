"""Times of an endpoint: when, which event, who is left out and why, and whether a curve can be drawn."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort, Mask
from emr_core.endpoints.courses import COURSES, SLACK, Codes, Floats
from emr_core.endpoints.declared import DAYS, Endpoint, Unit, lacking, recorded
from emr_core.once import once
from emr_core.wording import counted

NO_TIME = "event recorded without its time"
AFTER_CONTACT = "event after the last contact (correct one of the two times)"


@dataclass(frozen=True, eq=False)
class EndpointTimes:
    """The patients of a curve and those left out; together they are the whole cohort.

    `time` and `event` have one entry a patient kept, in the order of the cohort; `kept` marks them among all
    of it, whose `codes` are those of all patients. `excluded` gives every reason with its number of patients.
    """

    endpoint: Endpoint
    unit: Unit
    time: Floats
    event: Codes
    kept: Mask
    codes: pd.Series
    excluded: tuple[tuple[str, int], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the codes of the patients kept; asked for a few, a million would be texts of 0.1 s."""
        return tuple(self.codes[self.kept])


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
    codes: pd.Series
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
    found = _clock(cohort, endpoint, window, unit)
    kept = found.reason < 0
    return EndpointTimes(
        endpoint=endpoint,
        unit=unit,
        time=found.time[kept],
        event=found.event[kept],
        kept=kept,
        codes=cohort.column("patient_id"),
        excluded=_counted(found.reason, found.reasons),
    )


@dataclass(frozen=True, eq=False)
class Clock:
    """When and which event each patient had, and why some are left out: a place among the reasons, or -1."""

    time: Floats
    event: Codes
    reason: npt.NDArray[np.int8]
    reasons: tuple[str, ...]


@once
def _clock(cohort: Cohort, endpoint: Endpoint, window: int, unit: Unit) -> Clock:
    """Return the clock of every patient; of whom a filter leaves, that of the whole cohort."""
    cut = cohort.cut
    # Each patient's own, but for one question that is asked of the cohort: whether it records other relapses.
    if cut is not None and recorded(cohort, "second_relapse") == recorded(cut.whole, "second_relapse"):
        of = _clock(cut.whole, endpoint, window, unit)
        return Clock(of.time[cut.places], of.event[cut.places], of.reason[cut.places], of.reasons)
    course = COURSES[endpoint.name](cohort, window, unit)
    happened = course.code > 0
    late = happened & (course.first > course.end + SLACK / DAYS[unit])
    out = [(one.reason, one.who) for one in course.exclusions]
    out += [(NO_TIME, happened & np.isnan(course.first)), (AFTER_CONTACT, late)]
    event = np.where(happened, course.code, np.where(course.dead, course.death, 0)).astype(np.int64)
    return Clock(np.where(happened, course.first, course.end), event, *_reasons(out, len(cohort)))


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
    barred = [(one.reason, one.who) for one in course.exclusions if not one.eligible]
    reason, reasons = _reasons(barred, len(cohort))
    able = reason < 0
    happened = able & (course.code > 0 if endpoint.kind == "survival" else course.code == 1)
    dated = happened & ~np.isnan(course.first)
    return EventsAlone(
        endpoint=endpoint,
        unit=unit,
        time=course.first[dated],
        kept=dated,
        codes=cohort.column("patient_id"),
        undated=int((happened & ~dated).sum()),
        without=int((able & ~happened).sum()),
        excluded=_counted(reason, reasons),
    )


def adds_up(times: EndpointTimes | EventsAlone) -> str:
    """Return how the patients shown and those left out add up to all, as a sentence."""
    shown = "with a dated event" if isinstance(times, EventsAlone) else "in the curves"
    parts = [(shown, int(times.kept.sum())), *times.excluded]
    if isinstance(times, EventsAlone):
        parts[1:1] = [("with an undated one", times.undated), ("without one, or not recorded", times.without)]
    told = " + ".join(f"{n} {words}" for words, n in parts if n or words == shown)
    return f"{counted(len(times.kept), 'patient')} = {told}."


def _reasons(exclusions: list[tuple[str, Mask]], n: int) -> tuple[npt.NDArray[np.int8], tuple[str, ...]]:
    """Return the first reason for which each patient is left out, -1 for those who stay, and the reasons."""
    words = tuple(dict.fromkeys(said for said, _ in exclusions))
    reason = np.full(n, -1, dtype=np.int8)
    for said, who in exclusions:
        reason[who & (reason < 0)] = words.index(said)
    return reason, words


def _counted(reason: npt.NDArray[np.int8], reasons: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return how many are left out for each reason, in the order in which patients meet them."""
    out = reason[reason >= 0]
    sizes = np.bincount(out, minlength=len(reasons)).tolist()
    met = sorted((int(np.argmax(out == place)), place) for place, size in enumerate(sizes) if size)
    return tuple((reasons[place], sizes[place]) for _, place in met)
