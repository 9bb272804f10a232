"""What is said beside curves: how they were made, which test and why, how long patients were followed."""

import math

import pandas as pd

from emr_core.cohort import SIDE, Cohort
from emr_core.curves.compare import AMONG, WHY, Comparison
from emr_core.curves.groups import Grouped, Options
from emr_core.curves.steps import RESOLUTION
from emr_core.endpoints.declared import ALL_ENDPOINTS, counted_events
from emr_core.endpoints.times import endpoint_times
from emr_core.pair import Pair, untested
from emr_core.policy import EXPLORATORY, FILTERED, tests_told
from emr_core.stats.survival import reverse_kaplan_meier
from emr_core.wording import number, p_value

DRAWN = {
    "survival": "Kaplan-Meier curves with 95 % intervals (log-log)",
    "incidence": "Aalen-Johansen cumulative incidence with 95 % intervals (log-log)",
    "among the relapsed": "Share of these relapses that had come by each time, with 95 % intervals",
}


def title(parts: Grouped, options: Options) -> str:
    """Return what is drawn by what, as a heading."""
    label = options.of.label
    if options.of.kind == "among the relapsed":
        label = f"{label}: when it came, among the relapsed"
    return f"{label} by {_inside(parts.label)}" if parts.label else label


def caption_parts(
    cohort: Cohort, parts: Grouped, options: Options, compared: tuple[Comparison, ...]
) -> tuple[str, ...]:
    """Return the sentences of the caption after filters and counts, without their full stop."""
    floor = options.policy.at_risk_from
    found = ["Ticks: censored", f"Grey: fewer than {floor} patients at risk"] if parts.groups else []
    if options.of.start == "EMR" and parts.groups:
        found.append(follow_up(cohort, options))
    found += [sentence(one) for one in compared]
    if options.by and options.of.kind == "among the relapsed":
        found.append(AMONG.rstrip("."))
    if any(not math.isnan(one.p_value) for one in compared):
        found += [FILTERED] if cohort.steps else []
        found.append(EXPLORATORY.rstrip("."))
    if options.landmark:
        found.append(f"Clock and groups start at the landmark of {number(options.landmark)} {options.unit}")
    return (*found, options.policy.remark)


def follow_up(cohort: Cohort, options: Options) -> str:
    """Return the median follow-up from the relapse, by the reverse Kaplan-Meier method."""
    times = endpoint_times(cohort, ALL_ENDPOINTS["overall_survival"], options.window, options.unit)
    median = reverse_kaplan_meier(times.time, times.event).median
    if math.isnan(median.median):
        return "Median follow-up not reached (reverse Kaplan-Meier)"
    low, high = (number(x) if not math.isnan(x) else "no limit" for x in (median.lower, median.upper))
    limits = f"95 % interval {low}–{high}"
    return f"Median follow-up {number(median.median)} {options.unit}, {limits} (reverse Kaplan-Meier)"


def sentence(one: Comparison) -> str:
    """Return a comparison in words: stratum, test, p, q over how many, and what to bear in mind."""
    if math.isnan(one.p_value):
        return f"{one.stratum}: {one.remark.rstrip('.')}"
    told = f"{one.stratum}: {one.method}, {p_value(one.p_value)}"
    if not math.isnan(one.q_value):
        told += f", {p_value(one.q_value).replace('p', 'q')} ({tests_told(one.tests)})"
    return "; ".join(part for part in (told, one.remark.rstrip(".")) if part)


def finding(parts: Grouped, estimates: pd.DataFrame, medians: pd.DataFrame, options: Options) -> str:
    """Return the curves in words: what each comes to at the last time of the axis, and its median."""
    words = [f"{title(parts, options)}."]
    if not parts.groups:
        return f"{words[0]} Nobody is drawn."
    for line, rows in estimates.groupby("line", sort=False):
        held = rows[rows["percent"].notna().to_numpy(dtype=bool)]
        last = held.iloc[-1]
        n = int(rows["n_at_risk"].iloc[0])
        words.append(f"{line}, n = {n}: {last['words']} at {number(last['time'])} {options.unit}.")
    for row in medians.to_dict("records"):
        words.append(f"{row['line']}: half by {number(row['median'])} {options.unit}.")
    return " ".join(words)


def methods(cohort: Cohort, options: Options) -> str:
    """Return how the curves were made, in plain words."""
    endpoint = options.of
    parts = [
        f"Clock: from {endpoint.start}. {counted_events(cohort, endpoint, options.window)}",
        f"{DRAWN[endpoint.kind]}.",
    ]
    if endpoint.kind == "incidence":
        parts.append(
            "Incidences of all events and the share without any add up to 1 at every time; one minus "
            "Kaplan-Meier would overstate each of them."
        )
    if endpoint.kind != "among the relapsed":
        parts.append(
            "Whoever lacks follow-up or last status is left out with and without the event alike, because "
            "keeping only dated events would lean the curve towards them."
        )
    at = ", which is the landmark: who had the event or left before it is not in the curves"
    parts += [
        "Under the axis: patients at risk just before each time, and events and censored before it, so that "
        "they always add up to all patients of the group.",
        f"Groups are known when the clock starts{at if options.landmark else ''}.",
    ]
    if options.by == SIDE and isinstance(cohort, Pair) and (why := untested(cohort)):
        parts.append(why)
    elif options.by:
        told = endpoint.kind != "among the relapsed"
        parts.append(f"Why this test: {WHY[endpoint.kind]}" if told else WHY[endpoint.kind])
        if told:
            parts.append(
                "It is done within AML, within ALL and in all, stratified by type; q is adjusted over all "
                "groupings, as by Benjamini and Hochberg."
            )
    parts.append(
        f"A curve with more than {RESOLUTION} steps is drawn and downloaded with that many; values at the "
        "times of the axis are exact."
    )
    return " ".join(parts)


def _inside(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"
