"""FIELDS: every variable of a cohort in the order of dictionary, Table 1 and filters.

Each is declared once, in the file of its section under `emr_core/variables`; everything else follows.
"""

from emr_core.fields import Categorical, Duration, Field
from emr_core.variables import diagnosis, marrow, outcome, patient, relapse, treatment

SCHEMA_VERSION = "2"
"""Part of every fingerprint: raised whenever the same file would be read differently."""

FIELDS: tuple[Field, ...] = (
    *patient.FIELDS,
    *diagnosis.FIELDS,
    *relapse.FIELDS,
    *marrow.FIELDS,
    *treatment.FIELDS,
    *outcome.FIELDS,
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
DURATIONS: tuple[Duration, ...] = tuple(field for field in FIELDS if isinstance(field, Duration))


def linked(first: str, second: str) -> bool:
    """Tell whether two fields are tied by definition, so that a test between them says nothing."""
    return first == second or second in BY_NAME[first].linked_to or first in BY_NAME[second].linked_to


def categorical(name: str) -> Categorical:
    """Return the field of that name, which must have levels.

    Raises
    ------
    ValueError
        If the field has no levels.
    """
    field = BY_NAME[name]
    if not isinstance(field, Categorical):
        raise ValueError(f"{name!r} has no levels; choose one of the categorical fields.")
    return field
