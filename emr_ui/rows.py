"""A table on screen as it is read aloud: its first column names the rows, its headings the columns."""

import pandas as pd
import streamlit as st

from emr_ui.markdown import escaped_table

LONG = 200
"""Rows up to which a table is written out for screen readers; longer ones scroll in a grid."""


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table's rows as they are shown: those of a short one escaped, of a long one as they are.

    The first column names the rows. A row with a name alone is a heading, and bold.
    """
    if len(table) > LONG or table.shape[1] < 2:
        return table
    cells = escaped_table(table)
    alone = (table.iloc[:, 1:].astype("str") == "").all(axis=1).to_numpy()
    first = cells.iloc[:, 0]
    cells.isetitem(0, first.where(~alone, "**" + first + "**"))
    return cells.set_index(cells.columns[0])


def show(rows: pd.DataFrame, *, ruled: bool = True, headed: bool = True) -> None:
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
    if rows.index.name is None:
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.table(rows, border="horizontal" if ruled else False, hide_header=not headed)
