"""Risk groups of named systems, given only where age, lineage and immunophenotype allow the system."""

import math
from dataclasses import dataclass

ADULT_FROM = 18.0
"""Age in years from which ELN 2022 grades; below it COG and NCI do."""

DAYS_PER_YEAR = 365.25
_NINETY_DAYS = 90 / DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class RiskSystem:
    """A published way of grading: its name in code and on screen, its groups, who it is for, its source."""

    name: str
    label: str
    levels: tuple[str, ...]
    for_whom: str
    citation: str


ELN = RiskSystem(
    "eln_2022",
    "ELN 2022 risk (cytogenetics only)",
    ("Favourable", "Intermediate", "Adverse"),
    "adults with AML",
    "Döhner H et al. Blood 2022;140:1345-1377, Table 6",
)
COG = RiskSystem(
    "cog_aaml1831",
    "COG AAML1831 risk (cytogenetics only)",
    ("Favourable", "Neither list", "Unfavourable"),
    "children with AML",
    "Children's Oncology Group AAML1831, in: NCI PDQ, Childhood Acute Myeloid Leukemia Treatment, Table 5",
)
NCI = RiskSystem(
    "nci_rome",
    "NCI/Rome risk (age and WBC)",
    ("Standard", "High"),
    "children with B-precursor ALL from 1 year",
    "Smith M et al. J Clin Oncol 1996;14:18-24 (NCI/Rome criteria)",
)
SYSTEMS: tuple[RiskSystem, ...] = (ELN, COG, NCI)
"""Each is complete in itself: children are never graded by ELN, nor adults by COG or NCI."""


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """The group of one patient in one system.

    Attributes
    ----------
    system
        The system's label.
    group
        One of its levels, or None.
    citation
        Where the system is published.
    why_not
        Why there is no group; empty where there is one.
    applies
        False where the system is not made for this patient, so that nothing is missing.
    """

    system: str
    group: str | None
    citation: str
    why_not: str = ""
    applies: bool = True


def eln_2022(
    cytogenetics: str | None,
    why_not: str = "",
    *,
    leukemia_type: str | None,
    age: float,
    fab: str | None = None,
) -> RiskGroup:
    """Return the group of an adult with AML by the cytogenetic part of ELN 2022; mutations are not asked.

    Parameters
    ----------
    cytogenetics, why_not
        What `cytogenetic_group("ELN 2022", reading)` returns.
    leukemia_type, fab
        Levels of the schema; None where not known.
    age
        Years at diagnosis; NaN where not known.
    """
    foreign = _not_aml(leukemia_type, fab) or ("a child" if age < ADULT_FROM else "")
    return _graded(ELN, foreign, _unknown(leukemia_type, age) or why_not, cytogenetics)


def cog_aaml1831(
    cytogenetics: str | None,
    why_not: str = "",
    *,
    leukemia_type: str | None,
    age: float,
    fab: str | None = None,
    down_syndrome: str | None = None,
) -> RiskGroup:
    """Return the group of a child with AML by the cytogenetic lists of COG AAML1831.

    Neither APL nor the leukaemia of Down syndrome is graded by it; t(8;16) counts from 90 days of age.
    """
    foreign = _not_aml(leukemia_type, fab) or ("an adult" if age >= ADULT_FROM else "")
    foreign = foreign or ("Down syndrome is treated apart" if down_syndrome == "Yes" else "")
    if cytogenetics == "Unfavourable from 90 days":
        cytogenetics = "Unfavourable" if age >= _NINETY_DAYS else "Neither list"
    return _graded(COG, foreign, _unknown(leukemia_type, age) or why_not, cytogenetics)


def nci_rome(*, leukemia_type: str | None, immunophenotype: str | None, age: float, wbc: float) -> RiskGroup:
    """Return the group of a child with B-precursor ALL: standard is 1 to < 10 years and WBC < 50 x 10^9/L.

    From 10 years, or from a WBC of 50, the risk is high even where the other is not known; infants are apart.
    """
    foreign = _foreign_to_nci(leukemia_type, immunophenotype, age)
    why_not = _unknown(leukemia_type, age)
    if immunophenotype is None:
        why_not = why_not or "the immunophenotype is not recorded"
    high = age >= 10 or wbc >= 50
    if math.isnan(wbc) and not high:
        why_not = why_not or "the WBC is not recorded"
    return _graded(NCI, foreign, why_not, "High" if high else "Standard")


def _foreign_to_nci(leukemia_type: str | None, immunophenotype: str | None, age: float) -> str:
    if leukemia_type not in {None, "ALL"}:
        return "no ALL"
    if immunophenotype not in {None, "B-precursor"}:
        return "no B-precursor ALL"
    if age < 1:
        return "infants are graded apart"
    return "an adult" if age >= ADULT_FROM else ""


def _not_aml(leukemia_type: str | None, fab: str | None) -> str:
    if leukemia_type not in {None, "AML"}:
        return "no AML"
    return "acute promyelocytic leukaemia is graded apart" if fab == "M3" else ""


def _unknown(leukemia_type: str | None, age: float) -> str:
    if leukemia_type is None:
        return "the leukaemia type is not recorded"
    return "the age at diagnosis is not recorded" if math.isnan(age) else ""


def _graded(system: RiskSystem, foreign: str, why_not: str, group: str | None) -> RiskGroup:
    if foreign:
        return RiskGroup(
            system.label, None, system.citation, f"for {system.for_whom}: {foreign}", applies=False
        )
    if why_not or group not in system.levels:
        return RiskGroup(system.label, None, system.citation, why_not or "the karyotype is not known")
    return RiskGroup(system.label, group, system.citation)
