"""Workbooks written by hand, part by part, so that a test can make any that a program would not."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.read.addresses import address

Cell = str | int | float | None
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet {MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>'
)
GENERAL, DATE, PERCENT = 0, 1, 2


def outcome(data: bytes, name: str) -> RawTable | str:
    """Return the table in a file, or the sentence that refuses it; any other error is a failure."""
    try:
        return read_table(data, name)
    except UnreadableFileError as error:
        return str(error)


def cell(row: int, column: int, value: Cell, style: int = GENERAL) -> str:
    """Return the XML of one cell."""
    if value is None:
        return ""
    at = address(row, column)
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{at}" s="{style}"><v>{value}</v></c>'


def sheet(rows: list[list[Cell]], top: int = 1, left: int = 1, before: str = "", after: str = "") -> str:
    """Return the XML of a worksheet whose table begins at a row and a column."""
    lines = (
        f'<row r="{top + i}">{"".join(cell(top + i, left + j, value) for j, value in enumerate(row))}</row>'
        for i, row in enumerate(rows)
    )
    return f"<worksheet {MAIN}>{before}<sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"


def workbook(
    sheets: dict[str, str],
    states: dict[str, str] | None = None,
    properties: str = "",
    more: dict[str, str | bytes] | None = None,
) -> bytes:
    """Return a workbook of these worksheets (name to XML), with the parts in `more` added or put instead."""
    states = states or {}
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" state="{states.get(name, "visible")}" r:id="rId{i}"/>'
        for i, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {MAIN} {RELATION}><workbookPr {properties}/>"
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}'
        f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), start=1)},
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


TABLE: list[list[Cell]] = [
    ["patient_id", "leukemia_type", "emr_sites", "age_at_diagnosis_years"],
    ["007", "ALL", "CSF", 4.5],
    ["008", "AML", "skin", 12],
    ["009", "ALL", "testis", None],
]
"""A small cohort: three patients, four columns."""


def small(**given: object) -> bytes:
    """Return a workbook of the small cohort."""
    return workbook({"cohort": sheet(TABLE, **given)})  # type: ignore[arg-type]
