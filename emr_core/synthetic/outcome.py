"""A course as the registry records it: marrow, treatment, response, status."""

import numpy as np

from emr_core.synthetic.columns import Columns, duration, level, whole_days, yes
from emr_core.synthetic.courses import NUMBERS, Course, course, transplantation
from emr_core.synthetic.draws import Flags, Floats, Texts, appended, blank, happens
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.patients import ALL, Patients
from emr_core.synthetic.places import NERVOUS, PLACES
from emr_core.synthetic.relapse import Relapse, marrow_relapse

CAUSE_NOT_STATED, DISEASE_UNKNOWN = 0.12, 0.08
"""Share of deaths without a cause, and of the living of whose disease nothing is said."""

CHEMOTHERAPY, INTRATHECAL, PALLIATIVE = 0.96, 0.92, 0.10
RADIOTHERAPY = {"Testis": 0.5, "nervous": 0.4, "other": 0.15}
SURGERY = 0.12
ADDED_SINCE = {"Cellular therapy": (2017, 0.12), "Immunotherapy": (2014, 0.18)}
"""Treatments of ALL with the year from which they are given, and the share that receives them."""
TARGETED_IF_T_9_22 = 0.85

WORDS = {"CR": "Alive in CR", "With disease": "Alive with disease", "Alive": "Alive (disease unknown)"}
"""The registry's own word for a last status; of the dead it writes Expire, of the lost FU loss."""


def outcome(rng: np.random.Generator, who: Patients, found: Relapse) -> Columns:
    """Return what became of each patient after the relapse."""
    factors = {
        "concurrent": found.concurrent,
        "hsct_before": found.hsct_before,
        "early": found.early,
        "older": who.age >= NUMBERS.older_from,
        "mrd": found.mrd,
    }
    seen = course(rng, who.kind, factors, (NUMBERS.closed - found.moment) * 12)
    hsct = transplantation(rng, who.kind, seen)
    marrow = np.where(found.examined, whole_days(seen.marrow), np.nan)
    later = ~np.isnan(marrow)
    remission, relapse = whole_days(seen.remission), whole_days(seen.relapse)
    in_remission = ~np.isnan(remission)
    again = in_remission & ~np.isnan(relapse)
    status = _status(rng, seen, in_remission, ~np.isnan(relapse))
    return {
        "bmr": marrow_relapse(found, later),
        "emr_to_bmr": duration("emr_to_bmr", np.where(found.concurrent, 0.0, marrow)),
        "treatment": _treatment(rng, who, found, ~np.isnan(hsct)),
        "hsct_after_emr": yes(~np.isnan(hsct)),
        "emr_to_hsct": duration("emr_to_hsct", whole_days(hsct)),
        "response": _response(seen, in_remission),
        "emr_to_cr": duration("emr_to_cr", remission),
        "bmr_to_cr": duration("bmr_to_cr", _marrow_remission(rng, found, seen, marrow, later)),
        "second_relapse": yes(again),
        "emr_to_second_relapse": duration("emr_to_second_relapse", np.where(again, relapse, np.nan)),
        "last_status": status,
        "follow_up": duration("follow_up", whole_days(seen.end)),
        "outcome_as_published": in_own_words(status),
    }


def _response(seen: Course, in_remission: Flags) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the response: what had come about by the evaluation, or a remission at any time."""
    refractory = (seen.end >= PARAMETERS.after_relapse.evaluation) | ~np.isnan(seen.relapse)
    names = ("Complete remission", "Partial or no remission", "Died before evaluation")
    places = [level("response", name) for name in names]
    return np.select([in_remission, refractory, seen.died], places, level("response", "Not evaluable"))


def _marrow_remission(
    rng: np.random.Generator, found: Relapse, seen: Course, marrow: Floats, later: Flags
) -> Floats:
    """Return days from the marrow relapse to its remission.

    A concurrent one is cleared about when the other site is, somewhat sooner or later.
    """
    about = whole_days(seen.remission) + np.round(24 * rng.random(len(marrow)) - 10)
    about = np.maximum(about, 10)
    together = np.where(found.concurrent & (about <= whole_days(seen.end)), about, np.nan)
    after = np.where(later, np.maximum(whole_days(seen.recovery) - marrow, 1.0), np.nan)
    # Two days that round into one: the remission still comes after the relapse and before the end.
    after = np.where(marrow + after <= whole_days(seen.end), after, np.nan)
    return np.where(found.concurrent, together, after)


def _status(rng: np.random.Generator, seen: Course, in_remission: Flags, relapsed: Flags) -> Texts:
    """Return the last known status as codes."""
    well = np.where(relapsed, ~np.isnan(seen.recovery), in_remission)
    of_other_cause = in_remission & ~relapsed
    n = len(well)
    unstated, unknown = (happens(rng, np.full(n, share)) for share in (CAUSE_NOT_STATED, DISEASE_UNKNOWN))
    conditions = [
        (seen.died & unstated, "Died (cause not stated)"),
        (seen.died & of_other_cause, "Died of other cause"),
        (seen.died, "Died of disease"),
        (seen.lost, "Lost to follow-up"),
        (unknown, "Alive (disease unknown)"),
        (well, "Alive in CR"),
    ]
    places = [level("last_status", name) for _, name in conditions]
    return np.select([one for one, _ in conditions], places, level("last_status", "Alive with disease"))


def in_own_words(status: Texts) -> Texts:
    """Return the registry's own word for each last status."""
    words = blank(len(status))
    words[:] = "Expire"
    words[status == level("last_status", "Lost to follow-up")] = "FU loss"
    for word, name in WORDS.items():
        words[status == level("last_status", name)] = word
    return words


def _treatment(rng: np.random.Generator, who: Patients, found: Relapse, transplanted: Flags) -> Texts:
    """Return what was given; palliation stands alone."""
    n = len(who)
    at = {place: found.sites[:, PLACES.index(place)] for place in PLACES}
    nervous = np.logical_or.reduce([at[place] for place in NERVOUS])
    is_all = who.kind == ALL
    local = np.select(
        [at["Testis"], nervous], [RADIOTHERAPY["Testis"], RADIOTHERAPY["nervous"]], RADIOTHERAPY["other"]
    )
    chances = {
        "Chemotherapy": np.full(n, CHEMOTHERAPY),
        "Intrathecal": INTRATHECAL * at["CSF"],
        "Radiotherapy": local,
        "Transplant": 1.0 * transplanted,
        **{name: share * (is_all & (found.moment >= since)) for name, (since, share) in ADDED_SINCE.items()},
        "Targeted": TARGETED_IF_T_9_22 * who.philadelphia,
        "Surgery": np.where(nervous & at["CSF"], 0.0, SURGERY),
    }
    palliative = ~transplanted & happens(rng, np.full(n, PALLIATIVE))
    texts = blank(n)
    for name, chance in chances.items():
        appended(texts, name, happens(rng, chance) & ~palliative)
    texts[palliative | (texts == "")] = "Palliative"
    return texts
