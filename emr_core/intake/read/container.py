"""The directory of a workbook's zip container, before a single part of it is unpacked."""

import io
import zipfile

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.read.limits import Limits
from emr_core.intake.read.records import spaced

NO_WORKBOOK = "Open it in Excel, save it as .xlsx and try again."
SMALL = 20_000_000
"""Unpacked bytes below which a high ratio is harmless: a sheet of equal rows packs well."""

ENTRY = b"PK\x01\x02"
"""What every entry of a zip directory begins with."""


def check_container(data: bytes, name: str, limits: Limits) -> list[str]:
    """Return the names of a workbook's parts.

    Raises
    ------
    UnreadableFileError
        If the container is damaged, no workbook, or made to grow when it is unpacked.
    """
    # Counted before zipfile builds an object for each: a directory can hold millions.
    if data.count(ENTRY) > 2 * limits.parts:
        raise UnreadableFileError(f"{name} has more than {spaced(limits.parts)} parts. {NO_WORKBOOK}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        what = f"{name} is damaged: its container cannot be opened. {NO_WORKBOOK}"
        raise UnreadableFileError(what) from None
    names = [part.filename for part in parts]
    _refuse_other_kinds(names, name)
    if len(parts) > limits.parts:
        raise UnreadableFileError(f"{name} has more than {spaced(limits.parts)} parts. {NO_WORKBOOK}")
    if any(part.flag_bits & 1 for part in parts):
        what = f"{name} is password-protected. Remove the password, save it and try again."
        raise UnreadableFileError(what)
    if len({part.lower() for part in names}) < len(names) or any(_leaves(part) for part in names):
        raise UnreadableFileError(
            f"{name} is refused: names of its parts repeat or point outside the workbook, as no "
            f"spreadsheet program writes them. {NO_WORKBOOK}"
        )
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise UnreadableFileError(f"{name} is packed in a way that Excel does not use. {NO_WORKBOOK}")
    _refuse_bombs(parts, name, limits)
    return names


def _refuse_other_kinds(names: list[str], name: str) -> None:
    """Refuse containers that hold no Excel workbook."""
    lowered = {part.lower() for part in names}
    if "xl/workbook.xml" in lowered:
        return
    what = "a zip archive, not an Excel workbook"
    if "xl/workbook.bin" in lowered:
        what = "a binary Excel workbook (.xlsb)"
    elif "content.xml" in lowered and "mimetype" in lowered:
        what = "an OpenDocument file (.ods)"
    elif "word/document.xml" in lowered:
        what = "a Word document, not an Excel workbook"
    raise UnreadableFileError(f"{name} is {what}. Save the table as .xlsx or 'CSV UTF-8' and try again.")


def _leaves(part: str) -> bool:
    """Tell whether a part's name points outside the container."""
    return part.startswith("/") or ".." in part.split("/") or "\\" in part or ":" in part


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Refuse a workbook that grows too much when it is unpacked."""
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if total > limits.inflated_bytes:
        raise UnreadableFileError(
            f"{name} would be {spaced(total // 1_000_000)} MB when unpacked; at most "
            f"{spaced(limits.inflated_bytes // 1_000_000)} MB are read. Save the table as CSV."
        )
    if total > SMALL and total > limits.ratio * max(packed, 1):
        raise UnreadableFileError(
            f"{name} grows {spaced(total // max(packed, 1))} times when unpacked; at most {limits.ratio} "
            "times is read. Delete empty rows and columns below and beside the table, and save it again."
        )
