"""How many patients share what others may know of them: age, sex, type, institution, year, sites."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed

KNOWN_OUTSIDE = ("sex", "leukemia_type", "institution", "year_of_emr")
"""Fields that somebody who knows a patient may know; an age counts in bands, sites as a set."""

AGES = ("age_at_emr", "age_at_diagnosis")
"""The age that is taken: the first that the cohort records."""

BAND = 5
"""Years of an age band."""


@dataclass(frozen=True)
class KAnonymity:
    """What would tell patients apart in a list of them.

    Parameters
    ----------
    k
        Patients in the smallest group that agrees in all of it; 0 for nobody.
    unique
        Patients who stand alone.
    patients
        All patients.
    fields
        What was taken, in words.
    """

    k: int
    unique: int
    patients: int
    fields: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How easily a patient is recognised, as one sentence."""
        if not self.patients:
            return "No patient, so nobody can be recognised."
        return (
            f"By {listed(self.fields)} together, {self.unique} of {counted(self.patients, 'patient')} stand "
            f"alone; the smallest group has {self.k} (k = {self.k})."
        )


def k_anonymity(cohort: Cohort) -> KAnonymity:
    """Return the smallest group of patients that agree in what others may know, and how many stand alone.

    A value that is not recorded is a value of its own; fields that the cohort does not record are left out.

    Sweeney L. k-anonymity: a model for protecting privacy. Int J Uncertain Fuzz 2002;10:557-570.
    """
    patients = cohort.patients
    columns: dict[str, pd.Series] = {}
    if age := next((name for name in AGES if name in patients), ""):
        columns[f"{_inside(BY_NAME[age].label)} ({BAND}-year bands)"] = patients[age] // BAND
    for name in KNOWN_OUTSIDE:
        if name in patients:
            columns[_inside(BY_NAME[name].label)] = patients[name].astype("object")
    named = cohort.sites.sort_values("site").groupby("patient_id", observed=True)["site"].agg(_together)
    columns["sites"] = patients["patient_id"].astype("object").map(named)
    groups = pd.DataFrame(columns).groupby(list(columns), dropna=False, observed=True).size()
    return KAnonymity(
        k=int(groups.min()) if len(groups) else 0,
        unique=int((groups == 1).sum()),
        patients=len(patients),
        fields=tuple(columns),
    )


def _together(sites: pd.Series) -> str:
    """Return a patient's sites as one text."""
    return "; ".join(dict.fromkeys(sites.astype("str")))


def _inside(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[0].lower() + label[1:]
