"""Who stands in which curve: groups known at the start of the clock or by a landmark; what is refused."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.cohort import Cohort, Mask, from_positions, shown
from emr_core.endpoints.courses import Codes, Floats, in_unit, is_any, is_known
from emr_core.endpoints.declared import ALL_ENDPOINTS, Endpoint, Unit, recorded
from emr_core.endpoints.times import adds_up, endpoint_times
from emr_core.factors import DERIVED, factor, groupings
from emr_core.fields import UNKNOWN, Moment, Several
from emr_core.policy import LATER, OVERLAP, POLICY, Policy, curve_of
from emr_core.schema import BY_NAME, FIELDS
from emr_core.stats.landmark import landmark
from emr_core.wording import counted, number

EVERYBODY = "All patients"

MOST = 6
"""Curves that can be told apart in one picture; of more groups the largest are drawn."""


@dataclass(frozen=True)
class Milestone:
    """Something that comes after the relapse and may group curves from a landmark on."""

    what: str
    field: str
    level: str
    time: str

    @property
    def levels(self) -> tuple[str, str]:
        """Return not by then, and by then."""
        return f"No {self.what} by then", f"{self.what} by then"


MILESTONES: dict[str, Milestone] = {
    "cr_by_landmark": Milestone("CR of EMR", "response", "Complete remission", "emr_to_cr"),
    "bmr_by_landmark": Milestone("BMR after EMR", "bmr", "Subsequent", "emr_to_bmr"),
    "hsct_by_landmark": Milestone("HSCT after EMR", "hsct_after_emr", "Yes", "emr_to_hsct"),
    "relapse_by_landmark": Milestone("Next relapse", "second_relapse", "Yes", "emr_to_second_relapse"),
}


@dataclass(frozen=True)
class Options:
    """What the curves show.

    Parameters
    ----------
    endpoint
        Name of the endpoint.
    by
        Name of the grouping; empty for all patients as one.
    window
        Concurrency window in days.
    landmark
        Time from which the clock runs anew, in `unit`; 0 for none.
    unit
        Unit of the axis.
    horizon
        Last time drawn and summed up to, in `unit`; 0 for all follow-up.
    policy
        Thresholds.
    """

    endpoint: str = "overall_survival"
    by: str = ""
    window: int = WINDOWS[0]
    landmark: float = 0.0
    unit: Unit = "months"
    horizon: float = 0.0
    policy: Policy = POLICY

    @property
    def of(self) -> Endpoint:
        """Return the endpoint."""
        return ALL_ENDPOINTS[self.endpoint]


@dataclass(frozen=True, eq=False)
class Grouped:
    """The patients of the curves, one entry each, and everybody who is not drawn.

    `groups` are known groups that have a curve, with a bool a patient; `left` says of every other group how
    many patients it has and why it has no curve. `reconciliation` adds up to the cohort.
    """

    label: str
    time: Floats
    event: Codes
    types: pd.Series
    groups: dict[str, Mask]
    left: tuple[str, ...]
    cautions: tuple[str, ...]
    reconciliation: str


def offered(cohort: Cohort, endpoint: Endpoint, landmarked: bool = False) -> dict[str, str]:
    """Return what may group the curves of an endpoint, name to label; all patients as one comes first."""
    held = {"": EVERYBODY}
    for name in groupings():
        if refusal(cohort, endpoint, name) == "" and (name in DERIVED or recorded(cohort, name)):
            held[name] = factor(cohort, name).label.split(" (")[0]
    if landmarked and endpoint.start == "EMR":
        held |= {
            name: one.what
            for name, one in MILESTONES.items()
            if one.field not in endpoint.needs and recorded(cohort, one.field) and recorded(cohort, one.time)
        }
    return held


def refused(cohort: Cohort, endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """Return every recorded grouping that may not group the curves, with its reason."""
    found: dict[str, list[str]] = {}
    for name in groupings():
        if name != "emr" and recorded(cohort, name) and (reason := refusal(cohort, endpoint, name)):
            found.setdefault(reason, []).append(BY_NAME[name].label)
    overlapping = [one.label for one in FIELDS if isinstance(one, Several) and recorded(cohort, one.name)]
    if len(cohort.sites):
        overlapping.insert(0, "Site of relapse")
    if overlapping:
        found.setdefault(OVERLAP, []).extend(overlapping)
    return tuple((", ".join(labels), reason) for reason, labels in found.items())


def refusal(cohort: Cohort, endpoint: Endpoint, name: str) -> str:
    """Return why a grouping may not group the curves of an endpoint; empty if it may."""
    if name == "emr" or (name in endpoint.needs and name not in DERIVED):
        return "part of the endpoint itself"
    known: Moment = factor(cohort, name).known_from
    if known in endpoint.known_at_start:
        return ""
    if known == "later":
        return LATER
    return f"known only at the relapse, not at {endpoint.start}"


def grouped(cohort: Cohort, options: Options) -> Grouped:
    """Return the patients of every curve, after the landmark if there is one."""
    times = endpoint_times(cohort, options.of, options.window, options.unit)
    label, groups = groups_of(cohort, options)
    start = landmark(times.time, times.event, options.landmark) if options.landmark else None
    keep = start.kept if start is not None else np.ones(len(times.time), dtype=bool)
    time, event = (start.time, start.event) if start is not None else (times.time, times.event)
    here = groups[times.kept][keep].reset_index(drop=True)
    types = factor(cohort, "leukemia_type").groups[times.kept][keep].reset_index(drop=True)
    levels = [level for level in groups.cat.categories if (here == level).any()]
    masks = {level: np.asarray((here == level).to_numpy(dtype=bool)) for level in levels}
    drawn, left, cautions = _drawn(masks, options.policy)
    told = adds_up(times)
    if start is not None:
        at = f"{number(options.landmark)} {options.unit}"
        told += (
            f" Of these, {counted(start.n_kept, 'patient')} under observation after {at}; by then "
            f"{start.n_events_before} had had an event and {start.n_censored_before} had left observation."
        )
    return Grouped(label, time, event, types, drawn, left, cautions, told)


def _drawn(
    masks: dict[str, Mask], policy: Policy
) -> tuple[dict[str, Mask], tuple[str, ...], tuple[str, ...]]:
    """Return the groups that have a curve, why others have none, and which are read with caution."""
    sizes = {level: int(mask.sum()) for level, mask in masks.items()}
    said = {level: curve_of(n, policy).say for level, n in sizes.items()}
    able = [level for level in masks if level != UNKNOWN and said[level] != "describe only"]
    largest = sorted(able, key=lambda level: -sizes[level])[:MOST]
    drawn = {level: mask for level, mask in masks.items() if level in largest}
    why = {
        "not recorded": [level for level in masks if level == UNKNOWN],
        f"fewer than {policy.curve_from}": [
            level for level in masks if level != UNKNOWN and said[level] == "describe only"
        ],
        f"the {MOST} largest groups are drawn": [level for level in able if level not in largest],
    }
    left = [f"No curve, {reason}: {_with_n(levels, sizes)}." for reason, levels in why.items() if levels]
    careful = [level for level in drawn if said[level] == "show with caution"]
    cautions = [f"Read with caution, few patients: {_with_n(careful, sizes)}."] if careful else []
    return drawn, tuple(left), tuple(cautions)


def _with_n(levels: list[str], sizes: dict[str, int]) -> str:
    """Return groups with their patients: `Complex (n = 12), Normal (n = 45)`."""
    return ", ".join(f"{level} (n = {sizes[level]})" for level in levels)


def groups_of(cohort: Cohort, options: Options) -> tuple[str, pd.Series]:
    """Return the label of a grouping and one category a patient of the cohort, unknown included."""
    if options.by == "":
        return "", from_positions(np.zeros(len(cohort), dtype=np.int64), (EVERYBODY,))
    if options.by in MILESTONES:
        one = MILESTONES[options.by]
        when = in_unit(cohort, one.time, options.unit)
        had = is_any(cohort, one.field, one.level)
        by_then = had & (when <= options.landmark)
        unknown = ~is_known(cohort, one.field) | (had & np.isnan(when))
        codes = np.select([unknown, by_then], [-1, 1], 0)
        return f"{one.what} by the landmark", shown(from_positions(codes, one.levels))
    if reason := refusal(cohort, options.of, options.by):
        raise ValueError(f"{factor(cohort, options.by).label} may not group {options.of.label}: {reason}.")
    grouping = factor(cohort, options.by, options.window)
    held = grouping.groups
    return grouping.label, held if UNKNOWN in held.cat.categories else shown(held)
