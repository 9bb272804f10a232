"""Several rows of one patient: the same twice, one a site, one a relapse, or in conflict."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import EPISODE_COLUMNS, Mask
from emr_core.fields import DAYS_PER_MONTH
from emr_core.intake.durations import EMR_DAY
from emr_core.intake.issues import Issue
from emr_core.intake.marrow_rows import without_marrow
from emr_core.intake.outer_bytes import each_once
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed

_MONTHS = {EMR_DAY: 1 / DAYS_PER_MONTH, "diagnosis_to_emr": 1.0, "age_at_emr": 12.0, "year_of_emr": 12.0}
"""What tells two relapses of a patient apart, the most exact first, and months a unit of it."""


@dataclass(frozen=True)
class Merged:
    """One row a patient: the first relapse; later ones are episodes. `refused` rows contradict another."""

    patients: pd.DataFrame
    episodes: pd.DataFrame
    rows_merged: int
    rows_refused: int
    issues: tuple[Issue, ...]


def merge(values: pd.DataFrame) -> Merged:
    """Return one row a patient; the index stays the place of the patient's first row in the file."""
    ids = values["patient_id"]
    known = ids.notna()
    if each_once(ids if known.all() else ids[known]):
        return Merged(values, no_episodes(), 0, 0, ())
    repeated = (known & ids.duplicated(keep=False)).to_numpy(dtype=bool)
    rows = values[repeated]
    times = [name for name in _MONTHS if name in rows]
    differ = _differing(rows)
    fixed = [name for name in differ if name not in BY_NAME or BY_NAME[name].known_from == "diagnosis"]
    at_times = differ[times].any(axis=1) if times else pd.Series(False, index=differ.index)
    several = at_times & ~differ[[name for name in fixed if name not in _MONTHS]].any(axis=1)
    others = [name for name in differ if name != "emr_sites"]
    joined = ~differ[others].any(axis=1) & ~several
    conflict = ~(several | joined)
    issues = _conflicts(rows, differ, conflict)
    issues += _joined(rows, differ, joined)
    keep = values[~repeated]
    index_rows, later, found = _relapses(rows[_of(rows, several)], times)
    issues += found
    one = _one_row(rows[_of(rows, joined)])
    first = rows[_of(rows, conflict)]
    first = first[~first["patient_id"].duplicated()]
    merged = pd.concat([keep, one, index_rows, first]).sort_index()
    refused = int(_of(rows, conflict).sum()) - len(first)
    return Merged(merged, later, len(values) - len(merged) - refused, refused, tuple(issues))


def _of(rows: pd.DataFrame, patients: pd.Series) -> pd.Series:
    """Return which rows belong to the patients for whom something holds."""
    return rows["patient_id"].map(patients).astype("bool")


def _differing(rows: pd.DataFrame) -> pd.DataFrame:
    """Return for every patient and column whether the rows hold several values."""
    coded = pd.DataFrame(
        {name: pd.factorize(rows[name])[0] for name in rows if name != "patient_id"}, index=rows.index
    ).astype("float64")
    coded = coded.mask(coded < 0)
    groups = coded.groupby(rows["patient_id"].astype("object"), sort=False)
    return groups.max().gt(groups.min())


