"""The different texts of a column: some hundred however many patients there are, looked at once each."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.once import each, of_whole, once


@of_whole
def texts_of(cohort: Cohort, name: str) -> tuple[str, ...]:
    """Return the different texts that a column of the whole cohort has; of categories, those it can have."""
    return _texts(cohort, name)[1]


@each
def text_of(cohort: Cohort, name: str) -> npt.NDArray[np.int64]:
    """Return the place of every patient's text among the different ones; -1 is none."""
    return _texts(cohort, name)[0]


@once
def _texts(whole: Cohort, name: str) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    column = whole.column(name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), tuple(map(str, column.cat.categories))
    codes, texts = pd.factorize(column)
    return codes.astype(np.int64), tuple(map(str, texts))


def having_any(cohort: Cohort, name: str, *levels: str) -> Mask:
    """Return whose text, a list of several levels, names one of these; nobody without one.

    Each distinct list is taken apart once: those of 100,000 patients one by one took 80 ms.
    """
    having = [not set(levels).isdisjoint(text.split("; ")) for text in texts_of(cohort, name)]
    # Who has no text is at -1, the last.
    return np.asarray(np.array([*having, False], dtype=bool)[text_of(cohort, name)])


def texts_counted(cohort: Cohort, name: str) -> dict[str, int]:
    """Return how many patients have each text, those that somebody has."""
    code = text_of(cohort, name)
    texts = texts_of(cohort, name)
    found = np.bincount(code[code >= 0], minlength=len(texts)).tolist()
    return {text: n for text, n in zip(texts, found, strict=True) if n}
