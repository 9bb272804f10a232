"""A column of karyotypes to primary class, all classes, parts and risk lists, each text read once."""

from dataclasses import replace

import pandas as pd

from emr_core.fields import Karyotype
from emr_core.intake.distinct import by_text
from emr_core.intake.issues import Issue, about_cells
from emr_core.intake.progress import Progress, silent, ticking
from emr_core.intake.words import folded, level_words
from emr_core.vocabulary.karyotype import KaryotypeReading, read_karyotype
from emr_core.vocabulary.risk_lesions import cytogenetic_group

CLASSES, PARTS = "karyotype_classes", "karyotype_parts"
AMBIGUOUS = "nk"
"""Normal karyotype in most tables, and in a few "not known"."""
AS_WRITTEN = "karyotype_as_written"
RISK_LIST = {"eln_2022_karyotype": "ELN 2022", "cog_aaml1831_karyotype": "COG AAML1831"}
"""Columns beside the karyotype that hold where it stands in a risk list, or why it stands in none."""


def karyotype_columns(
    field: Karyotype, texts: pd.Series, report: Progress = silent
) -> tuple[dict[str, pd.Series], list[Issue]]:
    """Return the columns that one column of karyotypes gives, and an issue for what is not understood.

    The field's own column holds the primary class; beside it stand the text, every class and every
    clonal change divided by semicolons, and the karyotype's place in the risk lists.
    """
    distinct = [str(text) for text in texts.dropna().unique()]
    words = level_words(field.name)
    read = {
        text: replace(read_karyotype(words.get(folded(text), text)), as_written=text)
        for text in ticking(distinct, report, "Reading the karyotypes")
    }

    def column(values: dict[str, str | None]) -> pd.Series:
        return by_text(texts, values.__getitem__)

    columns = {
        field.name: column({text: reading.primary for text, reading in read.items()}),
        AS_WRITTEN: texts,
        CLASSES: column({text: "; ".join(reading.classes) or None for text, reading in read.items()}),
        PARTS: column({text: "; ".join(reading.parts) or None for text, reading in read.items()}),
    }
    for name, system in RISK_LIST.items():
        places = {text: cytogenetic_group(system, reading) for text, reading in read.items()}
        columns[name] = column({text: group or why_not for text, (group, why_not) in places.items()})
    return columns, _issues(field, texts, read)


def _issues(field: Karyotype, texts: pd.Series, read: dict[str, KaryotypeReading]) -> list[Issue]:
    what = "is not read as a karyotype; counted as unknown. Write it in ISCN or as a class."
    unread = [text for text, reading in read.items() if not reading.primary and not reading.readable]
    here = texts[texts.isin(unread).to_numpy(dtype=bool)] if unread else texts[:0]
    issues = about_cells("warning", "karyotype_unread", field, here, what)
    short = [text for text in read if text.strip().lower() == AMBIGUOUS]
    here = texts[texts.isin(short).to_numpy(dtype=bool)] if short else texts[:0]
    may = "is read as a normal karyotype. Leave the cell empty where it stands for 'not known'."
    issues += about_cells("warning", "karyotype_nk", field, here, may)
    unknown = {t: r.note for t, r in read.items() if not r.primary and r.readable and r.note}
    notes = by_text(texts, unknown.get)
    for note in notes.dropna().unique():
        here = texts[(notes == note).to_numpy(dtype=bool, na_value=False)]
        issues += about_cells("info", "karyotype_unknown", field, here, f"is {note}; counted as unknown.")
    return issues
