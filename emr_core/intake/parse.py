"""Text to value, a column at a time: what cannot be read becomes an issue, never a silent blank."""

import re
from collections.abc import Callable, Collection
from functools import partial

import numpy as np
import pandas as pd

from emr_core.fields import Categorical, Continuous, Field, Flag, Identifier, Karyotype, Several
from emr_core.intake.codes import ASKED, DASHES, in_context, plus_and_dash, with_remark, without_code
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, about_cells
from emr_core.intake.karyotypes import karyotype_columns
from emr_core.intake.level_phrases import level_in_words
from emr_core.intake.numbers import read_numbers
from emr_core.intake.outer_bytes import ends_in_digit, may_be_padded
from emr_core.intake.words import folded, key, missing_words, spelled_levels
from emr_core.wording import counted, listed, quoted

Parsed = tuple[pd.Series, list[Issue]]

NAMED = 6
"""Texts that one sentence names at most."""

_BETWEEN = re.compile(
    r"[;,+/&|\n、，；・・→]|->|\s-\s"
    r"|\s(?:and|und|et|plus|then|followed by|puis|dann|sonra|ve|oraz|e|y|i|con|mit|with)\s",
    re.IGNORECASE,
)
"""Between several levels in one cell: "chemo + RT", "Chemotherapie und Bestrahlung", "化疗、放疗"."""


def parse_column(field: Field, texts: pd.Series, unit: str = "", decimal: str = ".") -> Parsed:
    """Return the values of one column and an issue for every cell that could not be read."""
    return parsed(field, recorded(texts, field), unit, decimal)


def parsed(field: Field, given: Coded, unit: str = "", decimal: str = ".", header: str = "") -> Parsed:
    """Return the values of the texts that are recorded, and an issue for every one that could not be read."""
    if isinstance(field, Continuous):
        return read_numbers(field, given, unit, decimal)
    if isinstance(field, Karyotype):
        columns, issues = karyotype_columns(field, given.texts)
        return columns[field.name], issues
    if isinstance(field, Several):
        return _each(field, given, lambda text: _several(field, text))
    if isinstance(field, Categorical) and not field.open:
        return _levels(field, given, key(header))
    return given.texts, []


def _levels(field: Categorical, given: Coded, header: str) -> Parsed:
    """Return the level of every cell; a short code means what the other codes of its column let it mean."""
    usual = {text: _level(field, text) for text in given.words}
    here = {text: level for text, level in _open(field, given, header).items() if level != usual[text]}
    phrase = with_remark if isinstance(field, Flag) else partial(level_in_words, field.name)
    unread = [text for text in given.words if usual[text] is None and text not in here]
    beside = {
        text: level
        for text in unread
        if (
            level := phrase(text)
            or ((label := without_code(text)) and (_level(field, label) or phrase(label)))
        )
    }
    meant = usual | {text: level or None for text, level in (beside | here).items()}
    values, issues = _each(field, given, meant.__getitem__, {text for text in here if here[text] == ASKED})
    told = {text: level for text, level in here.items() if level}
    for found, why in (
        (told, "told by the other codes, or the name, of the column"),
        (beside, "what else the cell says is not kept"),
    ):
        if found:
            shown = [f"{quoted(text)} is read as {level}" for text, level in list(found.items())[:NAMED]]
            rest = len(found) - len(shown)
            said = f"{', '.join(shown)} and {counted(rest, 'further text')}" if rest else listed(shown)
            what = f"{field.label}: {said}; {why}. Check it."
            issues.append(Issue("warning", "code_in_context", what, column=field.header))
    return values, issues


def _open(field: Categorical, given: Coded, header: str) -> dict[str, str]:
    """Return the texts of a column whose meaning its other codes tell, or leave open."""
    rows = np.bincount(given.codes[given.codes >= 0], minlength=len(given.words)).tolist()
    here = in_context(field, dict(zip(given.words, rows, strict=True)), header)
    return {text: here[plain] for text in given.words if (plain := folded(text)) in here} if here else {}


def recorded(texts: pd.Series, field: Field | None = None) -> Coded:
    """Return the texts, missing where one only says that nothing is recorded.

    Words that name a level of the field are values, as "not done" is for imaging; any code is a code, also
    one that reads like such a word.
    """
    if isinstance(field, Identifier):
        blank = ((texts.str.strip() if may_be_padded(texts) else texts) == "").to_numpy(dtype=bool)
        return Coded(texts.where(~blank) if blank.any() else texts)
    levels = spelled_levels(field) if isinstance(field, Categorical) else {}
    column = Coded(texts)
    if isinstance(field, Flag) and plus_and_dash(column.words):
        levels = levels | dict.fromkeys(DASHES, "No")
    # No such word holds a digit, which spares a look at most codes and numbers.
    words = column.distinct[~ends_in_digit(column.distinct)]
    words = words[~words.str.contains(r"[0-9]").to_numpy(dtype=bool)]
    blank = np.zeros(len(column.distinct), dtype=bool)
    missing = missing_words()
    blank[words.index] = [
        (word in missing or _before_remark(word) in missing) and word not in levels
        for word in map(folded, words)
    ]
    return column.without(blank)


def _before_remark(word: str) -> str:
    """Return the word before a remark in brackets, as in "n/a (see note)"; the word itself without one."""
    if not word.endswith(")"):
        return word
    found = re.fullmatch(r"(\w[\w/. ]+?)\s*\([^()]*\)", word)
    return found[1] if found else word


def _each(
    field: Categorical,
    texts: Coded,
    read: Callable[[str], str | None],
    codes: Collection[str] = (),
) -> Parsed:
    """Return the level of every cell, each distinct text read once; codes are asked, never guessed."""
    read_once = {text: read(text) for text in texts.words}
    values = texts.read(read_once.__getitem__)
    unread = texts.rows(np.array([level is None for level in read_once.values()], dtype=bool))
    coded = (unread.str.fullmatch(r"[+-]?\d+") | unread.isin(list(codes))).to_numpy(dtype=bool)
    what = f"is not one of {', '.join(field.levels)}; counted as unknown. Write one of them."
    asked = (
        f"is a code, and what it stands for is not guessed; counted as unknown. "
        f"Say which of {', '.join(field.levels)} it is."
    )
    return values, [
        *about_cells("warning", "not_a_level", field, unread[~coded], what),
        *about_cells("warning", "value_unknown", field, unread[coded], asked),
    ]


def _level(field: Categorical, text: str) -> str | None:
    """Return the level a text names: by its spelling or a synonym, in any case and language known."""
    levels, plain = spelled_levels(field), folded(text)
    return levels.get(plain) or levels.get(" ".join(plain.split()).rstrip(" ."))


def _several(field: Several, text: str) -> str | None:
    """Return the levels named in one cell, divided by a semicolon, or nothing if one is not known."""
    whole = _level(field, text)
    if whole:
        return whole
    levels = [_level(field, part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    return "; ".join(dict.fromkeys(level for level in levels if level)) if levels and all(levels) else None
