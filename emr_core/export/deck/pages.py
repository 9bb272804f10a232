"""Deck and cohort to pages: everything a slide shows, whatever file it becomes."""

import platform
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version

import altair as alt
import pandas as pd

from emr_core import __version__, recipe
from emr_core.cohort import Cohort
from emr_core.export.deck import table_layout
from emr_core.export.deck.deck import Deck, Slide
from emr_core.figure import SYNTHETIC
from emr_core.filters import filter_sentence
from emr_core.look import LOOKS
from emr_core.wording import counted

SENTENCES = 24
"""Lines of the methods that fit a slide."""

LINE = 150
"""Characters in such a line."""

PACKAGES = ("scipy", "pandas", "altair")

Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Page:
    """One slide, ready to be drawn.

    Parameters
    ----------
    heading
        The line at the top.
    comment
        The line under it, in the words of whoever made the deck.
    part
        Which part of a long table this is: `2 of 3`.
    chart
        The picture, or None.
    table
        The rows of a native table, or None.
    shares
        Its columns' shares of the width, the same on all slides of one table.
    lines
        Paragraphs of a title or methods page.
    caption
        What is counted, under the picture.
    footer
        Filters, n of N, cohort, fingerprint and date.
    notes
        What the speaker has at hand: caption, methods and numbers.
    alt
        The picture in words.
    opening
        Whether this is the title page.
    """

    heading: str
    comment: str = ""
    part: str = ""
    chart: alt.LayerChart | None = None
    table: pd.DataFrame | None = None
    shares: tuple[float, ...] = ()
    lines: tuple[str, ...] = ()
    caption: str = ""
    footer: str = ""
    notes: str = ""
    alt: str = ""
    opening: bool = False

    @property
    def line(self) -> str:
        """The heading as it stands on the slide."""
        return f"{self.heading} ({self.part})" if self.part else self.heading


def pages(deck: Deck, whole: Cohort, day: date, progress: Progress | None = None) -> tuple[Page, ...]:
    """Return a deck's pages: title, slides, methods.

    Parameters
    ----------
    deck
        What is shown.
    whole
        The unfiltered cohort; every slide has filters of its own.
    day
        The date printed on every slide.
    progress
        Is told the share done and the heading of the slide that is made.
    """
    made: list[Page] = []
    methods: dict[str, str] = {}
    for place, slide in enumerate(deck.slides):
        if progress:
            progress(place / len(deck), slide.heading or slide.recipe.name.replace("_", " "))
        for page, method in pages_of(slide, whole, day):
            made.append(page)
            methods.setdefault(method, page.heading)
    closing = _methods(methods, whole, day)
    return (title_page(deck, whole, day), *made, *closing)


def pages_of(slide: Slide, whole: Cohort, day: date) -> Iterator[tuple[Page, str]]:
    """Yield the page or pages of one slide, each with its methods."""
    cohort = recipe.patients(slide.recipe, whole)
    footer = _footer(cohort, len(whole), day)
    if slide.recipe.kind == "tables":
        table = recipe.table(slide.recipe, cohort, len(whole))
        caption = " ".join((table.caption, *table.notes))
        notes = "\n\n".join(("\n".join(filter(None, (table.caption, *table.notes))), table.methods))
        page = Page(slide.heading or table.title, slide.comment, caption=caption, footer=footer, notes=notes)
        for part in _parts(page, table.body):
            yield part, table.methods
        return
    figure = recipe.figure(slide.recipe, cohort, len(whole), LOOKS["print"])
    said = "\n".join(filter(None, (figure.caption, figure.reconciliation)))
    numbers = figure.table.to_csv(sep="\t", index=False)
    page = Page(
        slide.heading or figure.title,
        slide.comment,
        chart=_sized(figure.chart, figure.width),
        caption=" ".join(filter(None, (figure.caption, figure.reconciliation))),
        footer=footer,
        notes="\n\n".join((said, figure.methods, numbers)),
        alt=figure.alt,
    )
    yield page, figure.methods


def _sized(chart: alt.LayerChart, widest: int) -> alt.LayerChart:
    """Return a picture as wide as fills a slide at its height; so its lettering is as large as can be."""
    width = min(max(2.3 * (chart.height + 110), 620), 1400, widest or 1400)
    sized: alt.LayerChart = chart.properties(width=int(width), background="#ffffff")
    return sized


def _parts(page: Page, body: pd.DataFrame) -> Iterator[Page]:
    """Yield a table's page, or several where its rows do not fit one."""
    shares = table_layout.shares(body)
    rows = table_layout.parts(body, shares)
    for number, part in enumerate(rows, start=1):
        place = f"{number} of {len(rows)}" if len(rows) > 1 else ""
        yield replace(page, part=place, table=part, shares=shares)


def title_page(deck: Deck, whole: Cohort, day: date) -> Page:
    """Return the first page: whose patients, how many, and what this is not."""
    source = whole.source
    mark = f"{SYNTHETIC} data, no real patient" if source.kind == "synthetic" else ""
    kind = {"published": "Published cohort", "synthetic": mark, "uploaded": "Cohort of this institution"}
    lines = (
        f"{kind[source.kind]}: {source.name}" if deck.title else kind[source.kind],
        f"{counted(len(whole), 'patient')} · {day:%-d %B %Y}",
        f"Exploratory, n = {len(whole)}. EMR: extramedullary relapse; CR: complete remission; BMR: "
        "bone-marrow relapse.",
        "Not a medical device; not advice for a single patient.",
    )
    notes = "\n".join(filter(None, (source.citation, source.licence)))
    return Page(
        deck.title or source.name,
        lines=tuple(line for line in lines if line),
        footer=_footer(whole, len(whole), day),
        notes=notes,
        opening=True,
    )


def _methods(methods: dict[str, str], whole: Cohort, day: date) -> Iterator[Page]:
    """Yield the last pages: how the numbers were made, what limits them, and with what."""
    source = whole.source
    paragraphs = [f"{heading}: {method}" for method, heading in methods.items()]
    if source.eligibility:
        paragraphs.append(f"Patients: {'; '.join(source.eligibility)}.")
    if source.limitations:
        paragraphs.append(f"Limitations: {'; '.join(source.limitations)}.")
    paragraphs += [software(), *filter(None, (source.citation, source.licence))]
    pages_: list[list[str]] = [[]]
    used = 0
    for paragraph in paragraphs:
        lines = len(textwrap.wrap(paragraph, LINE)) + 1
        if used + lines > SENTENCES and pages_[-1]:
            pages_.append([])
            used = 0
        pages_[-1].append(paragraph)
        used += lines
    for number, lines_ in enumerate(pages_, start=1):
        place = f"{number} of {len(pages_)}" if len(pages_) > 1 else ""
        yield Page("Methods", part=place, lines=tuple(lines_), footer=_footer(whole, len(whole), day))


def software() -> str:
    """Return the programs behind the numbers, with their versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Extramedullary Relapse Explorer {__version__} on Python {platform.python_version()}, {packages}."


def _footer(cohort: Cohort, whole: int, day: date) -> str:
    """Return the line at the foot of a slide."""
    source, sentence = cohort.source, filter_sentence(cohort)
    mark = f"{SYNTHETIC} · " if source.kind == "synthetic" else ""
    return (
        f"{mark}{sentence[0].upper()}{sentence[1:]} · {len(cohort)} of {whole} patients · {source.name} · "
        f"data {source.fingerprint[:8]} · {day:%Y-%m-%d} · exploratory, n = {len(cohort)}"
    )
