"""`summary [FILE]`: the numbers of a cohort, as text or as JSON."""

import argparse
import json
from collections.abc import Iterable, Iterator
from textwrap import wrap

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.commands.patients_asked import add_arguments, asked
from emr_core.figure import Table
from emr_core.filters import apply, emptied_by, filter_sentence
from emr_core.headline import HEADINGS, headline
from emr_core.summary import summary
from emr_core.tables import associations, intervals, missingness, table_one

WIDTH = 110
"""Characters at which sentences are broken; tables are as wide as they are."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("summary", help="print the numbers of a cohort")
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the summary of the cohort in a file, or of the published one."""
    whole, choices = asked(given)
    cohort = apply(whole, choices)
    if given.json:
        print(json.dumps(summary(cohort), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print("\n".join(_text(cohort, len(whole))))
    return 0


def _text(cohort: Cohort, whole: int) -> Iterator[str]:
    """Yield the lines of a summary: source, facts, then the tables."""
    source = cohort.source
    yield source.name + (" (SYNTHETIC)" if source.kind == "synthetic" else "")
    sentence = filter_sentence(cohort)
    yield f"{sentence[0].upper()}{sentence[1:]}: {len(cohort)} of {whole} patients"
    step = emptied_by(cohort)
    if step is not None:
        yield f"{step.sentence} left nobody of {step.before}."
        return
    yield from _facts(cohort)
    for made in (table_one, missingness, intervals, associations):
        yield from _table(made.table(cohort, whole))
    if source.citation:
        yield from ("", *wrap(source.citation, WIDTH))


def _facts(cohort: Cohort) -> Iterator[str]:
    """Yield the headline, a block a heading."""
    facts = headline(cohort)
    label = max(len(fact.label) for fact in facts)
    value = max((len(fact.value) for fact in facts if fact.interval), default=0)
    for heading in HEADINGS:
        mine = [fact for fact in facts if fact.heading == heading]
        if mine:
            yield f"\n{heading}"
        for fact in mine:
            yield f"  {fact.label:<{label}}  {fact.value:<{value}}  {fact.interval}".rstrip()


def _table(table: Table) -> Iterator[str]:
    """Yield a table with its title, caption and notes."""
    yield f"\n{table.title}"
    yield from _aligned(table.body)
    for line in (table.caption, *table.notes):
        yield from wrap(line, WIDTH)


def _aligned(body: pd.DataFrame) -> Iterator[str]:
    """Yield a table's rows with every column as wide as its widest cell."""
    cells = body.astype("str").replace(table_one.INDENT, "  ", regex=True)
    rows: Iterable[list[str]] = [list(body.columns), *cells.to_numpy().tolist()]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield ("  " + "  ".join(padded)).rstrip()