def _one_row(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each patient as one: the first value of every column, all sites."""
    if rows.empty:
        return rows
    ids = rows["patient_id"].astype("object")
    first = rows.groupby(ids, sort=False).first()
    places = rows.index.to_series().groupby(ids, sort=False).first()
    if "emr_sites" in rows:
        sites = rows["emr_sites"].dropna().astype("object")
        together = sites.groupby(ids[sites.index], sort=False).agg(
            lambda texts: "; ".join(dict.fromkeys(texts))
        )
        first["emr_sites"] = together.reindex(first.index).astype(rows["emr_sites"].dtype)
    first["patient_id"] = first.index
    first.index = pd.Index(places.reindex(first.index).to_numpy())
    return first[list(rows.columns)].astype({"patient_id": rows["patient_id"].dtype})


def _relapses(rows: pd.DataFrame, times: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """Return the first relapse of each patient, the later ones as episodes, and what is said of them.

    The first one is the first outside the marrow: a relapse of the marrow before it is only said of it.
    """
    if rows.empty:
        return rows, no_episodes(), []
    clock = next((name for name in times if rows[name].notna().all()), times[0])
    ordered = rows.sort_values(clock, kind="stable", na_position="last")
    ordered, earlier = without_marrow(ordered, ordered[clock] * _MONTHS[clock])
    ids = ordered["patient_id"].astype("object")
    order = ordered[clock] * _MONTHS[clock]
    number = (order.groupby(ids, sort=False).rank(method="dense").fillna(0)).astype("int64")
    index_rows = _one_row(ordered[(number <= 1).to_numpy(dtype=bool)])
    later = ordered[(number > 1).to_numpy(dtype=bool)]
    months = (order - order.groupby(ids, sort=False).transform("min"))[later.index]
    blank = pd.Series("", index=later.index, dtype="str")
    episodes = pd.DataFrame(
        {
            "patient_id": later["patient_id"],
            "number": number[later.index],
            "months": months.round(2),
            "sites": later.get("emr_sites", blank).fillna(""),
            "marrow": later.get("bmr", blank).astype("str").fillna(""),
            "response": later.get("response", blank).astype("str").fillna(""),
        }
    ).reset_index(drop=True)
    if not len(later):
        return index_rows, episodes, earlier
    n = counted(len(later), "row")
    message = (
        f"{n}: later relapses of a patient whose first one stands in another row; kept as episodes, "
        "not counted among the sites."
    )
    return index_rows, episodes, [*earlier, Issue("info", "episodes", message, column="patient_id")]


def _joined(rows: pd.DataFrame, differ: pd.DataFrame, joined: pd.Series) -> list[Issue]:
    """Return what is said of rows that are the same, or that name further sites of one relapse."""
    sites = differ["emr_sites"] if "emr_sites" in differ else pd.Series(False, index=differ.index)
    same = rows[_of(rows, joined & ~sites)]
    again = same[same["patient_id"].duplicated()]
    issues = [
        Issue(
            "warning",
            "duplicate_row",
            f"Patient, row {place + 1}: the same as an earlier row of this patient. Counted once.",
            row=int(place) + 1,
            column="patient_id",
        )
        for place in again.index
    ]
    longer = rows[_of(rows, joined & sites)]
    if len(longer):
        patients = counted(longer["patient_id"].nunique(), "patient")
        message = f"{counted(len(longer), 'row')} of {patients}: one row a site; the sites are put together."
        issues.append(Issue("info", "rows_joined", message, column="patient_id"))
    return issues


def _conflicts(rows: pd.DataFrame, differ: pd.DataFrame, conflict: pd.Series) -> list[Issue]:
    """Return an error for every further row of a patient whose rows contradict each other, and in what."""
    wrong = rows[_of(rows, conflict)]
    again = wrong[wrong["patient_id"].duplicated()]
    said = {patient: _said(differ.columns[held]) for patient, held in _held(differ, conflict)}
    return [
        Issue(
            "error",
            "duplicate_id",
            f"Patient, row {int(place) + 1}: the same code stands in an earlier row. They differ in "
            f"{said[patient]}. One row a patient: correct the rows, or give a date for each relapse.",
            row=int(place) + 1,
            column="patient_id",
        )
        for place, patient in zip(again.index, again["patient_id"], strict=True)
    ]


def _held(differ: pd.DataFrame, conflict: pd.Series) -> Iterable[tuple[object, Mask]]:
    held = differ[conflict]
    return zip(held.index, held.to_numpy(dtype=bool), strict=True)


def _said(names: pd.Index) -> str:
    labels = [BY_NAME[name].label for name in names if name in BY_NAME]
    return listed(labels) or "columns that are not read"


def no_episodes() -> pd.DataFrame:
    """Return no later relapse, in the columns of episodes."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in EPISODE_COLUMNS})
