"""One slide, ready to be drawn, and the line at its foot."""

from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.figure import SYNTHETIC, how_many
from emr_core.filters import filter_sentence


@dataclass(frozen=True, eq=False)
class Page:
    """One slide, ready to be drawn.

    Parameters
    ----------
    heading
        The line at the top.
    comment
        The line under it, in the words of whoever made the deck.
    part
        Which part of a long table this is: `2 of 3`.
    chart
        The picture, or None.
    table
        The rows of a native table, or None.
    shares
        Its columns' shares of the width, the same on all slides of one table.
    lines
        Paragraphs of a title or methods page.
    caption
        What is counted, under the picture.
    footer
        Filters, n of N, cohort, fingerprint and date.
    notes
        What the speaker has at hand: caption, methods and numbers.
    alt
        The picture in words.
    opening
        Whether this is the title page.
    """

    heading: str
    comment: str = ""
    part: str = ""
    chart: alt.LayerChart | None = None
    table: pd.DataFrame | None = None
    shares: tuple[float, ...] = ()
    lines: tuple[str, ...] = ()
    caption: str = ""
    footer: str = ""
    notes: str = ""
    alt: str = ""
    opening: bool = False

    @property
    def line(self) -> str:
        """The heading as it stands on the slide."""
        return f"{self.heading} ({self.part})" if self.part else self.heading


def footer(cohort: Cohort, whole: int, day: date, *, numbered: bool = True) -> str:
    """Return the line at the foot of a slide; without its number of patients if that may not be said."""
    source, sentence = cohort.source, filter_sentence(cohort)
    parts = [
        SYNTHETIC if source.kind == "synthetic" else "",
        f"{sentence[0].upper()}{sentence[1:]}",
        how_many(cohort, whole) if numbered else "number withheld",
        source.name,
        f"data {source.fingerprint[:8]}",
        f"{day:%Y-%m-%d}",
        f"exploratory, n = {len(cohort)}" if numbered else "exploratory",
    ]
    return " · ".join(part for part in parts if part)
