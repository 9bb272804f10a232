"""What the paper takes from other studies: risk factors and numbers.

No factor can be a risk here: all these children relapsed. In how many of them it is present is all that
can be said. Numbers quoted say nothing of these children.
"""

from collections.abc import Callable

import numpy as np

from emr_core.cohort import Cohort, Mask
from emr_core.evidence.claim import Claim, NotComputableError, Recomputed
from emr_core.evidence.measures import ALL, AML, column, is_known, is_level
from emr_core.evidence.named_factor import Has, NamedFactor, present
from emr_core.wording import share

RISK_SECTION = "Risk factors named in the Discussion"
RISK_PUBLISHED = "a risk factor, from other studies"
RISK_REMARK = "Present in, never a risk: all these children relapsed, so there is nobody to compare with."

QUOTED_SECTION = "Quoted from other studies"
QUOTED_REMARK = "A number of the literature, not of this cohort."


def _present(factor: NamedFactor) -> Callable[[Cohort], Recomputed]:
    """Return what counts a factor among the children of its leukaemia type for whom it is known."""

    def recompute(cohort: Cohort) -> Recomputed:
        of_type, found = factor.of_type, present(factor, cohort)
        if not found.n:
            raise NotComputableError(f"It is known for nobody with {of_type}.")
        unknown = f"; unknown in {found.unknown}" if found.unknown else ""
        return Recomputed({}, f"present in {share(found.k, found.n)} {of_type}{unknown}")

    return recompute


def _level(name: str, *levels: str) -> Has:
    """Return who has one of these levels of a field."""
    return lambda cohort: (is_level(cohort, name, *levels), is_known(cohort, name))


def _number(name: str, fits: Callable[[np.ndarray], Mask]) -> Has:
    """Return whose number in a column fits."""
    return lambda cohort: (
        fits(column(cohort, name).to_numpy(dtype=np.float64)),
        is_known(cohort, name),
    )


FACTORS: tuple[NamedFactor, ...] = (
    NamedFactor("aml_t_8_21", AML, "t(8;21)", _level("karyotype", "t(8;21)")),
    NamedFactor("aml_inv_16", AML, "inv(16)", _level("karyotype", "inv(16)/t(16;16)")),
    NamedFactor("aml_11q23", AML, "11q23", _level("karyotype", "KMT2A/11q23")),
    NamedFactor("aml_m4_m5", AML, "FAB M4 or M5", _level("fab", "M4", "M5")),
    NamedFactor("aml_male", AML, "male sex", _level("sex", "Male")),
    NamedFactor("all_male", ALL, "male sex", _level("sex", "Male")),
    NamedFactor("all_under_1", ALL, "age under 1 year", _number("age_at_diagnosis", lambda age: age < 1)),
    NamedFactor(
        "all_from_10", ALL, "age of 10 years or more", _number("age_at_diagnosis", lambda age: age >= 10)
    ),
    NamedFactor(
        "all_wbc_50", ALL, "more than 50 × 10⁹/L white cells", _number("wbc_at_diagnosis", lambda k: k > 50)
    ),
    NamedFactor("all_t_cell", ALL, "T-cell lineage", _level("immunophenotype", "T")),
    NamedFactor("all_t_9_22", ALL, "t(9;22)", _level("karyotype", "t(9;22)")),
)


def _risk_claim(factor: NamedFactor) -> Claim:
    """Return the claim on one factor."""
    return Claim(
        f"risk_{factor.key}",
        RISK_SECTION,
        f"{factor.of_type}: {factor.label}",
        RISK_PUBLISHED,
        recompute=_present(factor),
        remark=RISK_REMARK,
    )


QUOTED: dict[str, tuple[str, str]] = {
    "literature_aml": ("Share of AML patients who ever relapse outside the marrow (Background)", "3–5 %"),
    "literature_all": ("Share of ALL patients who relapse at all (Background)", "about 20 %"),
    "literature_ten_years": ("Cumulative risk of relapse in ALL over ten years (Background)", "11 %"),
    "literature_survival": ("Survival after such a relapse (Background)", "median of a few months"),
    "literature_bmr": ("Time from this relapse to one of the marrow (Discussion)", "1–12 months"),
    "literature_isolated": (
        "Prognosis of an isolated relapse against one with the marrow (Discussion)",
        "better when isolated",
    ),
}


def _quoted_claim(key: str) -> Claim:
    """Return the claim on a number of the literature."""
    claim, published = QUOTED[key]
    return Claim(key, QUOTED_SECTION, claim, published, remark=QUOTED_REMARK)


CLAIMS: tuple[Claim, ...] = (
    *(_risk_claim(factor) for factor in FACTORS),
    *(_quoted_claim(key) for key in QUOTED),
)
