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
    found = []
    for row in frames[layout.frame].to_dict("records"):
        if layout.without and row[layout.without[0]] == layout.without[1]:
            continue
        found.append(
            Cell(
                question=" ".join(str(row[name]) for name in layout.question),
                line=": ".join(text for name in layout.lines if (text := str(row[name]))),
                column=tuple(str(row[name]) for name in layout.columns) or ("",),
                k=_whole(row[layout.k]),
                n=_whole(row[layout.n]) if layout.n else patients,
                median=float(row[layout.median]) if layout.median else math.nan,
            )
        )
    return found


def _whole(count: object) -> int:
    """Return a count; nobody where there is none."""
    return 0 if pd.isna(count) else int(count)  # type: ignore[call-overload]
