"""The kinds of variable a cohort can hold.

A field says everything the product needs to know of one variable: how its column is called, what it
means, in which unit it stands, which levels it has, when it becomes known. Parsing, checks, template,
dictionary, filters and labels are all driven by it.
"""

from dataclasses import dataclass, field
from typing import Literal

Moment = Literal["diagnosis", "EMR", "later"]

UNKNOWN = "Unknown"
"""The last level of every category: the value is not recorded. Missing in the data, a level in counts."""

DAYS_PER_WEEK = 7.0
DAYS_PER_MONTH = 30.4375
"""A mean month of the Julian year, 365.25 / 12 days."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One variable of a cohort.

    Parameters
    ----------
    name
        Column of the cohort's patients, snake_case.
    label
        How a clinician reads it on screen.
    definition
        What exactly is recorded, in one sentence.
    section
        Heading under which the field stands in tables and in the data dictionary.
    known_from
        When its value is known: at diagnosis, at the relapse, or only later. What is known only later
        may not group a comparison that starts at the relapse.
    aliases
        Other headers that mean this field.
    required
        Whether a cohort cannot be read without it.
    filter
        Whether patients can be filtered by it.
    linked_to
        Fields tied to this one by definition: such pairs are counted, never tested.
    only_for
        Field and levels to which this one is confined, such as FAB M0-M7 to AML.
    """

    name: str
    label: str
    definition: str
    section: str
    known_from: Moment = "EMR"
    aliases: tuple[str, ...] = ()
    required: bool = False
    filter: bool = False
    linked_to: tuple[str, ...] = ()
    only_for: tuple[str, tuple[str, ...]] | None = None

    @property
    def header(self) -> str:
        """Return the column's header in a tidy file, with the unit as a suffix."""
        return self.name

    @property
    def axis(self) -> str:
        """Return the label with its unit, for an axis or a table row."""
        return self.label


@dataclass(frozen=True, kw_only=True)
class Identifier(Field):
    """A code that names a patient; never a name or a hospital number."""


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free words kept as they were written."""


@dataclass(frozen=True, kw_only=True)
class Continuous(Field):
    """A measured number in one unit.

    `hard` limits cannot be passed (the value is refused); outside the `soft` ones it is kept and pointed out.
    """

    unit: str
    unit_suffix: str
    hard: tuple[float, float]
    soft: tuple[float, float] | None = None

    @property
    def header(self) -> str:
        """Return the column's header in a tidy file, with the unit as a suffix."""
        return f"{self.name}_{self.unit_suffix}" if self.unit_suffix else self.name

    @property
    def axis(self) -> str:
        """Return the label with its unit, for an axis or a table row."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, kw_only=True)
class Duration(Continuous):
    """A time between two events, in weeks or months; `start` and `end` name the events."""

    start: str
    end: str

    @property
    def days_per_unit(self) -> float:
        """Return how many days one unit of this duration lasts."""
        return DAYS_PER_WEEK if self.unit == "weeks" else DAYS_PER_MONTH


@dataclass(frozen=True, kw_only=True)
class Categorical(Field):
    """One of a set of levels; the order of `levels` is meaning: reference first, legend order, colours.

    With `open` levels the file's own values are the levels (institutions). `synonyms` maps other spellings,
    in lower case, to a level.
    """

    levels: tuple[str, ...] = ()
    open: bool = False
    synonyms: dict[str, str] = field(default_factory=dict, hash=False)


YES_NO = {
    "y": "Yes",
    "1": "Yes",
    "true": "Yes",
    "present": "Yes",
    "positive": "Yes",
    "n": "No",
    "0": "No",
    "false": "No",
    "absent": "No",
    "none": "No",
    "negative": "No",
}


@dataclass(frozen=True, kw_only=True)
class Flag(Categorical):
    """Yes or No; kept as a category so that unknown stays a third answer in every count."""

    levels: tuple[str, ...] = ("No", "Yes")
    synonyms: dict[str, str] = field(default_factory=lambda: dict(YES_NO), hash=False)


@dataclass(frozen=True, kw_only=True)
class Several(Categorical):
    """Any number of levels at once, written in one cell and separated by a semicolon or a comma."""


@dataclass(frozen=True, kw_only=True)
class Karyotype(Categorical):
    """An ISCN karyotype or its short form; the level is its primary class, the text is kept beside it."""


@dataclass(frozen=True, kw_only=True)
class Sites(Field):
    """Anatomical sites in a clinician's words, several in one cell."""
