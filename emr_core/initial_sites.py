"""Where the leukaemia lay outside the marrow at diagnosis, beside where it came back."""

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, from_positions
from emr_core.once import once
from emr_core.site_counts import SiteLevel
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.sites import read_sites
from emr_core.wording import share_within

SAME_SITE = "Same site"
SAME_SYSTEM = "Same system, another site"
ANOTHER = "Another system"
NOT_COMPARED = "Initial EMD, a site not stated"
NO_EMD = "No initial EMD"
NOT_RECORDED = "Initial EMD not recorded"

COMPARED = (SAME_SITE, SAME_SYSTEM, ANOTHER)
RELATIONS = (*COMPARED, NOT_COMPARED, NO_EMD, NOT_RECORDED)
"""Every patient is one of these."""

EMD_NOT_STATED = "Initial EMD, site not stated"
EMR_NOT_STATED = "Site not stated"


@once
def initial_sites(cohort: Cohort) -> pd.DataFrame:
    """Return one row a patient and site of initial disease: `patient_id, system, site, subsite`.

    The words are read as those of the relapse are; what is not a site in the vocabulary is not there.
    """
    patients = cohort.patients
    rows: list[tuple[str, str, str, str]] = []
    if "initial_emd_sites" in patients:
        told = patients.loc[patients["initial_emd_sites"].notna(), ["patient_id", "initial_emd_sites"]]
        read = {text: read_sites(str(text)).mentions for text in told["initial_emd_sites"].unique()}
        for patient, text in zip(told["patient_id"], told["initial_emd_sites"], strict=True):
            places = [mention.site for mention in read[text]]
            rows += [(patient, place.system, place.site, place.subsite) for place in places]
    columns = ["patient_id", "system", "site", "subsite"]
    return pd.DataFrame(rows, columns=columns, dtype="str").drop_duplicates(ignore_index=True)


@once
def relations(cohort: Cohort) -> pd.Series:
    """Return one of `RELATIONS` a patient: of several sites the nearest one counts.

    A patient with a recorded site had initial disease, whatever else is recorded.
    """
    initial = initial_sites(cohort)
    flags = _flags(cohort)
    before, after = _held(initial), _held(cohort.sites)
    found = []
    for patient, flag in zip(cohort.column("patient_id"), flags, strict=True):
        sites, systems = before.get(patient, (set(), set()))
        later_sites, later_systems = after.get(patient, (set(), set()))
        if not sites and flag != "Yes":
            found.append(NO_EMD if flag == "No" else NOT_RECORDED)
        elif not sites or not later_sites:
            found.append(NOT_COMPARED)
        elif sites & later_sites:
            found.append(SAME_SITE)
        else:
            found.append(SAME_SYSTEM if systems & later_systems else ANOTHER)
    places = np.array([RELATIONS.index(relation) for relation in found], dtype=np.int64)
    return from_positions(places, RELATIONS)


def relation_counts(cohort: Cohort, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Return one line a relation and group of patients (name to a bool a patient): k, n, interval, words.

    What was compared has the compared patients as its denominator, all else every patient of the group.
    """
    held = relations(cohort)
    compared = held.isin(COMPARED)
    lines = []
    for relation in RELATIONS:
        for group, members in groups.items():
            of = members & compared if relation in COMPARED else members
            k, n = int((of & (held == relation)).sum()), int(of.sum())
            limits = wilson(k, n)
            told = share_within(k, n, limits.lower, limits.upper)
            numbers = (k, n, 100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
            lines.append((relation, group, *numbers, f"{k}/{n}", told))
    columns = ["relation", "group", "k", "n", "percent", "lower", "upper", "number", "words"]
    return pd.DataFrame(lines, columns=columns)


def pairs(cohort: Cohort, level: SiteLevel) -> pd.DataFrame:
    """Return one row a patient, site at diagnosis and site of relapse: `patient_id, before, after`.

    Who had no initial disease, or of whom it is not recorded, has that as `before`.
    """
    initial = initial_sites(cohort)
    before = initial[["patient_id", level]].set_axis(["patient_id", "before"], axis=1).drop_duplicates()
    names = {"Yes": EMD_NOT_STATED, "No": NO_EMD}
    ids = cohort.column("patient_id")
    known = set(before["patient_id"])
    rest = [
        (patient, names.get(flag, NOT_RECORDED))
        for patient, flag in zip(ids, _flags(cohort), strict=True)
        if patient not in known
    ]
    before = pd.concat([before, pd.DataFrame(rest, columns=["patient_id", "before"], dtype="str")])
    after = cohort.sites[["patient_id", level]].set_axis(["patient_id", "after"], axis=1).drop_duplicates()
    found = before.merge(after, on="patient_id", how="left")
    return found.assign(after=found["after"].fillna(EMR_NOT_STATED))


def _flags(cohort: Cohort) -> list[str]:
    """Return Yes, No or nothing a patient."""
    if "initial_emd" not in cohort.columns:
        return [""] * len(cohort)
    return [flag if isinstance(flag, str) else "" for flag in cohort.column("initial_emd")]


def _held(sites: pd.DataFrame) -> dict[str, tuple[set[str], set[str]]]:
    """Return the sites and systems of every patient who has any."""
    held: dict[str, tuple[set[str], set[str]]] = {}
    for patient, site, system in zip(sites["patient_id"], sites["site"], sites["system"], strict=True):
        at_sites, in_systems = held.setdefault(str(patient), (set(), set()))
        at_sites.add(site)
        in_systems.add(system)
    return held
