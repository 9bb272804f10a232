"""The plan by which a file is read: which column holds what, in which unit and words; saved as JSON."""

import json
from collections.abc import Mapping as Names
from dataclasses import dataclass, field, replace
from typing import Any

from emr_core.fields import Continuous
from emr_core.intake.json_shapes import column_parts, names, texts
from emr_core.intake.units import UNITS, factor
from emr_core.schema import BY_NAME

PROFILE_VERSION = 1

EVENTS = (
    "Birth", "Diagnosis", "CR before EMR", "HSCT", "EMR", "BMR", "CR of EMR", "CR of BMR",
    "Second relapse", "Last contact", "Death",
)  # fmt: skip
"""What a date column can be the date of."""


ORDERS = ("month_first", "day_first")
"""What a profile may say of dates; absent where nobody has said it."""


class ProfileError(ValueError):
    """A saved mapping that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Column:
    """How one field is read from the file.

    Attributes
    ----------
    header
        The file's column.
    unit
        Unit of its numbers; empty for the field's own.
    part
        1 or 2 where the column holds two things ("M/10"); 0 for the whole cell.
    words
        Words of the file to what they stand for, as the user said it; an empty meaning is not recorded.
    confidence, reason
        How sure the suggestion is, from 0 to 1, and why.
    """

    header: str
    unit: str = ""
    part: int = 0
    words: Names[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    reason: str = "chosen"


@dataclass(frozen=True)
class Clock:
    """A column of times to an event whose start the header does not say; an empty `start` is found out."""

    header: str
    unit: str = ""
    start: str = ""


@dataclass(frozen=True)
class Mapping:
    """Which column holds what; everything else in the file is left out, and named.

    Attributes
    ----------
    fields
        Field name to its column.
    unmapped
        Headers that hold no variable of ours.
    constants
        Field name to the one value that it has in every row.
    row_number_as_id
        Whether the row numbers are the patients' codes.
    site_flags
        Columns named after a site that say whether it was involved.
    dates
        Event to the column of its date; turned into durations, then dropped.
    clocks
        Event to the column of the time to it from a start that the header does not say.
    kept
        Columns with identifiers that the user chose to keep.
    month_first, day_first
        Columns of dates whose order the user has said; of the others it is found.
    """

    fields: Names[str, Column] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    constants: Names[str, str] = field(default_factory=dict)
    row_number_as_id: bool = False
    site_flags: tuple[str, ...] = ()
    dates: Names[str, str] = field(default_factory=dict)
    clocks: Names[str, Clock] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    month_first: tuple[str, ...] = ()
    day_first: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Return field name to header."""
        return {name: column.header for name, column in self.fields.items()}

    @property
    def text(self) -> str:
        """Return the mapping as one line, the same for the same reading of a file."""
        return json.dumps(self._plan(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def to_json(self) -> str:
        """Return the profile; it holds headers and the user's own words, no other cell of the file."""
        return json.dumps(self._plan(), ensure_ascii=False, indent=2) + "\n"

    def _plan(self) -> dict[str, Any]:
        return {
            "version": PROFILE_VERSION,
            "fields": {name: _written(column) for name, column in self.fields.items()},
            "constants": dict(self.constants),
            "row_number_as_id": self.row_number_as_id,
            "site_flags": list(self.site_flags),
            "dates": dict(self.dates),
            "clocks": {event: _written(clock) for event, clock in self.clocks.items()},
            "kept": list(self.kept),
            **{key: list(held) for key in ORDERS if (held := getattr(self, key))},
        }

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """Return the mapping in a profile.

        Raises
        ------
        ProfileError
            If the text is no profile, or names a field or unit that does not exist.
        """
        try:
            plan = json.loads(text)
            if plan["version"] != PROFILE_VERSION:
                raise ProfileError(f"The profile has version {plan['version']}; this program reads 1.")
            mapping = cls(
                fields={name: Column(**column_parts(column)) for name, column in plan["fields"].items()},
                constants=texts(plan["constants"]),
                row_number_as_id=bool(plan["row_number_as_id"]),
                site_flags=names(plan["site_flags"]),
                dates=texts(plan["dates"]),
                clocks={event: Clock(**texts(clock)) for event, clock in plan["clocks"].items()},
                kept=names(plan["kept"]),
                **{key: names(plan[key]) for key in ORDERS if key in plan},
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, ProfileError):
                raise
            raise ProfileError("This is no mapping profile. Choose a file that was saved here.") from None
        for name, column in mapping.fields.items():
            _known(name, column.unit)
        for name in mapping.constants:
            _known(name)
        starts = {clock.start for clock in mapping.clocks.values() if clock.start}
        for event in {*mapping.dates, *mapping.clocks, *starts} - {*EVENTS}:
            raise ProfileError(f"There is no event {event!r}. Events are {', '.join(EVENTS)}.")
        return mapping

    def for_headers(self, headers: tuple[str, ...]) -> "Mapping":
        """Return the same plan for a file with these headers; what it does not use is unmapped."""
        return replace(self, unmapped=tuple(header for header in headers if header not in self.used))

    @property
    def used(self) -> frozenset[str]:
        """Return every header of the file that the plan reads."""
        clocks = (clock.header for clock in self.clocks.values())
        return frozenset(
            [*self.columns.values(), *self.site_flags, *self.dates.values(), *clocks, *self.kept]
        )


def _written(entry: Column | Clock) -> dict[str, Any]:
    """Return what a profile keeps of an entry: neither defaults nor how it was found."""
    keys = ("header", "unit", "part", "words", "start")
    found = {key: value for key in keys if (value := getattr(entry, key, None))}
    return found | ({"words": dict(found["words"])} if "words" in found else {})


def _known(name: str, unit: str = "") -> None:
    """Refuse a field that does not exist, or a unit that it cannot have."""
    if name not in BY_NAME:
        raise ProfileError(f"There is no variable {name!r}. The data dictionary lists them.")
    variable = BY_NAME[name]
    if unit and not (isinstance(variable, Continuous) and factor(unit, variable) is not None):
        raise ProfileError(f"{variable.label} cannot be in {unit}. Units are {', '.join(UNITS)}.")


def with_field(mapping: Mapping, name: str, column: Column) -> Mapping:
    """Return the mapping with one field read from another column, a constant for it put aside.

    Raises
    ------
    ProfileError
        If there is no such field, or it cannot have the unit.
    """
    _known(name, column.unit)
    others = {
        other: held
        for other, held in mapping.fields.items()
        if held.header != column.header or other == name or (held.part and column.part)
    }
    return replace(
        mapping,
        fields={**others, name: column},
        constants={other: value for other, value in mapping.constants.items() if other != name},
        dates={event: header for event, header in mapping.dates.items() if header != column.header},
        clocks={event: clock for event, clock in mapping.clocks.items() if clock.header != column.header},
        site_flags=() if name == "emr_sites" else mapping.site_flags,
        row_number_as_id=mapping.row_number_as_id and name != "patient_id",
    )


def with_words(mapping: Mapping, name: str, words: Names[str, str]) -> Mapping:
    """Return the mapping with what words or codes of one column stand for; an empty meaning is unknown.

    Raises
    ------
    ProfileError
        If no column is taken for the field.
    """
    _known(name)
    held = mapping.fields.get(name)
    if held is None:
        raise ProfileError(f"No column is taken for {BY_NAME[name].label}, so its words mean nothing yet.")
    column = replace(held, words={**held.words, **words})
    return replace(mapping, fields={**mapping.fields, name: column})


def with_constant(mapping: Mapping, name: str, value: str) -> Mapping:
    """Return the mapping with one value for a field in all rows, its column put aside.

    Raises
    ------
    ProfileError
        If there is no such field.
    """
    _known(name)
    fields = {other: column for other, column in mapping.fields.items() if other != name}
    return replace(mapping, fields=fields, constants={**mapping.constants, name: value})
