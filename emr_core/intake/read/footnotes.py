"""Marks of footnotes in cells, where the notes they stand for are in the file as well: "7*", "testis†"."""

import re

import pandas as pd

from emr_core.intake.issues import Issue
from emr_core.intake.outer_bytes import may_hold
from emr_core.wording import counted, listed, quoted

MARKS = "*†‡§¶"
NOTE = re.compile(rf"\s*([{MARKS}]{{1,3}})\s*[^\s{MARKS}].*", re.DOTALL)
NAMED = 3


def without_marks(
    cells: pd.DataFrame, remarks: list[list[str]], name: str
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return cells without the marks at their end that a remark explains, and what is said of them.

    A column of codes that would then no longer tell its rows apart keeps its marks.
    """
    notes = [cell.strip() for row in remarks for cell in row if NOTE.fullmatch(cell)]
    explained = {found[1] for note in notes if (found := NOTE.fullmatch(note))}
    if not explained:
        return cells, []
    signs = "|".join(sorted(map(re.escape, explained), key=len, reverse=True))
    at_end = rf"(?<=[\w).\]])\s*(?:{signs})(?:\s*,?\s*(?:{signs}))*$"
    changed: dict[str, pd.Series] = {}
    n = 0
    for header in map(str, cells):
        texts = cells[header]
        if not any(may_hold(texts, mark[0]) for mark in explained):
            continue
        plain = texts.str.replace(at_end, "", regex=True)
        different = int((plain != texts).sum())
        if different and (plain.is_unique or not texts.is_unique):
            changed[header] = plain
            n += different
    if not changed:
        return cells, []
    shown = listed([quoted(note, 60) for note in dict.fromkeys(notes)][:NAMED])
    what = (
        f"{name}: marks of footnotes are taken off {counted(n, 'cell')} ({listed(list(changed)[:6])}). "
        f"What the notes say is not read: {shown}."
    )
    return cells.assign(**changed), [Issue("warning", "footnote_marks", what, value=notes[0])]
