"""Treatment, response, remission times and deaths."""

from collections.abc import Callable

import numpy as np

from emr_core.bmr import WINDOWS, concurrent, movers
from emr_core.cohort import Cohort, Mask
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.comparison import agrees
from emr_core.evidence.kim2016.predilection import said
from emr_core.evidence.measures import (
    ALL,
    AML,
    cases,
    column,
    contrast,
    is_level,
    middle,
    range_shown,
    sentence,
    tally,
)
from emr_core.policy import EXPLORATORY
from emr_core.stats.stratified import stratified
from emr_core.wording import listed, number, share

SECTION = "Treatment and course"
DIED = ("Died of disease", "Died of other cause", "Died (cause not stated)")
LOST = "Lost to follow-up"
REMISSION = "Complete remission"

CR_TIME = {"median": "10.3", "shortest": "2", "longest": "20"}
"""Printed twice: for the remission of the extramedullary and for that of the marrow relapse."""


def _treatment(cohort: Cohort) -> Recomputed:
    cells = column(cohort, "treatment")
    given = [{part.strip() for part in str(cell).split(";")} for cell in cells]
    names = {"chemotherapy": "Chemotherapy", "radiotherapy": "Radiotherapy"}
    return tally({label: sum(name in all_of for all_of in given) for label, name in names.items()})


def _response(cohort: Cohort) -> Recomputed:
    found = _outcomes(cohort, np.ones(len(cohort), dtype=bool))
    reached, lost = int(found.value["CR"]), int(found.value["lost"])
    n = len(cohort)
    note = f"Remission in {share(reached, n)}, of those not lost {share(reached, n - lost)}."
    return Recomputed(found.value, found.shown, note)


def _outcomes(cohort: Cohort, among: Mask) -> Recomputed:
    """Return remissions, deaths and losses among these children."""
    reached = is_level(cohort, "response", REMISSION)
    died, lost = is_level(cohort, "last_status", *DIED), is_level(cohort, "last_status", LOST)
    counts = {"CR": reached, "died": died, "lost": lost}
    return tally({name: int((mask & among).sum()) for name, mask in counts.items()})


def _after_bmr(cohort: Cohort) -> Recomputed:
    any_bmr = is_level(cohort, "bmr", "Concurrent", "Subsequent")
    return Recomputed({}, f"{_outcomes(cohort, any_bmr).shown}, of {any_bmr.sum()}")


def _deaths(cohort: Cohort) -> Recomputed:
    died = is_level(cohort, "last_status", *DIED)
    return Recomputed({"children": float(died.sum())}, str(died.sum()), sentence(cases(cohort, died)))


def _deaths_concurrent(cohort: Cohort) -> Recomputed:
    died, group = is_level(cohort, "last_status", *DIED), is_level(cohort, "bmr", "Concurrent")
    k, n = int((died & group).sum()), int(group.sum())
    return Recomputed({"died": float(k), "concurrent": float(n)}, f"{k} of {n}")


def _grave_course(cohort: Cohort) -> Recomputed:
    """Compare deaths with and without concurrent marrow relapse, also by type and with a wider window."""
    died, together = is_level(cohort, "last_status", *DIED), concurrent(cohort, WINDOWS[0])
    found = contrast(died, together, ~together)
    notes = [said(found), _within_types(cohort, died, together)]
    window = WINDOWS[1]
    wider, moved = concurrent(cohort, window), movers(cohort, window)
    if moved and not wider.all():
        counts = contrast(died, wider, ~wider).shown
        notes.append(f"With a {window}-day window {listed(moved)} would be among the concurrent: {counts}.")
    return Recomputed({"p": found.p}, f"died {found.shown}", " ".join(filter(None, notes)), found.holds)


