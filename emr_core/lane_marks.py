"""What stands on a lane: its dated events, fanned out where they would cover one another, and its course."""

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.timeline import ENDINGS, EVENTS, endings
from emr_core.wording import number

MARKS = (*EVENTS, *ENDINGS)
"""All that is marked on lanes, in the order of the legend."""

DEATH_SIGN = "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z"
STROKE_SIGN = "M-.3,-1H.3V1H-.3Z"
SHAPES = {
    "Diagnosis": "square",
    "CR before EMR": "triangle-up",
    "HSCT before EMR": "cross",
    "EMR": "circle",
    "BMR": "diamond",
    "CR of EMR": "triangle-up",
    "CR of BMR": "triangle-down",
    "HSCT after EMR": "cross",
    "Second relapse": "square",
    "Still followed": "triangle-right",
    "Death": DEATH_SIGN,
    "Lost to follow-up": "circle",
    "Last contact": STROKE_SIGN,
}
OPEN = ("Diagnosis", "CR before EMR", "HSCT before EMR", "Lost to follow-up")
"""Marks drawn hollow: what came before the relapse, and who is lost."""

CLOSE = 0.035
"""Share of the time axis below which two marks of one lane would cover one another."""

SPREAD = 20
"""Pixels of a row over which marks are fanned out."""


def dated_marks(cohort: Cohort, weeks: pd.DataFrame, origin: str, scale: float) -> pd.DataFrame:
    """Return the dated events and endings of some patients, from the origin, in the unit of `scale`.

    The origin itself is the zero line of the picture and is no mark.

    Returns
    -------
    pandas.DataFrame
        `patient_id, event, time` by time; marks at the same time in the order of the legend.
    """
    dated = weeks.melt("patient_id", value_vars=list(EVENTS), var_name="event", value_name="time").dropna()
    marks = pd.concat([dated, endings(cohort, weeks)], ignore_index=True)
    zero = marks["patient_id"].map(weeks.set_index("patient_id")[origin]).astype("float64")
    marks["time"] = ((marks["time"].astype("float64") - zero) * scale).round(4)
    marks = marks[marks["event"] != origin]
    marks["order"] = marks["event"].map({event: place for place, event in enumerate(MARKS)})
    ordered = marks.sort_values(["time", "order"], kind="stable", ignore_index=True)
    return ordered[["patient_id", "event", "time"]].astype({"event": "str"})


def fanned(marks: pd.DataFrame, extent: float) -> pd.Series:
    """Return how many pixels each mark is moved down, so that none covers another of its lane.

    Parameters
    ----------
    marks
        `patient_id` and `place`, in the order of time.
    extent
        Length of the axis on which they are placed.
    """
    near = marks.groupby("patient_id")["place"].diff().fillna(float("inf")) < CLOSE * extent
    cluster = (~near).groupby(marks["patient_id"]).cumsum()
    clusters = marks.groupby([marks["patient_id"], cluster])["place"]
    rank, size = clusters.cumcount(), clusters.transform("size")
    step = (SPREAD / (size - 1).clip(lower=1)).clip(upper=11)
    return ((rank - (size - 1) / 2) * step).round(2).rename("lift")


def courses(marks: pd.DataFrame, unit: str) -> dict[str, str]:
    """Return the course of each patient in words, its marks in the order of time."""
    words = marks["event"] + " at " + marks["time"].map(number).astype("str") + f" {unit}"
    told: dict[str, list[str]] = {}
    for patient, said in zip(marks["patient_id"], words, strict=True):
        told.setdefault(str(patient), []).append(str(said))
    return {patient: ", ".join(said) for patient, said in told.items()}
