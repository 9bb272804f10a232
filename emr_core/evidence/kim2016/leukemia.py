"""The leukaemia at diagnosis: white cells, FAB class, cytogenetics, disease outside the marrow."""

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.measures import (
    ALL,
    AML,
    cases,
    column,
    is_known,
    is_level,
    middle,
    range_shown,
    sentence,
    tally,
)
from emr_core.wording import counted, number, share

SECTION = "Leukaemia at diagnosis"

WBC = {"median": "80.0", "lowest": "3", "highest": "475.5"}
FAB = {"L1": "14", "M2": "5", "M0": "1", "M4": "1", "M7": "1"}
NORMAL = "normal"
KARYOTYPES = {
    NORMAL: "4",
    "t(8;21)": "5",
    "t(9;22)": "2",
    "t(1;18)": "1",
    "t(17;19)": "1",
    "t(5;10)": "1",
    "t(2;12)": "1",
    "t(1;17)": "1",
}


def _wbc(cohort: Cohort) -> Recomputed:
    wbc = middle(cohort, "wbc_at_diagnosis")
    value = {"median": wbc.median, "lowest": wbc.minimum, "highest": wbc.maximum}
    note = f"Known for {wbc.n} of {len(cohort)}; their mean is {number(wbc.mean)}."
    return Recomputed(value, range_shown(wbc, wbc.median, "10⁹/L"), note)


def _fab(cohort: Cohort) -> Recomputed:
    return tally({name: int(is_level(cohort, "fab", name).sum()) for name in FAB})


def _most_frequent_fab(cohort: Cohort) -> Recomputed:
    """Compare the commonest class of either type with the published one."""
    expected = {AML: "M2", ALL: "L1"}
    said, holds = [], []
    for of_type, fab in expected.items():
        group = is_level(cohort, "leukemia_type", of_type)
        sizes = column(cohort, "fab")[group].value_counts()
        if not group.any() or not sizes.iloc[0]:
            return Recomputed({}, f"nobody with {of_type} and a FAB class")
        said.append(f"{of_type} {sizes.index[0]} {sizes.iloc[0]}/{int(group.sum())}")
        holds.append(bool(sizes[fab] == sizes.iloc[0]))
    return Recomputed({}, ", ".join(said), holds=all(holds))


def _karyotype_known(cohort: Cohort) -> Recomputed:
    known = is_known(cohort, "karyotype")
    value = {"known": float(known.sum()), "children": float(len(cohort))}
    return Recomputed(value, f"{known.sum()} of {len(cohort)}")


def _karyotype_missing(cohort: Cohort) -> Recomputed:
    missing = ~is_known(cohort, "karyotype")
    groups = {name: is_level(cohort, "leukemia_type", name) for name in (ALL, AML)}
    said = [f"{name} {(missing & group).sum()}/{group.sum()}" for name, group in groups.items()]
    return Recomputed({}, f"missing in {', '.join(said)}")


def _karyotypes(cohort: Cohort) -> Recomputed:
    """Count karyotypes by what is written, since the classes put several rare ones together."""
    classes = column(cohort, "karyotype")
    written = column(cohort, "karyotype_as_written").str.replace(" ", "").str.replace(",", ";")
    names = written.mask(classes == "Normal", NORMAL)
    found = tally({name: int((names == name).sum()) for name in KARYOTYPES})
    others = int(names[classes.notna()].isin(list(KARYOTYPES)).eq(False).sum())
    note = f"{counted(others, 'child', 'children')} with another karyotype." if others else ""
    return Recomputed(found.value, found.shown, note)


def _initial_emd(cohort: Cohort) -> Recomputed:
    had = is_level(cohort, "initial_emd", "Yes")
    return Recomputed(
        {"with it": float(had.sum()), "children": float(len(cohort))},
        f"{had.sum()} of {len(cohort)}",
        sentence(cases(cohort, had)),
    )


def _emd_and_relapse(cohort: Cohort) -> Recomputed:
    had = int(is_level(cohort, "initial_emd", "Yes").sum())
    return Recomputed({}, f"{share(had, len(cohort))} had it")


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "wbc",
        SECTION,
        "Median white cell count with its range (Results 4.1)",
        "{median} ({lowest}–{highest}) 10⁹/L".format(**WBC),
        WBC,
        _wbc,
    ),
    Claim(
        "fab",
        SECTION,
        "Children by FAB class (Results 4.1)",
        ", ".join(f"{name} {k}" for name, k in FAB.items()),
        FAB,
        _fab,
    ),
    Claim(
        "most_frequent_fab",
        SECTION,
        "Commonest FAB class of either leukaemia (Discussion)",
        "M2 in AML, L1 in ALL",
        recompute=_most_frequent_fab,
    ),
    Claim(
        "karyotype_known",
        SECTION,
        "Children with a cytogenetic result (Results 4.1)",
        "16 of 22",
        {"known": "16", "children": "22"},
        _karyotype_known,
    ),
    Claim(
        "karyotype_missing",
        SECTION,
        "In which leukaemia the cytogenetic result is missing",
        "not stated",
        recompute=_karyotype_missing,
        remark="The paper does not say it; shares of a karyotype in ALL rest on the known ones.",
    ),
    Claim(
        "karyotypes",
        SECTION,
        "Children by karyotype (Results 4.1)",
        ", ".join(f"{name} {k}" for name, k in KARYOTYPES.items()),
        KARYOTYPES,
        _karyotypes,
    ),
    Claim(
        "initial_emd",
        SECTION,
        "Children with extramedullary disease at diagnosis (Results 4.1, Discussion)",
        "1 of 22",
        {"with it": "1", "children": "22"},
        _initial_emd,
    ),
    Claim(
        "emd_and_relapse",
        SECTION,
        "Early extramedullary disease is unrelated to the later relapse (Abstract, Discussion)",
        "no significant correlation",
        recompute=_emd_and_relapse,
        remark="All these children relapsed: without children who did not there is nothing to compare.",
    ),
)
