"""Which pictures and tables can be shown share-safe, and which counts of theirs make that table.

What has no layout here is left out of whatever is shared: a new picture is not shared until somebody has said
which of its columns are counts.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from emr_core.export.safe_table import Cell
from emr_core.outcome_groups import ALL_TYPES


@dataclass(frozen=True)
class Layout:
    """How the tidy frame of a picture or table is read as proportions.

    Parameters
    ----------
    frame
        Its name among the frames.
    lines
        Columns of the frame that name a line.
    k, n
        Columns with the patients counted, and with those they are of; `n` empty for all patients shown.
    question
        Columns whose rows belong to one question.
    columns
        Columns that name a group of patients; empty if there are no groups.
    total
        The group that is the sum of the others.
    median
        Column with a median for lines that count whose number is known.
    without
        Rows left out, for others say the same: a column of the frame and its value.
    turned
        Whether the groups are written as lines.
    drawn
        Whether the picture itself may be shown where no count is small.
    also
        Further pairs of counts in the picture, a part and its whole: frame, column, column.
    beside
        Groups that stand beside each other in one row instead of one a row: the frame that names each
        (`group`) and says its patients (`n`), and its columns with those counted and those they are of.
        Where they are not all patients, nothing is shown: the others would follow from a total.
    """

    frame: str
    lines: tuple[str, ...]
    k: str
    n: str
    question: tuple[str, ...]
    columns: tuple[str, ...] = ()
    total: str = ""
    median: str = ""
    without: tuple[str, str] | None = None
    turned: bool = False
    drawn: bool = False
    also: tuple[tuple[str, str, str], ...] = ()
    beside: tuple[tuple[str, str, str], ...] = ()


POOLED = ("panel", ALL_TYPES)
"""The panel that sums the others: its sums are taken to be known, and are not shown."""

OUTCOMES = Layout(
    "outcomes",
    ("outcome",),
    "k",
    "n",
    (),
    ("panel", "group"),
    without=POOLED,
    turned=True,
    drawn=True,
)
"""A bar a group, whose parts are outcomes."""

LAYOUTS: Mapping[str, Layout] = {
    "body_map": Layout("sites", ("name",), "k", "N", ("name",), drawn=True),
    "site_heatmap": Layout(
        "cells",
        ("row",),
        "k",
        "N",
        ("row",),
        ("panel", "column"),
        drawn=True,
        also=(("cells", "k", "count"), ("columns", "total", "above"), ("overall", "total", "above")),
    ),
    "outcome_bars": OUTCOMES,
    "outcome_shares": replace(
        OUTCOMES, frame="shares", also=(("shares", "known_k", "known_n"), ("shares", "known_n", "n"))
    ),
    # One finding a group; the lines that pool the types are left out, as in the bars.
    "outcome_comparison": replace(OUTCOMES, frame="shares", drawn=False),
    # The marrow at the relapse stands in the later marrow once more: one would give the other away. Who moves
    # from one level to the next is not in the table.
    "course_flow": Layout(
        "nodes",
        ("label", "level"),
        "n",
        "N",
        ("stage",),
        without=("stage", "at_emr"),
        drawn=True,
        also=(("nodes", "n", "N"), ("links", "n", "of")),
    ),
    # Not drawn: its heads say how many are in a group, of whom some may have no site stated.
    "site_difference": Layout(
        "differences",
        ("row",),
        "",
        "",
        ("row",),
        beside=(("group 0", "k1", "N1"), ("group 1", "k2", "N2")),
    ),
    "table_one": Layout(
        "table1",
        ("label", "level"),
        "n",
        "N",
        ("variable",),
        ("group",),
        total="All",
        median="median",
        without=("variable", "leukemia_type"),
    ),
    "missingness": Layout("missingness", ("label",), "n", "N", ("variable",), ("group",), total="All"),
    "intervals": Layout("intervals", ("label", "unit"), "n", "", ("name",), median="median"),
}

PATIENTS = frozenset(
    {
        "lanes",
        "patient_matrix",
        "event_dots",
        "interval_strips",
        "event_curves",
        "patient_case",
        "patient_course",
        "patient_karyotype",
        "patient_sites",
        "rank_strips",
        "similar_cases",
    }
)
"""What shows single patients, or steps that are single patients, however large the cohort."""


def cells(layout: Layout, frames: Mapping[str, pd.DataFrame], patients: int) -> list[Cell]:
    """Return the proportions of a picture or table of so many patients."""
    if layout.beside and _in_groups(layout, frames) != patients:
        return []
    groups: list[tuple[tuple[str, ...], str, str]] = [
        ((str(frames[frame]["group"].iloc[0]),), k, n) for frame, k, n in layout.beside
    ]
    found = []
    for row in frames[layout.frame].to_dict("records"):
        if layout.without and row[layout.without[0]] == layout.without[1]:
            continue
        own = tuple(str(row[name]) for name in layout.columns) or ("",)
        found += [
            Cell(
                question=" ".join(str(row[name]) for name in layout.question),
                line=": ".join(text for name in layout.lines if (text := str(row[name]))),
                column=column,
                k=_whole(row[k]),
                n=_whole(row[n]) if n else patients,
                median=float(row[layout.median]) if layout.median else math.nan,
            )
            for column, k, n in groups or [(own, layout.k, layout.n)]
        ]
    return found


def _in_groups(layout: Layout, frames: Mapping[str, pd.DataFrame]) -> int:
    """Return how many patients stand in the groups that are beside each other; nobody without any."""
    heads = [frames[frame]["n"].iloc[0] for frame, _, _ in layout.beside if frame in frames]
    return sum(int(str(head).removeprefix("n = ")) for head in heads) if len(heads) > 1 else -1


def _whole(count: object) -> int:
    """Return a count; nobody where there is none."""
    return 0 if pd.isna(count) else int(count)  # type: ignore[call-overload]
