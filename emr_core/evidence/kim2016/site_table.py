"""Table 2: relapse sites by leukaemia type, row by row.

What is counted are sites: a child with three of them counts three times. The paper takes brachial and
sacral plexus as one row, likewise peritoneum with omentum and ovary with uterus.
"""

from collections.abc import Callable
from dataclasses import dataclass

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.measures import ALL, AML, site_count, sites_by_type
from emr_core.site_counts import SiteLevel

SECTION = "Relapse sites, Table 2"
CNS = "Nervous system"
CSF, BRAIN, PLEXUS, BONE, KIDNEY = "CSF", "Brain", "Nerve plexus", "Bone", "Kidney"


@dataclass(frozen=True)
class Row:
    """A row of Table 2: as printed, under which name the vocabulary has it, sites in AML and in ALL."""

    label: str
    name: str
    aml: int
    all: int
    level: SiteLevel = "site"


ROWS: tuple[Row, ...] = (
    Row("Central nervous system", CNS, 4, 7, "system"),
    Row("Brain", BRAIN, 2, 0),
    Row("Brachial and sacral plexus", PLEXUS, 2, 0),
    Row("CSF", CSF, 0, 7),
    Row("Bone", BONE, 6, 0),
    Row("Kidney", KIDNEY, 0, 4),
    Row("Muscle", "Muscle", 2, 0),
    Row("Liver", "Liver", 0, 2),
    Row("Lung", "Lung", 1, 0),
    Row("Pleura", "Pleura", 1, 0),
    Row("Pancreas", "Pancreas", 0, 1),
    Row("Intestine", "Intestine", 0, 1),
    Row("Peritoneum and omentum", "Peritoneum and omentum", 0, 1),
    Row("Parotid gland", "Parotid gland", 0, 1),
    Row("Lymph node", "Lymph node", 0, 2),
    Row("Breast", "Breast", 0, 1),
    Row("Ovary and uterus", "Ovary and uterus", 0, 1),
    Row("Testis", "Testis", 0, 2),
    Row("Skin", "Skin", 0, 1),
)

REMARKS = {
    PLEXUS: "Anatomically the plexus is peripheral; the paper counts it with the nervous system.",
    "Peritoneum and omentum": "Counted as one site.",
    "Ovary and uterus": "Counted as one site.",
}


def single_rows() -> tuple[Row, ...]:
    """Return the rows that are sites, without the heading that sums up three of them."""
    return tuple(row for row in ROWS if row.level == "site")


def _claim(row: Row) -> Claim:
    """Return the claim of one row: sites in AML, in ALL, and in both."""
    return Claim(
        f"table2_{row.name.lower().replace(' ', '_')}",
        SECTION,
        f"{row.label}: sites by leukaemia type",
        f"AML {row.aml}, ALL {row.all}, total {row.aml + row.all}",
        {AML: str(row.aml), ALL: str(row.all), "total": str(row.aml + row.all)},
        _row(row),
        remark=REMARKS.get(row.name, ""),
    )


def _row(row: Row) -> Callable[[Cohort], Recomputed]:
    """Return what counts the sites of a row."""

    def recompute(cohort: Cohort) -> Recomputed:
        return _by_type(cohort, row.level, (row.name,))

    return recompute


def _total(cohort: Cohort) -> Recomputed:
    found = _by_type(cohort, "site", ())
    apart = len(cohort.sites) - int(found.value["total"])
    note = f"{apart} more if every named structure counted apart." if apart else ""
    return Recomputed(found.value, found.shown, note)


def _by_type(cohort: Cohort, level: SiteLevel, names: tuple[str, ...]) -> Recomputed:
    """Return the sites of these names, or all sites, in AML, in ALL and in both."""
    table = sites_by_type(cohort, level)
    k = {of_type: site_count(table, names, of_type) for of_type in (AML, ALL)}
    total = site_count(table, names)
    value = {AML: float(k[AML]), ALL: float(k[ALL]), "total": float(total)}
    return Recomputed(value, f"AML {k[AML]}, ALL {k[ALL]}, total {total}")


CLAIMS: tuple[Claim, ...] = (
    *(_claim(row) for row in ROWS),
    Claim(
        "table2_total",
        SECTION,
        "All relapse sites by leukaemia type",
        "AML 14, ALL 24, total 38",
        {AML: "14", ALL: "24", "total": "38"},
        _total,
    ),
)
