"""The process that opens a workbook: bytes in by a pipe, rows of texts out, no file, limited memory and time.

Run as `python -m emr_core.intake.read.child`. The first line of its input is JSON, the rest the workbook; the
first line of its output is JSON, every further line one row. Whatever a workbook does here ends with this
process; its parent only sees that it ended.
"""

import contextlib
import datetime as dt
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from xml.parsers import expat

from emr_core.intake.read.addresses import address
from emr_core.intake.read.limits import Limits
from emr_core.intake.read.sheet_parts import Sheet, SheetFacts
from emr_core.intake.read.xml_parts import Book, Plain, RefusedPartError, Relations, Styles, Walk

EXCEL_DIGITS = 15
SHEETS, BESIDE = 12, 200_000
"""Sheets beside the one with most cells that are looked at, and how many cells they may hold together."""


def main() -> None:
    """Read a workbook from standard input and write its rows to standard output."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    _restrict(limits)
    data = sys.stdin.buffer.read()
    out = sys.stdout
    try:
        facts, rows = _read(data, asked["sheet"], limits)
        out.write(json.dumps(facts) + "\n")
        for row in rows:
            out.write(json.dumps(row) + "\n")
        out.write('"end"\n')
    except RefusedPartError as error:
        out.write(json.dumps({"refused": str(error)}) + "\n")
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, ValueError):
        out.write(json.dumps({"refused": DAMAGED}) + "\n")


DAMAGED = "is damaged: its parts cannot be unpacked or read. Open it in Excel, save it again and try again."


def _restrict(limits: Limits) -> None:
    """Give up what this process does not need, where the system can take it away."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CPU, limits.seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))


def _read(data: bytes, wanted: str | None, limits: Limits) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """Return what is to be known about a workbook, and the rows of the sheet that is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        book, sheets = _scan(container, limits)
    visible = [name for name, state, _ in book.sheets if state == "visible" and name in sheets]
    hidden = [name for name, state, _ in book.sheets if state != "visible"]
    if wanted is not None and wanted not in sheets:
        raise RefusedPartError(f"has no sheet '{wanted[:60]}'. Choose one of: {', '.join(visible)[:300]}.")
    chosen = wanted if wanted is not None else max(visible, key=lambda n: sheets[n].filled, default=None)
    if chosen is None or not sheets[chosen].filled:
        raise RefusedPartError("holds no table: its sheets are empty. Choose a file with a table in it.")
    facts = {
        "sheet": chosen,
        "sheets": visible,
        "filled": {name: sheets[name].filled for name in visible},
        "hidden": hidden,
        "from_1904": book.from_1904,
        "facts": asdict(sheets[chosen]),
    }
    # Imported after the scan: what the scan refuses never meets the reader.
    from python_calamine import CalamineWorkbook

    opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = opened.get_sheet_by_name(chosen)
    left = _left(sheet)
    beside: dict[str, Any] = {}
    cells = 0
    for name in visible:
        cells += sheets[name].filled if name != chosen else 0
        if name == chosen or not sheets[name].filled or cells > BESIDE or len(beside) == SHEETS:
            continue
        other = opened.get_sheet_by_name(name)
        rows = list(_rows(other, sheets[name].errors, _left(other)))
        beside[name] = {"left": _left(other), "facts": asdict(sheets[name]), "rows": rows}
    return facts | {"left": left, "beside": beside}, _rows(sheet, sheets[chosen].errors, left)


def _left(sheet: Any) -> int:
    """Return a sheet's first column: rows come from its first one, cells only from the first that is used."""
    return sheet.start[1] + 1 if sheet.start else 1


def _scan(container: zipfile.ZipFile, limits: Limits) -> tuple[Book, dict[str, SheetFacts]]:
    """Return the workbook's part and the facts of each worksheet, after a walk through every XML part."""
    names = {name.lower(): name for name in container.namelist()}
    book, relations, styles = Book(), Relations(), Styles()
    walks: dict[str, Walk] = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/styles.xml": styles,
    }
    for part, walk in walks.items():
        if part in names:
            walk.through(container, names[part])
    sheets: dict[str, SheetFacts] = {}
    for name, _, relation in book.sheets:
        target = relations.targets.get(relation, "")
        part = (target[1:] if target.startswith("/") else f"xl/{target}").lower()
        if part in names and "worksheets/" in part:
            sheet = Sheet(limits, styles.percent)
            sheet.through(container, names[part])
            sheets[name] = sheet.facts
            walks[part] = sheet
    for part, name in names.items():
        if part not in walks and part.endswith((".xml", ".rels", ".vml")):
            Plain().through(container, name)
    return book, sheets


def _rows(sheet: Any, errors: dict[str, str], left: int) -> Iterator[list[str]]:
    """Yield every row of a sheet as texts, error values in their cells."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [as_text(value) for value in row]
        if errors:
            for place in range(len(texts)):
                if not texts[place]:
                    texts[place] = errors.get(address(number, left + place), "")
        yield texts


def as_text(value: object) -> str:
    """Return a cell's value as a text: numbers with Excel's 15 digits, dates as year-month-day."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{EXCEL_DIGITS}g}"
    if isinstance(value, dt.timedelta):
        # A number of days that is only shown as hours.
        return as_text(value / dt.timedelta(days=1))
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return "" if value is None else str(value)


if __name__ == "__main__":
    main()
