"""A deck's page as SVG of 1280 × 720: what a preview shows and a PDF prints."""

import re
import textwrap
from collections.abc import Iterator
from html import escape

from emr_core.export.deck import table_layout
from emr_core.export.deck.page import Page
from emr_core.export.drawing import svg_of
from emr_core.look import LOOKS

WIDTH, HEIGHT = 1280, 720
LEFT, WIDE = 48, 1184
TOP, BOTTOM = 138, 622
"""Where the picture begins and ends."""

LOOK = LOOKS["print"]
FONT = "Source Sans, Liberation Sans, Arial, sans-serif"

LINE = 19
"""Height of a table's line."""


def svg_page(page: Page, number: int) -> str:
    """Return one page of a deck as SVG; all lettering is text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{escape(page.alt or page.line, quote=True)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LOOK.surface}"/>',
        *_heading(page),
        *_lines(page),
        *_picture(page),
        *_table(page),
        *_foot(page, number),
        "</svg>",
    ]
    return "".join(parts)


def _text(x: float, y: float, text: str, size: int, *, muted: bool = False, bold: bool = False) -> str:
    """Return one line of lettering."""
    weight = ' font-weight="600"' if bold else ""
    colour = LOOK.muted if muted else LOOK.ink
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size}" fill="{colour}"{weight}>'
        f"{escape(text)}</text>"
    )


def _heading(page: Page) -> Iterator[str]:
    """Yield the heading, and the line under it."""
    if page.opening:
        for place, line in enumerate(textwrap.wrap(page.line, 48)):
            yield _text(LEFT, 270 + 54 * place, line, 46, bold=True)
    else:
        yield _text(LEFT, 68, page.line, 32 if len(page.line) <= 66 else 24, bold=True)
    if page.comment:
        yield _text(LEFT, 104, page.comment, 20, muted=True)


def _lines(page: Page) -> Iterator[str]:
    """Yield the paragraphs of a title or methods page."""
    size, room, step = (22, 100, 32) if page.opening else (15, 160, 20)
    y = 360 if page.opening else 108
    for paragraph in page.lines:
        for line in textwrap.wrap(paragraph, room):
            yield _text(LEFT, y, line, size)
            y += step
        y += step // 2


def _picture(page: Page) -> Iterator[str]:
    """Yield the picture as large as fits, in its own proportions, in the middle."""
    if page.chart is None:
        return
    svg = svg_of(page.chart)
    wide, high = (float(size) for size in re.findall(r'<svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    top = TOP if page.comment else TOP - 34
    scale = min(WIDE / wide, (BOTTOM - top) / high)
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    left = LEFT + (WIDE - wide * scale) / 2
    yield f'<g transform="translate({left:.1f},{top}) scale({scale:.4f})">{inner}</g>'


def _table(page: Page) -> Iterator[str]:
    """Yield a table's lines."""
    if page.table is None:
        return
    shares = page.shares
    starts = [LEFT + WIDE * sum(shares[:column]) for column in range(len(shares))]
    rows = [[str(name) for name in page.table.columns], *page.table.astype("str").to_numpy().tolist()]
    y = (TOP if page.comment else TOP - 34) + LINE
    for row, texts in enumerate(rows):
        cells = [table_layout.broken(text, share) for text, share in zip(texts, shares, strict=True)]
        alone = row > 0 and len(texts) > 1 and not any(texts[1:])
        for x, lines in zip(starts, cells, strict=True):
            for place, line in enumerate(lines):
                yield _text(x, y + LINE * place, line, 14, bold=row == 0 or alone)
        y += LINE * max(map(len, cells)) + 3
        height = 1.5 if row == 0 else 0.5
        yield f'<rect x="{LEFT}" y="{y - 15:g}" width="{WIDE}" height="{height}" fill="{LOOK.grid}"/>'


def _foot(page: Page, number: int) -> Iterator[str]:
    """Yield what is counted, and the line at the foot with the page's number."""
    size, step, room = (13, 16, 190) if len(page.caption) <= 570 else (10, 12, 242)
    lines = textwrap.wrap(page.caption, room)
    first = BOTTOM + 18 - max(len(lines) - 5, 0) * step  # a sixth line would stand on the foot
    for place, line in enumerate(lines):
        yield _text(LEFT, first + place * step, line, size, muted=True)
    yield _text(LEFT, 706, page.footer, 11, muted=True)
    yield _text(WIDTH - LEFT - 14, 706, str(number), 11, muted=True)
