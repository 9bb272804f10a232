"""P-values adjusted for how many questions were asked."""

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control


def benjamini_hochberg(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjust the p-values of several tests for their number (false discovery rate, q-values).

    Parameters
    ----------
    p_values : array of any shape
        P-values of all tests of one table, shown or not. NaN (not testable) stays NaN and is not counted
        among the tests, as in R. An empty array gives an empty array.

    Returns
    -------
    array of the same shape
        Adjusted p-values, equal to R's ``p.adjust(p, "BH")``.

    Raises
    ------
    ValueError
        If a p-value lies outside 0 to 1.

    References
    ----------
    Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300, procedure 1.
    """
    given = np.asarray(p_values, dtype=np.float64)
    tested = ~np.isnan(given)
    wrong = np.flatnonzero(tested & ~((given >= 0.0) & (given <= 1.0)))
    if wrong.size:
        raise ValueError(
            f"A p-value lies between 0 and 1, but the one at index {wrong[0]} was "
            f"{given.flat[wrong[0]].item()!r}."
        )
    adjusted = np.full(given.shape, np.nan)
    if tested.any():
        adjusted[tested] = false_discovery_control(given[tested], method="bh")
    return adjusted
