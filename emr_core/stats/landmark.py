"""A landmark: patients still under observation at a stated time, counted from there."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emr_core.stats._follow_up import (
    NO_PATIENTS,
    BoolArray,
    FloatArray,
    IntArray,
    codes,
    entries,
    read_only,
    times,
)


@dataclass(frozen=True, eq=False)
class Landmark:
    """The patients still under observation after a landmark, with their time from there.

    `kept` marks them among those given; `time` and `event` have one entry for each of them, in the same
    order. All others are counted: `n_events_before` and `n_censored_before` ended at the landmark or before,
    `n_not_entered` came under observation later.
    """

    at: float
    kept: BoolArray
    time: FloatArray
    event: IntArray
    n: int
    n_kept: int
    n_events_before: int
    n_censored_before: int
    n_not_entered: int
    reason: str = ""


def landmark(
    time: npt.ArrayLike, event: npt.ArrayLike, at: float, *, entry: npt.ArrayLike | None = None
) -> Landmark:
    """Patients still under observation after a landmark, their clock set back to 0 there.

    Groups known by the landmark (transplant, response, later marrow relapse by then) may be compared from
    there on; compared from time zero they carry immortal time.

    Parameters
    ----------
    time, entry
        As for `kaplan_meier`.
    event : array of shape (n,)
        0 for censored, else the event or the number of its cause.
    at : float
        The landmark, 0 or more, in the unit of `time`.

    Returns
    -------
    Landmark
        Kept are those with `time` above the landmark (an event at the landmark has happened by then) and,
        with delayed entry, `entry` at the landmark or before. If nobody is kept, a reason.

    Raises
    ------
    ValueError
        As for `kaplan_meier`, and if `at` is negative or not a number.

    References
    ----------
    Anderson JR, Cain KC, Gelber RD. J Clin Oncol 1983;1:710-719.
    """
    if not (math.isfinite(at) and at >= 0.0):
        raise ValueError(f"at must be a time of 0 or more, but was {at!r}.")
    ends = times(time)
    happened = codes(event, ends.size)
    begins = np.zeros(ends.shape) if entry is None else entries(entry, ends)
    before = ends <= at
    kept = ~before & (begins <= at)
    reason = NO_PATIENTS if ends.size == 0 else ""
    if ends.size and not kept.any():
        reason = f"Nobody is under observation after {at:g}."
    return Landmark(
        at=at,
        kept=read_only(kept),
        time=read_only(ends[kept] - at),
        event=read_only(happened[kept]),
        n=ends.size,
        n_kept=int(kept.sum()),
        n_events_before=int((before & (happened > 0)).sum()),
        n_censored_before=int((before & (happened == 0)).sum()),
        n_not_entered=int((~before & (begins > at)).sum()),
        reason=reason,
    )
