"""Dates of death beside the last known status: who died is known, and must not contradict it."""

import pandas as pd

from emr_core.intake.issues import Issue
from emr_core.schema import BY_NAME
from emr_core.wording import counted, quoted

DIED = "Died (cause not stated)"


def deaths(
    died: pd.Series, status: pd.Series | None, header: str
) -> tuple[dict[str, pd.Series], list[Issue]]:
    """Return the status with the deaths that only a date tells, and what is said.

    Parameters
    ----------
    died
        Who has a date of death.
    status
        The last known status, if the file has it. Without it nobody's is filled in: a curve of those who died
        alone would be wrong.
    header
        The file's column of dates of death.
    """
    label = BY_NAME["last_status"].label
    n = int(died.sum())
    if not n:
        return {}, []
    if status is None:
        message = (
            f"{header}: {counted(n, 'patient')} with a date of death, but no column says who is alive. "
            f"{label} is unknown for all, and there is no survival curve. Add a column with the status."
        )
        return {}, [Issue("warning", "death_without_status", message, column=header)]
    blank = died & status.isna()
    issues = [
        Issue(
            "warning",
            "contradiction",
            f"{header}, row {place + 1}: a date of death, though {label} is {quoted(str(status[place]))}. "
            "Correct one of the two.",
            row=int(place) + 1,
            column=header,
        )
        for place in status.index[(died & status.astype("str").str.startswith("Alive")).to_numpy(dtype=bool)]
    ]
    if blank.any():
        message = (
            f"{header}: {counted(int(blank.sum()), 'patient')} with a date of death and no {label}: counted "
            f"as {quoted(DIED)}."
        )
        issues.append(Issue("info", "death_by_date", message, column=header))
        return {"last_status": status.mask(blank, DIED)}, issues
    return {}, issues
