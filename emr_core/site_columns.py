"""The columns of a picture of sites: the levels of a factor, side by side within the levels of another."""

import textwrap
from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import CROSS, Factor, crossed, factor, level_sizes, present_levels
from emr_core.once import once
from emr_core.site_counts import SiteLevel, SiteUnit, in_words, patients_with_a_site, site_counts
from emr_core.site_patterns import unstated
from emr_core.wording import counted

NO_PANELS = "none"

LINE = 11
"""Letters of a panel's heading that stand on one line, however few its columns are."""

NOBODY = "–"
"""What stands in a cell where no patient can have the site, such as a testis among girls."""


@dataclass(frozen=True, eq=False)
class SiteColumns:
    """Columns and the panels they stand in.

    Parameters
    ----------
    grouping
        The grouping of the patients: the factor of the columns, crossed with that of the panels if any.
    heads
        One row a column: its `key` (a level of the grouping), `panel`, `column`, `group` (both as read out)
        and `size` in patients.
    filters
        The fields whose filters stand for the columns and for the panels; empty if none does.
    """

    grouping: Factor
    heads: pd.DataFrame
    filters: tuple[str, str]


@once
def site_columns(cohort: Cohort, by: str, panels: str, window: int) -> SiteColumns:
    """Return the columns by a factor, in panels by a second one unless that is `none`."""
    inner = factor(cohort, by, window)
    if panels in (NO_PANELS, by):
        levels = list(present_levels(inner))
        heads = pd.DataFrame({"key": levels, "panel": "", "column": levels}, dtype="str")
        return SiteColumns(inner, _sized(heads, inner), (inner.filter, ""))
    outer = factor(cohort, panels, window)
    both = crossed(outer, inner)
    pairs = [(f"{panel}{CROSS}{level}", panel, level) for panel in outer.levels for level in inner.levels]
    held = [pair for pair in pairs if pair[0] in both.levels]
    heads = pd.DataFrame(held, columns=["key", "panel", "column"], dtype="str")
    return SiteColumns(both, _sized(heads, both), (inner.filter, outer.filter))


def site_cells(cohort: Cohort, columns: SiteColumns, level: SiteLevel, unit: SiteUnit) -> pd.DataFrame:
    """Return one line a site and column as `site_counts` does, with panel, key, group and the count in words.

    `number` is what stands in the cell: the count, or a dash where nobody can have the site.
    """
    counts = site_counts(cohort, columns.grouping, level, unit)
    # Looked up, not merged: 4 ms of a few patients.
    place = pd.Index(columns.heads["key"]).get_indexer(pd.Index(counts["column"]))
    of_column = {name: columns.heads[name].array.take(place) for name in ("column", "panel", "group")}
    cells = pd.DataFrame(
        {
            **{str(name): of_column.get(str(name), counts[name]) for name in counts},
            "key": counts["column"],
            "panel": of_column["panel"],
            "group": of_column["group"],
            "number": counts["count"].astype("str").where(counts["N"] > 0, NOBODY),
        }
    )
    cells["words"] = in_words(cells)
    return cells


def spoken(panel: str, column: str) -> str:
    """Return a column as it is read out: panel, then level."""
    return f"{panel}{CROSS}{column}" if panel else column


def panel_sizes(columns: SiteColumns) -> pd.DataFrame:
    """Return one row a panel: its heading in two lines, n, its first and last column, and its columns."""
    heads = columns.heads[columns.heads["panel"].astype("str") != ""]
    rows = []
    for panel, part in heads.groupby("panel", sort=False):
        lines = textwrap.wrap(str(panel), max(LINE, 6 * len(part)))
        upper, lower = (lines[0], " ".join(lines[1:])) if len(lines) > 1 else ("", lines[0])
        ends = (part["key"].iloc[0], part["key"].iloc[-1])
        rows.append((panel, upper, lower, f"n = {part['size'].sum()}", *ends, len(part)))
    return pd.DataFrame(rows, columns=["heading", "upper", "lower", "n", "first", "last", "columns"])


def places(heads: pd.DataFrame, *, gap: bool) -> list[str]:
    """Return the columns from left to right, with an empty place between two panels if there is a gap."""
    found: list[str] = []
    for number, (_, columns) in enumerate(heads.groupby("panel", sort=False)):
        found += [f"gap {number}"] * (number > 0 and gap) + list(columns["key"])
    return found


def column_totals(cohort: Cohort, columns: SiteColumns, cells: pd.DataFrame, unit: SiteUnit) -> list[int]:
    """Return the number at the foot of each column: sites, or patients with any stated site."""
    keys = list(columns.heads["key"])
    if unit == "sites":
        found = {str(key): int(n) for key, n in cells.groupby("key", observed=False)["count"].sum().items()}
    else:
        found = patients_with_a_site(cohort, columns.grouping)
    return [int(found.get(key, 0)) for key in keys]


def corner_totals(cohort: Cohort, heads: pd.DataFrame) -> pd.DataFrame:
    """Return what stands where the totals of rows and columns meet: all patients, and the sum of `heads`."""
    n = len(cohort)
    row = {
        "label": "Total",
        "n": f"n = {n}",
        "above": str(n),
        "before": "n =",
        "total": int(heads["total"].sum()),
    }
    return pd.DataFrame([row])


def adds_up(cohort: Cohort, heads: pd.DataFrame, unit: SiteUnit) -> str:
    """Return how the totals of the columns add up and who has no stated site."""
    parts = " + ".join(f"{n} {group}" for group, n in zip(heads["group"], heads["total"], strict=True))
    total = int(heads["total"].sum())
    noun = counted(total, "site") if unit == "sites" else f"{counted(total, 'patient')} with a stated site"
    missing = unstated(cohort)
    rest = f"; {counted(missing, 'patient')} with site not stated" if missing else ""
    several = "" if unit == "sites" else " Rows add up to more: a patient may have several sites."
    return f"{noun} = {parts or '0'}{rest}.{several}"


def _sized(heads: pd.DataFrame, grouping: Factor) -> pd.DataFrame:
    """Return the columns with their name as read out and their number of patients."""
    sizes = level_sizes(grouping)
    return heads.assign(
        group=[spoken(p, c) for p, c in zip(heads["panel"], heads["column"], strict=True)],
        size=[sizes[key] for key in heads["key"]],
    )
