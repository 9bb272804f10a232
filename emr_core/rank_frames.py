"""The numbers of the rank strips: a patient's standing, the values of the others, the words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.choices import Choice
from emr_core.cohort import Cohort, Mask
from emr_core.factors import relapsed
from emr_core.filters import passing
from emr_core.interval_times import BINS, DOTS_UP_TO, in_bins, swarm
from emr_core.patient_ranks import Floats, Measure, in_words, measures, place_of, standing
from emr_core.wording import counted

STEPS = 100_000
"""Places on a strip: they have five digits."""

TALLEST = 24
"""Height in pixels of the bar of the most patients, where patients are drawn as counts."""

WIDE = 50
"""How many times the smallest the largest value may be before a strip is drawn on a logarithmic scale."""

PILE = 7
"""Patients of nearly one value above one another; where more are, all are drawn as counts."""

COLUMNS = ["name", "measure", "value", "among", "lower", "same", "higher", "known", "unknown", "words"]


@dataclass(frozen=True)
class Options:
    """The patient, an empty text for nobody, and the filters of those the patient is compared with.

    `later` takes the numbers known only after the relapse, instead of those known up to it.
    """

    patient_id: str = ""
    choices: tuple[Choice, ...] = ()
    later: bool = False


def rank_frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the patient's standing in every number, then the strips: values of others, ends and words."""
    at = place_of(cohort, options.patient_id)
    cohort = relapsed(cohort)
    chosen = passing(cohort, options.choices)
    asked = (one for one in measures(cohort) if one.later == options.later)
    found = [one for one in asked if at >= 0 and not np.isnan(one.numbers[at])]
    parts: dict[str, list[pd.DataFrame]] = {"standings": [], "dots": [], "counts": [], "lines": []}
    for one in found:
        places, log = _places(one.numbers)
        ranks = _standings(one, at, chosen)
        parts["standings"].append(ranks)
        parts["lines"].append(_line(one, at, ranks, float(places[at]), log=log))
        others = ~np.isnan(places) & (np.arange(len(places)) != at)
        if np.count_nonzero(others) <= DOTS_UP_TO and _pile(places[others]) <= PILE:
            parts["dots"].append(_dots(cohort, one, places, others, chosen))
        else:
            parts["counts"].append(_counts(one, places, others, chosen))
    texts = (
        "patient_id",
        "row",
        "words",
        "said",
        "rest",
        "heading",
        "least",
        "most",
        "name",
        "measure",
        "among",
    )
    columns = {
        "standings": COLUMNS,
        "dots": ["patient_id", "row", "place", "lift", "chosen", "words"],
        "counts": ["row", "start", "end", "height", "chosen", "words"],
        "lines": [
            "row",
            "heading",
            "least",
            "most",
            "said",
            "rest",
            "more",
            "place",
            "begin",
            "finish",
            "words",
        ],
    }
    return {name: _joined(parts[name], held, texts) for name, held in columns.items()}


def _places(values: Floats) -> tuple[Floats, bool]:
    """Return values as parts of the way from the lowest to the highest, and whether by their logarithm."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    log = low > 0 and high > WIDE * low
    scaled = np.log(values) if log else values
    low, high = float(np.nanmin(scaled)), float(np.nanmax(scaled))
    places = (scaled - low) / (high - low) if high > low else np.where(np.isnan(values), np.nan, 0.5)
    return np.rint(places * STEPS) / STEPS, log


def _pile(places: Floats) -> int:
    """Return how many of the others share the commonest place."""
    return int(np.histogram(places, bins=BINS, range=(0.0, 1.0))[0].max()) if len(places) else 0


def _standings(one: Measure, at: int, chosen: Mask) -> pd.DataFrame:
    """Return the standing among those chosen and, where they are not all, among all."""
    everybody = np.ones(len(chosen), dtype=bool)
    groups = {"all": everybody} if chosen.all() else {"chosen": chosen, "all": everybody}
    rows = []
    for name, others in groups.items():
        found = standing(one.numbers, at, others)
        would = "would be " if name == "chosen" and not chosen[at] and found.known else ""
        told = (found.lower, found.same, found.higher, found.known, found.unknown)
        rows.append((one.name, one.label, one.numbers[at], name, *told, would + in_words(found, one.ends)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _line(one: Measure, at: int, ranks: pd.DataFrame, place: float, *, log: bool) -> pd.DataFrame:
    """Return the words of a strip: the value, the ends, the place in those chosen and in all."""
    last = ranks.iloc[-1]
    why = "not dated or not reached" if one.is_time else "not known"
    told = [f"Of those chosen: {words}" for words in ranks["words"][:-1]]
    told += [f"In all: {last['words']}"]
    told += [f"{counted(int(last['unknown']), 'other')} {why}"] if last["unknown"] else []
    first, second, third = [*told, "", ""][:3]
    value = one.told(float(one.numbers[at]))
    row = {
        "row": one.label,
        "heading": f"{one.label}: {value}",
        "least": one.told(float(np.nanmin(one.numbers))),
        "most": one.told(float(np.nanmax(one.numbers))) + (", log scale" if log else ""),
        "said": first,
        "rest": second,
        "more": third,
        "place": place,
        "begin": 0.0,
        "finish": 1.0,
        "words": value,
    }
    return pd.DataFrame([row])


def _dots(cohort: Cohort, one: Measure, places: Floats, others: Mask, chosen: Mask) -> pd.DataFrame:
    """Return the others as dots, those of nearly the same value above one another."""
    ids = cohort.column("patient_id").to_numpy()[others]
    found = pd.DataFrame({"patient_id": ids, "place": places[others], "chosen": chosen[others]})
    found["words"] = [one.told(float(value)) for value in one.numbers[others]]
    found = found.sort_values(["place", "patient_id"], ignore_index=True)
    return found.assign(row=one.label, lift=swarm(found["place"].to_numpy() * 0.999, 1.0))


def _counts(one: Measure, places: Floats, others: Mask, chosen: Mask) -> pd.DataFrame:
    """Return the others as bars: all of them, and before these those chosen."""
    parts = []
    step = np.nan_to_num(np.rint(places * STEPS)).astype(np.int32)
    groups = [(False, others), (True, others & chosen)]
    for mark, group in groups if not chosen.all() else groups[1:]:
        # Patients are counted by place, and places put into bins: 4 ms of a million, one by one 20.
        sizes = np.bincount(step[group], minlength=STEPS + 1)
        held = np.flatnonzero(sizes)
        counts, edges = np.histogram(held / STEPS, bins=BINS, range=(0.0, 1.0), weights=sizes[held])
        found = in_bins(counts.astype(np.int64), edges)
        words = [
            f"{counted(int(n), 'patient')}{' chosen' if mark and not chosen.all() else ''}"
            for n in found["patients"]
        ]
        parts.append(found.assign(row=one.label, chosen=mark, words=words))
    bars = pd.concat(parts, ignore_index=True)
    return bars.assign(height=(bars["patients"] / bars["patients"].max() * TALLEST).round(2))


def _joined(parts: list[pd.DataFrame], columns: list[str], texts: tuple[str, ...]) -> pd.DataFrame:
    """Return the parts of all strips as one frame, typed also where there is none."""
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    whole = whole[columns]
    return whole.astype({name: "str" for name in columns if name in texts})
