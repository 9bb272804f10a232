"""Survival of patients some of whom are still alive: the Kaplan-Meier curve, its median, and follow-up.

For events that compete (relapse and death without relapse) use `competing_risks`: one minus a Kaplan-Meier
curve that censors the competing event overstates the incidence.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._arguments import check_conf_level
from emr_core.stats._follow_up import (
    NO_PATIENTS,
    FloatArray,
    IntArray,
    codes,
    entries,
    read_only,
    risk_table,
    times,
)
from emr_core.stats._step_limits import check_conf_type, half_crossing, step_limits


@dataclass(frozen=True)
class MedianTime:
    """Time by which half have had the event, with its Brookmeyer-Crowley interval.

    NaN where the curve or its limit does not come down to one half ("not reached"); `reason` says so for the
    median. A missing `upper` with a known median means that the data set no upper limit.
    """

    median: float
    lower: float
    upper: float
    conf_level: float
    reason: str = ""


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """A Kaplan-Meier curve: one entry a distinct time of event or censoring, in order; arrays are read-only.

    `survival` holds from its time until just before the next; before the first time it is 1. `n_at_risk` are
    patients under observation just before. `standard_error` is that of `survival` (Greenwood). `entry` are
    the times of entry in order, empty if everyone was there from the start. `reason` says why there is no
    curve, or what is wrong with it.
    """

    time: FloatArray
    n_at_risk: IntArray
    n_events: IntArray
    n_censored: IntArray
    survival: FloatArray
    standard_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    entry: FloatArray
    n: int
    median: MedianTime
    conf_level: float
    conf_type: str
    method: str
    reason: str = ""


def kaplan_meier(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    *,
    entry: npt.ArrayLike | None = None,
    conf_level: float = 0.95,
    conf_type: str = "log-log",
) -> KaplanMeier:
    """Survival over time, by the product-limit estimator of Kaplan and Meier.

    Parameters
    ----------
    time : array of shape (n,)
        Time of the event or of last contact, 0 or more, in any unit, which the result keeps. Times are tied
        if they differ by a rounding error at most, as in R (``aeqSurv``); at a tie events come before
        censorings. An event at time 0 lowers the curve there; a patient censored at 0 is counted at risk at
        0 only.
    event : array of shape (n,)
        1 or True for the event, 0 or False for censored.
    entry : array of shape (n,), optional
        Time from which the patient was under observation (delayed entry, left truncation), 0 or more and
        below the patient's `time`. A patient is at risk after `entry`, up to and including `time`.
    conf_level : float
        Between 0 and 1.
    conf_type : {"log-log", "log", "plain"}
        Scale on which the limits are symmetric.

    Returns
    -------
    KaplanMeier
        As R's ``summary(survfit(Surv(time, event) ~ 1, conf.type = conf_type))``, so: limits at survival 1
        are NaN for log-log, 1 for the others; at survival 0 standard error and limits are NaN for all. The
        median is that of ``print``: where the curve lies at one half exactly, the middle of that step.
        No patients: empty arrays, and a reason. All censored: survival 1 throughout, median not reached. One
        patient with the event: survival 0, median without interval. If nobody is left at risk while others
        enter later, survival stays 0, as in R, and the reason says so.

    Raises
    ------
    ValueError
        If times or entries are missing, negative or infinite, an entry is not before its time, events are not
        0 or 1, lengths differ, or conf_level or conf_type is none.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481, equations 2b (estimate) and 3a (Greenwood's formula).
    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41 (interval of the median).
    """
    return _curve(time, event, entry, conf_level, conf_type, "Kaplan-Meier", turned=False)


def reverse_kaplan_meier(
    time: npt.ArrayLike, event: npt.ArrayLike, *, conf_level: float = 0.95, conf_type: str = "log-log"
) -> KaplanMeier:
    """Follow-up over time: the Kaplan-Meier curve with the end of follow-up as the event.

    Its median is the median follow-up; those with the event count as followed at least until then.

    Parameters
    ----------
    time, event, conf_level, conf_type
        As for `kaplan_meier`, with the same `event`: it is turned here.

    Returns
    -------
    KaplanMeier
        As R's ``survfit(Surv(time, event == 0) ~ 1)``: `n_events` are ends of follow-up, `n_censored` events;
        at a tie the end of follow-up comes first.

    Raises
    ------
    ValueError
        As for `kaplan_meier`.

    References
    ----------
    Schemper M, Smith TL. Control Clin Trials 1996;17:343-346.
    """
    return _curve(time, event, None, conf_level, conf_type, "Reverse Kaplan-Meier", turned=True)


def _curve(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    entry: npt.ArrayLike | None,
    conf_level: float,
    conf_type: str,
    method: str,
    turned: bool,
) -> KaplanMeier:
    """Check the input, count, and put the curve together."""
    check_conf_level(conf_level)
    check_conf_type(conf_type)
    ends = times(time)
    happened = codes(event, ends.size, 1)
    begins = None if entry is None else entries(entry, ends)
    table = risk_table(ends, 1 - happened if turned else happened, 1, entry=begins)
    at_risk, censored, events = table.at_risk[:, 0], table.n[:, 0, 0], table.n[:, 0, 1]
    survival: FloatArray = np.cumprod((at_risk - events) / at_risk, dtype=np.float64)
    alive = survival > 0.0
    standard_error = np.full(survival.shape, math.nan)
    growth = events[alive] / (at_risk[alive] * (at_risk[alive] - events[alive]).astype(np.float64))
    standard_error[alive] = survival[alive] * np.sqrt(np.cumsum(growth))
    lower, upper = step_limits(survival, standard_error, conf_level, conf_type)
    emptied = np.flatnonzero(~alive[:-1])
    reason = NO_PATIENTS if ends.size == 0 else ""
    if emptied.size:
        where = float(table.time[emptied[0]])
        reason = f"Nobody was left at risk at {where:g} while others entered later: survival stays 0."
    median = half_crossing(table.time, survival)
    limits = half_crossing(table.time, lower), half_crossing(table.time, upper)
    why = reason if ends.size == 0 else ""
    if ends.size and math.isnan(median):
        why = f"Not reached: the curve is at {survival[-1]:.3g} when follow-up ends at {table.time[-1]:g}."
    return KaplanMeier(
        time=read_only(table.time),
        n_at_risk=read_only(at_risk.copy()),
        n_events=read_only(events.copy()),
        n_censored=read_only(censored.copy()),
        survival=read_only(survival),
        standard_error=read_only(standard_error),
        lower=read_only(lower),
        upper=read_only(upper),
        entry=read_only(np.zeros(0) if begins is None else np.sort(begins)),
        n=ends.size,
        median=MedianTime(median, *limits, conf_level, why),
        conf_level=conf_level,
        conf_type=conf_type,
        method=method,
        reason=reason,
    )
