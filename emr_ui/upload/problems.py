"""What is wrong in the file, told together by kind, and the rows of the file that each is about."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from emr_core.intake.intake import Intake
from emr_core.intake.issues import Issue
from emr_core.schema import BY_NAME

SEVERITIES = ("error", "warning", "info")
ROWS_NAMED = 6
ROWS_SHOWN = 200
"""Rows of one problem that the grid shows; the rest come when these are mended."""

SAME_PATIENT = {"duplicate_id", "duplicate_row"}
"""Codes of problems that are understood only beside the patient's other rows."""


@dataclass(frozen=True)
class Problem:
    """Findings of one kind, column and value; `header` is the file's column, empty where none is meant."""

    severity: str
    code: str
    header: str
    value: str
    message: str
    rows: tuple[int, ...]
    cell: str = ""

    @property
    def where(self) -> str:
        """Return the rows: 2, 6, 11 and 5 more."""
        more = len(self.rows) - ROWS_NAMED
        named = ", ".join(map(str, self.rows[:ROWS_NAMED]))
        return f"{named} and {more} more" if more > 0 else named

    @property
    def brief(self) -> str:
        """Return column and value where there are any, else the whole message."""
        if not self.header:
            return self.message
        return (
            f"{self.header}: {self.value}" if self.value else f"{self.header} ({self.code.replace('_', ' ')})"
        )


def problems(intake: Intake) -> list[Problem]:
    """Return everything that was found, errors first, then by row; alike findings told together.

    What is about no single row comes after what is.
    """
    order = sorted(intake.issues, key=lambda i: (SEVERITIES.index(i.severity), not i.row, i.row))
    groups: dict[tuple[str, str, str, str], list[Issue]] = {}
    for issue in order:
        alike = (issue.severity, issue.code, issue.column, issue.value)
        groups.setdefault(alike if issue.row else (*alike[:3], issue.message), []).append(issue)
    return [
        Problem(
            severity=group[0].severity,
            code=group[0].code,
            header=header_of(group[0], intake),
            value=group[0].value,
            message=group[0].message,
            rows=tuple(dict.fromkeys(issue.row for issue in group if issue.row)),
            cell=group[0].cell if len(group) == 1 else "",
        )
        for group in groups.values()
    ]


def to_fix(found: Iterable[Problem]) -> list[Problem]:
    """Return the errors and warnings; what is only said needs no hand."""
    return [problem for problem in found if problem.severity != "info"]


def header_of(issue: Issue, intake: Intake) -> str:
    """Return the file's column that an issue is about; empty where it is about something the file lacks."""
    return issue.column if issue.column in intake.table.cells else ""


def rows_of(problem: Problem, intake: Intake) -> list[int]:
    """Return the rows that a problem is about; for one code in several rows all rows of the patient."""
    rows = [row for row in problem.rows if row <= len(intake.table.cells)]
    column = intake.mapping.fields.get("patient_id")
    if problem.code in SAME_PATIENT and column is not None and column.header in intake.table.cells:
        codes = intake.table.cells[column.header]
        same = codes.isin(codes.iloc[[row - 1 for row in rows]]).to_numpy(dtype=bool)
        rows = sorted({*rows, *(int(place) + 1 for place in codes.index[same])})
    return rows[:ROWS_SHOWN]


def columns_for(problem: Problem, intake: Intake) -> list[str]:
    """Return the file's columns in the order that shows a problem best; identifiers are not among them.

    First the patient's code, then the problem's own column, then what is used, then the rest.
    """
    plan = intake.mapping
    code = plan.fields.get("patient_id")
    used = [column.header for name, column in plan.fields.items() if name in BY_NAME]
    every = [code.header if code else "", problem.header, *used, *map(str, intake.table.cells.columns)]
    hidden = {found.column for found in intake.identifiers if not found.kept}
    return [h for h in dict.fromkeys(every) if h in intake.table.cells and h not in hidden]


def left_of(problem: Problem, found: Iterable[Problem]) -> list[Problem]:
    """Return what is still wrong in the rows and the column of a problem that was being mended."""
    rows = set(problem.rows)
    return [
        other
        for other in to_fix(found)
        if other.header == problem.header and (rows & set(other.rows) or other.rows == problem.rows)
    ]


def as_table(found: Iterable[Problem]) -> pd.DataFrame:
    """Return problems as a table for reading."""
    return pd.DataFrame(
        [(problem.where, problem.message) for problem in found], columns=["Rows", "What, and what to do"]
    )
