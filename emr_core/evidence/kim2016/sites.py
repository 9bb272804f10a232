"""What the text says of the relapse sites: how many, in whom, and which share of all sites they are."""

from collections.abc import Callable

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.kim2016.site_table import (
    BONE,
    BRAIN,
    CNS,
    CSF,
    KIDNEY,
    PLEXUS,
    single_rows,
)
from emr_core.evidence.measures import (
    ALL,
    AML,
    by_size,
    cases,
    has_site,
    is_level,
    percent_of,
    share_shown,
    site_count,
    sites_by_type,
    tally,
)
from emr_core.factors import site_counts
from emr_core.stats.proportions import clopper_pearson
from emr_core.wording import interval, listed, share

SECTION = "Relapse sites"

TOTALS = {row.label: str(row.aml + row.all) for row in single_rows()}
NOT_CSF = (BRAIN, PLEXUS)
TOLERANCE = 0.1
"""One step of the last decimal: 3/7 is 42.857 %, which is printed as 42.8."""


def _total_of(cohort: Cohort, name: str) -> int:
    return site_count(sites_by_type(cohort, "system" if name == CNS else "site"), (name,))


def _in_text(cohort: Cohort) -> Recomputed:
    sizes = by_size(sites_by_type(cohort))
    found = tally({row.label: sizes.pop(row.name, 0) for row in single_rows()})
    return Recomputed(found.value, found.shown, f"Not in the paper: {listed(sizes)}." if sizes else "")


def _commonest(cohort: Cohort) -> Recomputed:
    names = {"CNS": CNS, "bone": BONE, "kidney": KIDNEY}
    found = tally({name: _total_of(cohort, site) for name, site in names.items()})
    named = (BONE, KIDNEY, CSF, *NOT_CSF)
    others = [k for name, k in by_size(sites_by_type(cohort)).items() if name not in named]
    note = f"The commonest of the other sites has {max(others)}." if others else ""
    return Recomputed(found.value, found.shown, note)


def _single_or_several(cohort: Cohort) -> Recomputed:
    n = site_counts(cohort)
    apart = cohort.sites.groupby("patient_id").size()
    found = tally({"single": int((n == 1).sum()), "several": int((n > 1).sum())})
    note = (
        f"With every named structure counted apart it is {int((apart == 1).sum())} and "
        f"{int((apart > 1).sum())}."
    )
    return Recomputed(found.value, found.shown, note)


def _bone_patients(cohort: Cohort) -> Recomputed:
    had = has_site(cohort, BONE)
    note = f"Table 3 names bone in {cases(cohort, had)}."
    return Recomputed({"children": float(had.sum())}, str(had.sum()), note)


def _share(of_type: str, names: tuple[str, ...]) -> Callable[[Cohort], Recomputed]:
    """Return what gives the share of these sites among all sites of a leukaemia type."""

    def recompute(cohort: Cohort) -> Recomputed:
        k, n, percent = _share_of_sites(cohort, of_type, names)
        group = is_level(cohort, "leukemia_type", of_type)
        having, size = int((has_site(cohort, *names) & group).sum()), int(group.sum())
        exact = clopper_pearson(having, size)
        limits = interval(exact.lower, exact.upper, size)
        note = f"Of the children with {of_type}: {share(having, size)}, exact 95 % interval {limits}."
        return Recomputed({"percent": percent}, share_shown(k, n), note)

    return recompute


def _share_of_sites(cohort: Cohort, of_type: str, names: tuple[str, ...]) -> tuple[int, int, float]:
    """Return sites of these names, all sites of the type, and the share in percent."""
    table = sites_by_type(cohort)
    k, n = site_count(table, names, of_type), site_count(table, of_type=of_type)
    return k, n, percent_of(k, n, f"{of_type} relapse site")


SHARES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "share_csf_all": ("CSF", ALL, (CSF,), "29.2"),
    "share_kidney_all": ("Kidney", ALL, (KIDNEY,), "16.7"),
    "share_cns_not_csf_aml": ("Nervous system without CSF", AML, NOT_CSF, "28.6"),
    "share_bone_aml": ("Bone", AML, (BONE,), "42.8"),
}

IN_DISCUSSION: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "AML, nervous system without CSF": ("29.2", AML, NOT_CSF),
    "AML, bone": ("16.7", AML, (BONE,)),
    "ALL, CSF": ("28.6", ALL, (CSF,)),
    "ALL, kidney": ("42.8", ALL, (KIDNEY,)),
}
"""The same four shares as the Discussion has them."""


def _in_discussion(cohort: Cohort) -> Recomputed:
    found = {
        name: _share_of_sites(cohort, of_type, names) for name, (_, of_type, names) in IN_DISCUSSION.items()
    }
    shown = "; ".join(f"{name} {share_shown(k, n)}" for name, (k, n, _) in found.items())
    return Recomputed({name: percent for name, (_, _, percent) in found.items()}, shown)


def _share_claim(key: str) -> Claim:
    """Return the claim on one share of the sites of a leukaemia type."""
    label, of_type, names, percent = SHARES[key]
    return Claim(
        key,
        SECTION,
        f"{label}: share of all {of_type} sites (Results 4.2)",
        f"{percent} %",
        {"percent": percent},
        _share(of_type, names),
        tolerance=TOLERANCE,
        remark="The paper's denominator is sites, not children.",
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "sites_in_text",
        SECTION,
        "Sites as listed in the text (Results 4.2)",
        ", ".join(f"{name} {k}" for name, k in TOTALS.items()),
        TOTALS,
        _in_text,
    ),
    Claim(
        "commonest_sites",
        SECTION,
        "The three commonest sites (Results 4.2)",
        "CNS 11, bone 6, kidney 4",
        {"CNS": "11", "bone": "6", "kidney": "4"},
        _commonest,
    ),
    Claim(
        "single_or_several",
        SECTION,
        "Children with one site and with several (Results 4.2)",
        "single 13, several 9",
        {"single": "13", "several": "9"},
        _single_or_several,
    ),
    Claim(
        "bone_patients",
        SECTION,
        "Children with bone involvement (Results 4.2)",
        "5",
        {"children": "5"},
        _bone_patients,
        remark=f"Table 2 of the paper has {TOTALS['Bone']} bone sites, one a child.",
    ),
    *(_share_claim(key) for key in SHARES),
    Claim(
        "shares_in_discussion",
        SECTION,
        "The four shares as the Discussion assigns them",
        "; ".join(f"{name} {percent} %" for name, (percent, *_) in IN_DISCUSSION.items()),
        {name: percent for name, (percent, *_) in IN_DISCUSSION.items()},
        _in_discussion,
        tolerance=TOLERANCE,
        remark="The Discussion gives each pair of shares to the other leukaemia than the Results do.",
    ),
)
