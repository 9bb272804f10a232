"""A table on screen as it is read aloud: its first column names the rows, its headings the columns."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_table

from emr_ui.markdown import escaped_table

LONG = 200
"""Rows up to which a table is written out for screen readers; longer ones scroll in a grid."""


@dataclass(frozen=True, eq=False)
class Rows:
    """A table's rows as they are sent: Arrow, which Streamlit would make of a frame in every run (1 ms).

    Parameters
    ----------
    arrow
        The rows.
    read_aloud
        Whether they are few enough to be written out for screen readers.
    """

    arrow: pa.Table
    read_aloud: bool


def written(table: pd.DataFrame) -> Rows:
    """Return a table's rows as they are shown: those of a short one escaped, of a long one as they are.

    The first column names the rows. A row with a name alone is a heading, and bold.
    """
    if len(table) > LONG or table.shape[1] < 2:
        return Rows(convert_pandas_df_to_arrow_table(table), read_aloud=False)
    cells = escaped_table(table)
    names, *others = (cells.iloc[:, place].tolist() for place in range(cells.shape[1]))
    alone = [not any(rest) for rest in zip(*others, strict=True)]
    bold = [f"**{name}**" if by_itself else name for name, by_itself in zip(names, alone, strict=True)]
    body = cells.iloc[:, 1:].set_axis(pd.Index(bold, name=cells.columns[0], dtype="str"))
    return Rows(convert_pandas_df_to_arrow_table(body), read_aloud=True)


def of_blocks(blocks: Mapping[str, pd.DataFrame]) -> dict[str, Rows]:
    """Return several tables as they are shown, by their headings."""
    return {heading: written(table) for heading, table in blocks.items()}


def show(rows: Rows, *, ruled: bool = True, headed: bool = True) -> None:
    """Show rows as they were written: readable aloud where they are few, else in a grid that scrolls.

    Parameters
    ----------
    rows
        What `written` returned.
    ruled
        Whether lines stand between the rows.
    headed
        Whether the headings are shown.
    """
    if rows.read_aloud:
        border = "horizontal" if ruled else False
        st.table(rows.arrow, border=border, hide_header=not headed, hide_index=False)
    else:
        st.dataframe(rows.arrow, hide_index=True, width="stretch")
