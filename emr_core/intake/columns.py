"""The columns of a file as the mapping takes them: texts by field, constants filled in, words replaced."""

import re
from dataclasses import dataclass

import pandas as pd

from emr_core.fields import Continuous, Duration, Sites
from emr_core.intake.codes_explained import explained
from emr_core.intake.headers import SURE
from emr_core.intake.identifiers import Gate
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Column, Mapping
from emr_core.intake.outer_bytes import may_begin_with
from emr_core.intake.raw_table import RawTable
from emr_core.intake.sites_across import put_together
from emr_core.intake.suggest import split_parts
from emr_core.intake.units import factor, sentence
from emr_core.intake.words import folded
from emr_core.schema import BY_NAME
from emr_core.wording import listed, quoted

GUARDED = r"'[=+\-@＝＋－＠]"
"""How a cell begins that a tidy table, or a person, has kept from being computed."""


_RELAPSE = (
    r"(?:relaps\w*|recurrence|rezidiv\w*|rechute|recaida|recidiva|nuks|wznow\w*|emr|재발|复发|復發|再発)"
)
_SITE = r"(?:site|locali|lokali|location|ort\b|organ|sede|sitio|siege|yeri|miejsce|부위|部位)"
SITE_OF_ANOTHER = re.compile(
    rf"(?=.*{_SITE})(?:.*{_RELAPSE}\W*[2-9](?!\d)|.*(?<!\d)[2-9](?:nd|rd|th|\.)?\W*{_RELAPSE}"
    rf"|.*{_RELAPSE}\W+{_SITE}\w*\W*[2-9](?!\d)|.*(?:second|third|zweit|dritt)\w*\W+{_RELAPSE})"
)
"""Headers such as "Relapse 2 site" or "Site of 3rd relapse"."""


@dataclass(frozen=True)
class Taken:
    """Texts of every field, in the order of the file's columns, and what is said of taking them."""

    texts: dict[str, pd.Series]
    issues: tuple[Issue, ...]


def take(table: RawTable, mapping: Mapping, shut: Gate) -> Taken:
    """Return the texts of every field that the mapping reads, identifiers left out."""
    cells = table.cells
    texts: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name, column in mapping.fields.items():
        if column.header in shut.dropped:
            continue
        if column.header not in cells:
            issues.append(_lacking(name, column))
            continue
        texts[name] = _replaced(_part(_unguarded(cells[column.header]), column), name, column)
        issues += _remarks(name, column)
    for name, value in mapping.constants.items():
        texts[name] = pd.Series(value, index=cells.index, dtype="str")
        message = f"{BY_NAME[name].label}: {value!r} in every row, as chosen."
        issues.append(Issue("info", "constant", message, column=BY_NAME[name].header))
    if mapping.row_number_as_id:
        texts["patient_id"] = (cells.index + 1).astype("str").to_series(index=cells.index).astype("str")
        message = "Patient: the number of the row is the code, as chosen. It changes when rows are sorted."
        issues.append(Issue("info", "row_number", message, column="patient_id"))
    issues += _times_lacking(mapping, cells)
    issues += _relapses_across(mapping) + _choices_unnamed(mapping)
    flags = [header for header in mapping.site_flags if header in cells and header not in shut.dropped]
    if flags and "emr_sites" not in texts:
        texts["emr_sites"] = put_together(explained(cells[flags], table.code_book), flags)
        names = listed(flags)
        message = f"Site: put together from the columns {names}, wherever they say yes or name a site."
        issues.append(Issue("info", "site_columns", message, column="emr_sites"))
    return Taken(texts, tuple(issues))


def _lacking(name: str, column: Column) -> Issue:
    return _not_there(BY_NAME[name].label, column.header)


def _not_there(what: str, header: str) -> Issue:
    message = (
        f"{what}: the mapping takes it from the column {header!r}, "
        "which the file lacks. Choose another column."
    )
    return Issue("warning", "column_lacking", message, column=header)


