"""Times from diagnosis: first marrow relapse and last contact, with the relapse and without it.

Cumulative incidence of the relapse needs both of patients without it. They are drawn from simple laws of
their own, so that the share with the relapse stays the one that the parameters state.
"""

import numpy as np

from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK
from emr_core.synthetic.columns import Columns, duration, level, whole_days
from emr_core.synthetic.draws import Codes, Floats, between, weibull

BEFORE = 0.6
"""Where the first marrow relapse lies between diagnosis and the event that it came before, as a share."""

DEATH_MEDIAN, DEATH_SHAPE = 18.0, 1.2
"""Months from diagnosis to death without the relapse."""

WATCHED = (12.0, 240.0)
"""Months that the living were watched."""

MONTHS_PER_WEEK = DAYS_PER_WEEK / DAYS_PER_MONTH


def of_the_relapsed(columns: Columns) -> Columns:
    """Return the times of patients with the relapse, from what is known of them; nothing is drawn."""
    to_emr = columns["diagnosis_to_emr"]
    earlier = columns["bmr_before_emr"] == level("bmr_before_emr", "Yes")
    before, after = BEFORE * (to_emr - columns["cr_to_emr"]), to_emr + columns["emr_to_bmr"] * MONTHS_PER_WEEK
    return _times(np.where(earlier, before, after), to_emr + columns["follow_up"])


def without_the_relapse(rng: np.random.Generator, status: Codes) -> Columns:
    """Return the times of patients without it: the marrow relapsed before those who died of the disease."""
    n = len(status)
    died = [
        level("last_status", f"Died {of}") for of in ("of disease", "of other cause", "(cause not stated)")
    ]
    dies = weibull(rng, np.full(n, DEATH_MEDIAN), DEATH_SHAPE)
    end = np.where(np.isin(status, died), dies, between(rng, WATCHED, n))
    return _times(np.where(status == died[0], BEFORE * end, np.nan), end)


def _times(marrow: Floats, end: Floats) -> Columns:
    """Return both columns in whole days, as they are written."""
    return {
        "diagnosis_to_last_contact": duration("diagnosis_to_last_contact", whole_days(end)),
        "diagnosis_to_bmr": duration("diagnosis_to_bmr", whole_days(marrow)),
    }
