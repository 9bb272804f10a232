"""Which leukaemia prefers which site: claims in words, held against a test on children.

A preference counts as borne out if the share is larger in the leukaemia named and Fisher's exact test,
two-sided, gives p < 0.05; as not so if it is smaller; otherwise these children cannot tell.
"""

from collections.abc import Callable

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, NotComputableError, Recomputed
from emr_core.evidence.kim2016.site_table import BONE, BRAIN, CNS, CSF, KIDNEY, PLEXUS
from emr_core.evidence.measures import (
    ALL,
    AML,
    Contrast,
    between_types,
    by_size,
    has_site,
    is_level,
    sites_by_type,
)
from emr_core.policy import EXPLORATORY

SECTION = "Preferred sites"
WHERE = "(Abstract, Results 4.2, Conclusion)"
PREFERS = "predilection"

CANNOT_TELL = "The direction is as published, but so few children cannot set it apart from chance."
OTHER_WAY = "The direction is not as published."

NO_DIRECTION = "The share is the same in both groups."


def said(contrast: Contrast) -> str:
    """Return the sentence for a contrast that does not bear a claim out; empty if it does."""
    if contrast.holds:
        return ""
    return {1: CANNOT_TELL, 0: NO_DIRECTION, -1: OTHER_WAY}[contrast.direction]


def _preference(first: str, second: str, *names: str) -> Callable[[Cohort], Recomputed]:
    """Return what compares the children with these sites between two leukaemias."""

    def recompute(cohort: Cohort) -> Recomputed:
        found = between_types(cohort, has_site(cohort, *names), first, second)
        shown = f"{first} v {second}: {found.shown}"
        return Recomputed({"p": found.p}, shown, said(found), found.holds)

    return recompute


def _cns_without_csf(cohort: Cohort) -> Recomputed:
    """Compare brain or plexus between the leukaemias, and say what hangs on counting the plexus."""
    found = between_types(cohort, has_site(cohort, BRAIN, PLEXUS), AML, ALL)
    brain = between_types(cohort, has_site(cohort, BRAIN), AML, ALL)
    with_csf = between_types(cohort, has_site(cohort, CNS, level="system"), AML, ALL)
    note = (
        f"The plexus, anatomically peripheral, is counted with the nervous system; brain alone gives "
        f"{brain.shown}, the nervous system with CSF {with_csf.shown}."
    )
    sentence = f"{said(found)} {note}".strip()
    return Recomputed({"p": found.p}, f"{AML} v {ALL}: {found.shown}", sentence, found.holds)


def _most_frequent(cohort: Cohort) -> Recomputed:
    """Tell whether the nervous system leads all other systems, by sites."""
    sizes = by_size(sites_by_type(cohort, "system"))
    if not sizes:
        raise NotComputableError("No relapse site is stated.")
    k = sizes.pop(CNS, 0)
    said = [f"nervous system {k}", *(f"then {name.lower()} {size}" for name, size in sizes.items())]
    return Recomputed({}, ", ".join(said[:2]), holds=k >= max(sizes.values(), default=0))


def _different(cohort: Cohort) -> Recomputed:
    """Tell whether the commonest single site differs between the leukaemias."""
    table = sites_by_type(cohort)
    sizes = {of_type: by_size(table, of_type) for of_type in (AML, ALL)}
    if not all(sizes.values()):
        raise NotComputableError("Relapse sites of both leukaemias are needed.")
    leading = {of_type: next(iter(names)) for of_type, names in sizes.items()}
    shown = ", ".join(
        f"{of_type} {name if name == CSF else name.lower()} {sizes[of_type][name]}"
        for of_type, name in leading.items()
    )
    return Recomputed({}, f"most often {shown}", holds=len(set(leading.values())) > 1)


def _t_8_21(cohort: Cohort) -> Recomputed:
    """Count t(8;21) by type, and how far it is the same children as FAB M2."""
    had, m2 = is_level(cohort, "karyotype", "t(8;21)"), is_level(cohort, "fab", "M2")
    groups = {t: is_level(cohort, "leukemia_type", t) for t in (AML, ALL)}
    shown = ", ".join(f"{t} {(had & group).sum()}/{group.sum()}" for t, group in groups.items())
    if not had.any():
        return Recomputed({}, shown)
    both = f"{(had & m2).sum()} of the {had.sum()} with t(8;21) are among the {m2.sum()} with M2"
    return Recomputed({}, shown, f"{both}: one finding, not two." if (had == m2).all() else f"{both}.")


def _morphology(cohort: Cohort) -> Recomputed:
    counts = []
    for fab, of_type in (("M2", AML), ("L1", ALL)):
        group = is_level(cohort, "leukemia_type", of_type)
        counts.append(f"{fab} {(is_level(cohort, 'fab', fab) & group).sum()}/{group.sum()} {of_type}")
    return Recomputed({}, ", ".join(counts))


def _prefers(key: str, claim: str, recompute: Callable[[Cohort], Recomputed]) -> Claim:
    return Claim(key, SECTION, f"{claim} {WHERE}", PREFERS, recompute=recompute, remark=EXPLORATORY)


CLAIMS: tuple[Claim, ...] = (
    _prefers("csf_in_all", "ALL tends to come back in the CSF", _preference(ALL, AML, CSF)),
    _prefers("kidney_in_all", "ALL tends to come back in the kidney", _preference(ALL, AML, KIDNEY)),
    _prefers("bone_in_aml", "AML tends to come back in bone", _preference(AML, ALL, BONE)),
    _prefers(
        "cns_not_csf_in_aml", "AML tends to come back in the nervous system outside the CSF", _cns_without_csf
    ),
    Claim(
        "cns_most_frequent",
        SECTION,
        "The nervous system is the commonest place of relapse (Discussion)",
        "most frequent",
        recompute=_most_frequent,
    ),
    Claim(
        "sites_differ_by_type",
        SECTION,
        "The leading site is not the same in AML and ALL (Discussion)",
        "different",
        recompute=_different,
    ),
    Claim(
        "t_8_21_significant",
        SECTION,
        "t(8;21) is significantly more frequent (Abstract, Discussion, Conclusion)",
        "significantly higher",
        recompute=_t_8_21,
        remark=(
            "Not to be tested: t(8;21) defines a kind of AML, so between types it is true by definition; "
            "against patients without a relapse there is nobody to compare with. The paper shows no test."
        ),
    ),
    Claim(
        "morphology_significant",
        SECTION,
        "FAB M2 and L1 are significantly more frequent (Abstract, Conclusion)",
        "significantly higher",
        recompute=_morphology,
        remark=(
            "Not to be tested: FAB classes are part of the leukaemia type, so between types it is true by "
            "definition; patients without such a relapse are not in the cohort. The paper shows no test."
        ),
    ),
)
