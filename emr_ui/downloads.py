"""A figure or table as files: made when they are clicked, with everything said that must go with them."""

import io
from collections.abc import Callable
from datetime import date

import streamlit as st

from emr_core.export.csv_file import csv_bytes
from emr_core.export.image import pdf_bytes, png_bytes, svg_bytes
from emr_core.export.workbook import of_figure, of_table, xlsx_bytes
from emr_core.figure import SYNTHETIC, Figure, Table
from emr_core.look import LOOKS, Look
from emr_ui import current

MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def of_a_figure(figure: Figure, make: Callable[[Look], Figure]) -> None:
    """Offer a figure as PNG, and behind a button as other files; pictures are drawn for paper."""
    paper, source, day = LOOKS["print"], current.whole().source, date.today()
    name, first = figure.name, next(iter(figure.data.values()))
    file("PNG", name, lambda: png_bytes(make(paper), source, paper, day))
    with st.popover("Other files"):
        file("SVG", name, lambda: svg_bytes(make(paper), source, paper, day))
        file("PDF", name, lambda: pdf_bytes(make(paper), source, paper, day))
        file("CSV", name, lambda: csv_bytes(first, _mark()))
        file("XLSX", name, lambda: xlsx_bytes(of_figure(figure), source, day))


def of_a_table(table: Table) -> None:
    """Offer a table's numbers as CSV, and the table as it reads with them as a workbook."""
    source, first = current.whole().source, next(iter(table.data.values()))
    file("CSV", table.name, lambda: csv_bytes(first, _mark()))
    file("XLSX", table.name, lambda: xlsx_bytes(of_table(table), source, date.today()))


def file(kind: str, name: str, make: Callable[[], bytes]) -> None:
    """Offer one file, made when it is clicked and served under an address that cannot be guessed."""
    suffix = kind.lower()
    st.download_button(
        kind,
        data=lambda: io.BytesIO(make()),
        file_name=_file_name(name, suffix),
        mime=MIME[suffix],
        on_click="ignore",
        key=f"{suffix}-{name}",
    )


def _mark() -> str:
    """Return the word that every file of a synthetic cohort carries."""
    return SYNTHETIC if current.whole().source.kind == "synthetic" else ""


def _file_name(name: str, suffix: str) -> str:
    """Return a file name that says figure, cohort and date."""
    fingerprint = current.whole().source.fingerprint[:8]
    stem = "-".join(part for part in ("emr", _mark(), name, fingerprint) if part)
    return f"{stem}-{date.today():%Y%m%d}.{suffix}"
