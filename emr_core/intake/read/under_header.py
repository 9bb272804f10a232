"""Rows right under the header that are none of a patient: units of the columns, a ruled line."""

import re
from dataclasses import replace

from emr_core.intake.issues import Issue
from emr_core.intake.read.body import Body
from emr_core.intake.units import split_unit
from emr_core.wording import listed, quoted

RULE = re.compile(r"[:|]?[-=_+–—]{2,}[:|]?")
NAMED = 4


def without_units_and_rules(body: Body, headers: list[str], name: str) -> tuple[Body, list[str], list[Issue]]:
    """Return the rows without a ruled line and a row of units, the headers with the units, and what is said.

    Parameters
    ----------
    body
        The rows under the header.
    headers
        The texts of the header.
    name
        The file's name, for messages.
    """
    notes: list[Issue] = []
    for _ in range(2):
        if len(body.cells) < 2:
            break
        row = [cell.strip() for cell in body.cells.iloc[0]]
        filled = [cell for cell in row if cell]
        if len(filled) > 1 and all(map(RULE.fullmatch, filled)):
            body = _without_first(body)
        elif _are_units(row, headers):
            headers = [_with_unit(text, unit) for text, unit in zip(headers, row, strict=True)]
            shown = listed([quoted(text) for text, unit in zip(headers, row, strict=True) if unit][:NAMED])
            what = f"{name}: the row under the header holds units; they are put behind the names: {shown}."
            notes.append(Issue("warning", "units_row", f"{what} Check the columns.", value=shown))
            body = _without_first(body)
    return body, headers, notes


def _are_units(row: list[str], headers: list[str]) -> bool:
    """Tell whether a row holds units and nothing else, and none of the first column."""
    if len(row) != len(headers) or row[0] or not any(row):
        return False
    return all(_is_unit(cell) for cell in row if cell)


def _is_unit(text: str) -> bool:
    rest, unit = split_unit(text if text.startswith(("(", "[")) else f"({text})")
    return bool(unit) and not re.search(r"\w", rest)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} ({unit.strip('()[] ')})" if unit else text


def _without_first(body: Body) -> Body:
    """Return the rows without the first."""
    cells = body.cells.iloc[1:].reset_index(drop=True)
    return replace(
        body,
        cells=cells,
        lines=body.lines[1:],
        sheet_rows=body.sheet_rows[1:],
        gaps=[max(gap - 1, 0) for gap in body.gaps],
    )
