"""Export: a picture as PNG, and a deck of ten slides as PPTX, after the first picture of the process.

The first picture starts the renderer (half a second) and is reported by itself.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from emr_core.charts import (
    body_map,
    course_flow,
    lanes,
    marrow_course,
    outcome_bars,
    outcome_shares,
    patient_matrix,
    site_combinations,
    site_heatmap,
)
from emr_core.commands.files import published
from emr_core.export.deck.deck import Deck, Slide
from emr_core.export.deck.pages import pages
from emr_core.export.deck.pptx_file import pptx_bytes
from emr_core.export.image import png_bytes
from emr_core.look import LOOKS
from emr_core.recipe import recipe_of
from emr_core.tables import table_one

TEN = (
    *(site_heatmap, body_map, patient_matrix, site_combinations, lanes),
    *(marrow_course, outcome_bars, outcome_shares, course_flow),
)
DAY = date(2026, 1, 1)
GOAL = 3.0
"""Seconds of the deck."""


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(arguments)
    whole, paper = published(), LOOKS["print"]
    figure = site_heatmap.figure(whole, len(whole), paper)
    recipes = [recipe_of(table_one), *(recipe_of(chart) for chart in TEN)]
    deck = Deck(tuple(Slide(recipe) for recipe in recipes), "Ten slides", whole.source.fingerprint)

    def made() -> bytes:
        return pptx_bytes(pages(deck, whole, DAY))

    def image() -> bytes:
        return png_bytes(figure, whole.source, paper, DAY)

    found: dict[str, Any] = {"slides": len(deck), "goal": GOAL, "first_png": seconds(image, 1)[0]}
    for name, make in (("png", image), ("deck", made)):
        wall, processor = seconds(make, given.runs)
        found |= {name: wall, f"{name}_processor": processor}
    print("  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)
    return found


def seconds(make: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds that pass, and those of processor time, of ended children too."""
    taken = []
    for _ in range(runs):
        wall, processor = time.perf_counter(), worked()
        make()
        taken.append((time.perf_counter() - wall, worked() - processor))
    return statistics.median(one for one, _ in taken), statistics.median(other for _, other in taken)


def worked() -> float:
    """Return the processor seconds of this process and of its children that ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
