"""What was found in a file: each issue says what, where, and what to do, in a clinician's words."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from emr_core.fields import Field
from emr_core.wording import quoted

Severity = Literal["error", "warning", "info"]
Verdict = Literal["accept", "accept_with_warnings", "refuse"]


@dataclass(frozen=True)
class Issue:
    """One finding in a file.

    Attributes
    ----------
    severity, code, message
        How grave it is, its kind, and what, where and what to do.
    row
        Data record, counted from 1, the header not counted; 0 where no single row is meant.
    column
        The file's own header; for what the file lacks, the header of the tidy table.
    value
        The cell's text; empty for what could name a patient.
    cell
        Address in a spreadsheet that shows the file, such as C7; empty where no single cell is meant.
    field
        Name of the schema's field, if the finding is about one.
    """

    severity: Severity
    code: str
    message: str
    row: int = 0
    column: str = ""
    value: str = ""
    cell: str = ""
    field: str = ""


def about_cell(severity: Severity, code: str, field: Field, row: int, text: str, what: str) -> Issue:
    """Return the issue of one cell: `Weeks from EMR to BMR, row 4: '3 wks?' is not a number. ...`."""
    message = f"{field.label}, row {row}: {quoted(text)} {what}"
    return Issue(severity, code, message, row=row, column=field.header, value=text)


def about_cells(
    severity: Severity, code: str, field: Field, texts: pd.Series, what: str, show: bool = True
) -> list[Issue]:
    """Return an issue for each of these cells; the index of the texts is the place of the row.

    What is not shown is an identifier: its value stands neither in the message nor in the issue.
    """
    rows = texts.index.to_numpy() + 1
    if show:
        return [
            about_cell(severity, code, field, int(row), str(text), what)
            for row, text in zip(rows, texts, strict=True)
        ]
    header = field.header
    return [
        Issue(severity, code, f"{field.label}, row {row}: {what}", row=int(row), column=header)
        for row in rows
    ]


class UnreadableFileError(ValueError):
    """The bytes cannot be read as a table; the message says why and what to do."""


def verdict(issues: tuple[Issue, ...]) -> Verdict:
    """Return refuse if anything is an error, accept with warnings if anything is a warning, else accept."""
    found = {issue.severity for issue in issues}
    if "error" in found:
        return "refuse"
    return "accept_with_warnings" if "warning" in found else "accept"
