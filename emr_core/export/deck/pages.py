"""Deck and cohort to pages: everything a slide shows, whatever file it becomes."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import altair as alt
import pandas as pd

from emr_core import recipe
from emr_core.charts import patient_course
from emr_core.cohort import Cohort
from emr_core.export import share_safe
from emr_core.export.deck import table_layout
from emr_core.export.deck.deck import Deck, Slide
from emr_core.export.deck.page import Page, footer
from emr_core.export.software import software
from emr_core.export.suppression import small
from emr_core.factors import relapsed
from emr_core.figure import SYNTHETIC
from emr_core.lane_frames import units
from emr_core.look import LOOKS
from emr_core.wording import counted

SENTENCES = 24
"""Lines of the methods that fit a slide."""

LINE = 150
"""Characters in such a line."""


Progress = Callable[[float, str], None]


def pages(
    deck: Deck,
    whole: Cohort,
    day: date,
    progress: Progress | None = None,
    threshold: int = 0,
    beside: Mapping[str, Cohort] | None = None,
) -> tuple[Page, ...]:
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
    threshold
        The least count that is shown of an upload; 0 shows all.
    beside
        Other cohorts that a side of a comparison may be of, by their fingerprint.
    """
    made: list[Page] = []
    methods: dict[str, str] = {}
    before: list[Cohort] = []
    for place, slide in enumerate(deck.slides):
        if progress:
            progress(place / len(deck), slide.heading or slide.recipe.name.replace("_", " "))
        for page, method in pages_of(slide, whole, day, threshold, before, beside):
            made.append(page)
            methods.setdefault(method, page.heading)
        if slide.recipe.sides is None:  # share-safe, a comparison is left out and so gives nobody away
            before.append(recipe.patients(slide.recipe, whole))
    methods.pop("", None)
    closing = _methods(methods, whole, day, threshold)
    return (title_page(deck, whole, day, threshold), *made, *closing)


def pages_of(
    slide: Slide,
    whole: Cohort,
    day: date,
    threshold: int = 0,
    before: Sequence[Cohort] = (),
    beside: Mapping[str, Cohort] | None = None,
) -> Iterator[tuple[Page, str]]:
    """Yield the page or pages of one slide, each with its methods.

    Parameters
    ----------
    slide, whole, day, threshold, beside
        As for `pages`.
    before
        The patients of slides that are shown beside it, which may not differ from its by a small number.
    """
    try:
        cohort = recipe.patients(slide.recipe, whole, beside)
    except ValueError as error:  # the other cohort of a comparison is not open
        yield (
            Page(slide.heading or "Comparison", lines=(str(error),), footer=footer(whole, len(whole), day)),
            "",
        )
        return
    if share_safe.protects(cohort.source, threshold):
        yield from _shared(slide, cohort, whole, day, threshold, before)
        return
    foot = footer(cohort, len(whole), day)
    if slide.recipe.kind == "tables":
        table = recipe.table(slide.recipe, cohort, len(whole))
        caption = " ".join((table.caption, *table.notes))
        notes = "\n\n".join(("\n".join(filter(None, (table.caption, *table.notes))), table.methods))
        page = Page(slide.heading or table.title, slide.comment, caption=caption, footer=foot, notes=notes)
        for part in _parts(page, table.body, table.caption):
            yield part, table.methods
        if slide.recipe.name == "patient_case":
            yield from _lane(slide, cohort, len(whole), foot)
        return
    figure = recipe.figure(slide.recipe, cohort, len(whole), LOOKS["print"])
    said = "\n".join(filter(None, (figure.caption, figure.reconciliation)))
    numbers = figure.table.to_csv(sep="\t", index=False)
    page = Page(
        slide.heading or figure.title,
        slide.comment,
        chart=_sized(figure.chart, figure.width),
        caption=" ".join(filter(None, (figure.caption, figure.reconciliation))),
        footer=foot,
        notes="\n\n".join((said, figure.methods, numbers)),
        alt=figure.alt,
    )
    yield page, figure.methods


