"""The encoding of a text: by its mark, as strict UTF-8, else the one that makes the most plausible words."""

import codecs
import re
from dataclasses import dataclass

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.read.plausibility import LEGACY, most_plausible

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
STEP = 1 << 20
SAMPLE = 200_000
"""Bytes of lines with letters beyond ASCII that are looked at to tell one old encoding from another."""

SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SAVE = "Save it as 'CSV UTF-8' and try again."


@dataclass(frozen=True)
class Encoding:
    """A codec that decodes the whole file, and what is to be said about how it was found."""

    codec: str
    notes: tuple[Issue, ...] = ()


def find_encoding(data: bytes, name: str, options: ReadOptions) -> Encoding:
    """Return the encoding of a text file.

    Raises
    ------
    UnreadableFileError
        If the bytes are no text, or no text in any encoding that is known here.
    """
    if options.encoding is not None:
        return _as_told(data, name, options.encoding)
    marked = next((codec for mark, codec in MARKS if data.startswith(mark)), "")
    if marked == "utf-32":
        raise UnreadableFileError(f"{name} is written in UTF-32, which is not read here. {SAVE}")
    if marked:
        if _error_at(data, marked) is not None:
            raise _damaged(data, name, marked)
        return Encoding(marked)
    if b"\0" in data:
        return _without_mark(data, name)
    if data.isascii() or _error_at(data, "utf-8") is None:
        return Encoding("utf-8")
    if _mostly_utf8(data):
        raise _damaged(data, name, "utf-8")
    return _legacy(data, name)


def _as_told(data: bytes, name: str, codec: str) -> Encoding:
    """Return the encoding that was asked for, if it decodes the file."""
    try:
        codecs.lookup(codec)
    except LookupError:
        raise UnreadableFileError(f"{name}: no encoding is called '{codec}'. Choose another.") from None
    if not codecs.lookup(codec)._is_text_encoding or _error_at(data, codec) is not None:
        raise UnreadableFileError(f"{name} cannot be read as {label(codec)}. Choose another encoding.")
    return Encoding(codec)


def _without_mark(data: bytes, name: str) -> Encoding:
    """Return UTF-16 if zero bytes stand where UTF-16 puts them; otherwise this is no text."""
    head = data[:SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    for codec, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here > 8 * max(there, 1) and here > len(head) / 5 and _error_at(data, codec) is None:
            what = f"{name} is read as {label(codec)}, though it does not say so itself. Check the letters."
            return Encoding(codec, (Issue("warning", "encoding_guessed", what, value=codec),))
    line = data.count(b"\n", 0, data.index(0)) + 1
    raise UnreadableFileError(
        f"{name}: line {line} holds zero bytes, so this is not a text file. Save the table as 'CSV UTF-8' "
        "and try again."
    )


def _legacy(data: bytes, name: str) -> Encoding:
    """Return the encoding from before Unicode that makes the most plausible words."""
    codec = most_plausible(_lines_beyond_ascii(data), lambda codec: _error_at(data, codec) is None)
    if codec is None:
        raise _damaged(data, name, "utf-8")
    what = f"{name} is not UTF-8; read as {label(codec)}. Change the encoding if names or headers look wrong."
    return Encoding(codec, (Issue("warning", "encoding_guessed", what, value=codec),))


def _lines_beyond_ascii(data: bytes) -> bytes:
    """Return lines with letters beyond ASCII, as many as are worth looking at."""
    found, size = [], 0
    for match in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        line = match.group()[:2000]
        found.append(line)
        size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(found)


def _error_at(data: bytes, codec: str) -> int | None:
    """Return about where a codec fails, or nothing if it decodes every byte."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    start = 0
    try:
        for start in range(0, len(data), STEP):
            decoder.decode(data[start : start + STEP], final=start + STEP >= len(data))
    except UnicodeDecodeError as error:
        return start + error.start
    except (UnicodeError, ValueError, OverflowError):  # some codecs raise less than a place
        return start
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether most letters beyond ASCII are right in UTF-8: then some bytes are damaged, not all old."""
    right = sum(len(match.group()) for match in SEQUENCE.finditer(data))
    beyond = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return right >= 0.8 * beyond


def _damaged(data: bytes, name: str, codec: str) -> UnreadableFileError:
    """Return the refusal that names the line and the cell of the first byte that is no letter."""
    at = _error_at(data, codec) or 0
    if codec.startswith("utf-16"):
        return UnreadableFileError(f"{name} is damaged UTF-16: it breaks off or was altered. {SAVE}")
    before = data[:at]
    line = max(before.count(b"\n"), before.count(b"\r")) + 1
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    cell = max(before[start:].count(mark) for mark in (b",", b";", b"\t", b"|")) + 1
    where = f"the header, cell {cell}," if line == 1 else f"line {line}, cell {cell},"
    return UnreadableFileError(
        f"{name} is not UTF-8 text: {where} holds bytes that are no letters in it, and no other encoding "
        f"makes words of them. {SAVE}"
    )


def label(codec: str) -> str:
    """Return an encoding as people call it."""
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", **_WITHOUT_MARK, **LEGACY}.get(
        codec, codec
    )


_WITHOUT_MARK = {"utf-16-le": "UTF-16 (little endian)", "utf-16-be": "UTF-16 (big endian)"}
