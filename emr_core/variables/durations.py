"""How a duration is declared: its unit, and the limits that follow from it."""

from typing import Any

from emr_core.fields import Duration


def months(name: str, label: str, definition: str, start: str, end: str, **marks: Any) -> Duration:
    """Declare a duration in months: up to 100 years, beyond 30 years pointed out."""
    limits: dict[str, Any] = {"unit": "months", "unit_suffix": "months", "hard": (0, 1200), "soft": (0, 360)}
    return Duration(name=name, label=label, definition=definition, start=start, end=end, **limits, **marks)


def weeks(name: str, label: str, definition: str, start: str, end: str, **marks: Any) -> Duration:
    """Declare a duration in weeks: up to 100 years, beyond 10 years pointed out."""
    limits: dict[str, Any] = {"unit": "weeks", "unit_suffix": "weeks", "hard": (0, 5218), "soft": (0, 520)}
    return Duration(name=name, label=label, definition=definition, start=start, end=end, **limits, **marks)
