"""Contact sheets: one card of one view at one width, cohorts below each other, looks side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.gallery.findings import Finding
from tools.gallery.shots import Shot
from tools.gallery.states import COHORTS, LOOKS, State

PAGE = "page"
"""What the sheet of the whole main column is called."""

SCALES = {"wide": 0.75, "phone": 1.0}
PAGE_SCALE = 0.45
GAP, HEADING = 14, 22
PAPER, INK, ALARM = "#d9dde2", "#1b1f24", "#b3261e"
TALLEST = 14_000
"""Pixels a sheet may be high: WebP, as which the index holds it, ends a little above."""

Key = tuple[str, str, str]
"""View, card, width."""


@dataclass(frozen=True, eq=False)
class Cell:
    """One picture of a sheet and what is wrong with it."""

    state: State
    image: Image.Image
    findings: list[Finding]


def cells(shots: Iterable[Shot]) -> dict[Key, list[Cell]]:
    """Return the cells of every sheet, in the order in which they were taken."""
    held: dict[Key, list[Cell]] = defaultdict(list)
    for shot in shots:
        state = shot.state
        whole = _scaled(shot.main(), PAGE_SCALE)
        held[state.view.name, PAGE, state.width].append(Cell(state, whole, shot.findings))
        names = [card["name"] for card in shot.page["cards"]]
        for name in (["facts"] if shot.page["facts"] else []) + names:
            image = shot.card(name)
            if image is not None:
                about = [finding for finding in shot.findings if finding.card == name]
                small = _scaled(image, SCALES[state.width])
                held[state.view.name, name, state.width].append(Cell(state, small, about))
    return held


def sheet(held: list[Cell]) -> Image.Image:
    """Return a contact sheet; cells with findings have a red heading that counts them."""
    cohorts = [name for name in COHORTS if any(cell.state.cohort == name for cell in held)]
    looks = [name for name in LOOKS if any(cell.state.look == name for cell in held)]
    across = [max(c.image.width for c in held if c.state.look == look) for look in looks]
    down = [max(c.image.height for c in held if c.state.cohort == cohort) for cohort in cohorts]
    width = sum(across) + GAP * (len(across) + 1)
    height = sum(down) + (GAP + HEADING) * len(down) + GAP
    drawn = Image.new("RGB", (width, height), PAPER)
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(15)
    for cell in held:
        row, column = cohorts.index(cell.state.cohort), looks.index(cell.state.look)
        left = GAP + sum(across[:column]) + GAP * column
        top = GAP + sum(down[:row]) + (GAP + HEADING) * row
        count = len(cell.findings)
        words = f"{cell.state.cohort}, {cell.state.look}" + (f": {count} findings" if count else "")
        pen.text((left, top), words, fill=ALARM if count else INK, font=font)
        drawn.paste(cell.image, (left, top + HEADING))
    return drawn if height <= TALLEST else _scaled(drawn, TALLEST / height)


def write(folder: Path, held: dict[Key, list[Cell]]) -> dict[Key, Path]:
    """Write every sheet as a PNG and return where it lies."""
    written = {}
    for (view, card, width), of_sheet in held.items():
        path = folder / f"{view}--{card}--{width}.png"
        sheet(of_sheet).save(path, compress_level=6)
        written[view, card, width] = path
    return written


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    """Return an image at a scale."""
    if scale == 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)
