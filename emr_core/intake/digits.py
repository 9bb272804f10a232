"""How the digits of a column are written: marks between thousands, and the other decimal mark."""

import re
import unicodedata

import numpy as np
import pandas as pd

from emr_core.fields import Continuous
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue
from emr_core.wording import counted, listed, quoted

_SPACES = " \u00a0\u202f\u2009'’"
_GROUPED = r"[+-]?\d{{1,3}}(?:{mark}\d{{3}}){times}(?:{other}\d+)?"
_BY_SPACE = re.compile(_GROUPED.format(mark=f"[{_SPACES}]", times="+", other="[.,]"))
_ONCE = {mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}[{mark}]\d{{3}}") for mark in ".,"}
# More than one mark, or both of them: only thousands are written so.
_SURE = {
    mark: re.compile(
        _GROUPED.format(mark=f"[{mark}]", times="{2,}", other=f"[{other}]")
        + "|"
        + _GROUPED.format(mark=f"[{mark}]", times="+", other=f"[{other}]").removesuffix("?")
    )
    for mark, other in (".,", ",.")
}
_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")
_BOUND = re.compile(
    r"[<>≤≥~≈]\s*=?\s*[\d.,]+.*|(?:ca\.?|about|circa)\s*[\d.,]+.*|[\d.,]+\s*[-–]\s*[\d.,]+.*|[\d.,]+\s*\+"
)


def ungrouped(field: Continuous, column: Coded, unit: str, decimal: str) -> tuple[pd.Series, list[Issue]]:
    """Return the distinct texts with a point for a decimal mark and none between thousands, and what is said.

    A mark that stands once before three digits, as in 12.300, is one between thousands where the file has
    the other decimal mark, or where cells are counted per µL: those are whole numbers.
    """
    texts = column.distinct
    kept = texts.str.replace(",", ".", n=1, regex=False) if decimal == "," else texts
    # Most numbers are plain: they are told apart all at once, and only the others looked at one by one.
    odd = texts[texts.str.contains(_odd(unit, decimal)).to_numpy(dtype=bool)].tolist()
    if not odd:
        return kept, []
    read: dict[str, str] = {}
    once: dict[str, str] = {}
    for text in odd:
        plain = text.strip()
        thousands = next((mark for mark in ".," if _SURE[mark].fullmatch(plain)), "")
        if _BY_SPACE.fullmatch(plain):
            read[text] = re.sub(f"[{_SPACES}]", "", plain).replace(",", ".")
        elif thousands:
            read[text] = plain.replace(thousands, "").replace(",", ".")
        elif any(form.fullmatch(plain) for form in _ONCE.values()):
            once[text] = re.sub("[.,]", "", plain)
    if once and _are_thousands(texts, once, unit, decimal):
        read |= once
        once = {}
    other = {text: text.replace(",", ".") for text in odd if decimal == "." and _COMMA.fullmatch(text)}
    issues = _said(field, column, read, "thousands", "with marks between thousands")
    issues += _said(field, column, other, "decimal_comma_cell", "with a decimal comma")
    new = read | other
    return kept.where(~texts.isin(list(new)), texts.map(new)) if new else kept, issues


def _odd(unit: str, decimal: str) -> str:
    """Return the pattern of texts that are not plain numbers of a file with this decimal mark."""
    marks = ".," if unit == "/µL" else "," if decimal == "." else "."
    comma = r"|,\d{1,2}$" if decimal == "." else ""
    return rf"\d[{_SPACES}]\d|[{marks}]\d{{3}}|[.,]\d{{3}}[.,]\d{comma}"


def _are_thousands(texts: pd.Series, once: dict[str, str], unit: str, decimal: str) -> bool:
    """Tell whether a mark that stands once before three digits is one between thousands."""
    marked = texts[texts.str.contains(r"\d[.,]\d")]
    marks = {text.strip()[-4] for text in once}
    if len(marks) != 1 or (mark := marks.pop()) not in ".,":
        return False
    alike = [text for text in marked if re.search(rf"\d[{mark}]\d", text)]
    if not all(text in once or _SURE[mark].fullmatch(text.strip()) for text in alike):
        return False
    return mark != decimal or unit == "/µL"


def _said(field: Continuous, column: Coded, read: dict[str, str], code: str, how: str) -> list[Issue]:
    """Return a warning that counts and shows the numbers that were read in a way the file does not say."""
    if not read:
        return []
    n = int(column.where(np.array([text in read for text in column.words], dtype=bool)).sum())
    shown = listed(f"{quoted(text)} is {number}" for text, number in list(read.items())[:2])
    what = f"{field.label}: {counted(n, 'number')} read {how}: {shown}. Check them."
    return [Issue("warning", code, what, column=field.header)]


def in_ascii(digits: str) -> str:
    """Return digits of any script as ASCII ones, with a point for an Arabic decimal mark."""
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in digits)
    return plain.replace("−", "-").replace("٫", ".").replace("٬", "")


def is_bound(text: str) -> bool:
    """Tell whether a cell gives a bound or a range, as ">24", "4-6" or "12+", and not one number."""
    return _BOUND.fullmatch(text.strip().lower()) is not None
