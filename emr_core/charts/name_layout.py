"""The names beside rows in panels: headings, names on one line or two, n, and the room they need."""

import textwrap

import altair as alt
import pandas as pd

from emr_core.charts.layout import at, past_right, source, switch, words
from emr_core.look import Look

LINE = 19
"""Letters of a row's name that stand on one line; a longer name takes two."""


def row_names(lines: pd.DataFrame, y: alt.Y, look: Look, right: int = 48) -> list[alt.Chart]:
    """Return what stands beside rows in panels: headings, names, n, and a rule before what is set apart.

    `lines` has one row a line of the picture: `row` (the key that `y` places), `heading`, the name as
    `folded` gives it, `n` and `apart`, true for the line that holds the rule, which ends `right` pixels
    beyond the plot.
    """
    names, left = source(lines), -label_width(lines)
    return [
        names.mark_rule(color=look.muted).encode(
            y, switch(alt.StrokeOpacity, "apart", 0, 1), x=at(left), x2=past_right(right)
        ),
        names.mark_text(align="left", fontWeight=600).encode(y, x=at(left), text=words("heading")),
        *(
            names.mark_text(align="left", limit=-left - 20, dy=dy).encode(
                y, x=at(left + 12), text=words(line)
            )
            for line, dy in (("label", 0), ("upper", -6), ("lower", 7))
        ),
        names.mark_text(align="left", color=look.muted, fontSize=12).encode(
            y, x=past_right(8), text=words("n")
        ),
    ]


def folded(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines whose long names stand in two columns, `upper` and `lower`, instead of in `label`."""
    parts = [textwrap.wrap(label, LINE) if len(label) > LINE else [] for label in lines["label"]]
    return lines.assign(
        label=["" if part else label for part, label in zip(parts, lines["label"], strict=True)],
        upper=[part[0] if part else "" for part in parts],
        lower=[" ".join(part[1:]) for part in parts],
    )


def label_width(lines: pd.DataFrame) -> int:
    """Return the pixels that the names of rows need on the left; longer ones are cut so a phone has room."""
    names = lines[["label", "upper", "lower"]].to_numpy().ravel()
    return min(158, 30 + 7 * max((len(name) for name in names), default=0))
