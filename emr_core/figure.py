"""Figure and Table: what a card shows and an export takes.

The frames that are drawn are the frames that are downloaded; caption, reconciliation and alternative text
are made from the same numbers.
"""

from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd

from emr_core.cohort import SIDE, Cohort
from emr_core.filters import filter_sentence


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture with its numbers and everything that must be said beside it.

    Parameters
    ----------
    name
        The picture's name in file names and keys.
    title
        What is counted, as a heading.
    chart
        The drawing: one layered view whose every dataset is one of `data`.
    data
        The numbers, tidy; the first frame is the table of the picture.
    caption
        Filters, n of N and what is counted.
    reconciliation
        How the numbers add up, and what is not among them.
    methods
        How the numbers were made, in plain words.
    alt
        The finding in words, for those who do not see the picture.
    table
        The first frame with headings a reader understands.
    click
        What a click selects; empty if the picture is only looked at.
    width
        Widest useful width in pixels; 0 takes the card's.
    least
        Narrowest width in pixels at which it can be read; a narrower card scrolls it. 0 if it fits a phone.
    """

    name: str
    title: str
    chart: alt.LayerChart
    data: dict[str, pd.DataFrame]
    caption: str
    reconciliation: str
    methods: str
    alt: str
    table: pd.DataFrame
    click: tuple[str, ...] = ()
    width: int = 0
    least: int = 0


@dataclass(frozen=True, eq=False)
class Table:
    """One table with everything that must be said beside it; `body` has headings a reader understands."""

    name: str
    title: str
    data: dict[str, pd.DataFrame]
    body: pd.DataFrame
    caption: str
    methods: str
    notes: tuple[str, ...] = ()


LONGEST_WORDS = 700
"""Letters that a picture's alternative text may have: it is heard in one go. The table has the rest."""

SYNTHETIC = "SYNTHETIC"
"""What every picture, table and file of a synthetic cohort says."""


def stamped(figure: Figure, cohort: Cohort) -> Figure:
    """Return a figure that says in its plot, caption and words whether its cohort is synthetic.

    The mark lies under the topmost layer, which takes the clicks. Words too long to be heard end early.
    """
    figure = replace(figure, alt=_heard(figure.alt))
    if cohort.source.kind != "synthetic":
        return figure
    mark = pd.DataFrame({"watermark": [SYNTHETIC]})
    chart = figure.chart.copy()
    size = alt.expr("min(44, width / 7)")  # the whole word fits the plot of a phone
    # Mid-grey: on the surface as on the darkest and the lightest bar it can be read.
    written = alt.Chart(mark).mark_text(
        fontSize=size, fontWeight="bold", color="#808080", opacity=0.38, clip=True
    )
    middle: dict[str, Any] = {
        axis: alt.XValue(alt.expr(f"{side} / 2"))  # type: ignore[no-untyped-call]
        for axis, side in (("x", "width"), ("y", "height"))
    }
    chart.layer.insert(-1, written.encode(**middle, text=alt.Text("watermark", type="nominal")))
    return replace(
        figure,
        chart=chart,
        data={**figure.data, "watermark": mark},
        caption=f"{SYNTHETIC} data, no real patient. {figure.caption}",
        alt=f"{SYNTHETIC} data. {figure.alt}",
    )


def _heard(words: str) -> str:
    """Return as many sentences as can be heard in one go, and where the others are."""
    if len(words) <= LONGEST_WORDS:
        return words
    return f"{words[: words.rindex('. ', 0, LONGEST_WORDS)]}. The rest is in the table."


def stamped_table(table: Table, cohort: Cohort) -> Table:
    """Return a table whose caption says so if its cohort is synthetic."""
    if cohort.source.kind != "synthetic":
        return table
    return replace(table, caption=f"{SYNTHETIC} data, no real patient. {table.caption}")


def caption(cohort: Cohort, whole: int, counted: str, *more: str) -> str:
    """Return the line under a picture: filters, patients shown of all, what is counted, and more.

    Parameters
    ----------
    cohort
        The patients shown, with the filters that chose them.
    whole
        Patients of the unfiltered cohort.
    counted
        What one unit of the picture is.
    more
        Further sentences, without their full stop.
    """
    opening = filter_sentence(cohort)
    if SIDE not in cohort.columns:  # a side keeps the name it was given
        opening = f"{opening[0].upper()}{opening[1:]}"
    parts = (opening, how_many(cohort, whole), counted, *more)
    return ". ".join(part for part in parts if part) + "."


def how_many(cohort: Cohort, whole: int) -> str:
    """Return how many patients are shown: of all, or on either side of a comparison."""
    if SIDE not in cohort.columns:
        return f"{len(cohort)} of {whole} patients"
    sizes = [str((cohort.column(SIDE) == side).sum()) for side in cohort.column(SIDE).cat.categories]
    return f"{len(cohort)} patients: {' and '.join(sizes)}"
