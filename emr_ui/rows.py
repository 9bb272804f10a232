"""A table on screen as it is read aloud: its first column names the rows, its headings the columns.

Written as one piece of HTML. Streamlit's own table makes a Markdown text of every cell, which the browser
parses and draws again after every click: of Overview's 280 cells, 0.1 s.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_table

LONG = 200
"""Rows up to which a table is written out for screen readers; longer ones scroll in a grid."""

# Where a narrow column must not break a number: `p = 0.04`, `36 %`, `22 of 22`.
_WITHIN = re.compile(
    r"(?<=\b[npq]) (?=[=<])|(?<=\b[npq] [=<]) |(?<=\d) (?=%)|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)"
)


@dataclass(frozen=True, eq=False)
class Rows:
    """A table's rows as they are sent, made once.

    Parameters
    ----------
    html
        Few rows, written out for screen readers; empty for many.
    arrow
        Many rows, which Streamlit would convert from a frame in every run (1 ms); None for few.
    """

    html: str
    arrow: pa.Table | None


def written(table: pd.DataFrame, name: str = "", *, ruled: bool = True, headed: bool = True) -> Rows:
    """Return a table's rows as they are shown: a short one as HTML, a long one as it is.

    The first column names the rows. A row with a name alone heads those that follow, and is bold.

    Parameters
    ----------
    table
        The rows.
    name
        What a screen reader calls the table.
    ruled
        Whether lines stand between the rows.
    headed
        Whether the headings are shown.
    """
    if len(table) > LONG or table.shape[1] < 2:
        return Rows("", convert_pandas_df_to_arrow_table(table))
    columns = [_cells(column.astype("str").tolist()) for _, column in table.items()]
    headings = "".join(f'<th scope="col">{text}</th>' for text in _cells(map(str, table.columns)))
    head = f"<thead><tr>{headings}</tr></thead>" if headed else ""
    body = f"<tbody>{''.join(map(_row, zip(*columns, strict=True)))}</tbody>".replace("<tbody></tbody>", "")
    called = f' aria-label="{escape(name)}"' if name else ""
    # A table with lines may be wider than its card: keys that scroll it need it to take the keyboard.
    box = f'class="emr-table ruled" tabindex="0" role="region"{called}' if ruled else 'class="emr-table"'
    return Rows(f"<div {box}><table{called}>{head}{body}</table></div>", None)


def of_blocks(blocks: Mapping[str, pd.DataFrame]) -> dict[str, Rows]:
    """Return several tables by their headings, without lines and headings of columns."""
    return {heading: written(table, heading, ruled=False, headed=False) for heading, table in blocks.items()}


def show(rows: Rows) -> None:
    """Show rows as they were written: readable aloud where they are few, else in a grid that scrolls."""
    if rows.arrow is None:
        st.html(rows.html)
    else:
        st.dataframe(rows.arrow, hide_index=True, width="stretch")


def _cells(texts: Iterable[object]) -> list[str]:
    """Return texts as HTML shows them literally, no number broken over two lines; a missing one empty."""
    return [escape(_WITHIN.sub("\u00a0", text)) if isinstance(text, str) else "" for text in texts]


def _row(cells: tuple[str, ...]) -> str:
    """Return a row of cells that are HTML already; a name alone heads a group of rows."""
    name, *others = cells
    if not any(others):
        heading = f'<th scope="rowgroup" colspan="{len(cells)}"><strong>{name}</strong></th>'
        return f"</tbody><tbody><tr>{heading}</tr>"
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
