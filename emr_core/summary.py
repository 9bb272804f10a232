"""The cohort's numbers as one JSON: what is not a number there is null, and nothing else is left out."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from emr_core import outcomes
from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort, Mask, PublishedInterval
from emr_core.evidence.recompute import recompute
from emr_core.factors import factor, present_levels, relapsed
from emr_core.fields import UNKNOWN
from emr_core.outcome_groups import SITE
from emr_core.schema import BY_NAME
from emr_core.site_counts import row_order, site_counts
from emr_core.tables import associations, intervals, table_one
from emr_core.tables.columns import is_level

Record = dict[str, Any]

EVIDENCE = ("claim", "published", "recomputed", "verdict", "note")


def summary(cohort: Cohort) -> Record:
    """Return the numbers of a cohort as plain values that strict JSON can hold.

    Parameters
    ----------
    cohort
        Any cohort, filtered or not. `patients` counts all of it; everything else is of those with an
        extramedullary relapse.

    Returns
    -------
    dict
        Keys `source, patients, table1, sites, combinations, intervals, bmr, outcomes, associations,
        evidence`. What cannot be estimated is null: an odds ratio beside an empty cell has only its finite
        limit. Evidence is recomputed for the unfiltered published cohort alone.
    """
    patients = relapsed(cohort)
    whole_paper = cohort.source.kind == "published" and not cohort.steps
    claims = recompute(cohort) if whole_paper else []
    result: Record = {
        "source": _source(cohort),
        "patients": len(cohort),
        "table1": _table_one(cohort),
        "sites": _sites(patients),
        "combinations": _combinations(patients),
        "intervals": _intervals(cohort),
        "bmr": _bmr(patients),
        "outcomes": list(_outcomes(patients)),
        "associations": _associations(cohort),
        "evidence": [{name: claim[name] for name in EVIDENCE} for claim in claims],
    }
    cleaned: Record = _plain(result)
    return cleaned


def _source(cohort: Cohort) -> Record:
    """Return where the cohort comes from, what limits it, and the filters that narrowed it."""
    source = cohort.source
    steps = [
        {"filter": s.sentence, "before": s.before, "after": s.after, "unknown_left_out": s.unknown_left_out}
        for s in cohort.steps
    ]
    return {
        "name": source.name,
        "kind": source.kind,
        "fingerprint": source.fingerprint,
        "sha256": source.sha256,
        "citation": source.citation,
        "licence": source.licence,
        "eligibility": list(source.eligibility),
        "limitations": list(source.limitations),
        "published_intervals": [_published(interval) for interval in source.intervals],
        "filters": steps,
    }


def _published(interval: PublishedInterval) -> Record:
    """Return an interval that the source gives as a median and a range only."""
    return {
        "name": interval.name,
        "unit": interval.unit,
        "n": interval.n,
        "median": interval.median,
        "min": interval.minimum,
        "max": interval.maximum,
        "where": interval.where,
    }


def _table_one(cohort: Cohort) -> list[Record]:
    """Return Table 1 line by line, with the test of every variable."""
    rows = table_one.frames(cohort)["table1"].to_dict("records")
    names = {"variable", "level", "group", "n", "N", "percent", "lower", "upper"}
    names |= {"median", "minimum", "maximum", "mean", "test", "p_value", "q_value"}
    renamed = {"minimum": "min", "maximum": "max", "p_value": "p", "q_value": "q"}
    return [
        {renamed.get(str(key), str(key)): value for key, value in row.items() if key in names} for row in rows
    ]


def _sites(patients: Cohort) -> list[Record]:
    """Return every site with its patients by leukaemia type: Table 2 of a paper."""
    types = factor(patients, "leukemia_type")
    counts = site_counts(patients, types, "site", "sites")
    systems = dict(zip(patients.sites["site"], patients.sites["system"], strict=True))
    rows = []
    for site in row_order(patients, "site"):
        here = counts[(counts["row"] == site).to_numpy()]
        by_type = {level: int(n) for level, n in zip(here["column"], here["count"], strict=True)}
        total, having = int(here["count"].sum()), int(here["k"].sum())
        rows.append({"system": systems[site], "site": site, **by_type, "total": total, "patients": having})
    return rows


def _combinations(patients: Cohort) -> list[Record]:
    """Return every set of sites that occurs together, commonest first, with its patients."""
    pairs = patients.sites[["patient_id", "site"]].drop_duplicates()
    order = {site: place for place, site in enumerate(row_order(patients, "site"))}
    sets = [tuple(sorted(sites, key=order.__getitem__)) for _, sites in pairs.groupby("patient_id")["site"]]
    tally = Counter(sets)
    ranked = sorted(tally, key=lambda sites: (-tally[sites], len(sites), [order[site] for site in sites]))
    return [{"sites": list(sites), "n": tally[sites]} for sites in ranked]


def _intervals(cohort: Cohort) -> list[Record]:
    """Return the intervals given by patient; those only published stand under the source."""
    rows = intervals.frames(cohort)["intervals"].to_dict("records")
    names = {"name": "name", "unit": "unit", "n": "n", "median": "median", "mean": "mean"}
    names |= {"minimum": "min", "maximum": "max"}
    return [
        {short: row[name] for name, short in names.items()}
        for row in rows
        if row["basis"] == intervals.BY_PATIENT
    ]


def _bmr(patients: Cohort) -> list[Record]:
    """Return the marrow relapses by level, those without patients too, the unknown if there are any."""
    marrow = factor(patients, "bmr")
    return [{"level": level, "n": int(is_level(marrow.groups, level).sum())} for level in marrow.levels]


def _outcomes(patients: Cohort) -> Iterator[Record]:
    """Yield every outcome in every group of the factors known at the relapse, unknown included."""
    results = list(_results(patients))
    for by, groups in _groupings(patients):
        for group, members in groups.items():
            for outcome, having in results:
                n, N = int((having & members).sum()), int(members.sum())
                yield {"by": by, "group": group, "outcome": outcome, "n": n, "N": N}


def _groupings(patients: Cohort) -> Iterator[tuple[str, dict[str, Mask]]]:
    """Yield the groupings of the outcomes: everybody, marrow by each window, then the other factors."""
    yield "all", {"All patients": np.ones(len(patients), dtype=bool)}
    for window in WINDOWS[:2]:
        yield f"at_emr ({window} days)", _levels(patients, "at_emr", window)
    for name in ("leukemia_type", "sex", "karyotype", "number_of_sites"):
        yield name, _levels(patients, name)
    ids, owners = patients.column("patient_id"), patients.sites["patient_id"]
    names = row_order(patients, "site")
    sites = {name: owners[(patients.sites["site"] == name).to_numpy()] for name in names}
    yield SITE, {name: ids.isin(having).to_numpy(dtype=bool) for name, having in sites.items()}


def _results(patients: Cohort) -> Iterator[tuple[str, Mask]]:
    """Yield every level of every outcome; a level that several outcomes have carries the outcome's name."""
    held = {name: _levels(patients, name) for name in outcomes.OUTCOMES if name in patients.columns}
    names = [level for levels in held.values() for level in levels]
    for name, levels in held.items():
        for level, having in levels.items():
            shared = names.count(level) > 1 or level == UNKNOWN
            yield f"{level} ({BY_NAME[name].label.lower()})" if shared else level, having


def _levels(patients: Cohort, name: str, window: int = WINDOWS[0]) -> dict[str, Mask]:
    """Return who has which level of a grouping, the levels that somebody has."""
    grouping = factor(patients, name, window)
    return {level: is_level(grouping.groups, level) for level in present_levels(grouping)}


def _associations(cohort: Cohort) -> list[Record]:
    """Return the associations with the names of the JSON."""
    rows = associations.frames(cohort)["associations"].to_dict("records")
    names = {"row": "row", "column": "column", "test": "test", "p_value": "p", "q_value": "q"}
    names |= {"odds_ratio": "odds_ratio", "lower": "lower", "upper": "upper", "n": "n"}
    return [{short: row[name] for name, short in names.items()} for row in rows]


def _plain(value: Any) -> Any:
    """Return a value as strict JSON holds it: NaN and infinite become None, numpy's numbers Python's."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
