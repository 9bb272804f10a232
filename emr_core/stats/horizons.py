"""A Kaplan-Meier curve at a stated time: survival there, and the mean up to there."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._follow_up import NO_PATIENTS, FloatArray, IntArray, read_only, times
from emr_core.stats._step_limits import normal_quantile, step_limits
from emr_core.stats.survival import KaplanMeier, kaplan_meier


@dataclass(frozen=True, eq=False)
class SurvivalAt:
    """Survival at chosen times, in the order asked for; NaN beyond the end of follow-up."""

    time: FloatArray
    n_at_risk: IntArray
    survival: FloatArray
    standard_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    conf_level: float
    conf_type: str


@dataclass(frozen=True)
class RestrictedMean:
    """Mean time without the event up to a horizon; NaN and a `reason` if follow-up does not reach it.

    `lower` and `upper` are normal limits kept within 0 and the horizon, NaN if the standard error is 0.
    """

    mean: float
    standard_error: float
    lower: float
    upper: float
    horizon: float
    n: int
    conf_level: float
    method: str = "Area under the Kaplan-Meier curve"
    reason: str = ""


def survival_at(curve: KaplanMeier, at: npt.ArrayLike) -> SurvivalAt:
    """Survival at chosen times, with the patients at risk there, as for the table under a curve.

    Parameters
    ----------
    curve : KaplanMeier
    at : array of shape (m,)
        Times, 0 or more, in the curve's unit, in any order.

    Returns
    -------
    SurvivalAt
        As R's ``summary(fit, times = at)``: survival just after events at that time, patients at risk just
        before (at 0, whoever entered at 0). Before the first time of the curve survival is 1, with the limits
        `kaplan_meier` gives at 1. After its last time: NaN, except where survival had come down to 0.

    Raises
    ------
    ValueError
        If a time is missing, negative or infinite.
    """
    wanted = times(at)
    if curve.n == 0:
        nan = read_only(np.full(wanted.shape, math.nan))
        nobody = read_only(np.zeros(wanted.shape, dtype=np.int64))
        asked = read_only(wanted.copy())
        return SurvivalAt(asked, nobody, nan, nan, nan, nan, curve.conf_level, curve.conf_type)
    row = np.searchsorted(curve.time, wanted, side="right")
    one, zero = np.ones(1), np.zeros(1)
    lower, upper = step_limits(one, zero, curve.conf_level, curve.conf_type)
    beyond = (wanted > curve.time[-1]) & (curve.survival[-1] > 0.0)

    def step(first: FloatArray, later: FloatArray) -> FloatArray:
        return np.asarray(read_only(np.where(beyond, math.nan, np.concatenate((first, later))[row])))

    left = np.concatenate(([0], np.cumsum(curve.n_events + curve.n_censored)))
    gone = left[np.searchsorted(curve.time, wanted, side="left")]
    entered = np.full(wanted.shape, curve.n)
    if curve.entry.size:
        entered = np.searchsorted(curve.entry, wanted, side="left")
        entered[wanted == 0.0] = int((curve.entry == 0.0).sum())
    return SurvivalAt(
        time=read_only(wanted.copy()),
        n_at_risk=read_only(entered - gone),
        survival=step(one, curve.survival),
        standard_error=step(zero, curve.standard_error),
        lower=step(lower, curve.lower),
        upper=step(upper, curve.upper),
        conf_level=curve.conf_level,
        conf_type=curve.conf_type,
    )


def restricted_mean(
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    horizon: float,
    *,
    entry: npt.ArrayLike | None = None,
    conf_level: float = 0.95,
) -> RestrictedMean:
    """Mean time without the event within a horizon: the area under the survival curve up to there.

    Parameters
    ----------
    time, event, entry, conf_level
        As for `kaplan_meier`.
    horizon : float
        Above 0, in the unit of `time`. Choose it before looking, the same for all groups.

    Returns
    -------
    RestrictedMean
        Mean and standard error as R's ``print(survfit(...), rmean = horizon)``, with one exception: where
        follow-up ends before the horizon with patients still alive, R carries the curve on; here both are NaN
        and a reason says so.

    Raises
    ------
    ValueError
        As for `kaplan_meier`, and if the horizon is not above 0.

    References
    ----------
    Andersen PK, Borgan O, Gill RD, Keiding N. Statistical Models Based on Counting Processes, example IV.3.8.
    """
    if not (math.isfinite(horizon) and horizon > 0.0):
        raise ValueError(f"horizon must be a time above 0, but was {horizon!r}.")
    curve = kaplan_meier(time, event, entry=entry, conf_level=conf_level)
    nan = math.nan
    reason = NO_PATIENTS if curve.n == 0 else ""
    if curve.n and curve.time[-1] < horizon and curve.survival[-1] > 0.0:
        reason = f"Follow-up ends at {curve.time[-1]:g}, before the horizon of {horizon:g}."
    if reason:
        return RestrictedMean(nan, nan, nan, nan, horizon, curve.n, conf_level, reason=reason)
    within = curve.time <= horizon
    corners = np.concatenate(([0.0], curve.time[within], [horizon]))
    areas = np.diff(corners) * np.concatenate(([1.0], curve.survival[within]))
    area_after = np.cumsum(areas[:0:-1])[::-1]
    events, left = curve.n_events[within], (curve.n_at_risk - curve.n_events)[within]
    spent = curve.n_at_risk[within] * left.astype(np.float64)
    growth = np.divide(events, spent, where=spent > 0.0, out=np.zeros(spent.shape))
    mean, error = float(areas.sum()), math.sqrt(float((area_after**2 * growth).sum()))
    half = normal_quantile(conf_level) * error
    lower, upper = (max(0.0, mean - half), min(horizon, mean + half)) if error > 0.0 else (nan, nan)
    return RestrictedMean(mean, error, lower, upper, horizon, curve.n, conf_level)
