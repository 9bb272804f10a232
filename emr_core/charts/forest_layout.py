"""What forests share: names on the left of an axis, an interval and a mark a row, numbers on its right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout
from emr_core.look import Look

NAMES = 290
"""Pixels of the names on the left."""

WIDTH, LEAST = 1100, 900
"""Width of a forest, and the narrowest at which its axis keeps room between names and numbers."""


@dataclass(frozen=True)
class Numbers:
    """Columns of text on the right: column to the pixels where it begins, and where the last one ends."""

    columns: dict[str, int]
    end: int

    def layers(self, lines: alt.Chart, y: alt.Y) -> Iterable[alt.Chart]:
        """Yield the columns, each cut before the next one begins."""
        places = [*self.columns.values(), self.end]
        for (column, place), following in zip(self.columns.items(), places[1:], strict=True):
            yield lines.mark_text(align="left", limit=following - place - 4).encode(
                y, x=layout.past_right(place), text=layout.words(column)
            )


def place(lines: pd.DataFrame) -> alt.Y:
    """Return the place of a row by its `key`; lines stand in the order of the frame."""
    return alt.Y("key", type="nominal", axis=None, scale=layout.rows(list(lines["key"])))


def axis(scale: alt.Scale, title: str, **kwargs: Any) -> Callable[[str], alt.X]:
    """Return what places a column on the one axis of the forest."""
    drawn = alt.Axis(grid=True, domain=False, ticks=False, labelFlush=False, **kwargs)
    return lambda column: alt.X(column, type="quantitative", scale=scale, axis=drawn, title=title)


def forest(
    lines: pd.DataFrame, marks: Sequence[alt.Chart], numbers: Numbers, tips: dict[str, str], look: Look
) -> alt.LayerChart:
    """Return the picture: headings and names, the marks, numbers, and a tooltip over the whole row.

    Parameters
    ----------
    lines
        One row a line: `key`, `heading`, `label` and the columns of `numbers` and `tips`.
    marks
        Layers on the axis, from the back to the front.
    numbers, tips
        What stands on the right, and what hovering says: column to heading.
    """
    y, table = place(lines), layout.source(lines)
    layers = [
        table.mark_text(align="left", fontWeight=600, limit=NAMES + 200).encode(
            y, x=layout.at(-NAMES), text=layout.words("heading")
        ),
        table.mark_text(align="left", limit=NAMES - 12).encode(
            y, x=layout.at(-NAMES + 12), text=layout.words("label")
        ),
        *numbers.layers(table, y),
        *marks,
        table.mark_rect(opacity=0).encode(
            y, x=layout.at(-NAMES), x2=layout.past_right(numbers.end), tooltip=layout.tooltip(tips)
        ),
    ]
    return layout.picture(layers, look, layout.ROW * max(len(lines), 1))


def interval(drawn: alt.Chart, low: alt.X, high: str, y: alt.Y, look: Look) -> alt.Chart:
    """Return the intervals as lines."""
    rules: alt.Chart = drawn.mark_rule(color=look.ink, strokeWidth=1.5).encode(low, y, alt.X2(high))
    return rules
