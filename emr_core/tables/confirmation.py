"""How the relapse was established: by tissue, by CSF, or by imaging and course alone."""

from collections.abc import Iterator

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.evidence.recompute import has_paper, paper_of
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.schema import BY_NAME
from emr_core.stats.proportions import wilson
from emr_core.wording import counted, interval, share

FIELD = "confirmed_by"
TISSUE, CSF = "Biopsy", "CSF"
NEITHER = "Neither tissue nor CSF"
Line = tuple[str, int, int, str]
"""A way, k, n, and where k comes from."""

METHODS = (
    "A patient can be confirmed in several ways; neither tissue nor CSF means imaging and course alone. "
    "Where it is not recorded by patient and the cohort is a published one, CSF is counted from the sites, "
    "biopsy is the paper's total, and the rest is what remains. Intervals are Wilson 95 %."
)


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return every way with k of n; nothing where neither patients nor paper tell."""
    rows = []
    for way, k, n, known_from in _ways(relapsed(cohort)):
        limits = wilson(k, n)
        percents = (100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
        rows.append((way, k, n, *percents, known_from))
    columns = ["confirmed_by", "k", "n", "percent", "lower", "upper", "known_from"]
    return {"confirmation": pd.DataFrame(rows, columns=columns)}


def table(cohort: Cohort, whole: int) -> Table:
    """Return how relapses were established, as read."""
    data, had = frames(cohort), relapsed(cohort)
    rows = data["confirmation"].to_dict("records")
    lines = [
        (r["confirmed_by"], share(r["k"], r["n"]), _limits(r["lower"], r["upper"], r["n"]), r["known_from"])
        for r in rows
    ]
    unknown = len(had) - int(had.column(FIELD).notna().sum()) if FIELD in had.columns else len(had)
    label = BY_NAME[FIELD].label
    note = f"{label}: not recorded by patient in this cohort."
    if unknown < len(had):
        note = f"{label}: unknown in {counted(unknown, 'patient')}, who are in no line."
    made = Table(
        name="confirmation",
        title="How the relapse was confirmed",
        data=data,
        body=pd.DataFrame(lines, columns=["Confirmed by", "Patients", "95 % interval", "Known from"]),
        caption=caption(cohort, whole, "Patients with a relapse outside the marrow", without_relapse(cohort)),
        methods=METHODS,
        notes=(note,),
    )
    return stamped_table(made, cohort)


def _limits(lower: float, upper: float, n: int) -> str:
    """Return the limits of a share in percent."""
    return interval(lower / 100, upper / 100, n)


def _ways(cohort: Cohort) -> Iterator[Line]:
    """Yield the ways as recorded by patient; without such records, as the paper's totals leave them."""
    held = cohort.column(FIELD).dropna() if FIELD in cohort.columns else pd.Series(dtype="str")
    if len(held):
        cells = [set(str(cell).split("; ")) for cell in held]
        for way in (TISSUE, CSF):
            yield way, sum(way in cell for cell in cells), len(cells), "each patient"
        rest = sum(not cell & {TISSUE, CSF} for cell in cells)
        yield NEITHER, rest, len(cells), "each patient"
    elif has_paper(cohort) and not cohort.steps:
        tissue, n = paper_of(cohort).confirmed[TISSUE], len(cohort)
        there = (cohort.sites["site"] == CSF).to_numpy(dtype=bool)
        csf = int(cohort.sites.loc[there, "patient_id"].nunique())
        if tissue + csf <= n:
            yield TISSUE, tissue, n, "the paper's total"
            yield CSF, csf, n, "the sites"
            yield NEITHER, n - tissue - csf, n, "what remains"
