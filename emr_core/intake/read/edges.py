"""The edges of a table: totals and remarks below it, blank columns, a second table beside it."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from emr_core.intake.issues import Issue
from emr_core.intake.outer_bytes import ends_in_digit
from emr_core.intake.read.addresses import address, column_letters
from emr_core.intake.read.body import Body
from emr_core.wording import counted, listed, quoted

SUMMARY = re.compile(
    r"(sub|grand )?totals?|sum|means?|medians?|averages?|avg|sd|s\.d\.|std( dev)?|iqr|range|minimum|maximum"
    r"|min|max|counts?|n|%|gesamt|summe|mittelwert|mittel|durchschnitt|anzahl|somme|moyenne|médiane|media|mediana|promedio"
    r"|totale|suma|合计|总计|平均|平均值|中位数|合計|総計|平均値|中央値|합계|총계|평균|중앙값|소계",
    re.IGNORECASE,
)
"""Words that stand before totals, not before patients."""

LOWEST = 60
"""Rows at the end among which totals and remarks are looked for."""


def without_lower_edge(body: Body, name: str, place: str) -> tuple[Body, list[Issue]]:
    """Return the rows without totals, remarks and small tables below them; each that is left out is named."""
    cells, notes = body.cells, []
    n, width = cells.shape
    first = max(0, n - LOWEST)
    tail = [[cell.strip() for cell in row] for row in cells.iloc[first:].itertuples(index=False, name=None)]
    usual = _usual_fill(cells)
    keep = _end_of_table(tail, first, usual, width, body.gaps)
    if keep < len(tail):
        texts = [next((cell for cell in row if cell), "") for row in tail[keep:]]
        lines = body.lines[first + keep :]
        notes.append(_left_out(name, texts, first + keep + 1, n, f"{place} {int(lines[0])}"))
    if body.footers:
        texts = [next(cell.strip() for cell in record.cells if cell.strip()) for record in body.footers]
        notes.append(_left_out(name, texts, n + 1, n + len(texts), f"{place} {body.footers[0].line}"))
    kept = first + keep
    lines, rows = body.lines[:kept], body.sheet_rows[:kept]
    left = replace(body, cells=cells.iloc[:kept], lines=lines, sheet_rows=rows, footers=[])
    return left, [*notes, *_summaries_within(left, name, usual)]


def _usual_fill(cells: pd.DataFrame) -> float:
    """Return how many cells of a row are usually filled in, by the rows at the beginning."""
    head = cells.iloc[:200].to_numpy(dtype="object")
    return float(np.median((head != "").sum(axis=1))) if len(head) else 0.0


def _end_of_table(tail: list[list[str]], first: int, usual: float, width: int, gaps: list[int]) -> int:
    """Return the place among the last rows where the table ends."""
    if width < 3:
        return len(tail)
    for gap in gaps:
        below = tail[max(gap - first, 0) :]
        if 0 < gap - first < len(tail) and all(_few(row, width) or _is_summary(row, usual) for row in below):
            return _end_of_table(tail[: gap - first], first, usual, width, gaps)
    end = len(tail)
    while end > 0 and (_is_summary(tail[end - 1], usual) or _is_remark(tail[end - 1])):
        end -= 1
    return end


def _few(row: list[str], width: int) -> bool:
    """Tell whether hardly any cell of a row is filled in."""
    return sum(map(bool, row)) <= max(1, width // 4)


def _is_summary(row: list[str], usual: float) -> bool:
    """Tell whether a row is a total: such a word comes first and less is filled in than usual."""
    filled = [cell for cell in row if cell]
    return bool(filled) and len(filled) < usual and SUMMARY.fullmatch(filled[0].rstrip(":")) is not None


def _is_remark(row: list[str]) -> bool:
    """Tell whether a row is a remark: several words, or a sign and a word, in its first cell alone."""
    filled = [cell for cell in row if cell]
    return (
        len(filled) == 1 and bool(row[0]) and (" " in row[0] or not row[0][0].isalnum()) and len(row[0]) > 2
    )


def _left_out(name: str, texts: list[str], first: int, last: int, where: str) -> Issue:
    """Return the warning about rows below the table."""
    rows, look = (f"rows {first} to {last}", "look") if last > first else (f"row {first}", "looks")
    shown = listed([quoted(text, 40) for text in texts[:3]]) + (" and more" if len(texts) > 3 else "")
    what = f"{name}: {rows} (from {where}) {look} like totals or remarks; left out: {shown}."
    return Issue("warning", "summary_rows", what, value=texts[0])


def _summaries_within(body: Body, name: str, usual: float) -> list[Issue]:
    """Return a warning for every row inside the table that looks like a total; it is kept."""
    if not len(body.cells) or body.cells.shape[1] < 3:
        return []
    words = np.flatnonzero(~ends_in_digit(body.cells[0]))  # no word before a total does, but most codes do
    first, second = (body.cells[place].iloc[words] for place in (0, 1))
    label = first.where(first != "", second).str.strip().str.rstrip(":")
    sums = words[label.str.fullmatch(SUMMARY.pattern, case=False).to_numpy(dtype=bool)]
    found = [int(place) for place in sums[:100]]
    return [
        Issue(
            "warning",
            "summary_row_kept",
            f"{name}, row {place + 1}: {quoted(label[place])} looks like a total, not a patient. "
            "Remove the row if it is one.",
            row=place + 1,
        )
        for place in found
        if (body.cells.iloc[place] != "").sum() < usual
    ]


def kept_columns(
    header: list[str], body: Body, name: str, top: int, left: int
) -> tuple[list[int], list[Issue]]:
    """Return the columns of the table, without blank ones and without a small table beside it.

    Parameters
    ----------
    header, body
        Headers and rows; blank columns have neither a header nor a cell.
    name
        The file's name, for messages.
    top, left
        Row of the header and number of the first column, for addresses.
    """
    full = [bool(text) or _holds_something(body.cells[place]) for place, text in enumerate(header)]
    blocks = _blocks(full)
    if not blocks:
        return [], []
    inner = [place for place in range(blocks[0][0], blocks[-1][-1]) if not full[place]]
    trailing = len(header) - blocks[-1][-1] - 1
    notes = []
    if trailing:
        what = f"{name}: {counted(trailing, 'blank column')} at the right left out."
        notes.append(Issue("warning", "blank_columns", what))
    heights = [_height(body, block) for block in blocks] if len(blocks) > 1 else [0]
    main = max(range(len(blocks)), key=lambda i: (heights[i] * len(blocks[i]), -i))
    beside = [i for i, height in enumerate(heights) if i != main and height * 2 < heights[main]]
    for i in beside:
        ends = address(top, left + blocks[i][0]), column_letters(left + blocks[i][-1])
        words = [quoted(header[place]) for place in blocks[i] if header[place]][:3]
        shown = f" ({listed(words)})" if words else ""
        where = f"from {ends[0]} to column {ends[1]}{shown}"
        what = f"{name}: other cells stand beside the table, {where}; left out."
        notes.append(Issue("warning", "beside_table", what, cell=ends[0]))
    if inner and len(beside) < len(blocks) - 1:
        letters = listed([column_letters(left + place) for place in inner[:5]])
        notes.append(Issue("warning", "blank_columns", f"{name}: blank columns ({letters}) left out."))
    return [place for i, block in enumerate(blocks) if i not in beside for place in block], notes


def _blocks(full: list[bool]) -> list[list[int]]:
    """Return the runs of columns that hold something."""
    blocks: list[list[int]] = []
    for place, holds in enumerate(full):
        if holds and place and full[place - 1]:
            blocks[-1].append(place)
        elif holds:
            blocks.append([place])
    return blocks


def _holds_something(cells: pd.Series) -> bool:
    """Tell whether a column holds a cell that is filled in."""
    return bool((cells.str.strip() != "").any())


def _height(body: Body, block: list[int]) -> int:
    """Return in how many rows a block of columns holds something."""
    holds = np.zeros(len(body.cells), dtype=bool)
    for place in block:
        holds |= (body.cells[place].str.strip() != "").to_numpy(dtype=bool)
    return int(holds.sum())
