"""Where a finding stands in the user's own file: header and spreadsheet address instead of our names."""

from collections.abc import Iterable
from dataclasses import replace

from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping
from emr_core.intake.raw_table import RawTable
from emr_core.intake.read.addresses import address
from emr_core.schema import BY_NAME, FIELDS

_FIELD_OF = {field.header: field.name for field in FIELDS} | {name: name for name in BY_NAME}


def cell_at(table: RawTable, row: int, header: str) -> str:
    """Return the address of a cell as a spreadsheet shows the file: row 1 of column "sex" may be C7.

    Empty where the table has no such row or column.
    """
    places = list(table.cells.columns)
    if not 1 <= row <= len(table.sheet_rows) or header not in places:
        return ""
    return _address(table, row, places.index(header))


def _address(table: RawTable, row: int, place: int) -> str:
    """Return the address of a cell by row and place of the column; with its sheet where several were read."""
    sheet = str(table.row_sheets[row - 1]) if len(table.row_sheets) else ""
    column = (table.places[sheet] if sheet else table.sheet_columns)[place]
    found = address(int(table.sheet_rows[row - 1]), column) if column else ""
    return f"{sheet}!{found}" if sheet and found else found


def placed(issues: Iterable[Issue], table: RawTable, plan: Mapping) -> list[Issue]:
    """Return the issues with the file's own header as their column, its address, and the field meant.

    An issue about a value that was put together from several columns keeps the field's tidy header and has
    no address.
    """
    headers = {str(header): place for place, header in enumerate(table.cells)}
    meant: dict[str, str] = {}
    for name, header in plan.columns.items():
        meant.setdefault(header, name)
    return [_placed(issue, table, plan, headers, meant) for issue in issues]


def _placed(
    issue: Issue, table: RawTable, plan: Mapping, headers: dict[str, int], meant: dict[str, str]
) -> Issue:
    name = _FIELD_OF.get(issue.column, "")
    held = plan.fields.get(name)
    header = held.header if held is not None and held.header in headers else issue.column
    name = name if held is not None or issue.column not in headers else meant.get(issue.column, "")
    cell = issue.cell
    if not cell and 1 <= issue.row <= len(table.sheet_rows) and header in headers:
        cell = _address(table, issue.row, headers[header])
    if (header, cell, name) == (issue.column, issue.cell, issue.field):
        return issue
    return replace(issue, column=header, cell=cell, field=name)
