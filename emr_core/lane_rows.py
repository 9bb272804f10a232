"""Which patients stand in which order as lanes, and what each lane says of its patient."""

from typing import Literal

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import factor, present_levels, site_counts
from emr_core.fields import UNKNOWN
from emr_core.wording import counted, listed

Sort = Literal["time to CR", "time to BMR", "leukaemia type", "number of sites", "last status", "patient"]

SHORT_STATUS = {
    "Died of disease": "Died (disease)",
    "Died of other cause": "Died (other)",
    "Died (cause not stated)": "Died",
    "Lost to follow-up": "Lost",
    "Alive (disease unknown)": "Alive",
    "Alive with disease": "Alive, disease",
}


def lane_rows(cohort: Cohort, times: pd.DataFrame, origin: str, sort: Sort, group: str) -> pd.DataFrame:
    """Return the patients with a dated origin in the order of their lanes.

    Returns
    -------
    pandas.DataFrame
        `patient_id, group, type, sites, status, end`, one row a lane, groups in the order of levels.
    """
    lanes = pd.DataFrame({"patient_id": cohort.patients["patient_id"]})
    grouping = None if group == "none" else factor(cohort, group)
    lanes["group"] = "" if grouping is None else grouping.groups.astype("str").to_numpy()
    lanes["type"] = factor(cohort, "leukemia_type").groups.astype("str").to_numpy()
    named = cohort.sites[["patient_id", "site"]].drop_duplicates()
    sites = named.groupby("patient_id", sort=False)["site"].agg(listed)
    lanes["sites"] = [sites.get(patient, "site not stated") for patient in lanes["patient_id"]]
    status = factor(cohort, "last_status").groups.astype("str").to_numpy()
    lanes["status"] = status
    lanes["end"] = [SHORT_STATUS.get(value, value) for value in status]
    lanes["key"] = _sort_key(cohort, times, sort).to_numpy()
    levels = [""] if grouping is None else list(present_levels(grouping))
    lanes["rank"] = lanes["group"].map({level: rank for rank, level in enumerate(levels)})
    dated = times[origin].notna().to_numpy()
    order = lanes[dated].sort_values(["rank", "key", "patient_id"], na_position="last")
    return order.drop(columns=["rank", "key"]).reset_index(drop=True)


def with_headings(lanes: pd.DataFrame, group: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the lanes with the name of their row, and all rows in order, a heading before each group."""
    show_type = group not in ("leukemia_type", "none")
    lanes = lanes.assign(row=lanes["patient_id"] + (" · " + lanes["type"] if show_type else ""))
    if group == "none":
        lanes["row"] = lanes["patient_id"] + " · " + lanes["type"]
        return lanes, list(lanes["row"])
    rows: list[str] = []
    for name, members in lanes.groupby("group", sort=False):
        rows += [f"{name}, {counted(len(members), 'patient')}", *members["row"]]
    return lanes, rows


def _sort_key(cohort: Cohort, times: pd.DataFrame, sort: Sort) -> pd.Series:
    """Return what lanes are ordered by; missing comes last."""
    if sort == "time to CR":
        return times["CR of EMR"]
    if sort == "time to BMR":
        return times["BMR"]
    if sort == "number of sites":
        return -site_counts(cohort)
    if sort == "patient":
        return pd.Series(0, index=times.index)
    grouping = factor(cohort, "last_status" if sort == "last status" else "leukemia_type")
    ranks = {level: rank for rank, level in enumerate(grouping.levels)}
    return grouping.groups.astype("str").map({**ranks, UNKNOWN: len(ranks)})
