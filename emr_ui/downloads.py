"""A figure or table as files: made when they are clicked, with everything said that must go with them."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from emr_core.cohort import Source
from emr_core.export.csv_file import csv_bytes
from emr_core.export.deck.deck import Slide
from emr_core.export.deck.pages import pages_of
from emr_core.export.deck.pdf_file import pdf_bytes as deck_pdf
from emr_core.export.image import pdf_bytes, png_bytes, svg_bytes
from emr_core.export.share_safe import shared
from emr_core.export.workbook import of_figure, of_table, xlsx_bytes
from emr_core.figure import SYNTHETIC, Figure, Table
from emr_core.look import LOOKS, Look
from emr_core.recipe import Recipe, patients
from emr_ui import audit, current, opened, retention, sharing
from emr_ui.sign_in import permission
from emr_ui.sign_in.roles import Permission

MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

OTHERS = 208
"""Pixels that four buttons take."""


def of_a_figure(figure: Figure, make: Callable[[Look], Figure], made: Recipe | None) -> None:
    """Offer a figure as PNG, and behind a button as other files; pictures are drawn for paper.

    Share-safe, its recipe `made` gives what may leave instead.
    """
    if permission.refused("export"):
        return
    source = current.source_of(made)
    if sharing.threshold(source):
        _share_safe(figure.name, made)
        return
    paper, day = LOOKS["print"], date.today()
    name, mark = figure.name, _mark(source)
    file("PNG", name, lambda: png_bytes(make(paper), source, paper, day), source)
    others = opened.shown("Other files", f"files-{name}", OTHERS)
    if others is None:
        return
    with others:
        file("SVG", name, lambda: svg_bytes(make(paper), source, paper, day), source)
        file("PDF", name, lambda: pdf_bytes(make(paper), source, paper, day), source)
        file("CSV", name, lambda: csv_bytes(next(iter(make(paper).data.values())), mark), source)
        file("XLSX", name, lambda: xlsx_bytes(of_figure(make(paper)), source, day), source)


def of_a_table(table: Table, made: Recipe | None) -> None:
    """Offer a table's numbers as CSV, and the table as it reads as a workbook; share-safe as for a figure."""
    if permission.refused("export"):
        return
    source = current.source_of(made)
    if sharing.threshold(source):
        _share_safe(table.name, made)
        return
    first, mark = next(iter(table.data.values())), _mark(source)
    file("CSV", table.name, lambda: csv_bytes(first, mark), source)
    file("XLSX", table.name, lambda: xlsx_bytes(of_table(table), source, date.today()), source)


def _share_safe(name: str, made: Recipe | None) -> None:
    """Offer what may leave of a picture or table: as a page, and its table without small counts."""
    if made is None:
        st.caption("Share-safe: no file of this.")
        return
    recipe, whole, source = made, current.whole(), current.source_of(made)
    least, beside = sharing.threshold(source), current.beside(recipe)

    def page() -> bytes:
        slide = pages_of(Slide(recipe), whole, date.today(), least, (), beside)
        return deck_pdf([page for page, _ in slide], whole.source.name)

    def rows() -> bytes:
        found = shared(recipe, patients(recipe, whole, beside), whole, LOOKS["print"], least)
        said = pd.DataFrame({"Share-safe": [found.title, *found.sentences]})
        return csv_bytes(said if found.body is None else found.body)

    file("PDF", name, page, source)
    file("CSV", name, rows, source)
    st.caption(f"Share-safe, under {least}")


def file(kind: str, name: str, make: Callable[[], bytes], source: Source | None = None) -> None:
    """Offer one file of the current cohort, or of two that are compared, named after its source."""
    suffix, whose = kind.lower(), source or current.whole().source
    offer(kind, make, _file_name(name, suffix, whose), key=f"{suffix}-{name}", source=whose)


def offer(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    *,
    key: str | None = None,
    needs: Permission = "export",
    of: str | None = None,
    source: Source | None = None,
) -> None:
    """Offer a file to those who may have it; every file of the application leaves through here.

    It is made when it is clicked, after asking once more, recorded, and served under an address that cannot
    be guessed. `of` is the fingerprint of its cohort where that is not the open one; `source` that of two
    cohorts that are compared.
    """
    person = permission.holder(needs)
    if person is None:
        return
    kind = file_name.rpartition(".")[2]
    made = permission.guarded(person, needs, make)
    if needs == "export":
        held = source or current.whole().source
        whose, safe = (held.fingerprint, sharing.threshold(held)) if of is None else (of, 0)
        made = audit.exporting(made, person.name, whose, kind, key or file_name, safe)
    data = retention.for_this_session(made)
    st.download_button(label, data, file_name, MIME[kind], on_click="ignore", key=key)


def _mark(source: Source) -> str:
    """Return the word that every file of a synthetic cohort carries; asked before the click."""
    return SYNTHETIC if source.kind == "synthetic" else ""


def _file_name(name: str, suffix: str, source: Source) -> str:
    """Return a file name that says figure, cohort and date."""
    safe = "share-safe" if sharing.threshold(source) else ""
    stem = "-".join(part for part in ("emr", _mark(source), safe, name, source.fingerprint[:8]) if part)
    return f"{stem}-{date.today():%Y%m%d}.{suffix}"
