"""What one header means: by name, alias, language, unit, and near miss."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from emr_core.fields import Continuous, Field
from emr_core.intake.units import DAYS, factor, split_unit
from emr_core.intake.words import folded, header_words, key
from emr_core.schema import BY_NAME, FIELDS

SURE = 0.8
"""Below this confidence a mapping is pointed out, so that somebody looks at it."""

_SHORTEST_TYPO = 5
_ALIKE = 0.8


@dataclass(frozen=True)
class Meaning:
    """What a header stands for: a field, `date:EVENT`, `clock:EVENT` or `identifier:KIND`; and how sure."""

    target: str
    unit: str
    confidence: float
    reason: str


def meaning_of(header: str) -> Meaning | None:
    """Return what a header means, or None where nothing is known of it."""
    exact = _names().get(key(header))
    rest, unit = split_unit(header)
    said_by_signs = unit if key(rest) == key(header) else ""  # as "%" in "WBC (%)", which is no word
    if exact is not None and fits(said_by_signs, exact[0]):
        return Meaning(exact[0], exact[1] or said_by_signs, 1.0, "the name of the column")
    return _with_unit(header) or _without_brackets(header) or _near(header)


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Return every spelling of a header: its key to what it means and the unit it says."""
    names: dict[str, tuple[str, str]] = {}
    for variable in FIELDS:
        for spelling in (variable.header, variable.axis, variable.name, variable.label, *variable.aliases):
            names.setdefault(key(spelling), (variable.name, _fitting(split_unit(spelling)[1], variable)))
    for target, unit, word in header_words():
        names.setdefault(key(word), (target, unit))
    return names


@cache
def _bare() -> dict[str, tuple[str, str]]:
    """Return the spellings without units, words run together as well."""
    bare: dict[str, tuple[str, str]] = {}
    for spelling, meaning in _names().items():
        rest = key(split_unit(spelling)[0])
        # "Year of relapse" without its unit is another thing.
        rests = (rest, rest.replace("_", "")) if meaning[0] != "year_of_emr" else ()
        for word in (spelling, spelling.replace("_", ""), *rests):
            if len(word) > 1 or not word.isascii():
                bare.setdefault(word, meaning)
    return bare


def _fitting(unit: str, variable: Field) -> str:
    """Return the unit if the field can have it; "year" in "Year of EMR" is none."""
    return unit if isinstance(variable, Continuous) and variable.unit and unit else ""


def _with_unit(header: str) -> Meaning | None:
    """Return the meaning of a header such as "WBC (/µL)", "Tage bis Rezidiv" or "relapsesite"."""
    rest, unit = split_unit(header)
    if unit in DAYS and split_unit(rest)[1] in DAYS:  # "Age (yrs/mo)": nobody knows which
        return None
    for words in (key(rest), key(rest).replace("_", "")):
        target, said = _bare().get(words, ("", ""))
        if target and fits(unit, target):
            reason = f"the name of the column, in {unit}" if unit else "the name of the column"
            return Meaning(target, unit or said, 0.95, reason)
    return None


def fits(unit: str, target: str) -> bool:
    """Tell whether what a header means can stand in a unit."""
    if not unit:
        return True
    if target.startswith("clock:"):
        return unit in {"days", "weeks", "months", "years"}
    variable = BY_NAME.get(target)
    return isinstance(variable, Continuous) and factor(unit, variable) is not None


def _without_brackets(header: str) -> Meaning | None:
    """Return the meaning of "Sex (M/F)"; not of a number, whose brackets may hold a unit."""
    if "choice" in folded(header) or "___" in header:  # a single answer: a column of its own
        return None
    short = re.sub(r"[(\[{].*?[)\]}]", " ", folded(header))
    target, _ = _names().get(key(short), ("", ""))
    if not target or target.startswith("clock:") or isinstance(BY_NAME.get(target), Continuous):
        return None
    return Meaning(target, "", 0.85, "the name of the column before the brackets")


def _near(header: str) -> Meaning | None:
    """Return the one meaning whose words are those of the header but for a slip of the keys."""
    rest, unit = split_unit(header)
    words = key(rest).split("_")
    found = {
        (target, said): spelling
        for spelling, (target, said) in _by_initials().get(_initials(words), ())
        if _alike(words, spelling.split("_")) and fits(unit, target)
    }
    if len({target for target, _ in found}) != 1:
        return None
    (target, said), spelling = next(iter(found.items()))
    return Meaning(target, unit or said, 0.7, f"close to {spelling!r}")


@cache
def _by_initials() -> dict[str, list[tuple[str, tuple[str, str]]]]:
    """Return the spellings by the first letters of their words, which a slip of the keys leaves alone."""
    found: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for spelling, meaning in _bare().items():
        # Words run together are alike by chance: "transplanted" and "transplantdate".
        if spelling.isascii() and (spelling in _names() or "_" in spelling):
            found.setdefault(_initials(spelling.split("_")), []).append((spelling, meaning))
    return found


def _initials(words: list[str]) -> str:
    return "_".join(word[:1] for word in words)


def _alike(words: list[str], others: list[str]) -> bool:
    """Tell whether every word is the same, or long and nearly the same, and at least one is long."""
    if len(words) != len(others) or words == others:
        return False
    return all(one == other or _slip(one, other) for one, other in zip(words, others, strict=True))


def _slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST_TYPO or abs(len(one) - len(other)) > 2:
        return False
    if not (one.isalpha() and other.isalpha()) or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def spellings(field: Field) -> tuple[str, ...]:
    """Return every spelling of a header that means this field, as the schema has them."""
    texts = (field.header, field.name, field.label, *field.aliases)
    return tuple(dict.fromkeys(plain(text) for text in texts))


def plain(header: str) -> str:
    """Return a header in lower case with words joined by one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", folded(header)).strip("_")
