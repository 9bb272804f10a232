"""What the registry does not hold: values missing at random, more of them in some centres.

Each field has a share that is missing overall, of those who can have a value. Small centres miss more than
large ones. With four centres or more two have habits of their own: the last one never records
`NEVER_BY_LAST`, the last but one lacks `MORE_BY_LAST_BUT_ONE` three times as often as the others. A time is
missing too where the fact that it belongs to is: no time to remission without a response.
"""

from collections.abc import Mapping

import numpy as np

from emr_core.schema import FIELDS
from emr_core.synthetic.columns import Columns, emptied
from emr_core.synthetic.draws import Codes, Floats

ALWAYS = ("patient_id", "institution", "emr", "leukemia_type", "emr_sites")
"""Never missing: the required fields, and what the registry writes itself."""

NEVER_BY_LAST = ("marrow_mrd_at_emr", "imaging")
MORE_BY_LAST_BUT_ONE = ("karyotype",)
MORE = 3.0
FEWEST_WITH_HABITS = 4

SHARE: Mapping[str, float] = {
    **{field.name: 0.14 for field in FIELDS if field.name not in ALWAYS},
    **dict.fromkeys(("sex", "age_at_diagnosis", "bmr", "response", "last_status", "follow_up"), 0.12),
    **dict.fromkeys(("diagnosis_to_emr", "symptoms"), 0.13),
    **dict.fromkeys(("karyotype", "wbc_at_diagnosis", "prior_immunotherapy"), 0.16),
    **dict.fromkeys(("bmr_to_cr", "emr_to_bmr", "emr_to_cr", "emr_to_second_relapse"), 0.16),
    **dict.fromkeys(NEVER_BY_LAST, 0.18),
}
"""Share missing overall, of those who can have a value."""

BELONGS_TO: Mapping[str, str] = {
    **{field.name: field.only_for[0] for field in FIELDS if field.only_for},
    "initial_emd_sites": "initial_emd",
    "outcome_as_published": "last_status",
}
"""The fact that has to be recorded for a value to be."""


def weights(institutions: int) -> Floats:
    """Return the share of patients of each institution, the largest first."""
    sizes = np.arange(1, institutions + 1) ** -0.8
    shares: Floats = sizes / sizes.sum()
    return shares


def chances(name: str, institutions: int) -> Floats:
    """Return the chance of a missing value in each institution; weighted by patients it is the share."""
    share, size = SHARE[name], weights(institutions)
    habits = institutions >= FEWEST_WITH_HABITS
    if habits and name in NEVER_BY_LAST:
        rest = (share - size[-1]) / (1 - size[-1])
        return np.append(np.full(institutions - 1, max(rest, 0.0)), 1.0)
    tilt = np.linspace(0.8, 1.4, institutions) if institutions > 1 else np.ones(1)
    if habits and name in MORE_BY_LAST_BUT_ONE:
        tilt = np.ones(institutions)
        tilt[-2] = MORE
    found: Floats = share * tilt / (tilt * size).sum()
    return found


def with_gaps(rng: np.random.Generator, columns: Columns, centre: Codes, institutions: int) -> Columns:
    """Return the columns as the registry holds them; every column is drawn for, also where it is absent."""
    held = dict(columns)
    gone: dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
    for field in FIELDS:
        if field.name in ALWAYS:
            continue
        by_centre = chances(field.name, institutions)
        fact = BELONGS_TO.get(field.name)
        if fact is not None:
            # Missing with its fact, or alone: together the share wanted, in every centre.
            with_fact = chances(fact, institutions)
            by_centre = np.clip((by_centre - with_fact) / (1 - with_fact), 0.0, 1.0)
        missing = rng.random(len(centre)) < by_centre[centre]
        gone[field.name] = missing | gone[fact] if fact is not None and fact in gone else missing
    for name, where in gone.items():
        if name in held:
            emptied(held, name, where)
    return held
