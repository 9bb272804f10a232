"""What curves of the synthetic registry should show: computed from its hazards, not from its patients.

A patient's course is a Markov chain whose hazards change at fixed months. Between two of them the occupancy
of its states is the matrix exponential of their rates (Andersen et al., Statistical Models Based on Counting
Processes, 1993, section II.6: the product integral).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from scipy.linalg import expm

from emr_core.synthetic.courses import FACTORS, OF_DEATH, OF_RELAPSE, OF_REMISSION, Clock
from emr_core.synthetic.draws import Floats
from emr_core.synthetic.parameters import PARAMETERS

NUMBERS = PARAMETERS.after_relapse

STATES = (
    "In relapse",
    "Remission",
    "Marrow relapse",
    "Relapse elsewhere",
    "Recovering",
    "Second remission",
    "Died",
)
ACTIVE, REMISSION, MARROW, ELSEWHERE, RECOVERING, SECOND, DIED = range(len(STATES))  # fmt: skip


def hazard(event: str, leukemia_type: str, factors: Iterable[str]) -> float:
    """Return the rate of an event a month for a patient with these risk factors.

    Parameters
    ----------
    event
        remission, death, marrow or elsewhere.
    factors
        Those of `FACTORS` that the patient has.

    Raises
    ------
    ValueError
        If a factor is none of the registry's.
    """
    present = set(factors)
    if not present <= set(FACTORS):
        raise ValueError(f"Unknown risk factors: {sorted(present - set(FACTORS))}. Choose from {FACTORS}.")
    rate: float = getattr(NUMBERS, event)[leukemia_type]
    return rate * float(np.prod([NUMBERS.ratios[event][name] for name in present]))


def occupancy(
    leukemia_type: str, factors: Iterable[str], months: float, *, absorbing: tuple[int, ...] = ()
) -> dict[str, float]:
    """Return the probability of each of `STATES` so many months after the relapse.

    Parameters
    ----------
    absorbing
        States that are never left: the occupancy of such a state is the cumulative incidence of reaching it.
    """
    present = frozenset(factors)
    clocks = (OF_REMISSION, OF_DEATH, OF_RELAPSE)
    changes = sorted({0.0, months, *(at for clock in clocks for at in clock.starts if at < months)})
    chances = np.zeros(len(STATES))
    chances[ACTIVE] = 1.0
    for start, end in pairwise(changes):
        rates = _rates(leukemia_type, present, start)
        rates[list(absorbing)] = 0.0
        chances = chances @ expm(rates * (end - start))
    return dict(zip(STATES, chances.tolist(), strict=True))


def survival(leukemia_type: str, factors: Iterable[str], months: float) -> float:
    """Return the probability of being alive so many months after the relapse."""
    return 1.0 - occupancy(leukemia_type, factors, months)["Died"]


def incidence(event: int, leukemia_type: str, factors: Iterable[str], months: float) -> float:
    """Return the cumulative incidence of the first remission or of a subsequent marrow relapse.

    Parameters
    ----------
    event
        REMISSION, against death and, after an isolated relapse, marrow relapse without remission; or MARROW,
        of a patient without concurrent marrow relapse, against death and relapse elsewhere.
    """
    return occupancy(leukemia_type, factors, months, absorbing=(event,))[STATES[event]]


def _rates(leukemia_type: str, present: frozenset[str], at: float) -> Floats:
    """Return the rates between states, a month, that hold from this month on."""
    remission, death, marrow, elsewhere = (
        hazard(event, leukemia_type, present) for event in ("remission", "death", "marrow", "elsewhere")
    )
    relapse = _factor(OF_RELAPSE, at)
    in_marrow = marrow * relapse
    step = 2 * NUMBERS.reinduction[leukemia_type]
    isolated_and_seen = "concurrent" not in present and at >= NUMBERS.first_look
    rates = np.zeros((len(STATES), len(STATES)))
    rates[ACTIVE, REMISSION] = remission * _factor(OF_REMISSION, at)
    rates[ACTIVE, MARROW] = in_marrow if isolated_and_seen else 0.0
    rates[ACTIVE, DIED] = death * _factor(OF_DEATH, at)
    rates[REMISSION, MARROW], rates[REMISSION, ELSEWHERE] = in_marrow, elsewhere * relapse
    rates[REMISSION, DIED] = death * NUMBERS.in_remission * relapse
    rates[[MARROW, ELSEWHERE], RECOVERING] = step
    rates[RECOVERING, SECOND] = step
    rates[[MARROW, ELSEWHERE, RECOVERING], DIED] = death * NUMBERS.relapsed
    rates[SECOND, DIED] = death * NUMBERS.second_remission
    np.fill_diagonal(rates, -rates.sum(axis=1))
    return rates


def _factor(clock: Clock, at: float) -> float:
    """Return the factor of a clock from this month on."""
    return clock.factors[int(np.searchsorted(clock.starts, at, side="right")) - 1]
