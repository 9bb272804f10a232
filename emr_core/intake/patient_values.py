"""What is known of a patient from the beginning, in every row of the patient: it stands in the first only."""

import pandas as pd

from emr_core.intake.issues import Issue
from emr_core.intake.outer_bytes import each_once
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed


def in_every_row(columns: dict[str, pd.Series]) -> tuple[dict[str, pd.Series], list[Issue]]:
    """Return the columns with what one row of a patient says in those that say nothing, and what is said.

    Only fields that are known from diagnosis on are filled in: they cannot differ between a patient's rows.
    """
    ids = columns.get("patient_id")
    if ids is None or ids.isna().all() or each_once(ids if ids.notna().all() else ids[ids.notna()]):
        return columns, []
    again = (ids.notna() & ids.duplicated(keep=False)).to_numpy(dtype=bool)
    filled: dict[str, pd.Series] = {}
    for name, values in columns.items():
        known = BY_NAME.get(name)
        wanting = values.isna().to_numpy(dtype=bool) & again
        if name == "patient_id" or known is None or known.known_from != "diagnosis" or not wanting.any():
            continue
        first = values[again].groupby(ids[again].astype("object"), sort=False).first()
        given = ids[wanting].astype("object").map(first).astype(values.dtype)
        if given.notna().any():
            filled[name] = values.where(~wanting, given.reindex(values.index))
    if not filled:
        return columns, []
    labels = [BY_NAME[name].label for name in filled]
    verb, rows = ("stands" if len(labels) == 1 else "stand"), counted(int(again.sum()), "row")
    message = (
        f"{listed(labels)}: {verb} in some rows of a patient only; taken for {rows} of patients with several."
    )
    header = BY_NAME[next(iter(filled))].header
    return columns | filled, [Issue("info", "patient_down", message, column=header)]
