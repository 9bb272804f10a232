"""Which patients stand in which order as lanes, and what each lane says of its patient."""

from typing import Literal

import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort
from emr_core.factors import factor, present_levels, site_counts
from emr_core.fields import UNKNOWN
from emr_core.site_counts import row_order
from emr_core.timeline_groups import NONE, grouped
from emr_core.wording import counted, listed

Sort = Literal[
    "time to CR",
    "time to BMR",
    "time up to EMR",
    "follow-up",
    "leukaemia type",
    "site",
    "number of sites",
    "last status",
    "patient",
]

SHORT_STATUS = {
    "Died of disease": "Died (disease)",
    "Died of other cause": "Died (other)",
    "Died (cause not stated)": "Died",
    "Lost to follow-up": "Lost",
    "Alive (disease unknown)": "Alive",
    "Alive with disease": "Alive, disease",
}


def lane_rows(
    cohort: Cohort, times: pd.DataFrame, origin: str, sort: Sort, group: str, window: int = WINDOWS[0]
) -> pd.DataFrame:
    """Return the patients with a dated origin in the order of their lanes.

    Returns
    -------
    pandas.DataFrame
        `patient_id, group, n`, one row a lane, groups in the order of levels; `n` is the lanes of the group.
    """
    lanes = pd.DataFrame({"patient_id": cohort.column("patient_id"), "group": "", "rank": 0})
    if group != NONE:
        grouping = grouped(cohort, group, window)
        ranks = {level: rank for rank, level in enumerate(present_levels(grouping))}
        lanes["group"] = grouping.groups.astype("str").to_numpy()
        lanes["rank"] = lanes["group"].map(ranks)
    lanes["key"] = _sort_key(cohort, times, sort).to_numpy()
    # P2 stands before P10: the digits of an id are compared as numbers.
    lanes["id"] = lanes["patient_id"].str.replace(r"\d+", lambda digits: digits[0].zfill(12), regex=True)
    lanes = lanes[times[origin].notna().to_numpy()]
    lanes = lanes.assign(n=lanes.groupby("group")["patient_id"].transform("size"))
    order = lanes.sort_values(["rank", "key", "id"], na_position="last")
    return order[["patient_id", "group", "n"]].reset_index(drop=True)


def described(cohort: Cohort, lanes: pd.DataFrame) -> pd.DataFrame:
    """Return lanes with what each says of its patient: type, sites, last status and its short word."""
    shown = cohort.where(cohort.column("patient_id").isin(lanes["patient_id"]).to_numpy(dtype=bool))
    named = shown.sites[["patient_id", "site"]].drop_duplicates()
    sites = named.groupby("patient_id", sort=False)["site"].agg(listed)
    facts = pd.DataFrame({"patient_id": shown.column("patient_id")})
    facts["type"] = factor(shown, "leukemia_type").groups.astype("str").to_numpy()
    facts["sites"] = [sites.get(patient, "site not stated") for patient in facts["patient_id"]]
    facts["status"] = factor(shown, "last_status").groups.astype("str").to_numpy()
    facts["end"] = [SHORT_STATUS.get(value, value) for value in facts["status"]]
    return lanes.merge(facts, on="patient_id", how="left", validate="one_to_one")


def with_headings(lanes: pd.DataFrame, group: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the lanes with the name of their row, and all rows in order, a heading before each group."""
    show_type = group != "leukemia_type"
    lanes = lanes.assign(row=lanes["patient_id"] + (" · " + lanes["type"] if show_type else ""))
    if group == NONE:
        return lanes, list(lanes["row"])
    rows: list[str] = []
    for name, members in lanes.groupby("group", sort=False):
        rows += [f"{name}, {counted(members['n'].iloc[0], 'patient')}", *members["row"]]
    return lanes, rows


def _sort_key(cohort: Cohort, times: pd.DataFrame, sort: Sort) -> pd.Series:
    """Return what lanes are ordered by; missing comes last."""
    if sort == "time to CR":
        return times["CR of EMR"]
    if sort == "time to BMR":
        return times["BMR"]
    if sort == "time up to EMR":
        return 0 - times["CR before EMR"].fillna(times["Diagnosis"])
    if sort == "follow-up":
        return 0 - times["Last contact"]
    if sort == "site":
        return _commonest_site(cohort)
    if sort == "number of sites":
        return -site_counts(cohort)
    if sort == "patient":
        return pd.Series(0, index=times.index)
    grouping = factor(cohort, "last_status" if sort == "last status" else "leukemia_type")
    ranks = {level: rank for rank, level in enumerate(grouping.levels)}
    return grouping.groups.astype("str").map({**ranks, UNKNOWN: len(ranks)})


def _commonest_site(cohort: Cohort) -> pd.Series:
    """Return the place of each patient's commonest site in the order of the site pictures."""
    ranks = {site: rank for rank, site in enumerate(row_order(cohort, "site"))}
    own = cohort.sites["site"].map(ranks).groupby(cohort.sites["patient_id"]).min()
    return cohort.column("patient_id").map(own).astype("float64")
