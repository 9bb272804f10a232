"""A table on a slide: how wide its columns are, how its cells are broken, and where it goes on."""

import textwrap

import pandas as pd

CHARACTERS = 168
"""Characters of a cell's lettering that stand side by side on a slide."""

LINES = 22
"""Lines of a table that fit a slide, its header among them."""

NARROWEST, WIDEST = 5, 44
"""Characters of the narrowest and the widest column before the slide's width is shared out."""

WORD = 16
"""Characters up to which a column is a word or a number, which stays whole beside columns of sentences."""

GAP = 3
"""Characters that stay free between columns."""


def shares(body: pd.DataFrame) -> tuple[float, ...]:
    """Return each column's share of the slide's width: by its longest cell, a number's column whole."""
    longest = [
        max(len(word) for cell in (name, *body[name].astype("str")) for word in str(cell).split("\n"))
        for name in body.columns
    ]
    weights = [min(max(length, NARROWEST), WIDEST) + GAP for length in longest]
    whole = sum(weight for weight in weights if weight <= WORD + GAP)
    if sum(weights) <= CHARACTERS or whole > CHARACTERS / 2:
        return tuple(weight / sum(weights) for weight in weights)
    shrunk = (CHARACTERS - whole) / (sum(weights) - whole)
    return tuple((weight if weight <= WORD + GAP else weight * shrunk) / CHARACTERS for weight in weights)


def broken(text: str, share: float) -> list[str]:
    """Return a cell's lines in a column with that share of the width."""
    room = max(int(CHARACTERS * share) - GAP, 4)
    return textwrap.wrap(text, room, break_long_words=True) or [""]


def parts(body: pd.DataFrame, room: tuple[float, ...]) -> list[pd.DataFrame]:
    """Return a table's rows in parts that each fit a slide, its columns having these shares of the width."""
    cells = body.astype("str").to_numpy().tolist()
    header = max(len(broken(str(name), share)) for name, share in zip(body.columns, room, strict=True))
    starts, used = [0], header
    for row, texts in enumerate(cells):
        lines = max(len(broken(text, share)) for text, share in zip(texts, room, strict=True))
        if used + lines > LINES and row > starts[-1]:
            starts.append(row)
            used = header
        used += lines
    ends = [*starts[1:], len(body)]
    return [body.iloc[a:b].reset_index(drop=True) for a, b in zip(starts, ends, strict=True)]
