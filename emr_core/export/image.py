"""A figure as a picture file that can be shown as it is: title, filters, n, source and date are burnt in."""

import textwrap
from datetime import date

import altair as alt
import vl_convert

from emr_core import __version__
from emr_core.cohort import Source
from emr_core.export.drawing import png_of, specification, svg_of
from emr_core.figure import Figure
from emr_core.look import Look

WIDTH = 900
"""Width of the plot in pixels before it is enlarged to the resolution asked for."""

PPI = 300
LINE = 150
"""Characters that fit into one line of the caption."""


def png_bytes(figure: Figure, source: Source, look: Look, day: date, ppi: int = PPI) -> bytes:
    """Return a figure as PNG with its title, caption and source burnt in; see `composed`."""
    return png_of(svg_of(composed(figure, source, look, day)), ppi=ppi)


def svg_bytes(figure: Figure, source: Source, look: Look, day: date) -> bytes:
    """Return a figure as SVG with its title, caption and source burnt in; see `composed`."""
    return vl_convert.vegalite_to_svg(specification(composed(figure, source, look, day))).encode("utf-8")


def pdf_bytes(figure: Figure, source: Source, look: Look, day: date) -> bytes:
    """Return a figure as a PDF page of its own size, lettering as text; see `composed`."""
    return vl_convert.svg_to_pdf(svg_of(composed(figure, source, look, day)))


def composed(figure: Figure, source: Source, look: Look, day: date) -> alt.LayerChart:
    """Return a figure's drawing on the look's surface with everything said that must go with it.

    Parameters
    ----------
    figure
        The figure, drawn in the look that is given; a look for paper is expected.
    source
        The cohort's source; its name, kind and fingerprint stand under the title.
    look
        The look the figure was drawn in.
    day
        The date printed on the picture.
    """
    title = alt.TitleParams(
        text=figure.title,
        subtitle=[*_lines(figure.caption), *_lines(figure.reconciliation), *_lines(provenance(source, day))],
        anchor="start",
        frame="bounds",
        offset=14 + _key_height(figure.chart),
        font=look.font,
        fontSize=18,
        color=look.ink,
        subtitleFont=look.font,
        subtitleFontSize=11,
        subtitleColor=look.muted,
        subtitlePadding=6,
    )
    width = max(min(figure.width or WIDTH, WIDTH), figure.least)
    return figure.chart.properties(title=title, width=width, background=look.surface, padding=16)


def provenance(source: Source, day: date) -> str:
    """Return where the numbers come from: cohort, kind, data fingerprint, version and date."""
    return (
        f"{source.name}, {source.kind} · data {source.fingerprint[:8]} · "
        f"Extramedullary Relapse Explorer {__version__} · {day:%Y-%m-%d} · exploratory, not a medical device"
    )


def _key_height(chart: alt.LayerChart) -> int:
    """Return the pixels that a chart keeps free above its plot for a key, over which the title must stand."""
    padding = chart.padding
    return max(0, int(padding["top"]) - int(padding["bottom"])) if isinstance(padding, dict) else 0


def _lines(text: str) -> list[str]:
    """Return a text in lines that fit the picture."""
    return textwrap.wrap(text, LINE)
