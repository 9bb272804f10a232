"""What the paper takes from other studies: risk factors and numbers.

No factor can be a risk here: all these children relapsed. In how many of them it is present is all that
can be said. Numbers quoted say nothing of these children.
"""

from collections.abc import Callable

import numpy as np

from emr_core.cohort import Cohort, Mask
from emr_core.evidence.claim import Claim, NotComputableError, Recomputed
from emr_core.evidence.measures import ALL, AML, column, is_known, is_level
from emr_core.wording import share

RISK_SECTION = "Risk factors named in the Discussion"
RISK_PUBLISHED = "a risk factor, from other studies"
RISK_REMARK = "Present in, never a risk: all these children relapsed, so there is nobody to compare with."

QUOTED_SECTION = "Quoted from other studies"
QUOTED_REMARK = "A number of the literature, not of this cohort."

Finding = tuple[Mask, Mask]
"""Who has a factor, and for whom it is known."""


def _present(of_type: str, finding: Callable[[Cohort], Finding]) -> Callable[[Cohort], Recomputed]:
    """Return what counts a factor among the children of a leukaemia type for whom it is known."""

    def recompute(cohort: Cohort) -> Recomputed:
        group = is_level(cohort, "leukemia_type", of_type)
        has, known = finding(cohort)
        n, size = int((known & group).sum()), int(group.sum())
        if not n:
            raise NotComputableError(f"It is known for nobody with {of_type}.")
        unknown = f"; unknown in {size - n}" if size > n else ""
        return Recomputed({}, f"present in {share(int((has & known & group).sum()), n)} {of_type}{unknown}")

    return recompute


def _level(name: str, *levels: str) -> Callable[[Cohort], Finding]:
    """Return who has one of these levels of a field."""
    return lambda cohort: (is_level(cohort, name, *levels), is_known(cohort, name))


def _number(name: str, fits: Callable[[np.ndarray], Mask]) -> Callable[[Cohort], Finding]:
    """Return whose number in a column fits."""
    return lambda cohort: (
        fits(column(cohort, name).to_numpy(dtype=np.float64)),
        is_known(cohort, name),
    )


FACTORS: dict[str, tuple[str, str, Callable[[Cohort], Finding]]] = {
    "aml_t_8_21": ("t(8;21)", AML, _level("karyotype", "t(8;21)")),
    "aml_inv_16": ("inv(16)", AML, _level("karyotype", "inv(16)/t(16;16)")),
    "aml_11q23": ("11q23", AML, _level("karyotype", "KMT2A/11q23")),
    "aml_m4_m5": ("FAB M4 or M5", AML, _level("fab", "M4", "M5")),
    "aml_male": ("male sex", AML, _level("sex", "Male")),
    "all_male": ("male sex", ALL, _level("sex", "Male")),
    "all_under_1": ("age under 1 year", ALL, _number("age_at_diagnosis", lambda age: age < 1)),
    "all_from_10": ("age of 10 years or more", ALL, _number("age_at_diagnosis", lambda age: age >= 10)),
    "all_wbc_50": ("more than 50 × 10⁹/L white cells", ALL, _number("wbc_at_diagnosis", lambda k: k > 50)),
    "all_t_cell": ("T-cell lineage", ALL, _level("immunophenotype", "T")),
    "all_t_9_22": ("t(9;22)", ALL, _level("karyotype", "t(9;22)")),
}


def _risk_claim(key: str) -> Claim:
    """Return the claim on one factor."""
    label, of_type, finding = FACTORS[key]
    return Claim(
        f"risk_{key}",
        RISK_SECTION,
        f"{of_type}: {label}",
        RISK_PUBLISHED,
        recompute=_present(of_type, finding),
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
    *(_risk_claim(key) for key in FACTORS),
    *(_quoted_claim(key) for key in QUOTED),
)
