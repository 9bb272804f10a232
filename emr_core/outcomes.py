"""What became of the patients: which outcomes a cohort records, what counts as known, who has a finding.

A death is a recorded death. Where no times are recorded there is no risk at a stated time, only counts; who
is lost or not recorded stays in every denominator, and a second one holds those whose outcome is known.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.bmr import WINDOWS, movers
from emr_core.cohort import Cohort
from emr_core.factors import factor
from emr_core.fields import UNKNOWN
from emr_core.outcome_groups import ALL_TYPES, Group
from emr_core.schema import BY_NAME, categorical
from emr_core.stats.proportions import Proportion, wilson
from emr_core.stats.stratified import opposite as opposite_strata
from emr_core.wording import counted, listed, number

Counts = npt.NDArray[np.int64]

OUTCOMES = ("outcome_as_published", "response", "last_status")
"""What can be shown as the outcome, in the order offered."""

DIED, ALIVE = "Died", "Alive"
LOST = "Lost to follow-up"
NAMED_MOVERS = 6
"""Patients named one by one when a wider window moves them; more are counted."""


WHERE = ("row", "panel", "group", "outcome")
SHARE = ("k", "n", "percent", "lower", "upper")


@dataclass(frozen=True)
class Finding:
    """One answer to *what happened*: a level of an outcome, or several that mean the same."""

    name: str
    levels: tuple[str, ...]


def recorded(cohort: Cohort) -> dict[str, str]:
    """Return the outcomes that somebody in the cohort has, name to label, the one to begin with first.

    A published cohort begins with what its paper printed; any other with the last known status, for the words
    of a file are seldom those a reader looks for.
    """
    names = OUTCOMES if cohort.source.kind == "published" else tuple(reversed(OUTCOMES))
    held = [name for name in names if name in cohort.columns and cohort.column(name).notna().any()]
    return {name: BY_NAME[name].label for name in held}


def findings(cohort: Cohort, outcome: str) -> tuple[Finding, ...]:
    """Return what can be asked of an outcome: all deaths, all alive, then every level of its own.

    Deaths come together in the last status and in published words; a response of `Died before evaluation`
    says nothing of later deaths and stays as it is.
    """
    levels = tuple(level for level in factor(cohort, outcome).levels if level != UNKNOWN)
    together: list[Finding] = []
    if outcome != "response":
        for name in (DIED, ALIVE):
            same = tuple(level for level in levels if _meaning(level).startswith(name))
            together += [Finding(name, same)] if same else []
    alone = {finding.levels for finding in together}
    return (*together, *(Finding(level, (level,)) for level in levels if (level,) not in alone))


def finding(cohort: Cohort, outcome: str, name: str) -> Finding:
    """Return the finding of that name; the first one where the outcome has none of that name."""
    offered = findings(cohort, outcome)
    first = offered[0] if offered else Finding(DIED, ())
    return next((one for one in offered if one.name == name), first)


def is_known(level: str) -> bool:
    """Tell whether a level says what happened; lost, not evaluable and not recorded do not."""
    return level not in (UNKNOWN, "Not evaluable") and _meaning(level) != LOST


def level_counts(cohort: Cohort, groups: list[Group], outcome: str) -> pd.DataFrame:
    """Return one line a group and level of the outcome: k of n, share and Wilson interval, in percent."""
    grouping = factor(cohort, outcome)
    lines = []
    for group in groups:
        mine = grouping.groups[group.members]
        for level in grouping.levels:
            share = wilson(int((mine == level).sum()), len(mine))
            lines.append((group.row, group.panel, group.name, level, *_numbers(share)))
    return _typed(pd.DataFrame(lines, columns=[*WHERE, *SHARE]))


def finding_counts(cohort: Cohort, groups: list[Group], outcome: str, sought: Finding) -> pd.DataFrame:
    """Return one line a group: k of all n and k of those whose outcome is known, each with its interval."""
    grouping = factor(cohort, outcome)
    known_levels = [level for level in grouping.levels if is_known(level)]
    has, known = (grouping.groups.isin(wanted).to_numpy() for wanted in (sought.levels, known_levels))
    lines = []
    for group in groups:
        k, n = int(has[group.members].sum()), int(group.members.sum())
        of_known = wilson(int((has & known)[group.members].sum()), int(known[group.members].sum()))
        of_all = _numbers(wilson(k, n))
        lines.append((group.row, group.panel, group.name, sought.name, *of_all, *_numbers(of_known)))
    columns = [*WHERE, *SHARE, *(f"known_{name}" for name in SHARE)]
    return _typed(pd.DataFrame(lines, columns=columns))


def two_by_two(frame: pd.DataFrame, panel: str, pair: tuple[str, str]) -> Counts:
    """Return with and without the finding for the two groups of a panel, patients, the first group first."""
    here = frame.loc[frame["panel"] == panel, ["group", "k", "n"]].set_index("group")
    here = here.reindex(list(pair), fill_value=0)
    return np.column_stack([here["k"], here["n"] - here["k"]]).astype(np.int64)


def strata(frame: pd.DataFrame) -> list[str]:
    """Return the leukaemia types of finding counts; who has no recorded type is in no stratum."""
    return [panel for panel in dict.fromkeys(frame["panel"]) if panel not in (ALL_TYPES, UNKNOWN)]


def opposite(frame: pd.DataFrame, pair: tuple[str, str]) -> bool:
    """Tell whether the finding goes with one group in one leukaemia type and with the other in another."""
    tables = [two_by_two(frame, panel, pair) for panel in strata(frame)]
    return len(tables) > 1 and opposite_strata(tables)


def who_moves(cohort: Cohort, window: int) -> str:
    """Return which patients a wider window makes concurrent: `At 28 days P13 becomes concurrent (...)`."""
    if window == WINDOWS[0]:
        return ""
    moved = movers(cohort, window)
    if not moved:
        return f"At {window} days nobody becomes concurrent who is not at {WINDOWS[0]} days"
    if len(moved) > NAMED_MOVERS:
        return f"At {window} days {counted(len(moved), 'patient')} become concurrent"
    weeks = dict(zip(cohort.column("patient_id"), cohort.column("emr_to_bmr").tolist(), strict=True))
    if len(moved) == 1:
        return f"At {window} days {moved[0]} becomes concurrent (BMR at {_weeks(weeks[moved[0]])})"
    names = [f"{one} (BMR at {_weeks(weeks[one])})" for one in moved]
    return f"At {window} days {listed(names)} become concurrent"


def timing(cohort: Cohort, sought: Finding) -> str:
    """Return what a count of deaths does not say; empty for other findings."""
    if sought.name == DIED:
        if "follow_up" in cohort.columns and cohort.column("follow_up").notna().any():
            return "Recorded deaths up to each patient's last contact, so no risk at a stated time"
        told = "published" if cohort.source.kind == "published" else "recorded"
        return f"Recorded deaths; times of death are not {told}, so no risk at a stated time"
    return ""


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: `marrow at EMR`, but `FAB class`."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _weeks(weeks: float) -> str:
    """Return a number of weeks in words."""
    return f"{number(weeks)} week{'' if weeks == 1 else 's'}"


def _meaning(level: str) -> str:
    """Return the last status that a source's own word stands for, or the word itself."""
    return categorical("last_status").synonyms.get(level.lower(), level)


def _numbers(share: Proportion) -> tuple[int, int, float, float, float]:
    """Return k, n, percent and the limits of its interval in percent."""
    return share.k, share.n, 100 * share.estimate, 100 * share.lower, 100 * share.upper


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return counts as whole numbers and shares as floats, also where there is no row to tell them by."""
    kinds = {**dict.fromkeys(WHERE, "str"), "k": "int64", "n": "int64"}
    names = [str(name) for name in frame]
    return frame.astype({name: kinds.get(name.removeprefix("known_"), "float64") for name in names})
