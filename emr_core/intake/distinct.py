"""Each distinct text of a column looked at once: a registry repeats its words a thousand times."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Mask

_Codes = tuple[npt.NDArray[np.intp], pd.Series]


class Coded:
    """A column of texts as its distinct ones, and the place of each row's text among them.

    What is found of a distinct text holds for every row that has it: `rows` and `spread` bring it there. Read
    so, a column of 100,000 numbers takes 2 ms instead of 25.
    """

    def __init__(self, texts: pd.Series, known: _Codes | None = None, gone: tuple[str, ...] = ()) -> None:
        self._before, self._known = texts, known
        self.gone = gone
        """Texts that were set missing."""

    @cached_property
    def texts(self) -> pd.Series:
        """Return the column itself."""
        return self._before.where(self.codes >= 0) if self.gone else self._before

    @cached_property
    def _factorized(self) -> _Codes:
        if self._known is not None:
            return self._known
        codes, distinct = pd.factorize(self._before)
        return codes, pd.Series(distinct, dtype="str")

    @property
    def codes(self) -> npt.NDArray[np.intp]:
        """Return the place of every row's text among the distinct ones, -1 where it is missing."""
        return self._factorized[0]

    @property
    def distinct(self) -> pd.Series:
        """Return the texts that occur, in the order in which they first stand, none missing."""
        return self._factorized[1]

    @cached_property
    def words(self) -> list[str]:
        """Return the distinct texts as a list."""
        return self.distinct.to_numpy(dtype="object").tolist()

    def where(self, holds: Mask) -> Mask:
        """Return in which rows the text is one of those for which something holds."""
        return np.append(holds, False)[self.codes]

    def rows(self, holds: Mask) -> pd.Series:
        """Return the texts of the rows whose text is one of those for which something holds."""
        return self._before[self.where(holds)] if holds.any() else self._before[:0]

    def without(self, lost: Mask) -> "Coded":
        """Return the column with some of its texts missing."""
        if not lost.any():
            return self
        places = np.append(np.where(lost, -1, np.cumsum(~lost) - 1), -1)
        known = places[self.codes], self.distinct[~lost].reset_index(drop=True)
        return Coded(self.texts, known, tuple(self.distinct[lost]))

    def spread(self, values: npt.NDArray[np.float64]) -> pd.Series:
        """Return a number a row from one a distinct text, NaN where the text is missing."""
        return pd.Series(np.append(values, np.nan)[self.codes], index=self._before.index)

    def read(self, reader: Callable[[str], str | None]) -> pd.Series:
        """Return what a reader makes of every text, missing where it makes nothing."""
        values = pd.array([*map(reader, self.words), None], dtype="str")
        # The place of a missing text is -1, which takes the last value.
        return pd.Series(values.take(self.codes), index=self._before.index)


def by_text(texts: pd.Series, read: Callable[[str], str | None]) -> pd.Series:
    """Return what a reader makes of every text, missing where a text is missing or nothing is read."""
    return Coded(texts).read(read)
