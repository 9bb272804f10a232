"""Several relapses in one cell ("1st: CNS; 2nd: testis"): the first outside the marrow is read, and said."""

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from emr_core.intake.dates import looks_like_date
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping
from emr_core.intake.outer_bytes import may_hold
from emr_core.intake.raw_table import RawTable
from emr_core.vocabulary.sites import read_sites
from emr_core.wording import quoted

_RELAPSE = (
    r"(?:relapses?|rel\.?|recurrences?|rezidiv|rez\.?|emr|rechute|reca[ií]da|recidiva|n[üu]ks|재발|复发)"
)
_MARK = re.compile(
    rf"(?:(?<=^)|(?<=[\s;,/|+(]))(?:{_RELAPSE}\s*#?(?P<a>[1-5])\b|r\s?(?P<b>[1-5])\b"
    rf"|(?P<c>[1-5])(?:st|nd|rd|th|er|e|è?me)\b\.?\s*{_RELAPSE}?|(?P<d>[1-5])\.\s*{_RELAPSE}"
    rf"|(?P<e>first|second|third|erstes|zweites|drittes)\b\s*{_RELAPSE}?)\s*[:=)\-–,]*\s*",
    re.IGNORECASE,
)
TWO = r"(?s)[0-9].*[0-9]|[Ff]irst|FIRST|[Ee]rstes|ERSTES"
"""What a cell with several relapses or dates holds; most hold none of it, and need no closer look."""

_WORDS = {"first": 1, "second": 2, "third": 3, "erstes": 1, "zweites": 2, "drittes": 3}
_BETWEEN = re.compile(r"\s*(?:[;\n&|]|,|\s/\s|\s(?:and|und|et|y|then|dann)\s)\s*", re.IGNORECASE)
_SIGNS = (";", "\n", "&", "|", ",", " / ", " and ", " und ", " et ", " y ", " then ", " dann ")
ADVICE = "Give every relapse a row of its own, with its date and the patient's code."


def with_first_relapses(table: RawTable, plan: Mapping) -> tuple[RawTable, list[Issue]]:
    """Return the table with one relapse a cell in its columns of relapse sites and dates, and what is said.

    Sites and dates that stand in equal numbers in the two cells of a row belong together.
    """
    site = plan.columns.get("emr_sites", "")
    date = plan.dates.get("EMR", "")
    cells = table.cells
    sites = _several(cells[site], _numbered) if site in cells else {}
    dates = {}
    if date in cells and any(may_hold(cells[date], sign) for sign in _SIGNS):
        dates = _several(cells[date], _days)
    issues: list[Issue] = []
    new: dict[str, dict[int, str]] = {site: {}, date: {}}
    for row in sorted(sites | dates):
        days = dates.get(row, [])
        parts = sites.get(row, [])
        if not parts and site in cells:
            apart = [part for part in re.split(r"\s*[;\n|]\s*", str(cells.loc[row, site])) if part]
            parts = apart if len(apart) == len(days) else []
        here = _outside_marrow(parts)
        if parts:
            new[site][row] = parts[here]
            issues.append(_said(site, row, str(cells.loc[row, site]), parts[here]))
        if days:
            new[date][row] = days[here if len(days) == len(parts) else 0]
            issues.append(_said(date, row, "", ""))
    if not issues:
        return table, []
    changed = {header: _with(cells[header], texts) for header, texts in new.items() if texts}
    return replace(table, cells=cells.assign(**changed)), issues


def _several(texts: pd.Series, parts_of: Callable[[str], list[str]]) -> dict[int, list[str]]:
    """Return the rows whose cell holds several parts, and these."""
    distinct = pd.Series(texts.unique(), dtype="str")
    likely = distinct[distinct.str.contains(TWO, regex=True).to_numpy(dtype=bool)]
    found = {str(text): parts for text in likely if len(parts := parts_of(str(text))) > 1}
    held = texts[texts.isin(list(found))] if found else texts.iloc[:0]
    return {int(row): found[text] for row, text in zip(held.index, held, strict=True)}


def _with(texts: pd.Series, new: dict[int, str]) -> pd.Series:
    values = texts.astype("object")
    values.loc[list(new)] = list(new.values())
    return values.astype("str")


def _numbered(text: str) -> list[str]:
    """Return the parts of a cell that are numbered as relapses from the first on; none where they are not."""
    marks = list(_MARK.finditer(text))
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return []
    numbers = [
        _WORDS.get((mark["e"] or "").lower()) or int(next(filter(None, mark.groups()))) for mark in marks
    ]
    if numbers != list(range(1, len(numbers) + 1)):
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip(" ;,/|+\n") for mark, end in zip(marks, ends, strict=True)]


def _days(text: str) -> list[str]:
    """Return the dates of a cell that holds several and nothing else."""
    parts = [part for part in _numbered(text) or _BETWEEN.split(text) if part.strip()]
    return [part.strip() for part in parts] if all(looks_like_date(part.strip()) for part in parts) else []


def _outside_marrow(parts: list[str]) -> int:
    """Return the place of the first part that names anything outside the marrow; the first if none does."""
    for place, part in enumerate(parts):
        reading = read_sites(part)
        if reading.mentions or reading.questions or reading.not_stated:
            return place
    return 0


def _said(header: str, row: int, text: str, taken: str) -> Issue:
    shown = (
        f"{quoted(text)} holds several relapses; {quoted(taken)} is read"
        if text
        else ("several dates in one cell; one is read")
    )
    what = f"{header}, row {row + 1}: {shown}, the others are not. {ADVICE}"
    return Issue("warning", "relapses_in_cell", what, row=row + 1, column=header, value=text)
