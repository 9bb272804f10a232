"""Groups compared within strata, such as leukaemia types: the log-rank and Gray's test, stratified."""

import math

import numpy as np
import numpy.typing as npt

from emr_core.stats import gray as unstratified_gray
from emr_core.stats import logrank as unstratified_logrank
from emr_core.stats._follow_up import NO_PATIENTS, Label, codes, groups, times
from emr_core.stats._score_test import score_test
from emr_core.stats._ties import distinct

NOTHING = "No stratum holds two groups with events: nothing is compared."


def stratified_test(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    group: npt.ArrayLike,
    strata: npt.ArrayLike,
    *,
    competing: bool,
    order: tuple[Label, ...] | None = None,
) -> tuple[float, float, int, str]:
    """Compare groups within strata; return chi-square, p, degrees of freedom, and a reason if there are none.

    Parameters
    ----------
    time, event, group, order
        As for `logrank`, or with `competing` for `gray` of cause 1.
    strata : array of shape (n,)
        Each patient's stratum. Scores and variances are added over the strata.
    competing : bool
        Whether other events compete, so that incidences are compared (Gray) instead of hazards (log-rank).

    Returns
    -------
    tuple
        As R's ``survdiff(Surv(time, event) ~ group + strata(strata))``, or as
        ``cmprsk::cuminc(time, event, group, strata)$Tests``.

    Raises
    ------
    ValueError
        As for `logrank` and `gray`.

    References
    ----------
    Kalbfleisch JD, Prentice RL. The Statistical Analysis of Failure Time Data, 2nd ed., section 1.5. Gray RJ.
    Ann Stat 1988;16:1141-1154, section 4.
    """
    ends = times(time)
    code = codes(event, ends.size) if competing else codes(event, ends.size, 1)
    index, labels = groups(group, ends.size, order)
    k = len(labels)
    kind = np.where(code == 1, 1, np.where(code > 0, 2, 0))
    parts = distinct(np.asarray(strata, dtype=str).astype(object))[1]
    if parts.size != ends.size:
        raise ValueError(f"strata has {parts.size} values, but time has {ends.size}: give one a patient.")
    score, variance = np.zeros(k), np.zeros((k, k))
    for part in range(int(parts.max(initial=-1)) + 1):
        here = parts == part
        if not (kind[here] == 1).any() or np.unique(index[here]).size < 2:
            continue
        if competing:
            own, spread = unstratified_gray.sums(ends[here], kind[here], index[here], k)
            if spread is None:
                return math.nan, math.nan, 0, "A stratum's pooled incidence is 1: it has no variance."
        else:
            observed, expected, spread = unstratified_logrank.sums(ends[here], code[here], index[here], k)
            own = observed - expected
        score += own
        variance += spread
    informative = np.flatnonzero(np.diag(variance) > 0.0)
    if informative.size < 2:
        return math.nan, math.nan, 0, NO_PATIENTS if ends.size == 0 else NOTHING
    test = score_test(score[informative], variance[np.ix_(informative, informative)])
    if test is None:
        return math.nan, math.nan, 0, "Too few events in too few groups: the variance is singular."
    return *test, informative.size - 1, ""
