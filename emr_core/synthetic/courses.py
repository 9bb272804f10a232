"""What happens after the relapse: remission, further relapse and death, drawn from competing hazards.

See `laws.AfterRelapse`. Times are months from the extramedullary relapse. Each cause has a
waiting time of its own and the first one comes to pass, which is what cause-specific hazards mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from emr_core.synthetic.draws import Codes, Flags, Floats, aligned, happens, waits
from emr_core.synthetic.laws import TYPES, Shares
from emr_core.synthetic.parameters import PARAMETERS

NUMBERS = PARAMETERS.after_relapse
FACTORS = ("concurrent", "hsct_before", "early", "older", "mrd")
NEVER = 1e6
"""Months, beyond every follow-up."""
NEXT_TO_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Clock:
    """A shape of hazard in time: months at which it changes, and the factor from there on.

    A waiting time in units of this clock is a standard exponential divided by rate and hazard ratios.
    """

    starts: tuple[float, ...]
    factors: tuple[float, ...]

    def passed(self, months: Floats) -> Floats:
        """Return the integral of the shape up to these months."""
        knots, sums = self._knots()
        return np.interp(months, knots, sums)

    def months(self, passed: Floats) -> Floats:
        """Return when the integral has this value; beyond every follow-up if it never has."""
        knots, sums = self._knots()
        return np.interp(passed, sums, knots)

    def _knots(self) -> tuple[Floats, Floats]:
        knots = np.array([*self.starts, NEVER])
        # A hazard of nothing is one of next to nothing, so that every wait has its month.
        factors = np.maximum(self.factors, NEXT_TO_NOTHING)
        return knots, np.concatenate([[0.0], np.cumsum(np.diff(knots) * factors)])


OF_REMISSION = Clock(
    (0.0, NUMBERS.first_look, NUMBERS.evaluation, NUMBERS.last_look), (0.0, 1.0, NUMBERS.late_remission, 0.0)
)
OF_DEATH = Clock((0.0, NUMBERS.evaluation), (1.0, NUMBERS.refractory))
OF_RELAPSE = Clock(tuple(NUMBERS.bands), tuple(NUMBERS.bands.values()))


@dataclass(frozen=True, eq=False)
class Course:
    """The months at which events are seen, NaN where they are not: what comes after the end is not seen.

    `relapse` is the first relapse of any kind after the EMR, `marrow` a subsequent one in the marrow,
    `recovery` the remission of that relapse; `end` is death or the last contact.
    """

    remission: Floats
    relapse: Floats
    marrow: Floats
    recovery: Floats
    end: Floats
    died: Flags
    lost: Flags


def course(rng: np.random.Generator, kind: Codes, factors: Mapping[str, Flags], closed: Floats) -> Course:
    """Return the course of each patient up to death, loss or the closing of the registry.

    Parameters
    ----------
    kind
        Place of the leukaemia type in `TYPES`.
    factors
        Who has each of the risk factors `FACTORS`.
    closed
        Months from the EMR to the closing of the registry.
    """
    n, concurrent = len(kind), factors["concurrent"]
    death = _rate(NUMBERS.death, "death", kind, factors)
    remission = OF_REMISSION.months(waits(rng, n) / _rate(NUMBERS.remission, "remission", kind, factors))
    death_before = OF_DEATH.months(waits(rng, n) / death)
    # The clock of a marrow relapse starts at the first look; after a concurrent EMR only in remission.
    start = np.where(concurrent, remission, NUMBERS.first_look)
    marrow = _from(start, waits(rng, n) / _rate(NUMBERS.marrow, "marrow", kind, factors))
    in_remission = (remission < death_before) & (concurrent | (remission < marrow))
    elsewhere = _from(remission, waits(rng, n) / _rate(NUMBERS.elsewhere, "elsewhere", kind, factors))
    death_within = _from(remission, waits(rng, n) / (death * NUMBERS.in_remission))
    first = np.where(in_remission, np.minimum(marrow, elsewhere), np.where(concurrent, NEVER, marrow))
    dies = np.where(in_remission, death_within, death_before)
    relapses = first < dies
    recovery = first + (waits(rng, n) + waits(rng, n)) / (2 * aligned(TYPES, NUMBERS.reinduction)[kind])
    in_relapse = first + waits(rng, n) / (death * NUMBERS.relapsed)
    in_second = recovery + waits(rng, n) / (death * NUMBERS.second_remission)
    recovers = relapses & (recovery < in_relapse)
    dies = np.where(relapses, np.where(recovers, in_second, in_relapse), dies)
    loss = waits(rng, n) / NUMBERS.loss
    end = np.minimum(dies, np.minimum(loss, closed))

    def seen(months: Floats, who: Flags) -> Floats:
        return np.where(who & (months < end), months, np.nan)

    return Course(
        remission=seen(remission, in_remission),
        relapse=seen(first, relapses),
        marrow=seen(first, relapses & ~concurrent & (marrow <= first)),
        recovery=seen(recovery, recovers),
        end=end,
        died=dies <= end,
        lost=(loss <= end) & (loss < dies),
    )


def transplantation(rng: np.random.Generator, kind: Codes, seen: Course) -> Floats:
    """Return months to a transplantation in the remission of the EMR; it changes nothing that follows."""
    n = len(kind)
    low, high = NUMBERS.hsct_after_cr
    at = seen.remission + low + (high - low) * rng.random(n)
    meant = happens(rng, aligned(TYPES, NUMBERS.hsct_after)[kind])
    until = np.fmin(seen.relapse, seen.end)
    return np.where(meant & (at < until), at, np.nan)


def _rate(base: Shares, event: str, kind: Codes, factors: Mapping[str, Flags]) -> Floats:
    """Return each patient's hazard: that of the leukaemia type times the ratios of the factors present."""
    rate = aligned(TYPES, base)[kind]
    for name in FACTORS:
        rate = rate * np.where(factors[name], NUMBERS.ratios[event][name], 1.0)
    return rate


def _from(start: Floats, wait: Floats) -> Floats:
    """Return when a wait on the clock of relapse is over that begins at these months."""
    return OF_RELAPSE.months(OF_RELAPSE.passed(np.minimum(start, NEVER)) + wait)
