"""The different texts of a column: some hundred however many patients there are, looked at once each."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort
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
