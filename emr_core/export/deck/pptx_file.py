"""A deck as PowerPoint: native tables, pictures with their words, numbers in the speaker's notes."""

import io
import struct
import textwrap
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from emr_core.export import side_by_side
from emr_core.export.deck.page import Page
from emr_core.export.drawing import svg_of
from emr_core.look import LOOKS, Look

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, WIDE = Inches(0.5), Inches(12.333)
TITLE_ONLY = 5
"""The layout of the default template that has a title and nothing else."""

TOP, BOTTOM = Inches(1.45), Inches(6.45)
"""Where the picture begins and ends."""

RESOLUTION = 200
"""Pixels per inch of a picture as it stands on the slide."""

LONGEST_FOOTER = 190
LONGEST_CAPTION = 880
"""Characters that stand between the picture and the foot in the smallest lettering, four lines."""

IN_THE_NOTES = " … whole in the notes."


def pptx_bytes(pages: Sequence[Page]) -> bytes:
    """Return pages as a PPTX of 16 : 9.

    Parameters
    ----------
    pages
        What stands on the slides.
    """
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    pictures = side_by_side.pngs(map(_drawn, pages))
    for number, (page, image) in enumerate(zip(pages, pictures, strict=True), start=1):
        slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
        _heading(slide, page)
        if page.lines:
            _lines(slide, page)
        if image is not None:
            _picture(slide, page, image)
        if page.table is not None:
            _table(slide, page)
        _foot(slide, page, number)
        if page.notes:
            slide.notes_slide.notes_text_frame.text = page.notes
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


def _drawn(page: Page) -> tuple[str, float] | None:
    """Return a page's picture as SVG, and the factor that gives it the resolution of a slide."""
    if page.chart is None:
        return None
    scale = float(WIDE.inches) * RESOLUTION / page.chart.width
    return svg_of(page.chart), min(scale, 3.0)


def _heading(slide: Any, page: Page) -> None:
    """Write the heading, and the line under it."""
    title = slide.shapes.title
    place = (
        (LEFT, Inches(2.2), WIDE, Inches(1.2)) if page.opening else (LEFT, Inches(0.3), WIDE, Inches(0.65))
    )
    title.left, title.top, title.width, title.height = place
    size = 40 if page.opening else 28 if len(page.line) <= 62 else 22
    _write(title.text_frame, [page.line], size, bold=True)
    if page.comment:
        box = slide.shapes.add_textbox(LEFT, Inches(0.92), WIDE, Inches(0.5))
        _write(box.text_frame, [page.comment], 18, muted=True)


def _lines(slide: Any, page: Page) -> None:
    """Write the paragraphs of a title or methods page."""
    top = Inches(3.5) if page.opening else Inches(1.05)
    box = slide.shapes.add_textbox(LEFT, top, WIDE, BOTTOM - top)
    _write(box.text_frame, page.lines, 20 if page.opening else 12, after=6)


def _picture(slide: Any, page: Page, image: bytes) -> None:
    """Place a picture as large as fits, in its own proportions, in the middle."""
    top = TOP if page.comment else Inches(1.1)
    wide, high = struct.unpack(">II", image[16:24])
    scale = min(WIDE / wide, (BOTTOM - top) / high)
    width, height = Emu(int(wide * scale)), Emu(int(high * scale))
    placed = slide.shapes.add_picture(io.BytesIO(image), LEFT + (WIDE - width) // 2, top, width, height)
    described = placed._element.nvPicPr.cNvPr
    described.set("descr", page.alt)
    described.set("name", page.line)


def _table(slide: Any, page: Page) -> None:
    """Write a native table that can be edited."""
    rows = page.table
    assert rows is not None  # nosec B101  # for the type checker
    top = TOP if page.comment else Inches(1.1)
    height = Inches(0.24) * (len(rows) + 1)
    shape = slide.shapes.add_table(len(rows) + 1, rows.shape[1], LEFT, top, WIDE, height)
    shape.name = page.line
    table = shape.table
    for column, share in enumerate(page.shares):
        table.columns[column].width = Emu(int(WIDE * share))
    cells = [list(map(str, rows.columns)), *rows.astype("str").to_numpy().tolist()]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            cell = table.cell(row, column)
            cell.margin_top = cell.margin_bottom = Inches(0.01)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            group = column == 0 and len(texts) > 1 and not any(texts[1:])
            _write(cell.text_frame, [text], 11, bold=row == 0 or group, ink="#FFFFFF" if row == 0 else "")


def _foot(slide: Any, page: Page, number: int) -> None:
    """Write what is counted, and the line at the foot with the slide's number."""
    if page.caption:
        box = slide.shapes.add_textbox(LEFT, BOTTOM, WIDE, Inches(0.55))
        size = 12 if len(page.caption) < 190 else 10 if len(page.caption) < 420 else 8
        _write(box.text_frame, [_fitting(page.caption)], size)
    text = page.footer if len(page.footer) <= LONGEST_FOOTER else page.footer[: LONGEST_FOOTER - 1] + "…"
    box = slide.shapes.add_textbox(LEFT, Inches(7.08), Inches(11.7), Inches(0.3))
    _write(box.text_frame, [text], 9, muted=True)
    box = slide.shapes.add_textbox(Inches(12.2), Inches(7.08), Inches(0.633), Inches(0.3))
    _write(box.text_frame, [str(number)], 9, muted=True)
    box.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _fitting(caption: str) -> str:
    """Return a caption that does not run into the foot; the speaker's notes hold the whole of it."""
    if len(caption) <= LONGEST_CAPTION:
        return caption
    return textwrap.shorten(caption, LONGEST_CAPTION, placeholder=IN_THE_NOTES)


def _write(
    frame: Any,
    paragraphs: Sequence[str],
    size: int,
    *,
    bold: bool = False,
    muted: bool = False,
    ink: str = "",
    after: int = 0,
) -> None:
    """Write paragraphs in the look for paper."""
    look: Look = LOOKS["print"]
    hex_digits = (ink or (look.muted if muted else look.ink)).lstrip("#")
    colour = RGBColor(*bytes.fromhex(hex_digits))  # type: ignore[no-untyped-call]
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(after)
        # An empty cell is as high as the lettering that would follow: unsaid, or behind a run, 18 points.
        paragraph._p.get_or_add_endParaRPr().set("sz", str(100 * size))
        if not text:
            continue
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Calibri"
        run.font.color.rgb = colour
