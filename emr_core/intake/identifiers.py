"""What could name a patient: found in headers and cells, dropped unless kept; national ids are refused."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.es import dni
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.kr import rrn
from stdnum.us import ssn

from emr_core.cohort import Mask
from emr_core.fields import Categorical, Identifier, Text
from emr_core.intake.dates import looks_like_date
from emr_core.intake.headers import meaning_of
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping
from emr_core.intake.outer_bytes import ends_in_digit
from emr_core.intake.progress import Progress, silent, ticking
from emr_core.intake.raw_table import RawTable
from emr_core.intake.words import missing_words
from emr_core.schema import BY_NAME

LOOKED_AT = 20_000
"""Distinct cells of a column that are looked at."""

NATIONAL = "national ids"
EMAIL = r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}"
PHONE = r"(?:\+\d{1,3}|\(?0\d{1,4}\)?)[ \-./()]{0,2}\d{2,4}(?:[ \-.]\d{2,8}){1,3}"
NAME = r"[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?,\s*[A-Z][a-zà-ÿ]+(?:\s[A-Z]\.?)?"
_HALF = 0.5


@dataclass(frozen=True)
class NationalId:
    """A national identity number: its shape, whether it carries its own marks, and its check."""

    shape: str
    marked: bool
    valid: Callable[[str], bool]


def _born_then(text: str) -> bool:
    """Tell whether a Korean number begins with a day that exists; its check digit was given up in 2020."""
    try:
        dt.datetime.strptime(text[:6], "%y%m%d").replace(tzinfo=dt.UTC)
    except ValueError:
        return False
    return text[7] != "0" or bool(rrn.is_valid(text))


NATIONAL_IDS = (
    NationalId(r"\d{6}-[1-9]\d{6}", True, _born_then),
    NationalId(r"\d{3}-\d{2}-\d{4}", True, ssn.is_valid),
    NationalId(r"\d{17}[\dXx]", True, ric.is_valid),
    NationalId(r"[12]\d{14}|[12] \d{2} \d{2} \d{2} \d{3} \d{3} \d{2}", True, nir.is_valid),
    NationalId(r"\d{13}", False, rrn.is_valid),
    NationalId(r"\d{3}[ -]?\d{3}[ -]?\d{4}", False, nhs.is_valid),
    NationalId(r"\d{11}", False, idnr.is_valid),
    NationalId(r"\d{8}-?[A-Za-z]", False, dni.is_valid),
)


@dataclass(frozen=True)
class Identified:
    """A column that could name patients: what kind it holds, and what may become of it.

    Attributes
    ----------
    column, kind
        The file's header, and what its cells are, such as "record numbers".
    may_be_kept
        Whether the user may keep it; never where it holds national ids.
    kept
        Whether the user has chosen so; otherwise nothing of it is read.
    """

    column: str
    kind: str
    may_be_kept: bool
    kept: bool = False


@dataclass(frozen=True)
class Gate:
    """What the privacy gate says, and the columns with identifiers, those it lets through marked as kept."""

    issues: tuple[Issue, ...]
    identified: tuple[Identified, ...]

    @property
    def dropped(self) -> frozenset[str]:
        """Return the columns it lets nothing through of."""
        return frozenset(found.column for found in self.identified if not found.kept)


def gate(table: RawTable, mapping: Mapping, report: Progress = silent) -> Gate:
    """Return what identifies patients in a file: by column and kind, never by value."""
    issues: list[Issue] = []
    found: list[Identified] = []
    fields = {header: name for name, header in mapping.columns.items()}
    for header in ticking(list(map(str, table.cells.columns)), report, "Looking for what names patients", 1):
        kind = _kind(header, table.cells[header], fields.get(header, ""), mapping)
        if not kind:
            continue
        kept = kind != NATIONAL and header in mapping.kept
        found.append(Identified(header, kind, may_be_kept=kind != NATIONAL, kept=kept))
        if kept:
            message = (
                f"Column {header!r} holds {kind}; kept because you chose so. It leaves with every export."
            )
            issues.append(Issue("warning", "identifier_kept", message, column=header))
        else:
            issues.append(_issue(header, kind))
    return Gate((*issues, *_names_of_file(table)), tuple(found))


def _issue(header: str, kind: str) -> Issue:
    if kind == NATIONAL:
        message = (
            f"Column {header!r} holds {kind}; such a file is refused. "
            "Delete the column; as the patients' code take a study code or the row number."
        )
        return Issue("error", "identifier_national", message, column=header)
    message = f"Column {header!r} holds {kind}: dropped. They are kept only if you choose so."
    return Issue("info" if kind == "full dates" else "warning", "identifier", message, column=header)


def _kind(header: str, texts: pd.Series, name: str, mapping: Mapping) -> str:
    """Return what kind of identifier a column holds, or nothing."""
    meaning = meaning_of(header)
    said = meaning.target if meaning is not None and not name else ""
    if said.startswith("identifier:"):
        return said.partition(":")[2]
    if header in mapping.dates.values():
        return ""
    if said == "date:Birth":
        return "dates of birth"
    field = BY_NAME.get(name)
    closed = isinstance(field, Categorical) and not field.open
    if field is not None and (closed or not isinstance(field, Categorical | Identifier | Text)):
        return ""
    return _kind_of_cells(texts)


def _kind_of_cells(texts: pd.Series) -> str:
    """Return what the cells of a column are, each distinct cell looked at once."""
    unique = _first_distinct(texts)
    wordy = ~ends_in_digit(unique)  # as no word for what is not recorded does
    wordy[wordy] = unique[wordy].str.lower().isin(missing_words()).to_numpy(dtype=bool)
    given = unique[~wordy]
    if not len(given):
        return ""
    long = given[_may_hold(given, r"(?:[0-9][ -]?){8}")]  # no shape has fewer digits
    if len(long) and any(_are_national(long, form, len(given)) for form in NATIONAL_IDS):
        return NATIONAL
    if given.str.contains("@", regex=False).any() and given.str.contains(EMAIL).any():
        return "e-mail addresses"
    if given.head(200).map(looks_like_date).mean() > _HALF:
        return "full dates"
    if given.str.fullmatch(PHONE).mean() > _HALF:
        return "phone numbers"
    if not given.str.contains(",", regex=False).mean() > _HALF:  # as every name of this kind does
        return ""
    return "names" if given.str.fullmatch(NAME).mean() > _HALF else ""


def _first_distinct(texts: pd.Series) -> pd.Series:
    """Return the distinct cells that are looked at, in order: of the first rows where they are enough."""
    found = texts.iloc[: 2 * LOOKED_AT].unique()
    if len(found) < LOOKED_AT and len(texts) > 2 * LOOKED_AT:
        found = texts.unique()
    return pd.Series(found[:LOOKED_AT], dtype="str")


def _are_national(texts: pd.Series, form: NationalId, n: int) -> bool:
    """Tell whether a column of n texts holds such numbers: one is enough where they carry their own marks.

    Plain digits pass a check by chance, so half of the column has to, and two of them at least.
    """
    if form.marked:
        texts = texts[_may_hold(texts, form.shape)]
        inside = texts.str.extractall(rf"(?<![\d-])({form.shape})(?![\d-])")
        return bool(len(inside)) and any(form.valid(text) for text in inside[0].head(1_000))
    shaped = texts[texts.str.fullmatch(form.shape)].head(1_000)
    if len(shaped) < max(2.0, _HALF * min(n, 1_000)):
        return False
    return sum(form.valid(text) for text in shaped) >= max(2.0, _HALF * len(shaped))


def _may_hold(texts: pd.Series, shape: str) -> Mask:
    """Tell which texts may hold a shape: a quick look, which knows only ASCII digits, before a slow one."""
    found = texts.str.contains(f"(?:{shape})") | ~texts.str.isascii()
    return found.to_numpy(dtype=bool)


def _names_of_file(table: RawTable) -> list[Issue]:
    """Return what the names of file and sheet give away."""
    issues = []
    for what, text in (("file", table.name), ("sheet", table.sheet)):
        national = any(form.marked and re.search(form.shape, text) for form in NATIONAL_IDS)
        if national or re.search(EMAIL, text):
            message = (
                f"The name of the {what} holds an identifier, and stands under every picture. Rename it."
            )
            issues.append(Issue("warning", "identifier", message))
    return issues
