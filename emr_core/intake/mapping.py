"""Header to field: which column of the file holds which variable."""

import re
from dataclasses import dataclass

from emr_core.fields import Field
from emr_core.schema import FIELDS


@dataclass(frozen=True)
class Mapping:
    """Field name to the file's header, and the headers that hold no variable of ours."""

    columns: dict[str, str]
    unmapped: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the mapping as one line, the same for the same mapping."""
        return ";".join(f"{name}={header}" for name, header in sorted(self.columns.items()))


def suggest(headers: tuple[str, ...]) -> Mapping:
    """Return the fields whose tidy header, name, label or alias a header spells.

    Where several headers mean one field, the tidy header goes before the others, then the first one.
    """
    names = {spelling: field.name for field in FIELDS for spelling in spellings(field)}
    tidy = {field.name: field.header for field in FIELDS}
    columns: dict[str, str] = {}
    for header in headers:
        name = names.get(plain(header))
        if name is not None and (name not in columns or header == tidy[name]):
            columns[name] = header
    taken = set(columns.values())
    return Mapping(columns, tuple(header for header in headers if header not in taken))


def spellings(field: Field) -> tuple[str, ...]:
    """Return every spelling of a header that means this field."""
    texts = (field.header, field.name, field.label, *field.aliases)
    return tuple(dict.fromkeys(plain(text) for text in texts))


def plain(header: str) -> str:
    """Return a header in lower case with words joined by one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")
