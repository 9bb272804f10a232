"""From diagnosis to the extramedullary relapse: remissions, transplantation, marrow, and the sites."""

from dataclasses import dataclass

import numpy as np

from emr_core.fields import DAYS_PER_MONTH
from emr_core.synthetic.columns import Columns, duration, level, recoded, whole_days, yes
from emr_core.synthetic.draws import (
    Codes,
    Flags,
    Floats,
    Texts,
    aligned,
    appended,
    between,
    blank,
    happens,
    one_of,
    pick,
    shares_table,
    weibull,
)
from emr_core.synthetic.laws import LINEAGES, TYPES, Shares
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.patients import ALL, Patients
from emr_core.synthetic.places import AT_RELAPSE, NOT_STATED, PLACES, WORDS

NUMBERS = PARAMETERS.up_to_relapse

IMMUNOTHERAPY_SINCE = 2014
IMMUNOTHERAPY = {"CR1": 0.03, "ALL": 0.30, "other": 0.10}
"""Share with immunotherapy before the EMR since then: in CR1, and later in ALL and in other leukaemias."""

BLASTS_IF_ISOLATED, BLASTS_IF_CONCURRENT = (0.0, 4.0), (5.0, 95.0)
"""Percent of marrow cells; even a mean of two draws keeps the ends rare."""


@dataclass(frozen=True, eq=False)
class Relapse:
    """What the later course depends on, the sites one column each, and the columns known at the relapse.

    `moment` is the calendar time in years; `sites` is patients x `PLACES`.
    """

    moment: Floats
    concurrent: Flags
    examined: Flags
    mrd: Flags
    hsct_before: Flags
    early: Flags
    first: Codes
    sites: Flags
    columns: Columns


def relapse(rng: np.random.Generator, who: Patients) -> Relapse:
    """Return the relapse of each patient."""
    n = len(who)
    first_year, last_year = NUMBERS.years
    moment = first_year + (last_year + 1 - first_year) * rng.random(n)
    history, days, hsct = _history(rng, who, moment)
    concurrent = happens(rng, aligned(TYPES, NUMBERS.concurrent)[who.kind])
    examined = ~happens(rng, np.full(n, NUMBERS.marrow_not_examined))
    mrd = concurrent | happens(rng, aligned(TYPES, NUMBERS.mrd_if_isolated)[who.kind])
    mean_of_two = (rng.random(n) + rng.random(n)) / 2
    low, high = (
        np.where(concurrent, one, other)
        for one, other in zip(BLASTS_IF_CONCURRENT, BLASTS_IF_ISOLATED, strict=True)
    )
    first, sites, texts = _sites(rng, who)
    columns: Columns = {
        "year_of_emr": np.floor(moment),
        "age_at_emr": np.round(who.age + days / (12 * DAYS_PER_MONTH), 1),
        **history,
        "emr_sites": texts,
        "marrow_blasts_at_emr": np.where(examined, np.round(low + (high - low) * mean_of_two), np.nan),
        "marrow_mrd_at_emr": np.where(examined, yes(mrd), -1),
    }
    early = days < PARAMETERS.after_relapse.early_before * DAYS_PER_MONTH
    # Without a marrow sample nobody knows of blasts in it; such a course is that of an isolated relapse.
    return Relapse(
        moment,
        concurrent & examined,
        examined,
        mrd & ~concurrent & examined,
        hsct,
        early,
        first,
        sites,
        columns,
    )


