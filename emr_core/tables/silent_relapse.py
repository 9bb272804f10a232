"""Relapses without symptoms: how often CSF relapse is silent, and how often symptoms hide further sites."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Mask
from emr_core.distinct_texts import having_any, text_of
from emr_core.factors import relapsed, site_counts, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.schema import BY_NAME
from emr_core.site_patterns import with_site
from emr_core.stats.proportions import wilson
from emr_core.wording import counted, interval, share

NO_SYMPTOMS = "No symptoms"
LOCAL = ("Swelling", "Pain")
"""Symptoms that point to one place."""

CSF = "CSF"

METHODS = (
    "Patients with recorded symptoms and a stated site. Silent: recorded as without symptoms. Further sites: "
    "more than one site at the relapse; which of them gave the symptoms is not recorded. Intervals are "
    "Wilson 95 %. Where every patient with a CSF relapse was punctured because of symptoms, silent ones "
    "cannot be found."
)


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return each question with k of n; nobody where symptoms are not recorded."""
    rows = []
    for question, finding, among in _questions(relapsed(cohort)):
        k, n = int((finding & among).sum()), int(among.sum())
        limits = wilson(k, n)
        percents = (100 * limits.estimate, 100 * limits.lower, 100 * limits.upper)
        rows.append((question, k, n, *percents))
    return {"silent": pd.DataFrame(rows, columns=["question", "k", "n", "percent", "lower", "upper"])}


def table(cohort: Cohort, whole: int) -> Table:
    """Return how often relapses are silent, as read."""
    data = frames(cohort)
    rows = data["silent"].to_dict("records")
    body = pd.DataFrame(
        [
            (r["question"], share(r["k"], r["n"]), interval(r["lower"] / 100, r["upper"] / 100, r["n"]))
            if r["n"]
            else (r["question"], "0/0", "–")
            for r in rows
        ],
        columns=["Relapse", "Patients", "95 % interval"],
    )
    had = relapsed(cohort)
    unknown = len(had) - int(_known(had).sum())
    label = BY_NAME["symptoms"].label
    notes = (
        f"{label}: not recorded by patient in this cohort."
        if unknown == len(had)
        else f"{counted(unknown, 'patient')} without recorded symptoms in no line.",
    )
    made = Table(
        name="silent-relapse",
        title="Silent relapses and further sites",
        data=data,
        body=body,
        caption=caption(cohort, whole, "Patients whose symptoms are recorded", without_relapse(cohort)),
        methods=METHODS,
        notes=notes,
    )
    return stamped_table(made, cohort)


def _questions(cohort: Cohort) -> Iterator[tuple[str, Mask, Mask]]:
    """Yield every question: its words, who has the finding, and among whom."""
    known, sites = _known(cohort), site_counts(cohort).to_numpy()
    csf = with_site(cohort, CSF)
    silent, local = _any(cohort, NO_SYMPTOMS), _any(cohort, *LOCAL)
    stated = known & (sites > 0)
    yield f"{CSF} relapse without symptoms", silent, stated & csf
    yield "Relapse elsewhere without symptoms", silent, stated & ~csf
    yield "Further sites, among those with swelling or pain", sites > 1, stated & local
    yield "Further sites, among those without symptoms", sites > 1, stated & silent


def _known(cohort: Cohort) -> Mask:
    """Return whose symptoms are recorded."""
    if "symptoms" not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return text_of(cohort, "symptoms") >= 0


def _any(cohort: Cohort, *levels: str) -> Mask:
    """Return who has any of these symptoms."""
    if "symptoms" not in cohort.columns:
        return np.zeros(len(cohort), dtype=bool)
    return having_any(cohort, "symptoms", *levels)
