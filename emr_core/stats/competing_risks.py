"""Cumulative incidence where events compete, such as relapse and death without relapse."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._arguments import check_conf_level
from emr_core.stats._follow_up import (
    MOST_CAUSES,
    NO_PATIENTS,
    FloatArray,
    IntArray,
    codes,
    read_only,
    risk_table,
    times,
)
from emr_core.stats._step_limits import check_conf_type, step_limits

ROUNDING = 1e-14
"""A variance below this share of the terms it is the difference of is 0."""


@dataclass(frozen=True, eq=False)
class Incidence:
    """Cumulative incidence of one cause, one entry a time of its curve; arrays are read-only."""

    cause: int
    n_events: IntArray
    incidence: FloatArray
    standard_error: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, eq=False)
class AalenJohansen:
    """Cumulative incidences of all causes and event-free survival: at every time they sum to 1.

    One entry a distinct time of event or censoring, in order; values hold from there until just before the
    next, before the first incidences are 0. `causes` has one entry a cause, from 1.
    """

    time: FloatArray
    n_at_risk: IntArray
    n_censored: IntArray
    event_free: FloatArray
    causes: tuple[Incidence, ...]
    n: int
    conf_level: float
    conf_type: str
    method: str = "Aalen-Johansen"
    reason: str = ""


@dataclass(frozen=True, eq=False)
class IncidenceAt:
    """Cumulative incidence of one cause at chosen times; NaN beyond the end of follow-up."""

    cause: int
    time: FloatArray
    n_at_risk: IntArray
    incidence: FloatArray
    standard_error: FloatArray
    lower: FloatArray
    upper: FloatArray


def aalen_johansen(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    *,
    n_causes: int | None = None,
    conf_level: float = 0.95,
    conf_type: str = "log-log",
) -> AalenJohansen:
    """Cumulative incidence of every cause over time, by the Aalen-Johansen estimator.

    Parameters
    ----------
    time : array of shape (n,)
        Time of the first event or of last contact, 0 or more, in any unit, which the result keeps. Times
        are tied if they differ by a rounding error at most; tied events of all causes share the patients at
        risk, and come before censorings. Nothing is drawn at random. An event at time 0 counts there.
    event : array of shape (n,)
        0 for censored, 1 to k for the cause of the first event.
    n_causes : int, optional
        k, if a cause may have no events. Otherwise the largest code met, at least 1.
    conf_level : float
        Between 0 and 1.
    conf_type : {"log-log", "log", "plain"}
        Scale on which the limits are symmetric.

    Returns
    -------
    AalenJohansen
        As R's multi-state ``survfit(Surv(time, factor(event)) ~ 1, conf.type = conf_type)``: its
        infinitesimal jackknife variance, which without delayed entry is of Greenwood's type. Estimates are
        those of ``cmprsk::cuminc`` too, whose variance is another: standard errors about one percent larger,
        much more only where the last few patients are at risk. Limits are NaN for log-log at 0 and 1, for
        log at 0. For limits of event-free survival call ``kaplan_meier(time, event > 0)``.
        No patients: empty arrays, and a reason. All censored: incidences 0. One patient with an event: its
        incidence 1, standard error 0.

    Raises
    ------
    ValueError
        If times are missing, negative or infinite, events are not codes from 0 to k, lengths differ, or
        conf_level or conf_type is none.

    References
    ----------
    Aalen OO, Johansen S. Scand J Stat 1978;5:141-150. Variance: Marubini E, Valsecchi MG. Analysing Survival
    Data from Clinical Trials and Observational Studies, equation 10.12; Allignol A, Schumacher M,
    Beyersmann J. Biom J 2010;52:126-137.
    """
    check_conf_level(conf_level)
    check_conf_type(conf_type)
    if n_causes is not None and n_causes < 1:
        raise ValueError(f"n_causes must be 1 or more, but was {n_causes!r}.")
    ends = times(time)
    code = codes(event, ends.size, n_causes or MOST_CAUSES)
    k = n_causes or max(1, int(code.max(initial=0)))
    table = risk_table(ends, code, k)
    at_risk, counts = table.at_risk[:, 0].astype(np.float64), table.n[:, 0, :]
    left = at_risk - counts[:, 1:].sum(axis=1)
    event_free = np.cumprod(left / at_risk)
    before = _lagged(event_free, 1.0)
    # Growth of the variance of log event-free survival; nothing grows after the last patient had an event.
    spent = at_risk * left
    growth = np.divide(at_risk - left, spent, where=spent > 0.0, out=np.zeros(spent.shape))
    causes = []
    for cause in range(1, k + 1):
        hazard = counts[:, cause] / at_risk
        jump = before * hazard
        incidence = np.cumsum(jump)
        standard_error = np.sqrt(_variance(jump, before, hazard, at_risk, growth))
        lower, upper = step_limits(incidence, standard_error, conf_level, conf_type)
        arrays = counts[:, cause].copy(), incidence, standard_error, lower, upper
        causes.append(Incidence(cause, *(read_only(array) for array in arrays)))
    return AalenJohansen(
        time=read_only(table.time),
        n_at_risk=read_only(table.at_risk[:, 0].copy()),
        n_censored=read_only(counts[:, 0].copy()),
        event_free=read_only(event_free),
        causes=tuple(causes),
        n=ends.size,
        conf_level=conf_level,
        conf_type=conf_type,
        reason=NO_PATIENTS if ends.size == 0 else "",
    )


def incidence_at(curve: AalenJohansen, cause: int, at: npt.ArrayLike) -> IncidenceAt:
    """Cumulative incidence of one cause at chosen times, with the patients at risk just before.

    Parameters
    ----------
    curve : AalenJohansen
    cause : int
        From 1 to the number of causes.
    at : array of shape (m,)
        Times, 0 or more, in the curve's unit, in any order.

    Returns
    -------
    IncidenceAt
        Values just after events at that time; before the first time of the curve 0, after its last NaN,
        except where everyone had had an event by then.

    Raises
    ------
    ValueError
        If the curve has no such cause, or a time is missing, negative or infinite.
    """
    if cause not in range(1, len(curve.causes) + 1):
        raise ValueError(f"cause must be a number from 1 to {len(curve.causes)}, but was {cause!r}.")
    wanted = times(at)
    one = curve.causes[cause - 1]
    row = np.searchsorted(curve.time, wanted, side="right")
    beyond = np.full(wanted.shape, curve.n == 0)
    if curve.n:
        beyond = (wanted > curve.time[-1]) & (curve.event_free[-1] > 0.0)
    zero = np.zeros(1)
    first = (zero, zero, *step_limits(zero, zero, curve.conf_level, curve.conf_type))
    later = (one.incidence, one.standard_error, one.lower, one.upper)
    steps = (
        np.where(beyond, math.nan, np.concatenate(parts)[row]) for parts in zip(first, later, strict=True)
    )
    left = np.append(curve.n_at_risk, 0)[np.searchsorted(curve.time, wanted, side="left")]
    return IncidenceAt(cause, read_only(wanted.copy()), read_only(left), *(read_only(step) for step in steps))


def _variance(
    jump: FloatArray, before: FloatArray, hazard: FloatArray, at_risk: FloatArray, growth: FloatArray
) -> FloatArray:
    """Return the variance of an incidence at every time.

    The three sums of equation 10.12 run over all earlier times s and hold F(t) - F(s). Written as sums of the
    jumps since s they grow by terms of one sign, so that one pass gives them for all t without cancellation.
    """
    once = np.cumsum(jump * _lagged(np.cumsum(growth), 0.0))
    spread = np.cumsum(jump * (2.0 * _lagged(once, 0.0) + jump * _lagged(np.cumsum(growth), 0.0)))
    own = np.cumsum(before**2 * hazard * (1.0 - hazard) / at_risk)
    shared = 2.0 * np.cumsum(jump * _lagged(np.cumsum(before * hazard / at_risk), 0.0))
    variance = spread + own - shared
    return np.where(variance > ROUNDING * (spread + own), variance, 0.0)


def _lagged(array: FloatArray, first: float) -> FloatArray:
    """Return the values just before each time."""
    return np.concatenate(([first], array[:-1])) if array.size else array
