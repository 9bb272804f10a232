"""A deck as PDF: one page a slide, lettering as text."""

import io
from collections.abc import Sequence

import vl_convert
from pypdf import PdfReader, PdfWriter

from emr_core.export.deck.page import Page
from emr_core.export.deck.svg_page import svg_page


def pdf_bytes(pages: Sequence[Page], title: str) -> bytes:
    """Return pages as one PDF with a bookmark a slide."""
    book = PdfWriter()
    for number, page in enumerate(pages, start=1):
        single = PdfReader(io.BytesIO(vl_convert.svg_to_pdf(svg_page(page, number))))
        book.append(single, outline_item=page.line)
    book.add_metadata({"/Title": title, "/Subject": "Extramedullary relapse; exploratory"})
    file = io.BytesIO()
    book.write(file)
    return file.getvalue()