def _lane(slide: Slide, cohort: Cohort, whole: int, foot: str) -> Iterator[tuple[Page, str]]:
    """Yield the page with the course of a case, if the patient is among those chosen."""
    patient = slide.recipe.patient_id
    if (relapsed(cohort).column("patient_id") == patient).any():
        options = patient_course.Options(patient, units(cohort)[0])
        figure = patient_course.figure(cohort, whole, LOOKS["print"], options)
        said = " ".join(filter(None, (figure.caption, figure.reconciliation)))
        heading = f"{slide.heading or f'Patient {patient}'}: course"
        chart = _sized(figure.chart, figure.width)
        yield (
            Page(heading, chart=chart, caption=said, footer=foot, notes=said, alt=figure.alt),
            figure.methods,
        )


def _shared(
    slide: Slide, cohort: Cohort, whole: Cohort, day: date, threshold: int, before: Sequence[Cohort]
) -> Iterator[tuple[Page, str]]:
    """Yield the pages of one slide without counts under the threshold, in words as in numbers."""
    found = share_safe.shared(slide.recipe, cohort, whole, LOOKS["print"], threshold, before)
    said = " ".join(found.sentences)
    foot = footer(cohort, len(whole), day, numbered=found.numbered)
    page = Page(slide.heading or found.title, slide.comment, caption=said, footer=foot, notes=said)
    if found.figure is not None:
        chart = _sized(found.figure.chart, found.figure.width)
        yield replace(page, chart=chart, alt=found.title), found.methods
    elif found.body is not None:
        for part in _parts(page, found.body):
            yield part, found.methods
    else:
        yield replace(page, lines=found.sentences, caption=""), ""


def _sized(chart: alt.LayerChart, widest: int) -> alt.LayerChart:
    """Return a picture as wide as fills a slide at its height; so its lettering is as large as can be."""
    width = min(max(2.3 * (chart.height + 110), 620), 1400, widest or 1400)
    sized: alt.LayerChart = chart.properties(width=int(width), background="#ffffff")
    return sized


def _parts(page: Page, body: pd.DataFrame, brief: str = "") -> Iterator[Page]:
    """Yield a table's page, or several where its rows do not fit one, whose last has the whole caption."""
    shares = table_layout.shares(body)
    rows = table_layout.parts(body, shares)
    for number, part in enumerate(rows, start=1):
        place = f"{number} of {len(rows)}" if len(rows) > 1 else ""
        going_on = f"{brief} Notes on the last page of this table." if brief and number < len(rows) else ""
        yield replace(page, part=place, table=part, shares=shares, caption=going_on or page.caption)


def title_page(deck: Deck, whole: Cohort, day: date, threshold: int = 0) -> Page:
    """Return the first page: whose patients, how many, what this is not, and what is withheld."""
    source = whole.source
    mark = f"{SYNTHETIC} data, no real patient" if source.kind == "synthetic" else ""
    kind = {"published": "Published cohort", "synthetic": mark, "uploaded": "Cohort of this institution"}
    safe = share_safe.protects(source, threshold)
    numbered = not (safe and small(len(whole), threshold))
    size = counted(len(whole), "patient") if numbered else f"Fewer than {threshold} patients"
    exploratory = f"Exploratory, n = {len(whole)}" if numbered else "Exploratory"
    lines = (
        f"{kind[source.kind]}: {source.name}" if deck.title else kind[source.kind],
        f"{size} · {day:%-d %B %Y}",
        f"{exploratory}. EMR: extramedullary relapse; CR: complete remission; BMR: bone-marrow relapse.",
        "Not a medical device; not advice for a single patient.",
        share_safe.told(source, threshold),
    )
    notes = "\n".join(filter(None, (source.citation, source.licence)))
    return Page(
        deck.title or source.name,
        lines=tuple(line for line in lines if line),
        footer=footer(whole, len(whole), day, numbered=numbered),
        notes=notes,
        opening=True,
    )


def _methods(methods: dict[str, str], whole: Cohort, day: date, threshold: int) -> Iterator[Page]:
    """Yield the last pages: how the numbers were made, what limits them, and with what."""
    source = whole.source
    numbered = not (share_safe.protects(source, threshold) and small(len(whole), threshold))
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
        foot = footer(whole, len(whole), day, numbered=numbered)
        yield Page("Methods", part=place, lines=tuple(lines_), footer=foot)