def _history(rng: np.random.Generator, who: Patients, moment: Floats) -> tuple[Columns, Floats, Flags]:
    """Return the columns of what came before, the days from diagnosis, and who was transplanted."""
    n = len(who)
    names = tuple(NUMBERS.remission["AML"])
    ordinal = pick(rng, who.kind, shares_table(TYPES, NUMBERS.remission, names))
    never, later = ordinal == names.index("Never in CR"), (ordinal == 1) | (ordinal == 2)
    in_cr1 = aligned(LINEAGES, NUMBERS.hsct_in_cr1)[who.lineage]
    hsct = ~never & happens(rng, np.where(later, NUMBERS.hsct_later, in_cr1))
    remission = _medians(NUMBERS.cr_to_emr_median, who)
    shape, ratio = NUMBERS.cr_to_emr_shape, NUMBERS.later_remission_ratio
    after_hsct = whole_days(
        weibull(rng, _medians(NUMBERS.hsct_to_emr_median, who), NUMBERS.hsct_to_emr_shape)
    )
    without = whole_days(weibull(rng, remission, shape, np.where(later, ratio, 1.0)))
    # Who is transplanted has waited for it in remission: the wait comes on top, or it would be immortal time.
    last = np.where(hsct, whole_days(between(rng, NUMBERS.wait_for_hsct, n)) + after_hsct, without)
    total = whole_days(between(rng, NUMBERS.induction, n)) + last
    for earlier, repeat in ((later, 1.0), (ordinal == 2, ratio)):
        one = whole_days(weibull(rng, remission, shape, repeat) + between(rng, NUMBERS.induction, n))
        total = total + np.where(earlier, one, 0.0)
    total = np.where(never, whole_days(between(rng, NUMBERS.never_in_cr, n)), total)
    start, stop = (aligned(TYPES, {name: ends[end] for name, ends in NUMBERS.therapy_ends.items()})
                   for end in (0, 1))  # fmt: skip
    therapy = (start + (stop - start) * rng.random(n)[:, None])[np.arange(n), who.kind] * DAYS_PER_MONTH
    on_therapy = never | (~hsct & (np.where(later, last, total) < therapy))
    share = np.where(who.kind == ALL, IMMUNOTHERAPY["ALL"], IMMUNOTHERAPY["other"])
    chance = np.where(later, share, IMMUNOTHERAPY["CR1"]) * (moment >= IMMUNOTHERAPY_SINCE)
    columns: Columns = {
        "diagnosis_to_emr": duration("diagnosis_to_emr", total),
        "cr_to_emr": duration("cr_to_emr", np.where(never, np.nan, last)),
        "remission_before_emr": recoded(ordinal, names, "remission_before_emr"),
        "bmr_before_emr": yes(later),
        "on_therapy_at_emr": yes(on_therapy),
        "hsct_before_emr": yes(hsct),
        "hsct_to_emr": duration("hsct_to_emr", np.where(hsct, after_hsct, np.nan)),
        "prior_immunotherapy": yes(happens(rng, chance)),
    }
    return columns, total, hsct


def _medians(medians: Shares, who: Patients) -> Floats:
    """Return the median of each patient's lineage."""
    return aligned(LINEAGES, medians)[who.lineage]


def _sites(rng: np.random.Generator, who: Patients) -> tuple[Codes, Flags, Texts]:
    """Return the first site, all sites (patients x `PLACES`), and how the registry writes them."""
    n = len(who)
    table = np.array(
        [aligned(PLACES, AT_RELAPSE[lineage].shares(male)) for male in (False, True) for lineage in LINEAGES]
    )
    first = pick(rng, who.male * len(LINEAGES) + who.lineage, table)
    disseminated = aligned(LINEAGES, {name: one.disseminated for name, one in AT_RELAPSE.items()})
    further = np.array([aligned(PLACES, AT_RELAPSE[lineage].further) for lineage in LINEAGES])
    spread = happens(rng, disseminated[who.lineage]) & (first != PLACES.index(NOT_STATED))
    sites = spread[:, None] & (rng.random((n, len(PLACES))) < further[who.lineage])
    texts = blank(n)
    worded = [one_of(rng, np.array(words, dtype=object), n) for words in WORDS.values()]
    for place, words in enumerate(worded):
        appended(texts, words, first == place)
    for place, words in enumerate(worded):
        appended(texts, words, sites[:, place] & (first != place))
    sites[np.arange(n), first] = True
    return first, sites, texts


def marrow_relapse(found: Relapse, later: Flags) -> Codes:
    """Return the marrow relapse as the schema has it, given who was seen with a later one."""
    known = np.where(
        found.concurrent,
        level("bmr", "Concurrent"),
        np.where(later, level("bmr", "Subsequent"), level("bmr", "No BMR")),
    )
    return np.where(found.examined, known, level("bmr", "Marrow not examined"))
