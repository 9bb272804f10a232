"""What headers and cells are called in the languages of the clinics: the table `words.csv`."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from emr_core.fields import YES_NO, Categorical, Flag

TABLE = Path(__file__).with_name("words.csv")

MISSING = {
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "none recorded",
    "-",
    "–",
    ".",
    "?",
    "unknown",
    "not known",
    "nk",
    "nd",
}
"""Spellings of "not recorded", in lower case; further ones stand in the table."""

# The same letter has two codes on Arabic and Persian keyboards.
_PERSIAN = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "ة": "ه"})
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def folded(text: str) -> str:
    """Return a text in one writing: no case, no accents, no full-width letters, no invisible marks."""
    if text.isascii():
        return text.lower().strip()
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PERSIAN)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", plain).strip()


def key(header: str) -> str:
    """Return the words of a header joined by one underscore, alike for every way to write them."""
    return re.sub(r"[\W_]+", "_", folded(header)).strip("_")


@cache
def header_words() -> tuple[tuple[str, str, str], ...]:
    """Return every header word of the table: what it stands for, the unit it says, the word."""
    return tuple(
        (row["target"], row["unit"], word)
        for row in _rows()
        if not row["level"] and row["target"] != "missing"
        for word in row["words"].split("|")
    )


@cache
def answers() -> dict[str, str]:
    """Return every spelling of yes and no, folded; a dash is No only where a column also holds a plus."""
    plain = {"yes": "Yes", "no": "No"}
    return level_words("yes_no") | {folded(word): level for word, level in (YES_NO | plain).items()}


@cache
def missing_words() -> frozenset[str]:
    """Return every spelling of "not recorded", folded."""
    further = (word for row in _rows() if row["target"] == "missing" for word in row["words"].split("|"))
    return frozenset(MISSING | {folded(word) for word in further})


@cache
def level_words(name: str) -> dict[str, str]:
    """Return the further spellings of a field's levels: the folded word to the level."""
    return {
        folded(word): row["level"]
        for row in _rows()
        if row["target"] == name and row["level"]
        for word in row["words"].split("|")
    }


_SPELLINGS: dict[str, dict[str, str]] = {}


def spelled_levels(field: Categorical) -> dict[str, str]:
    """Return every spelling of a field's levels, folded: the level, synonyms, words of the table."""
    if field.name not in _SPELLINGS:
        synonyms = {folded(word): level for word, level in field.synonyms.items()}
        levels = {folded(level): level for level in field.levels}
        words = level_words(field.name)
        _SPELLINGS[field.name] = (answers() if isinstance(field, Flag) else {}) | words | synonyms | levels
    return _SPELLINGS[field.name]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
