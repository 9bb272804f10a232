"""What is not known, by field and leukaemia type: before any comparison, who is missing from it."""

from typing import Any

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed, without_relapse
from emr_core.fields import Identifier
from emr_core.figure import Table, caption, stamped_table
from emr_core.once import each
from emr_core.schema import BY_NAME, FIELDS
from emr_core.site_patterns import stated
from emr_core.stats.proportions import wilson
from emr_core.tables.columns import by_type, headings
from emr_core.tables.variables import COLUMNS_OF_THE_TABLE, absent
from emr_core.wording import listed, share

COLUMNS = ["variable", "label", "section", "group", "n", "N", "percent", "lower", "upper"]

METHODS = (
    "A value is unknown if the file leaves it empty. A field that only some patients can have (the time to "
    "remission of those who reached it, the sites of initial disease of those who had it) counts these "
    "patients only. Sites of relapse are unknown where no organ is named. Intervals in the downloaded "
    "table are Wilson 95 %, in percent."
)


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return one row a recorded field and column: how many are unknown, of how many who can have it."""
    patients = relapsed(cohort)
    columns = by_type(patients)
    rows: list[tuple[Any, ...]] = []
    for field in FIELDS:
        held = field.name in patients.columns and field.name not in COLUMNS_OF_THE_TABLE
        if not held or isinstance(field, Identifier):
            continue
        able, unknown = _able(patients, field.name), _unknown(patients, field.name)
        for group, mask in columns.items():
            of = able & mask
            k, N = int(np.count_nonzero(unknown & of)), int(np.count_nonzero(of))
            limits = wilson(k, N)
            shares = (100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
            rows.append((field.name, field.label, field.section, group, k, N, *shares))
    return {"missingness": pd.DataFrame(rows, columns=COLUMNS)}


def table(cohort: Cohort, whole: int) -> Table:
    """Return the unknown by field and leukaemia type; fields known in everybody are named below."""
    data = frames(cohort)
    frame = data["missingness"]
    heads = headings(by_type(relapsed(cohort)))
    gaps = frame.groupby("variable", sort=False)["n"].transform("max") > 0
    lines: dict[str, list[str]] = {}
    for row in frame[gaps.to_numpy(dtype=bool)].to_dict("records"):  # group by group it took 5 ms
        lines.setdefault(row["variable"], [row["label"]]).append(share(row["n"], row["N"]))
    asked = frame.groupby("variable", sort=False)["N"].transform("max") > 0
    complete = frame.loc[(asked & ~gaps).to_numpy(dtype=bool), "label"].drop_duplicates()
    made = Table(
        name="missingness",
        title="Not known, by leukaemia type",
        data=data,
        body=pd.DataFrame(list(lines.values()), columns=["Unknown", *heads.values()]),
        caption=caption(
            cohort, whole, "Unknown of the patients who can have the value", without_relapse(cohort)
        ),
        methods=METHODS,
        notes=_notes(patients=relapsed(cohort), complete=list(complete)),
    )
    return stamped_table(made, cohort)


@each
def _able(cohort: Cohort, name: str) -> Mask:
    """Return who can have the value at all; where that is not known, nobody is expected to have it."""
    limit = ("initial_emd", ("Yes",)) if name == "initial_emd_sites" else BY_NAME[name].only_for
    if limit is None or limit[0] not in cohort.columns:
        return np.ones(len(cohort), dtype=bool)
    return np.asarray(cohort.column(limit[0]).isin(limit[1]).to_numpy(dtype=bool))


@each
def _unknown(cohort: Cohort, name: str) -> Mask:
    """Return whose value is not recorded; for sites of relapse, of whom no organ is named."""
    if name == "emr_sites":
        return ~stated(cohort)
    return np.asarray(cohort.column(name).isna().to_numpy(dtype=bool))


def _notes(patients: Cohort, complete: list[str]) -> tuple[str, ...]:
    """Return the complete fields, those never recorded, and what an empty time can mean."""
    notes = []
    if "bmr_to_cr" in patients.columns:
        notes.append("BMR to CR is empty also where the remission was never reached.")
    if complete:
        notes.append(f"Known in everybody who can have it: {listed(complete)}.")
    missing = absent(patients)
    if missing:
        notes.append(f"Never recorded in this cohort: {listed(missing)}.")
    return tuple(notes)
