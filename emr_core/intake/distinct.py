"""Each distinct text of a column read once: a registry repeats its words a thousand times."""

from collections.abc import Callable

import pandas as pd


def by_text(texts: pd.Series, read: Callable[[str], str | None]) -> pd.Series:
    """Return what a reader makes of every text, missing where a text is missing or nothing is read."""
    codes, distinct = pd.factorize(texts)
    # The place of a missing text is -1, which takes the last value.
    values = pd.array([*(read(str(text)) for text in distinct), None], dtype="str")
    return pd.Series(values.take(codes), index=texts.index)
