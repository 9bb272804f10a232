"""What a file is by its first bytes, whatever its name says."""

from typing import Literal

from emr_core.intake.issues import Issue, UnreadableFileError

Kind = Literal["text", "workbook"]

TABLE = "Save the table as .xlsx or 'CSV UTF-8' and try again."
OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
FOREIGN = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM6", "a picture (BMP)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"RDX3", "an R data file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
)
MARKUP = (
    ((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<script"), "a web page (HTML)"),
    ((b"<?xml", b"<!doctype", b"<workbook", b"<?mso"), "an XML document"),
    (((b'{"'), b"[{", b'[["', b"[["), "JSON"),
)
NO_TEXT = set(range(9)) | set(range(14, 27))
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def kind_of(data: bytes, name: str) -> tuple[Kind, tuple[Issue, ...]]:
    """Return whether bytes are a text or a workbook, and what is odd about their name.

    Raises
    ------
    UnreadableFileError
        If they are neither; the message names what they are.
    """
    ending = next((end for end in SPREADSHEETS if name.lower().endswith(end)), "")
    if data.startswith(b"PK\x03\x04"):
        odd = not ending
        what = f"{name} is an Excel workbook whatever its name says; read as one."
        return "workbook", (Issue("info", "file_kind", what),) if odd else ()
    if data.startswith(OFFICE):
        raise UnreadableFileError(_office(data, name))
    what = _foreign(data)
    if what:
        wanted = "an Excel workbook" if ending else "a table"
        raise UnreadableFileError(f"{name} is {what}, not {wanted}. {TABLE}")
    if ending and set(data[:4096]) & NO_TEXT:
        raise UnreadableFileError(f"{name} is damaged: it is not a readable workbook. {TABLE}")
    if ending and data.strip():
        said = f"{name} is a text file, not an Excel workbook; read as text. Check the columns."
        return "text", (Issue("warning", "file_kind", said),)
    return "text", ()


def _office(data: bytes, name: str) -> str:
    """Return why a file of the old Office container is not read."""
    if ENCRYPTED in data:
        return f"{name} is password-protected. Remove the password in Excel, save it and try again."
    if len(data) < 1536:
        return f"{name} is damaged: it is not a readable workbook. {TABLE}"
    return f"{name} is an Excel workbook of the old kind (.xls) or another old Office file. {TABLE}"


def _foreign(data: bytes) -> str:
    """Return what a file is that is neither text nor workbook, or an empty text."""
    found = next((what for magic, what in FOREIGN if data.startswith(magic)), "")
    # A header may begin like some of these (BM6, MZ): only bytes that no text holds decide.
    if found and (data.startswith((b"%PDF", b"{\\rtf", b"<")) or set(data[:4096]) & NO_TEXT):
        return found
    if data[:1] == b"\x80" and data[1:2] in b"\x02\x03\x04\x05" and data.rstrip().endswith(b"."):
        return "a Python object (pickle)"
    if data[:6] in (b"PK\x05\x06\0\0", b"PK\x07\x08PK"):
        return "an empty or divided zip archive"
    head = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    compact = head[:100].translate(None, b" \t\r\n")
    return next(
        (what for starts, what in MARKUP if head.startswith(starts) or compact.startswith(starts)), ""
    )
