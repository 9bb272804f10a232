"""A column of karyotypes to primary class, all classes, parts and risk lists, each text read once."""

import pandas as pd

from emr_core.fields import Karyotype
from emr_core.intake.issues import Issue, about_cells
from emr_core.vocabulary.karyotype import KaryotypeReading, read_karyotype
from emr_core.vocabulary.risk_lesions import cytogenetic_group

CLASSES, PARTS = "karyotype_classes", "karyotype_parts"
AS_WRITTEN = "karyotype_as_written"
RISK_LIST = {"eln_2022_karyotype": "ELN 2022", "cog_aaml1831_karyotype": "COG AAML1831"}
"""Columns beside the karyotype that hold where it stands in a risk list, or why it stands in none."""


def karyotype_columns(field: Karyotype, texts: pd.Series) -> tuple[dict[str, pd.Series], list[Issue]]:
    """Return the columns that one column of karyotypes gives, and an issue for what is not understood.

    The field's own column holds the primary class; beside it stand the text, every class and every
    clonal change divided by semicolons, and the karyotype's place in the risk lists.
    """
    read = {text: read_karyotype(text) for text in texts.dropna().unique()}

    def column(values: dict[str, str | None]) -> pd.Series:
        return texts.map(values, na_action="ignore").astype("str")

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
    issues: list[Issue] = []
    for text, reading in read.items():
        here = texts[(texts == text).to_numpy(dtype=bool)] if not reading.primary else texts[:0]
        if not reading.readable:
            what = "is not read as a karyotype; counted as unknown. Write it in ISCN or as a class."
            issues += about_cells("warning", "karyotype_unread", field, here, what)
        elif reading.note:
            what = f"is {reading.note}; counted as unknown."
            issues += about_cells("info", "karyotype_unknown", field, here, what)
    return issues
