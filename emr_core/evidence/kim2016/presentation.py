"""How the relapse showed itself, how it was established, and what imaging saw.

Symptoms and confirmation are published as totals. What can be held against the cohort are sums: whether
the totals add up, and whether they fit the sites of the children.
"""

from collections.abc import Callable

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, NotComputableError, Recomputed
from emr_core.evidence.kim2016.site_table import BONE, CSF
from emr_core.evidence.measures import cases, has_site, percent_of, sentence, share_shown
from emr_core.wording import counted, listed, share

SECTION = "Symptoms, confirmation, imaging"

NO_SYMPTOMS = "no symptoms"
SYMPTOMS = {"swelling": 5, "pain": 6, "fever": 4, "headache with vomiting": 2, NO_SYMPTOMS: 5}
LOCAL = ("swelling", "pain")
WITH_SILENT_SITES = 4
SILENT_CSF = 5
CONFIRMED = {"biopsy": 6, "CSF": 7}
BONE_IMAGED = {"permeative": 4, "children": 5}

TOTALS_ONLY = "Symptoms are not published by child."


def _symptoms(cohort: Cohort) -> Recomputed:
    terms = " + ".join(str(k) for k in SYMPTOMS.values())
    shown = counted(len(cohort), "child", "children")
    note = f"The sum {terms} is {sum(SYMPTOMS.values())}; the cohort has {shown}."
    return Recomputed({"children": float(len(cohort))}, shown, note)


def _local(cohort: Cohort) -> Recomputed:  # noqa: ARG001 - one signature for all
    total = sum(SYMPTOMS[name] for name in LOCAL)
    value = {"children": float(total), "percent": percent_of(WITH_SILENT_SITES, total, "such child")}
    shown = f"{' + '.join(str(SYMPTOMS[name]) for name in LOCAL)} = {total}; "
    return Recomputed(value, shown + share_shown(WITH_SILENT_SITES, total))


def _csf(cohort: Cohort) -> Recomputed:
    n = int(has_site(cohort, CSF).sum())
    all_silent = SYMPTOMS[NO_SYMPTOMS] == SILENT_CSF
    note = f"All {SILENT_CSF} without symptoms would then be CSF relapses." if all_silent else ""
    return Recomputed({"children": float(n)}, f"{n} with a CSF relapse", note)


def _with_symptoms(cohort: Cohort) -> Recomputed:
    csf = has_site(cohort, CSF)
    others, feeling = int((~csf).sum()), int(csf.sum()) - SILENT_CSF
    if feeling < 0:
        raise NotComputableError(f"Fewer than {SILENT_CSF} CSF relapses in this cohort.")
    shown = f"{others} outside the CSF + {feeling} of the CSF = {others + feeling}"
    return Recomputed({"children": float(others + feeling)}, shown)


def _pancreas(cohort: Cohort) -> Recomputed:
    had = has_site(cohort, "Pancreas")
    shown = f"{had.sum()} with a relapse in the pancreas"
    return Recomputed({"children": float(had.sum())}, shown, sentence(cases(cohort, had)))


def _confirmed(cohort: Cohort) -> Recomputed:
    csf, n = int(has_site(cohort, CSF).sum()), len(cohort)
    rest = n - CONFIRMED["biopsy"] - csf
    if rest < 0:
        return Recomputed({"CSF": float(csf)}, f"CSF {csf} of {n}")
    note = f"By these totals {share(rest, n)} were established without tissue or CSF."
    return Recomputed({"CSF": float(csf)}, f"CSF {csf}, so that {rest} remain", note)


def _bone(cohort: Cohort) -> Recomputed:
    had = has_site(cohort, BONE)
    note = f"Bone is a site of {cases(cohort, had)}; which of them were imaged is not published."
    return Recomputed({"children": float(had.sum())}, f"of {had.sum()} with bone", note)


def _sum_claim(
    key: str, claim: str, published: str, children: int, recompute: Callable[[Cohort], Recomputed]
) -> Claim:
    """Return a claim whose total is held against the children of the cohort."""
    return Claim(key, SECTION, claim, published, {"children": str(children)}, recompute, remark=TOTALS_ONLY)


CLAIMS: tuple[Claim, ...] = (
    _sum_claim(
        "symptoms",
        "Symptoms add up to all children (Results 4.3)",
        ", ".join(f"{name} {k}" for name, k in SYMPTOMS.items()),
        sum(SYMPTOMS.values()),
        _symptoms,
    ),
    Claim(
        "local_symptoms",
        SECTION,
        "Swelling or pain, and how many of these had further silent sites (Results 4.3)",
        "11; 4 (36.4 %)",
        {"children": "11", "percent": "36.4"},
        _local,
        remark=f"A check of the arithmetic only: {TOTALS_ONLY[0].lower()}{TOTALS_ONLY[1:]}",
    ),
    _sum_claim("silent_csf", "CSF relapses found without symptoms (Results 4.3)", "5 of 7", 7, _csf),
    _sum_claim(
        "with_symptoms",
        "Everybody relapsing elsewhere had symptoms (Results 4.3)",
        f"{listed(str(k) for name, k in SYMPTOMS.items() if name != NO_SYMPTOMS)} with symptoms",
        sum(k for name, k in SYMPTOMS.items() if name != NO_SYMPTOMS),
        _with_symptoms,
    ),
    Claim(
        "blood_chemistry",
        SECTION,
        "Abnormal blood chemistry, from the pancreas (Results 4.3)",
        "1",
        {"children": "1"},
        _pancreas,
        remark="Laboratory values are not published by child; held against the site.",
    ),
    Claim(
        "confirmed_by",
        SECTION,
        "How the relapse was established (Methods)",
        "biopsy 6, CSF 7, imaging and course the rest",
        {"CSF": str(CONFIRMED["CSF"])},
        _confirmed,
        remark="Not published by child; CSF is held against the CSF relapses.",
    ),
    Claim(
        "marrow_examined",
        SECTION,
        "Days from the relapse to the marrow examination (Methods)",
        "4 (1–7) days",
        remark="Not published by child; it sets what the paper calls concurrent.",
    ),
    Claim(
        "bone_imaging",
        SECTION,
        "Bone relapses with permeative destruction and periosteal reaction (Results 4.4)",
        "{permeative} of {children}".format(**BONE_IMAGED),
        {"children": str(BONE_IMAGED["children"])},
        _bone,
        remark="Only the denominator can be checked.",
    ),
)
