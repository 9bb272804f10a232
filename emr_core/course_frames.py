"""The numbers of one patient's course: states, dated events with their words, and where these have room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import relapsed
from emr_core.fields import UNKNOWN
from emr_core.lane_axis import axis_of
from emr_core.lane_frames import THICKNESS, TimeUnit
from emr_core.lane_marks import dated_marks, fanned
from emr_core.lane_rows import described
from emr_core.lane_states import segments
from emr_core.timeline import WEEKS_PER_MONTH, event_times
from emr_core.wording import counted, number

PLOT = 620
"""Width of the plot in pixels that words are placed for; a wider one leaves more room between them."""

LETTER = 7.0
"""Width of a letter in pixels, about."""

LEVEL, NEAR = 36, 26
"""Height of two lines of words, and their distance from the lane, in pixels."""

SWELL = 1.9
"""How much thicker the only lane is drawn than one of many."""


@dataclass(frozen=True)
class Options:
    """The patient, an empty text for nobody, and the unit of time."""

    patient_id: str = ""
    unit: TimeUnit = "weeks"


@dataclass(frozen=True)
class Place:
    """Where words stand: their level, their left and right end, and the line that ties them to the lane."""

    level: int
    begin: float
    end: float
    at: float

    def touches(self, other: "Place") -> bool:
        """Tell whether the words would cover other words, or the line of either run through the other's."""
        if self.level * other.level < 0:
            return False
        if self.level == other.level:
            return self.begin < other.end and other.begin < self.end
        inner, outer = sorted((self, other), key=lambda place: abs(place.level))
        return inner.begin < outer.at < inner.end


def course_frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the dated events of one patient in order, the states between, and the last known status."""
    cohort = relapsed(cohort)
    one = cohort.where((cohort.column("patient_id") == options.patient_id).to_numpy(dtype=bool))
    scale = 1.0 if options.unit == "weeks" else 1 / WEEKS_PER_MONTH
    times = event_times(one)
    states = segments(one, times)
    states[["start", "end"]] = (states[["start", "end"]] * scale).round(4)
    marks = dated_marks(one, times, "EMR", scale).drop(columns="patient_id")
    own = pd.DataFrame({"event": ["EMR"] * len(one), "time": [0.0] * len(one)})
    events = pd.concat([own, marks], ignore_index=True)
    events = events.sort_values("time", kind="stable", ignore_index=True).astype({"event": "str"})
    axis = axis_of(np.append(events["time"].to_numpy(dtype=np.float64), states["end"]), collapse=False)
    lane = described(one, pd.DataFrame({"at": range(len(one))}))
    events = _with_words(events, _sites(one), axis.low, axis.high, options.unit)
    lift = _beside_words(
        fanned(events.assign(patient_id="", place=events["time"]), axis.high - axis.low), events["level"]
    )
    middle = NEAR + LEVEL * int(max(1, -events["level"].min())) if len(events) else 0
    below = NEAR + LEVEL * int(max(1, events["level"].max())) if len(events) else 0
    last = float(events["time"].max()) if len(events) else 0.0
    open_end = bool(len(one)) and bool(times["Last contact"].isna().all())
    return {
        "events": events.assign(
            y=middle,
            lift=lift,
            edge=middle + events["offset"] + np.sign(events["level"]) * 13,
            **{line: middle + events["offset"] + shift for line, shift in (("upper", -7), ("lower", 7))},
        ).drop(columns="offset"),
        "states": states.drop(columns="patient_id").assign(
            y=middle, thickness=states["state"].map(THICKNESS).astype("float64") * SWELL
        ),
        "end": lane[["status"]]
        .replace(UNKNOWN, "not recorded")
        .assign(y=middle, heading="Last status", above=middle - 17),
        "undated": pd.DataFrame({"time": [last] * open_end, "y": [middle] * open_end}),
        "axis": pd.DataFrame({"low": [axis.low], "high": [axis.high], "height": [middle + below]}),
    }


def _beside_words(lift: pd.Series, level: pd.Series) -> pd.Series:
    """Return the moves of marks so that of those at one place each lies on the side of its own words."""
    together = (lift.diff() <= 0).cumsum()  # within such a group a mark is moved further down than the last
    order = pd.DataFrame({"together": together, "level": level}).sort_values(
        ["together", "level"], kind="stable"
    )
    return pd.Series(lift.to_numpy(), index=order.index, name="lift").sort_index()


def _sites(one: Cohort) -> str:
    """Return where the relapse was, if that is short, or how many sites it had."""
    names = list(one.sites["site"].unique())
    words = ", ".join(names)
    return (words if len(words) < 28 else counted(len(names), "site")) or "site not stated"


def _with_words(events: pd.DataFrame, sites: str, low: float, high: float, unit: str) -> pd.DataFrame:
    """Return events with what stands at each, and the level at which it covers no other: 1, -1, 2, -2, ..."""
    placed: list[Place] = []
    rows: list[tuple[str, float, str, bool, int, float]] = []
    for event, time in reversed(events[["event", "time"]].to_numpy().tolist()):
        said = sites if event == "EMR" else f"{number(time)} {unit}".replace("-", "−")
        width = LETTER * max(len(event), len(said)) + 14
        at = (time - low) / (high - low) * PLOT
        before = at + width > PLOT
        begin, end = (at - width, at) if before else (at, at + width)
        place = _free(begin, end, at, placed)
        placed.append(place)
        away = NEAR + LEVEL * (abs(place.level) - 0.5)
        rows.insert(0, (event, time, said, before, place.level, away if place.level > 0 else -away))
    columns = ["event", "time", "words", "before", "level", "offset"]
    found = pd.DataFrame(rows, columns=columns).astype({"event": "str", "words": "str", "before": "bool"})
    for column, text in (("name", found["event"]), ("time", found["words"])):
        found[f"{column}_after"] = text.mask(found["before"], "")
        found[f"{column}_before"] = text.where(found["before"], "")
    return found


def _free(begin: float, end: float, at: float, placed: Sequence[Place]) -> Place:
    """Return the nearest place, above before below, that touches no words; else one that covers none."""
    levels = [side * step for step in range(1, len(placed) + 2) for side in (-1, 1)]
    places = [Place(level, begin, end, at) for level in levels]
    free = [one for one in places if not any(map(one.touches, placed))]
    # Words on both sides of the lane may stand in the way of every line: it then runs through the fewest.
    covers = [
        one for one in places if not any(one.level == other.level and one.touches(other) for other in placed)
    ]
    return free[0] if free else min(covers, key=lambda one: sum(map(one.touches, placed)))
