"""Text from data inside Streamlit's Markdown: shown literally, never interpreted."""

import re

import pandas as pd

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>$:~-])")

# Where a narrow column must not break a number: `p = 0.04`, `36 %`, `22 of 22`.
_WITHIN = re.compile(
    r"(?<=\b[npq]) (?=[=<])|(?<=\b[npq] [=<]) |(?<=\d) (?=%)|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)"
)


def escaped(text: object) -> str:
    """Return a text that Markdown shows as it stands: no link, image, formula or colour is made of it."""
    return _MARKS.sub(r"\\\1", str(text))


def escaped_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose headings and cells are shown as they stand, no number broken over two lines."""
    cells = {
        place: [escaped(_kept_together(text)) for text in column.astype("str").tolist()]
        for place, (_, column) in enumerate(table.items())
    }
    shown = pd.DataFrame(cells, index=table.index, dtype="str")
    shown.columns = pd.Index([escaped(_kept_together(str(heading))) for heading in table.columns])
    return shown


def _kept_together(text: str) -> str:
    """Return a text whose numbers stay with their sign, their letter or their total."""
    return _WITHIN.sub("\u00a0", text)
