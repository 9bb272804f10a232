"""Confidence limits of a step function, and the time at which it crosses one half, as in R's survfit."""

import math

import numpy as np
from scipy.special import ndtri

from emr_core.stats._follow_up import FloatArray

CONF_TYPES = ("log-log", "log", "plain")

AT_ONE = 1e-12
"""A sum of incidences this close to 1 is 1: what is missing is rounding."""

TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))
"""How close to one half a step counts as one half (the tolerance of R's print.survfit)."""


def check_conf_type(conf_type: str) -> None:
    """Refuse a scale that has no name here."""
    if conf_type not in CONF_TYPES:
        raise ValueError(f"conf_type must be one of {', '.join(CONF_TYPES)}, but was {conf_type!r}.")


def normal_quantile(conf_level: float) -> float:
    """Return the two-sided quantile of the normal distribution: 1.96 for 0.95."""
    return float(ndtri(1 - (1 - conf_level) / 2))


def step_limits(
    p: FloatArray, standard_error: FloatArray, conf_level: float, conf_type: str
) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper limits of probabilities; NaN where the scale has none.

    Kalbfleisch JD, Prentice RL. The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4.1.
    """
    if conf_type == "plain":
        half = normal_quantile(conf_level) * standard_error
        return np.maximum(p - half, 0.0), np.minimum(p + half, 1.0)
    lower, upper = np.full(p.shape, math.nan), np.full(p.shape, math.nan)
    there = (p > 0.0) if conf_type == "log" else (p > 0.0) & (p < 1.0 - AT_ONE)
    inside = p[there]
    relative = normal_quantile(conf_level) * standard_error[there] / inside
    with np.errstate(over="ignore"):  # an exponent beyond the largest number is a limit of 0 or 1
        if conf_type == "log":
            lower[there] = inside * np.exp(-relative)
            upper[there] = np.minimum(inside * np.exp(relative), 1.0)
        else:
            width = relative / -np.log(inside)
            lower[there] = np.exp(np.log(inside) * np.exp(width))
            upper[there] = np.exp(np.log(inside) * np.exp(-width))
    return lower, upper


def half_crossing(time: FloatArray, curve: FloatArray) -> float:
    """Return the first time the curve is at one half or below; NaN if it never is.

    If it lies exactly at one half and falls later, the middle of that step (as print.survfit, and as the
    median of an even number of values).
    """
    low = curve < 0.5 + TOLERANCE  # a limit that is NaN is not low
    first = int(low.argmax()) if low.size else 0
    if not low.size or not low[first]:
        return math.nan
    if abs(curve[first] - 0.5) < TOLERANCE:
        after = np.flatnonzero(curve < curve[first])
        if after.size:
            return float((time[first] + time[after[0]]) / 2)
    return float(time[first])