def _within_types(cohort: Cohort, died: Mask, together: Mask) -> str:
    """Say what the same comparison gives within AML and within ALL."""
    tables, parts = [], []
    for of_type in (AML, ALL):
        group = is_level(cohort, "leukemia_type", of_type)
        cells = [
            (int((died & side).sum()), int(side.sum())) for side in (group & together, group & ~together)
        ]
        tables.append([[k, n - k] for k, n in cells])
        parts.append(f"{of_type} {' v '.join(f'{k}/{n}' for k, n in cells)}")
    opposite = ", in opposite directions" if stratified(tables, with_strata=False).opposite else ""
    return f"By leukaemia: {', '.join(parts)}{opposite}."


def _cr_time(name: str) -> Callable[[Cohort], Recomputed]:
    """Return what gives median, range and mean of a time to remission, in weeks."""

    def recompute(cohort: Cohort) -> Recomputed:
        time = middle(cohort, name)
        value = {"median": time.median, "shortest": time.minimum, "longest": time.maximum}
        note = f"The mean of the {time.n} times is {number(time.mean, 2)} weeks"
        as_mean = agrees(time.mean, CR_TIME["median"]) and not agrees(time.median, CR_TIME["median"])
        note += f", which rounds to the published {CR_TIME['median']}." if as_mean else "."
        return Recomputed(value, range_shown(time, time.median, "weeks"), note)

    return recompute


def _clock(cohort: Cohort) -> Recomputed:
    """Name who would be in remission of the marrow before its relapse if both clocks ran from the EMR."""
    before = (column(cohort, "bmr_to_cr") < column(cohort, "emr_to_bmr")).to_numpy(dtype=bool)
    note = (
        f"Counted from the extramedullary relapse, {cases(cohort, before)} would reach it before the relapse."
    )
    return Recomputed({}, "from the marrow relapse", note if before.any() else "")


def _cr_claim(key: str, name: str, what: str, remark: str = "") -> Claim:
    """Return the claim on the time to a remission."""
    published = "{median} ({shortest}–{longest}) weeks".format(**CR_TIME)
    claim = f"Median time to remission of the {what} relapse (Results 4.5)"
    return Claim(key, SECTION, claim, published, CR_TIME, _cr_time(name), remark=remark)


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "treatment",
        SECTION,
        "Chemotherapy and radiotherapy (Table 3)",
        "chemotherapy 22, radiotherapy 1",
        {"chemotherapy": "22", "radiotherapy": "1"},
        _treatment,
        remark="Transplantation is not reported: unknown, not absent.",
    ),
    Claim(
        "response",
        SECTION,
        "Remission, death and loss to follow-up (Table 3)",
        "CR 15, died 5, lost 2",
        {"CR": "15", "died": "5", "lost": "2"},
        _response,
    ),
    Claim(
        "response_with_bmr",
        SECTION,
        "The same with any marrow relapse",
        "not stated",
        recompute=_after_bmr,
        remark="The paper does not give these numbers.",
    ),
    Claim("deaths", SECTION, "Deaths (Results 4.5)", "5", {"children": "5"}, _deaths),
    Claim(
        "time_to_death",
        SECTION,
        "Median time to death (Results 4.5)",
        "15.1 (2.2–39) weeks",
        remark="The times of the deaths are not published by child.",
    ),
    Claim(
        "deaths_concurrent",
        SECTION,
        "Deaths with concurrent marrow relapse (Results 4.5)",
        "3 of 7",
        {"died": "3", "concurrent": "7"},
        _deaths_concurrent,
    ),
    Claim(
        "grave_course",
        SECTION,
        "A graver course with concurrent marrow relapse (Abstract, Results 4.5, Discussion)",
        "relatively grave",
        recompute=_grave_course,
        remark=EXPLORATORY,
    ),
    _cr_claim(
        "cr_of_emr",
        "emr_to_cr",
        "extramedullary",
        "The paper prints the same numbers for the remission of the marrow relapse.",
    ),
    _cr_claim("cr_of_bmr", "bmr_to_cr", "marrow"),
    Claim(
        "clock_of_bmr_remission",
        SECTION,
        "From when the remission of the marrow relapse is counted (Table 3)",
        "not stated",
        recompute=_clock,
        remark="A decision of reading, not a claim of the paper.",
    ),
)
