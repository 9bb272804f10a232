"""Figure and table to screen: title, picture, caption, and a quiet row of table, download and methods."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from types import ModuleType

import altair as alt
import pandas as pd
import streamlit as st

from emr_core import recipe
from emr_core.cohort import Cohort, Source
from emr_core.export.code import script
from emr_core.export.software import software
from emr_core.figure import Figure, Table
from emr_core.filters import Choice, emptied_by, without
from emr_core.look import Look
from emr_core.pair import Sides
from emr_core.recipe import Recipe, recipe_of
from emr_ui import board, clicks, current, downloads, filter_state, opened
from emr_ui.markdown import escaped
from emr_ui.picture import Picture, picture
from emr_ui.rows import Rows, written
from emr_ui.rows import show as show_rows

HIGH, HEAD, ROW = 400, 60, 37
"""Pixels of a long table; of the heading of any, and of one row."""

Make = Callable[[Look], Figure]
"""Draws a figure in a look: the reader's on screen, the one for paper in a file."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure with everything its card sends, made once."""

    figure: Figure
    picture: Picture
    code: str
    rows: int
    """Rows of its table."""


def figure(
    chart: ModuleType,
    options: object = None,
    act: clicks.Act | None = None,
    but: tuple[str, ...] = (),
    *,
    everybody: bool = False,
) -> None:
    """Show a chart of the filtered patients as a card.

    Parameters
    ----------
    chart
        The chart's module.
    options
        Its options; None for a chart that has none.
    act
        Receives the fields of a mark that is clicked.
    but
        Fields whose filters the picture itself stands for: they leave nobody out of it.
    everybody
        Whether it is drawn of the whole cohort, whatever the filters.
    """
    whole = current.whole()
    cohort = whole if everybody else current.filtered_but(*but)
    choices = () if everybody else without(current.choices(), *but)
    made = recipe_of(chart, options, choices)
    show(lambda look: recipe.figure(made, cohort, len(whole), look), made, act, made)


def table(module: ModuleType, options: object = None, *, everybody: bool = False) -> None:
    """Show a table of the filtered patients, or of everybody, as a card; `options` are its module's own."""
    cohort = current.whole() if everybody else current.filtered()
    whole = len(current.whole())
    made = recipe_of(module, options, () if everybody else current.choices())
    show_table(
        *current.keep((current.whole().source.fingerprint, made), lambda: _set(made, cohort, whole)), made
    )


def of_sides(
    module: ModuleType,
    sides: Sides,
    choices: tuple[Choice, ...],
    options: object = None,
    act: clicks.Act | None = None,
) -> None:
    """Show a chart or table of two sides that are compared, each under these filters, as a card.

    `act` receives the fields of a mark of a chart that is clicked.
    """
    made = replace(recipe_of(module, options, choices), sides=sides)
    pair = current.shown_by(made)
    if made.kind == "charts":
        show(lambda look: recipe.figure(made, pair, len(pair), look), made, act, made)
        return
    key = (current.whole().source.fingerprint, made)
    show_table(*current.keep(key, lambda: _set(made, pair, len(pair))), made)


def show(make: Make, key: Hashable, act: clicks.Act | None = None, made: Recipe | None = None) -> None:
    """Show one figure as a card.

    `make` draws it in a look; `key` tells it from the others of this cohort and these filters; `act` receives
    the fields of a mark that is clicked; with its recipe, `made`, its code is offered too.
    """
    look, source = current.look(), current.whole().source

    def draw() -> Drawn:
        drawn = make(look)
        code = _script(made, source, drawn.title) if made is not None else ""
        # Its words alone. Drawing and frames are thousands of small objects, among which every run of every
        # session looks for garbage: with twenty sessions 0.1 s a click. A file of them is drawn anew.
        kept = replace(drawn, chart=alt.LayerChart(), data={}, table=pd.DataFrame())
        return Drawn(kept, picture(drawn.chart), code, len(drawn.table))

    drawn = current.keep((source.fingerprint, look.name, key, made), draw)
    figure = drawn.figure
    with st.container(border=True, width=figure.width or "stretch", key=f"card-{figure.name}"):
        st.header(escaped(figure.title), anchor=False)
        if figure.least:
            st.html(f"<style>.st-key-card-{figure.name} {{ --least: {figure.least}px; }}</style>")
            scroller = st.container(horizontal=True, key=f"scroll-{figure.name}")
            with scroller.container(width=figure.least):
                clicks.chart(figure, drawn.picture, act)
        else:
            clicks.chart(figure, drawn.picture, act)
        _said(figure.caption, figure.reconciliation)
        with st.container(horizontal=True, vertical_alignment="center"):
            table = opened.shown("Table", f"table-{figure.name}", min(HIGH, HEAD + ROW * drawn.rows))
            if table is not None:
                with table:
                    show_rows(
                        current.keep(
                            (source.fingerprint, "rows", look.name, key, made),
                            lambda: written(make(look).table, figure.title),
                        )
                    )
            downloads.of_a_figure(figure, make, made)
            with st.popover("Methods"):
                st.markdown(escaped(f"{figure.methods} {software()}"))
            if made is not None:
                _code(drawn.code)
                board.button(made, figure.name)


def show_table(table: Table, rows: Rows, code: str, made: Recipe) -> None:
    """Show one table as a card, with its rows as they are written and the code of its recipe."""
    with st.container(border=True, key=f"card-{table.name}"):
        st.header(escaped(table.title), anchor=False)
        show_rows(rows)
        _said(table.caption, *table.notes)
        with st.container(horizontal=True, vertical_alignment="center"):
            downloads.of_a_table(table, made)
            with st.popover("Methods"):
                st.markdown(escaped(f"{table.methods} {software()}"))
            _code(code)
            board.button(made, table.name)


def _said(*lines: str) -> None:
    """Show lines below a picture or table: one element, for each costs the browser a millisecond a click."""
    st.caption("\n\n".join(escaped(line) for line in lines if line))


def _set(made: Recipe, cohort: Cohort, whole: int) -> tuple[Table, Rows, str]:
    """Return a recipe's table of some patients, its rows as they are written, and its code."""
    table = recipe.table(made, cohort, whole)
    return table, written(table.body, table.title), _script(made, current.whole().source, table.title)


def _script(made: Recipe, source: Source, title: str) -> str:
    """Return the code of a recipe; none that would name a patient of an upload."""
    if source.kind == "uploaded" and made.patient_id:
        return ""
    return script(made, source, title, current.other_source(made))


def _code(code: str) -> None:
    """Offer the script that makes the figure or table again from its file, if there is one to show."""
    if not code:
        return
    with st.popover("Code"):
        # No language: the colours that Streamlit gives its words are too pale on white.
        st.code(code, language=None, wrap_lines=True)


def nobody_left() -> bool:
    """Say which filter left nobody, and offer to remove it; return whether that is so."""
    cohort = current.filtered()
    if len(cohort):
        return False
    step = emptied_by(cohort)
    with st.container(border=True, key="nobody-left"):
        st.header("No patient fits these filters", anchor=False)
        if step is not None:
            st.markdown(f"**{escaped(step.sentence)}** left nobody of {step.before}.")
            st.button(
                "Remove this filter", on_click=filter_state.clear, args=(step.field,), key="remove-emptying"
            )
    return True
