"""A deck as one HTML file that asks nothing of a network: pictures stay alive, tables stay tables."""

import json
from collections.abc import Sequence
from functools import cache
from html import escape

import vl_convert

from emr_core.export.deck.page import Page
from emr_core.export.drawing import specification
from emr_core.look import LOOKS

LOOK = LOOKS["print"]

STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; max-width: 76rem; padding: 1.5rem; color: {LOOK.ink}; background: {LOOK.surface};
  font: 16px/1.5 "Source Sans 3", "Segoe UI", Arial, sans-serif; }}
section {{ border-bottom: 1px solid {LOOK.grid}; padding: 1.5rem 0 2rem; break-after: page; }}
h1 {{ font-size: 2.2rem; margin: 2rem 0 1rem; }} h2 {{ font-size: 1.6rem; margin: 0 0 .25rem; }}
.comment {{ font-size: 1.15rem; color: {LOOK.muted}; margin: 0 0 1rem; }}
.picture {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; }}
th, td {{ text-align: left; padding: .25rem .6rem; border-bottom: 1px solid {LOOK.grid};
  vertical-align: top; }}
.caption, footer {{ color: {LOOK.muted}; font-size: .9rem; }} footer {{ font-size: .8rem; }}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'"
"""What the document may load: nothing but itself."""

DRAW = (
    "const specs = JSON.parse(document.getElementById('specs').textContent);"
    "for (const [place, spec] of Object.entries(specs))"
    " vegaEmbed('#' + place, spec, {actions: false, renderer: 'svg', tooltip: true});"
)


def html_bytes(pages: Sequence[Page], title: str) -> bytes:
    """Return pages as one self-contained HTML document.

    Parameters
    ----------
    pages
        What stands in the sections.
    title
        The document's title.
    """
    sections = "".join(_section(page, number) for number, page in enumerate(pages))
    charts = {
        f"picture-{n}": specification(page.chart) for n, page in enumerate(pages) if page.chart is not None
    }
    # "</" would end the script that holds the data.
    specs = json.dumps(charts, ensure_ascii=False).replace("</", "<\\/")
    bundle = _bundle() if charts else ""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><main>{sections}</main><script type="application/json" id="specs">{specs}</script>'
        + (f"<script>{bundle}</script><script>{DRAW}</script>" if charts else "")
        + "</body></html>"
    )
    return text.encode("utf-8")


SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache
def _bundle() -> str:
    """Return the drawing library as one script; it is the same for every deck."""
    return vl_convert.javascript_bundle(SNIPPET).replace("</script", "<\\/script")


def _section(page: Page, number: int) -> str:
    """Return one page as a section."""
    level = "h1" if page.opening else "h2"
    parts = [f"<{level}>{escape(page.line)}</{level}>"]
    if page.comment:
        parts.append(f'<p class="comment">{escape(page.comment)}</p>')
    if page.chart is not None:
        label = escape(page.alt, quote=True)
        parts.append(f'<div class="picture" id="picture-{number}" role="img" aria-label="{label}"></div>')
    if page.table is not None:
        written = page.table.to_html(index=False, border=0, escape=True, na_rep="", justify="left")
        parts.append(written.replace(' style="text-align: left;"', ""))
    parts += [f"<p>{escape(line)}</p>" for line in page.lines]
    if page.caption:
        parts.append(f'<p class="caption">{escape(page.caption)}</p>')
    return f"<section>{''.join(parts)}<footer>{escape(page.footer)}</footer></section>"
