"""Rows of a patient that hold a relapse of the marrow beside those that hold one outside it."""

import pandas as pd

from emr_core.fields import DAYS_PER_MONTH
from emr_core.intake.checks import CONCURRENT_UP_TO
from emr_core.intake.issues import Issue
from emr_core.schema import BY_NAME
from emr_core.wording import counted


def without_marrow(rows: pd.DataFrame, months: pd.Series) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the rows from the first relapse outside the marrow on, and what is said of the others.

    A relapse of the marrow alone before it stands in the patient's other rows as one before EMR, one within
    the window of concurrency as concurrent, unless the file says otherwise itself. Later ones stay.

    Parameters
    ----------
    rows
        Rows of patients with several relapses; `emr` is missing or No where a row names only the marrow.
    months
        When each relapse was, from any origin.
    """
    if "emr" not in rows:
        return rows, []
    outside = (rows["emr"] == "Yes").to_numpy(dtype=bool, na_value=False)
    ids = rows["patient_id"].astype("object")
    first = months.where(outside).groupby(ids, sort=False).transform("min")
    days = ((months - first) * DAYS_PER_MONTH).round()
    near = ~outside & (days.abs() <= CONCURRENT_UP_TO).to_numpy(dtype=bool)
    before = ~outside & ~near & (days < 0).to_numpy(dtype=bool)
    issues: list[Issue] = []
    left = rows[~near & ~before].copy()
    for here, name, level, what in (
        (before, "bmr_before_emr", "Yes", "marrow relapses before the first extramedullary one"),
        (
            near,
            "bmr",
            "Concurrent",
            f"marrow relapses within {CONCURRENT_UP_TO} days of the extramedullary one",
        ),
    ):
        if here.any():
            _fill(left, rows["patient_id"][here], name, level)
            message = (
                f"{counted(int(here.sum()), 'row')}: {what}; {BY_NAME[name].label} is {level} where the file "
                "does not say. Times run from the extramedullary relapse."
            )
            issues.append(Issue("info", "marrow_rows", message, column="patient_id"))
    return left, issues


def _fill(rows: pd.DataFrame, patients: pd.Series, name: str, level: str) -> None:
    """Fill in a level for these patients where nothing is recorded."""
    if name not in rows:
        rows[name] = pd.Series(pd.NA, index=rows.index, dtype="str")
    missing = (rows["patient_id"].isin(patients) & rows[name].isna()).to_numpy(dtype=bool)
    rows[name] = rows[name].mask(missing, level)
