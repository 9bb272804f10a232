"""A figure's or table's numbers as a workbook: what they are on the first sheet, then one sheet a frame."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import xlsxwriter

from emr_core.cohort import Source
from emr_core.export.image import provenance
from emr_core.figure import SYNTHETIC, Figure, Table

LONGEST_NAME = 31
"""Characters a worksheet's name may have."""

WIDEST = 40
LOOKED_AT = 200
"""Rows that decide how wide a column is."""


@dataclass(frozen=True)
class Numbers:
    """What a workbook holds: a heading, the sentences that belong to it, and the frames."""

    title: str
    sentences: tuple[str, ...]
    frames: Mapping[str, pd.DataFrame]


def of_figure(figure: Figure) -> Numbers:
    """Return the numbers a figure draws, and what must be said with them."""
    said = (figure.caption, figure.reconciliation, figure.methods)
    return Numbers(figure.title, tuple(text for text in said if text), figure.data)


def of_table(table: Table) -> Numbers:
    """Return a table as it reads and its numbers, and what must be said with them."""
    said = (table.caption, *table.notes, table.methods)
    return Numbers(table.title, tuple(text for text in said if text), {"table": table.body, **table.data})


def xlsx_bytes(numbers: Numbers, source: Source, day: date) -> bytes:
    """Return numbers as XLSX; every text cell is a text, so that none of them is computed.

    Parameters
    ----------
    numbers
        Title, sentences and frames.
    source
        The cohort's source; a synthetic one is marked in a first column of every row.
    day
        The date printed on the first sheet.
    """
    target = io.BytesIO()
    texts = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, {**texts, "nan_inf_to_errors": False}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        about = book.add_worksheet("About")
        about.set_column(0, 0, 110)
        about.write_string(0, 0, numbers.title, bold)
        for row, sentence in enumerate((*numbers.sentences, provenance(source, day)), start=1):
            about.write_string(row, 0, sentence, wrapped)
        for name, frame in numbers.frames.items():
            sheet = book.add_worksheet(name[:LONGEST_NAME])
            sheet.freeze_panes(1, 0)
            if source.kind == "synthetic":
                frame = frame.assign(data=SYNTHETIC)[["data", *frame.columns]]
            for place, column in enumerate(frame.columns):
                _write(sheet, place, str(column), frame[column], bold)
    return target.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, place: int, name: str, values: pd.Series, bold: object
) -> None:
    """Write one column: numbers as numbers, all else as text, what is not known as an empty cell."""
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    known = values.notna()
    sheet.write_string(0, place, name, bold)
    for row, (value, there) in enumerate(zip(values, known, strict=True), start=1):
        if there and numeric:
            sheet.write_number(row, place, float(value))
        elif there:
            sheet.write_string(row, place, str(value))
    shown = [name, *(str(value) for value in values.head(LOOKED_AT))]
    sheet.set_column(place, place, min(WIDEST, 2 + max(map(len, shown))))