def _relapses_across(mapping: Mapping) -> list[Issue]:
    """Return a warning where columns hold the sites of a second relapse beside the first; not read."""
    further = [header for header in mapping.unmapped if SITE_OF_ANOTHER.search(folded(header))]
    if not further:
        return []
    message = (
        f"{listed(quoted(header) for header in further[:4])}: sites of a further relapse in the same row; "
        "not read. Give every relapse a row of its own, with its date and the patient's code."
    )
    return [Issue("warning", "relapses_across", message, column=further[0])]


def _choices_unnamed(mapping: Mapping) -> list[Issue]:
    """Return a warning where columns hold one answer each, as REDCap exports them, and nothing says which."""
    single = [header for header in mapping.unmapped if re.fullmatch(r"\w+___\w+", header)]
    if not single:
        return []
    named = listed(quoted(header) for header in single[:4]) + (" and further" if len(single) > 4 else "")
    message = (
        f"{named}: columns of one answer each, by number; which answer is not said, so they are not read. "
        "Export them labelled, put the data dictionary on a second sheet, or write the answer behind the "
        "name: 'site___1 (CNS)'."
    )
    return [Issue("warning", "choices_unnamed", message, column=single[0])]


def _times_lacking(mapping: Mapping, cells: pd.DataFrame) -> list[Issue]:
    """Return a warning for every date, time or site column of the mapping that the file lacks."""
    wanted = [(f"Date of {event}", header) for event, header in mapping.dates.items()]
    wanted += [(f"Time to {event}", clock.header) for event, clock in mapping.clocks.items()]
    wanted += [("Site", header) for header in mapping.site_flags]
    return [_not_there(what, header) for what, header in wanted if header not in cells]


def _unguarded(texts: pd.Series) -> pd.Series:
    """Return the texts without the apostrophe that keeps a spreadsheet from computing a cell."""
    if not may_begin_with(texts, GUARDED[0]):
        return texts
    guarded = texts.str.match(GUARDED).to_numpy(dtype=bool)
    return texts.where(~guarded, texts.str[1:]) if guarded.any() else texts


def _part(texts: pd.Series, column: Column) -> pd.Series:
    """Return one of the two things that a cell holds, or the whole cell."""
    if not column.part:
        return texts
    parts = {text: split_parts(text) for text in texts.unique()}
    place = column.part - 1
    return texts.map({text: two[place] if len(two) == 2 else "" for text, two in parts.items()}).astype("str")


def _replaced(texts: pd.Series, name: str, column: Column) -> pd.Series:
    """Return the texts with the user's words in place of the file's; in sites inside a cell as well."""
    if not column.words:
        return texts
    meant = {folded(word): meaning for word, meaning in column.words.items()}
    # What a code stands for may itself be a word that the user has explained.
    meant = {word: meant.get(folded(meaning), meaning) for word, meaning in meant.items()}
    new = {text: meant[key] for text in texts.unique() if (key := folded(text)) in meant}
    if isinstance(BY_NAME[name], Sites):
        word = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in column.words), re.I)
        for text in texts.unique():
            if text not in new and word.search(text):
                new[text] = word.sub(lambda found: meant[folded(found[0])], text)
    return texts.replace(new) if new else texts


def _remarks(name: str, column: Column) -> list[Issue]:
    """Return what is said of a column that was guessed, converted, or whose unit is not said."""
    field, header = BY_NAME[name], column.header
    issues = []
    if column.confidence < SURE:
        message = f"Column {header!r} is taken for {field.label} ({column.reason}). Check it, or map it."
        issues.append(Issue("warning", "header_guessed", message, column=header))
    if not isinstance(field, Continuous):
        return issues
    if column.unit and factor(column.unit, field) != 1.0:
        how = sentence(column.unit, field)
        message = f"{field.label}: {header!r} is in {column.unit}, converted into {field.unit} ({how})."
        issues.append(Issue("info", "unit_converted", message, column=header))
    named = folded(header) in {folded(field.name), folded(field.header)}
    if not column.unit and not named and (isinstance(field, Duration) or field.unit == "10⁹/L"):
        message = (
            f"{field.label}: {header!r} names no unit; taken as {field.unit}. Choose another if it is not."
        )
        issues.append(Issue("info", "unit_assumed", message, column=header))
    return issues
