"""The numbers behind the synthetic registry: what an analysis of it should find again.

A registry of children, adolescents and young adults, 0 to 25 years old at diagnosis, all with an
extramedullary relapse (EMR) unless a denominator is asked for. Shares and medians follow the literature:

- From diagnosis: medians of 4.5 to 10 months in AML (CHOP 1970-2000; MRC AML10), of 30 in AML and ALL
  together (Kim 2016); early is before 18 months (COG).
- Concurrent marrow relapse in a third (Kim 2016).
- After transplantation: median 7.2 months to the EMR (1,527 children).
- Isolated EMR: measurable disease in the marrow of 46 of 64 children (Hagedorn, Blood 2007;110:4022).
- Incidence: AML 7.4 % (CHOP), ALL below 5 % CNS and 1-2 % testis (PDQ).
- Survival after an isolated CNS relapse of ALL is 40-50 % if early and 75-80 % if late (PDQ), after an
  isolated EMR of AML 37.5 % (CHOP), after transplantation about 20 % at 3 years.

Rates and hazard ratios are set so that survival comes near these figures; they are not themselves published.
Sites stand in `places`, karyotypes in `karyotypes`.
"""

from emr_core.synthetic.laws import (
    LINEAGES,
    TYPES,
    AfterRelapse,
    Diagnosis,
    Parameters,
    Shares,
    UpToRelapse,
)


def of_lineage(aml: float, b_all: float, t_all: float, other: float) -> Shares:
    """Return one number a lineage."""
    return dict(zip(LINEAGES, (aml, b_all, t_all, other), strict=True))


def of_type(aml: float, all_: float, mpal: float, other: float) -> Shares:
    """Return one number a leukaemia type."""
    return dict(zip(TYPES, (aml, all_, mpal, other), strict=True))


def _remissions(cr1: float, cr2: float, cr3: float, never: float) -> Shares:
    return {"CR1": cr1, "CR2": cr2, "CR3 or later": cr3, "Never in CR": never}


def _cns(one: float, two: float, three: float, traumatic: float) -> Shares:
    return {"CNS1": one, "CNS2": two, "CNS3": three, "Traumatic": traumatic}


MYELOID = {"M0": 0.03, "M1": 0.12, "M2": 0.27, "M3": 0.05, "M4": 0.22, "M5": 0.22, "M6": 0.02, "M7": 0.07}

PARAMETERS = Parameters(
    diagnosis=Diagnosis(
        leukemia_type=of_type(0.40, 0.55, 0.03, 0.02),
        male=of_type(0.54, 0.60, 0.55, 0.55),
        immunophenotype={"B-precursor": 0.78, "T": 0.19, "Mature B": 0.03},
        fab={
            "AML": MYELOID,
            "B-precursor": {"L1": 0.82, "L2": 0.18},
            "T": {"L1": 0.7, "L2": 0.3},
            "Mature B": {"L3": 1},
        },
        oldest=25.0,
        age_median=of_lineage(8.5, 5.6, 9.0, 9.0),
        age_spread=of_lineage(1.5, 0.9, 0.9, 1.2),
        wbc_median=of_lineage(22, 14, 85, 30),
        wbc_sigma=of_lineage(1.4, 1.4, 1.2, 1.3),
        down_syndrome={"M7": 0.15, "AML": 0.01, "ALL": 0.02, "MPAL": 0.01, "Other": 0.01},
        secondary_leukemia=of_type(0.04, 0.005, 0.03, 0.03),
        initial_emd={"M4 or M5": 0.35, **of_lineage(0.15, 0.08, 0.40, 0.15)},
        cns_status={
            "AML": _cns(0.86, 0.06, 0.05, 0.03),
            "B-ALL": _cns(0.80, 0.10, 0.04, 0.06),
            "T-ALL": _cns(0.70, 0.14, 0.10, 0.06),
            "MPAL or other": _cns(0.82, 0.08, 0.05, 0.05),
        },
    ),
    up_to_relapse=UpToRelapse(
        years=(2004, 2023),
        remission={
            "AML": _remissions(0.76, 0.14, 0.02, 0.08),
            "ALL": _remissions(0.78, 0.16, 0.03, 0.03),
            "MPAL": _remissions(0.74, 0.15, 0.03, 0.08),
            "Other": _remissions(0.74, 0.15, 0.03, 0.08),
        },
        hsct_in_cr1=of_lineage(0.30, 0.06, 0.12, 0.35),
        hsct_later=0.65,
        induction=(0.9, 2.0),
        wait_for_hsct=(2.0, 5.0),
        never_in_cr=(1.0, 6.0),
        cr_to_emr_median=of_lineage(8.5, 25.0, 11.0, 9.0),
        cr_to_emr_shape=1.3,
        later_remission_ratio=1.8,
        hsct_to_emr_median=of_lineage(7.0, 8.0, 6.5, 7.0),
        hsct_to_emr_shape=1.2,
        therapy_ends={"AML": (5, 8), "ALL": (24, 30), "MPAL": (12, 26), "Other": (5, 10)},
        concurrent=of_type(0.42, 0.30, 0.40, 0.40),
        marrow_not_examined=0.02,
        mrd_if_isolated=of_type(0.50, 0.70, 0.60, 0.55),
    ),
    after_relapse=AfterRelapse(
        remission=of_type(0.60, 0.95, 0.60, 0.55),
        death=of_type(0.017, 0.013, 0.018, 0.019),
        marrow=of_type(0.014, 0.006, 0.012, 0.014),
        elsewhere=of_type(0.007, 0.003, 0.006, 0.007),
        reinduction=of_type(0.15, 0.30, 0.15, 0.15),
        first_look=0.46,
        evaluation=3.0,
        late_remission=0.08,
        last_look=12.0,
        refractory=4.0,
        in_remission=0.15,
        relapsed=4.0,
        second_remission=1.0,
        bands={0.0: 1.0, 24.0: 0.25, 60.0: 0.04, 108.0: 0.0},
        ratios={
            "remission": {"concurrent": 0.75, "hsct_before": 0.80, "early": 0.90, "older": 1.0, "mrd": 1.0},
            "death": {"concurrent": 1.60, "hsct_before": 1.50, "early": 1.80, "older": 1.25, "mrd": 1.0},
            "marrow": {"concurrent": 1.40, "hsct_before": 1.30, "early": 1.60, "older": 1.1, "mrd": 2.0},
            "elsewhere": {"concurrent": 1.40, "hsct_before": 1.30, "early": 1.60, "older": 1.1, "mrd": 1.0},
        },
        early_before=18.0,
        older_from=10.0,
        hsct_after=of_type(0.55, 0.40, 0.50, 0.50),
        hsct_after_cr=(1.0, 4.0),
        closed=2025.0,
        loss=0.002,
    ),
    incidence=of_type(0.074, 0.060, 0.070, 0.070),
    denominator_wbc=0.6,
    denominator_initial_emd=0.45,
)
