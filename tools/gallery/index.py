"""The list of findings and the page of contact sheets, which needs no other file."""

import base64
import io
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from pathlib import Path

from PIL import Image

from tools.gallery.findings import KINDS, Finding
from tools.gallery.sheets import Key
from tools.gallery.states import VIEWS, WIDTHS

QUALITY = 72
"""Of the WebP pictures inside the page; the PNG files beside it are exact."""

STYLE = """body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1b1f24; }
img { max-width: 100%; border: 1px solid #bbb; } h2 { margin-top: 3rem; border-top: 2px solid; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: 2px 12px 2px 0; vertical-align: top; }
nav a { margin-right: 1rem; } summary { font-weight: 600; cursor: pointer; margin: .6rem 0; }"""


def lines(found: Iterable[Finding]) -> list[tuple[str, str, str, str, str]]:
    """Return the findings with those that differ only in cohort, look and width on one line.

    Returns
    -------
    list
        Kind, view, card, detail, and where: cohorts, looks and widths.
    """
    where: dict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    for one in sorted(found):
        where[one.kind, one.view, one.card, one.detail].append(one)
    return [(*what, _where(held)) for what, held in sorted(where.items())]


def summary(found: list[Finding], pages: int) -> str:
    """Return the findings as text: how many, then one line each."""
    told = [" | ".join(line) for line in lines(found)]
    return "\n".join([*told, f"{pages} pages, {len(found)} findings, {len(told)} of them different."])


def write_json(path: Path, found: list[Finding], pages: int) -> None:
    """Write every finding as JSON."""
    held = {"pages": pages, "kinds": KINDS, "findings": [asdict(one) for one in sorted(found)]}
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_page(path: Path, found: list[Finding], sheets: dict[Key, Path], pages: int) -> None:
    """Write the page: all findings, then every screen with its sheets."""
    screens = list(dict.fromkeys(view.screen for view in VIEWS))
    parts = [f"<h1>Gallery</h1><p>{pages} pages, {len(found)} findings.</p><nav>"]
    parts += [f'<a href="#{screen}">{screen}</a>' for screen in screens]
    parts += ["</nav>", _table(found)]
    for screen in screens:
        parts.append(f'<h2 id="{screen}">{screen.capitalize()}</h2>')
        for view in VIEWS:
            if view.screen == screen:
                parts += [_sheet(key, file) for key, file in sheets.items() if key[0] == view.name]
    head = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>{STYLE}</style>'
    )
    path.write_text("\n".join([head, *parts, "</html>"]), encoding="utf-8")


def _where(held: list[Finding]) -> str:
    """Return the cohorts, looks and widths of some findings."""
    every = ({one.cohort for one in held}, {one.look for one in held}, {one.width for one in held})
    return "; ".join(", ".join(sorted(names)) for names in every)


def _table(found: list[Finding]) -> str:
    """Return the findings as an HTML table."""
    if not found:
        return "<p>Nothing overflows, overlaps, is cut, or drops a label.</p>"
    heads = "".join(f"<th>{head}</th>" for head in ("Kind", "View", "Card", "What", "Where"))
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in line) for line in lines(found))
    return f"<table><tr>{heads}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _sheet(key: Key, file: Path) -> str:
    """Return one contact sheet with its heading, the picture inside the page."""
    view, card, width = key
    packed = io.BytesIO()
    Image.open(file).save(packed, format="WEBP", quality=QUALITY, method=2)
    data = base64.b64encode(packed.getvalue()).decode("ascii")
    words = f"{view}: {card}, {WIDTHS[width]} px"
    picture = f'<img loading="lazy" alt="{escape(words)}" src="data:image/webp;base64,{data}">'
    return f"<details open><summary>{escape(words)}</summary>{picture}</details>"
