"""What is computed for all patients at once, patient by patient: slow, and plain enough to be believed."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from emr_core.choices import Choice
from emr_core.cohort import Cohort
from emr_core.filters import apply, passing
from emr_core.initial_sites import (
    ANOTHER,
    NO_EMD,
    NOT_COMPARED,
    NOT_RECORDED,
    SAME_SITE,
    SAME_SYSTEM,
)  # fmt: skip
from emr_core.lane_states import NO_REMISSION, WITH_DISEASE
from emr_core.site_patterns import LEVELS
from emr_core.timeline import EVENTS
from emr_core.vocabulary.sites import read_sites


def has(cohort: Cohort, name: str, *levels: str) -> list[bool]:
    """Return who is recorded with one of these levels."""
    if name not in cohort.patients:
        return [False] * len(cohort)
    return [value in levels for value in cohort.patients[name]]


def segments(cohort: Cohort, times: pd.DataFrame) -> pd.DataFrame:
    """Return the states between dated events, patient by patient."""
    known = pd.DataFrame(
        {
            "earlier CR": has(cohort, "remission_before_emr", "CR2", "CR3 or later"),
            "never in CR": has(cohort, "remission_before_emr", "Never in CR"),
            "no CR": has(cohort, "response", *NO_REMISSION),
            "with disease": has(cohort, "last_status", *WITH_DISEASE),
            "no relapse": np.array(has(cohort, "second_relapse", "No"))
            | np.array(has(cohort, "last_status", "Alive in CR")),
            "second relapse": has(cohort, "second_relapse", "Yes"),
            "later BMR": has(cohort, "bmr", "Subsequent"),
        },
        index=cohort.patients["patient_id"],
    )
    facts = known.loc[times["patient_id"]].to_dict("records")
    found = []
    for row, fact in zip(times.to_dict("records"), facts, strict=True):
        marks = sorted({row[event] for event in (*EVENTS, "Last contact") if not np.isnan(row[event])})
        for start, end in pairwise(marks):
            state = before(row, fact, start) if start < 0 else after(row, fact, start)
            found.append((row["patient_id"], state, start, end))
    return pd.DataFrame(found, columns=["patient_id", "state", "start", "end"]).astype(
        {"patient_id": "str", "state": "str", "start": "float64", "end": "float64"}
    )


def before(row: dict[Hashable, Any], fact: dict[Hashable, Any], at: float) -> str:
    """Return the state that begins at a time before the extramedullary relapse."""
    if at >= row["HSCT before EMR"]:
        return "After HSCT"
    if at >= row["CR before EMR"]:
        return "Remission"
    one_course = at < row["CR before EMR"] and not fact["earlier CR"]
    return "Before remission" if one_course or fact["never in CR"] else "Not recorded"


def after(row: dict[Hashable, Any], fact: dict[Hashable, Any], at: float) -> str:
    """Return the state that begins at a time from the relapse on; a remission after HSCT has its own name."""
    state = since_relapse(row, fact, at)
    return "After HSCT" if state == "Remission" and row["HSCT after EMR"] <= at else state


def since_relapse(row: dict[Hashable, Any], fact: dict[Hashable, Any], at: float) -> str:
    """Return the state that begins at a time from the extramedullary relapse on, transplanted or not."""
    if row["BMR"] <= at and (at < row["CR of BMR"] or (np.isnan(row["CR of BMR"]) and fact["with disease"])):
        return "Marrow relapse"
    if at < row["CR of EMR"] or (np.isnan(row["CR of EMR"]) and fact["no CR"]):
        return "Relapse"
    if row["Second relapse"] <= at:
        return "Relapse" if fact["with disease"] else "Not recorded"
    marrow_open = row["BMR"] <= at and np.isnan(row["CR of BMR"])
    if np.isnan(row["CR of EMR"]) or marrow_open:
        return "Not recorded"
    relapse_follows = row["BMR"] > at or row["Second relapse"] > at
    second = fact["second relapse"] and np.isnan(row["Second relapse"]) and not fact["later BMR"]
    undated = second or (fact["later BMR"] and np.isnan(row["BMR"]))
    return "Remission" if relapse_follows or (fact["no relapse"] and not undated) else "Not recorded"


def relation(cohort: Cohort, patient: dict[Hashable, Any]) -> str:
    """Return how the relapse of one patient lies to the initial disease."""
    text, flag = patient.get("initial_emd_sites"), patient.get("initial_emd")
    initial = [mention.site for mention in read_sites(text).mentions] if isinstance(text, str) else []
    later = cohort.sites[cohort.sites["patient_id"] == patient["patient_id"]]
    if not initial and flag != "Yes":
        return NO_EMD if flag == "No" else NOT_RECORDED
    if not initial or later.empty:
        return NOT_COMPARED
    if {place.site for place in initial} & set(later["site"]):
        return SAME_SITE
    return SAME_SYSTEM if {place.system for place in initial} & set(later["system"]) else ANOTHER


def narrowed(cohort: Cohort, choices: Iterable[Choice]) -> Cohort:
    """Return the patients left by one filter after the other, and of every table the rows of those left."""
    for choice in choices:
        step = apply(cohort, (choice,)).steps[-1]
        left = set(cohort.patients["patient_id"][passing(cohort, (choice,))])
        tables = {
            name: frame[frame["patient_id"].isin(left)].reset_index(drop=True)
            for name in ("patients", "sites", "episodes")
            for frame in (getattr(cohort, name),)
        }
        cohort = replace(cohort, **tables, steps=(*cohort.steps, step))
    return cohort


def sites_at_any_level(cohort: Cohort) -> dict[str, int]:
    """Return how many patients have a row of sites that holds a name at whichever level."""
    owners: dict[str, set[str]] = {}
    for row in cohort.sites.to_dict("records"):
        for level in LEVELS:
            owners.setdefault(row[level], set()).add(row["patient_id"])
    return {name: len(patients) for name, patients in owners.items()}


def patients_of(cohort: Cohort) -> dict[str, list[bool]]:
    """Who has each site, patient by patient."""
    held = cohort.sites.groupby("patient_id")["site"].agg(set).to_dict()
    ids = cohort.patients["patient_id"]
    return {site: [site in held.get(one, ()) for one in ids] for site in sorted(set(cohort.sites["site"]))}


def in_order(ids: Iterable[str]) -> list[str]:
    """Return codes with their numbers compared as numbers, code by code."""
    return sorted(ids, key=lambda one: re.sub(r"\d+", lambda digits: digits[0].zfill(12), one))
