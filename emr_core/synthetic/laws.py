"""The laws of the synthetic registry: which numbers there are, and what is drawn from them.

The numbers themselves stand in `parameters`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

Shares = Mapping[str, float]

TYPES = ("AML", "ALL", "MPAL", "Other")
LINEAGES = ("AML", "B-ALL", "T-ALL", "MPAL or other")
"""Groups that differ at diagnosis and up to the relapse; mature B counts as B-ALL."""


@dataclass(frozen=True)
class Diagnosis:
    """The leukaemia at diagnosis.

    Ages: 25 years x expit(logit(median / 25) + spread x normal). White cells: log-normal.
    """

    leukemia_type: Shares
    male: Shares
    immunophenotype: Shares
    fab: Mapping[str, Shares]
    oldest: float
    age_median: Shares
    age_spread: Shares
    wbc_median: Shares
    wbc_sigma: Shares
    down_syndrome: Shares
    secondary_leukemia: Shares
    initial_emd: Shares
    cns_status: Mapping[str, Shares]


@dataclass(frozen=True)
class UpToRelapse:
    """From diagnosis to the relapse; months unless said otherwise.

    Remission to EMR without transplantation, and transplantation to EMR, are Weibull with these medians and
    shapes. In a second or later remission the first of the two has its hazard times `later_remission_ratio`.
    """

    years: tuple[int, int]
    remission: Mapping[str, Shares]
    hsct_in_cr1: Shares
    hsct_later: float
    induction: tuple[float, float]
    wait_for_hsct: tuple[float, float]
    never_in_cr: tuple[float, float]
    cr_to_emr_median: Shares
    cr_to_emr_shape: float
    later_remission_ratio: float
    hsct_to_emr_median: Shares
    hsct_to_emr_shape: float
    therapy_ends: Mapping[str, tuple[float, float]]
    concurrent: Shares
    marrow_not_examined: float
    mrd_if_isolated: Shares


@dataclass(frozen=True)
class AfterRelapse:
    """Hazards after the relapse, a month, by leukaemia type, for a patient without any of the risk factors.

    Every hazard is rate x shape in time x state x product of the hazard ratios that apply:

    - *remission* of the EMR: none before `first_look`, the rate up to `evaluation`, then
      `late_remission` of it up to `last_look`;
    - *death*: the rate up to `evaluation`; later, without remission, times `refractory`; in remission times
      `in_remission` and the shape of `bands`; after a further relapse times `relapsed`; in the remission of
      that one times `second_remission`;
    - *marrow* relapse after an isolated EMR: the rate from `first_look` on, with the shape of `bands`;
    - *elsewhere*: further relapse outside the marrow, in remission only, with the shape of `bands`. After a
      concurrent EMR a relapse has both rates, in remission only, and is no subsequent BMR;
    - *reinduction*: remission of the further relapse, in two steps of twice the rate each.

    `bands` are months from the EMR at which the shape changes to a factor. Transplantation after the EMR
    changes no hazard: what a comparison that starts at the EMR finds for it is immortal time.
    """

    remission: Shares
    death: Shares
    marrow: Shares
    elsewhere: Shares
    reinduction: Shares
    first_look: float
    evaluation: float
    late_remission: float
    last_look: float
    refractory: float
    in_remission: float
    relapsed: float
    second_remission: float
    bands: Mapping[float, float]
    ratios: Mapping[str, Shares]
    early_before: float
    older_from: float
    hsct_after: Shares
    hsct_after_cr: tuple[float, float]
    closed: float
    loss: float


@dataclass(frozen=True)
class Parameters:
    """All numbers of the registry; `denominator` says how patients without EMR differ."""

    diagnosis: Diagnosis
    up_to_relapse: UpToRelapse
    after_relapse: AfterRelapse
    incidence: Shares
    denominator_wbc: float
    denominator_initial_emd: float


def told(numbers: object, name: str = "") -> Iterator[str]:
    """Yield every number of a set of parameters as a line: `after_relapse.death: AML 0.017, ALL 0.013`."""
    if is_dataclass(numbers):
        for one in fields(numbers):
            yield from told(getattr(numbers, one.name), f"{name}.{one.name}".lstrip("."))
    elif isinstance(numbers, Mapping) and any(isinstance(value, Mapping) for value in numbers.values()):
        for key, value in numbers.items():
            yield from told(value, f"{name}[{key}]")
    elif isinstance(numbers, Mapping):
        yield f"{name}: " + ", ".join(f"{key} {value}" for key, value in numbers.items())
    else:
        yield f"{name}: {numbers}"
