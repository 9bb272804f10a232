"""The tables that a screen shows as HTML, read back: what stands in every cell, and which are headings."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pandas as pd
from streamlit.testing.v1 import AppTest


@dataclass
class Shown(HTMLParser):
    """One table, as a reader of HTML finds it."""

    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    scopes: list[list[str]] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    spanned: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.elements.append(tag)
        given = dict(attrs)
        if tag == "table":
            self.name = given.get("aria-label") or ""
        elif tag == "tr":
            self.rows.append([])
            self.scopes.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.scopes[-1].append(given.get("scope") or "")
            self.spanned = int(given.get("colspan") or 1) - 1

    def handle_endtag(self, tag: str) -> None:
        """Fill up what a heading spans."""
        if tag == "th":
            self.rows[-1] += [""] * self.spanned

    def handle_data(self, data: str) -> None:
        """Add to the cell that was begun last."""
        self.rows[-1][-1] += data

    @property
    def value(self) -> pd.DataFrame:
        """The cells, numbers with plain spaces: the first column is the index, as it names the rows."""
        plain = [[cell.replace("\u00a0", " ") for cell in row] for row in self.rows]
        headed = "thead" in self.elements
        heads = plain[0] if headed else [str(place) for place in range(len(plain[0]))]
        frame = pd.DataFrame(plain[headed:], columns=heads, dtype="str")
        return frame.set_index(heads[0])


def read(html: str) -> Shown:
    """Return the table that is written in HTML."""
    shown = Shown()
    shown.feed(html)
    shown.close()
    return shown


def tables(app: AppTest) -> list[Shown]:
    """Return every table on a screen that is written out."""
    return [read(one.value) for one in app.get("html") if "<table" in one.value]
