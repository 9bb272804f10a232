"""How the relapse was established: by tissue, by CSF, or by imaging and course alone."""

from collections.abc import Iterator

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.distinct_texts import texts_counted
from emr_core.evidence.recompute import has_paper, paper_of
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.schema import BY_NAME
from emr_core.site_patterns import number_with
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
    unknown = len(had) - sum(texts_counted(had, FIELD).values()) if FIELD in had.columns else len(had)
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
    held = texts_counted(cohort, FIELD) if FIELD in cohort.columns else {}
    if held:
        n = sum(held.values())
        cells = [(set(cell.split("; ")), of_cell) for cell, of_cell in held.items()]
        for way in (TISSUE, CSF):
            yield way, sum(of_cell for cell, of_cell in cells if way in cell), n, "each patient"
        rest = sum(of_cell for cell, of_cell in cells if not cell & {TISSUE, CSF})
        yield NEITHER, rest, n, "each patient"
    elif has_paper(cohort) and not cohort.steps:
        tissue, n = paper_of(cohort).confirmed[TISSUE], len(cohort)
        csf = number_with(cohort, CSF)
        if tissue + csf <= n:
            yield TISSUE, tissue, n, "the paper's total"
            yield CSF, csf, n, "the sites"
            yield NEITHER, n - tissue - csf, n, "what remains"
