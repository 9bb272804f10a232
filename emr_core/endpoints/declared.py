"""ENDPOINTS: what a clock can run to from diagnosis, remission, transplantation or relapse, declared once.

Each names its start, its events (code 1 first; 0 is censored), the fields it needs and in which unit it is
read. `emr_core.endpoints.times` makes times of them, and says who is left out and why.
"""

from dataclasses import dataclass
from typing import Literal

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Moment
from emr_core.schema import BY_NAME
from emr_core.wording import listed

Unit = Literal["weeks", "months", "years"]
DAYS: dict[Unit, float] = {"weeks": DAYS_PER_WEEK, "months": DAYS_PER_MONTH, "years": 12 * DAYS_PER_MONTH}

Kind = Literal["survival", "incidence", "among the relapsed"]
"""How an endpoint is drawn: Kaplan-Meier, cumulative incidence, or when a relapse came that all had."""

CONTACT = ("follow_up", "last_status")
"""What tells how long a patient was watched, and what had become of them."""

LAST_CONTACT = "diagnosis_to_last_contact"
MARROW_FIRST = "diagnosis_to_bmr"
"""Fields of patients without the relapse: their follow-up, and a marrow relapse that came first."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint as data.

    Parameters
    ----------
    name, label
        Its name in code and on screen.
    start
        The event at which its clock starts.
    known_at_start
        What may group its curves: what is known by that moment.
    kind
        How it is drawn.
    unit
        The unit in which it is read unless another is chosen.
    events
        What its codes mean, from 1; the first is the one it is named after.
    needs
        Fields without which it cannot be told.
    one_of
        Fields of which at least one is needed.
    definition
        What exactly counts, in plain words.
    spared
        What is said of those who have not had the event: `alive`.
    """

    name: str
    label: str
    start: str
    known_at_start: tuple[Moment, ...]
    kind: Kind
    unit: Unit
    events: tuple[str, ...]
    needs: tuple[str, ...]
    definition: str
    one_of: tuple[str, ...] = ()
    spared: str = "without the event"


AT_EMR: tuple[Moment, ...] = ("diagnosis", "EMR")

AMONG = (
    "Every patient here has had the relapse: the curve says when it came, not how often. How often can only "
    "be told from a cohort that holds patients without the relapse too."
)


def _time_to_emr(name: str, label: str, start: str, field: str) -> Endpoint:
    """Declare the time from an earlier event to the relapse, among those who had it."""
    return Endpoint(
        name=name,
        label=label,
        start=start,
        known_at_start=("diagnosis",),
        kind="among the relapsed",
        unit="months",
        events=("EMR",),
        needs=(field,),
        definition=AMONG,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="overall_survival",
        label="Overall survival from EMR",
        start="EMR",
        known_at_start=AT_EMR,
        kind="survival",
        unit="months",
        events=("Death",),
        needs=CONTACT,
        definition="Death of any cause. Who is alive or lost is censored at the last contact.",
        spared="alive",
    ),
    Endpoint(
        name="event_free_survival",
        label="Event-free survival from EMR",
        start="EMR",
        known_at_start=AT_EMR,
        kind="survival",
        unit="months",
        events=("Later BMR", "Other relapse", "Death"),
        needs=CONTACT,
        one_of=("bmr", "second_relapse"),
        definition=(
            "First of: marrow relapse after the EMR, any other relapse after it, death. A concurrent BMR is "
            "part of the EMR and no event. Not reaching remission has no recorded time and is no event; "
            "second malignancy is no field of the schema and is not counted."
        ),
    ),
    Endpoint(
        name="later_bmr",
        label="Later BMR after EMR",
        start="EMR",
        known_at_start=AT_EMR,
        kind="incidence",
        unit="months",
        events=("Later BMR", "Death without BMR"),
        needs=(*CONTACT, "bmr", "emr_to_bmr"),
        definition="First marrow relapse after an isolated EMR; death without it competes.",
    ),
    Endpoint(
        name="cr_of_emr",
        label="CR of EMR",
        start="EMR",
        known_at_start=AT_EMR,
        kind="incidence",
        unit="weeks",
        events=("CR of EMR", "Death without CR"),
        needs=(*CONTACT, "response", "emr_to_cr"),
        definition="Complete remission of the EMR; death without it competes. A marrow relapse does not.",
    ),
    _time_to_emr("diagnosis_to_emr", "EMR from diagnosis", "diagnosis", "diagnosis_to_emr"),
    _time_to_emr("cr_to_emr", "EMR from CR", "CR before EMR", "cr_to_emr"),
    _time_to_emr("hsct_to_emr", "EMR from HSCT", "HSCT before EMR", "hsct_to_emr"),
)

INCIDENCE_OF_EMR = Endpoint(
    name="incidence_of_emr",
    label="Cumulative incidence of EMR from diagnosis",
    start="diagnosis",
    known_at_start=("diagnosis",),
    kind="incidence",
    unit="months",
    events=("EMR", "BMR first", "Death without relapse"),
    needs=("emr", "diagnosis_to_emr", LAST_CONTACT, "last_status"),
    definition="First extramedullary relapse; a marrow relapse before it and death without relapse compete.",
)
"""Offered only where the cohort holds patients without the relapse."""

ALL_ENDPOINTS: dict[str, Endpoint] = {one.name: one for one in (*ENDPOINTS, INCIDENCE_OF_EMR)}


def offered(cohort: Cohort) -> dict[str, str]:
    """Return the endpoints of a cohort, name to label; that of incidence only with patients without EMR."""
    held = (*ENDPOINTS, INCIDENCE_OF_EMR) if has_denominator(cohort) else ENDPOINTS
    return {one.name: one.label for one in held}


def has_denominator(cohort: Cohort) -> bool:
    """Tell whether the cohort holds patients without extramedullary relapse."""
    return "emr" in cohort.columns and bool((cohort.column("emr") == "No").any())


def lacking(cohort: Cohort, endpoint: Endpoint) -> str:
    """Return which of the fields an endpoint needs nobody has, as a sentence; empty if none is lacking."""
    absent = [name for name in endpoint.needs if not recorded(cohort, name)]
    if endpoint.one_of and not any(recorded(cohort, name) for name in endpoint.one_of):
        absent.append(endpoint.one_of[0])
    if not absent:
        return ""
    names = listed([_label(name) for name in absent])
    if "follow_up" in absent:
        return (
            f"{endpoint.label} cannot be drawn as a curve: not recorded by patient: {names}. Of patients "
            "without the event it is not known how long they were watched, and a curve of the others alone "
            "would reach everybody."
        )
    return f"{endpoint.label} cannot be drawn: not recorded by patient: {names}."


def recorded(cohort: Cohort, name: str) -> bool:
    """Tell whether anybody has a value of a field."""
    return name in cohort.columns and bool(cohort.column(name).notna().any())


def counted_events(cohort: Cohort, endpoint: Endpoint, window: int = WINDOWS[0]) -> str:
    """Return what counts as an event here, and which of its parts this cohort does not record."""
    told = endpoint.definition
    absent = [_label(name) for name in endpoint.one_of if not recorded(cohort, name)]
    if absent:
        told += f" Not recorded in this cohort, so not counted: {listed(absent)}."
    if "bmr" in (*endpoint.needs, *endpoint.one_of):
        told += f" BMR within {window} days is concurrent."
    return told


def _label(name: str) -> str:
    """Return a field's label; its name with spaces if the schema has no such field."""
    return BY_NAME[name].label if name in BY_NAME else name.replace("_", " ")
