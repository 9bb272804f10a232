"""Text from data inside Streamlit's Markdown: shown literally, never interpreted."""

import re

import pandas as pd

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>$:~-])")


def escaped(text: object) -> str:
    """Return a text that Markdown shows as it stands: no link, image, formula or colour is made of it."""
    return _MARKS.sub(r"\\\1", str(text))


def escaped_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose headings and cells are shown as they stand."""
    cells = table.astype("str").map(escaped)
    return cells.rename(columns=escaped)
