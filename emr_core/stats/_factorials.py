"""The logarithms of factorials, kept: every exact test of a table looks them up."""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln


@cache
def _log_factorials(bits: int) -> npt.NDArray[np.float64]:
    """Return the logarithms of 0!, 1!, 2!, ... below two to the power of `bits`."""
    return np.asarray(gammaln(np.arange(1 << bits) + 1))


def log_factorials(highest: int) -> npt.NDArray[np.float64]:
    """Return the logarithms of 0!, 1!, ..., `highest`!, kept: of 100,000 they take 4 ms."""
    return _log_factorials(highest.bit_length())[: highest + 1]
