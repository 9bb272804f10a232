"""What was found in a file as a workbook: to be handed to whoever keeps the data."""

import io
from collections.abc import Iterable

import pandas as pd
import xlsxwriter

from emr_core.intake.intake import Counts
from emr_core.intake.issues import Issue, Severity
from emr_core.look import LOOKS
from emr_core.wording import counted

SEVERITIES: dict[Severity, str] = {"error": "Error", "warning": "Warning", "info": "Note"}
"""The words for how grave a finding is, the worst first."""

HUES: dict[Severity, str] = {"error": "vermillion", "warning": "orange", "info": "grey"}
COLUMNS = {"Severity": 10, "Row": 8, "Cell": 8, "Column": 26, "Value": 26, "What, and what to do": 90}
"""Columns and their widths in characters."""

MOST = 100_000
"""Findings that are written out; a sheet ends at about a million rows, and nobody reads as many."""


def findings(issues: Iterable[Issue]) -> pd.DataFrame:
    """Return the findings as a table: severity in words, place, value, message; the worst first."""
    order = list(SEVERITIES)
    worst = sorted(issues, key=lambda issue: (order.index(issue.severity), issue.row))
    rows = [(SEVERITIES[i.severity], i.row or None, i.cell, i.column, i.value, i.message) for i in worst]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"Row": "Int64"})


def findings_workbook(issues: Iterable[Issue], counts: Counts) -> bytes:
    """Return the findings as XLSX: a coloured word a severity, a frozen header, and what became of the rows.

    Findings never hold a value that could name a patient, so the workbook does not either.
    """
    frame = findings(issues)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _write_findings(book, frame)
        _write_counts(book, frame, counts)
    return target.getvalue()


def _write_findings(book: xlsxwriter.Workbook, frame: pd.DataFrame) -> None:
    """Write the sheet of findings."""
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    hues = LOOKS["print"].hues
    words = {
        SEVERITIES[severity]: book.add_format({"bold": True, "font_color": hues[hue], "valign": "top"})
        for severity, hue in HUES.items()
    }
    sheet = book.add_worksheet("Findings")
    sheet.freeze_panes(1, 0)
    for place, (name, width) in enumerate(COLUMNS.items()):
        sheet.write_string(0, place, name, head)
        sheet.set_column(place, place, width)
    shown = frame.head(MOST)
    for row, (severity, at, *texts) in enumerate(shown.itertuples(index=False, name=None), start=1):
        sheet.write_string(row, 0, severity, words[severity])
        if not pd.isna(at):
            sheet.write_number(row, 1, at, wrapped)
        for place, text in enumerate(texts, start=2):
            sheet.write_string(row, place, text, wrapped)
    sheet.autofilter(0, 0, max(len(shown), 1), len(COLUMNS) - 1)


def _write_counts(book: xlsxwriter.Workbook, frame: pd.DataFrame, counts: Counts) -> None:
    """Write the sheet that says what became of the rows, and how many findings there are."""
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Rows")
    sheet.set_column(0, 0, 60)
    sheet.write_string(0, 0, counts.sentence, bold)
    said = frame["Severity"].value_counts()
    for row, word in enumerate(SEVERITIES.values(), start=2):
        sheet.write_string(row, 0, counted(int(said.get(word, 0)), word.lower()))
    if len(frame) > MOST:
        sheet.write_string(6, 0, f"The first {counted(MOST, 'finding')} are written out.")
