"""A list of what codes stand for, beside or within a table: "Sex: 1 = male, 2 = female"."""

import re
from collections.abc import Iterable, Mapping, Sequence

from emr_core.intake.headers import meaning_of
from emr_core.intake.words import key
from emr_core.schema import BY_NAME

CodeBook = dict[str, dict[str, str]]
"""The file's header to code to what it stands for."""

HEADS = {"code", "codes", "value", "values", "wert", "kode", "code_value", "valeur", "valor", "codigo", "no",
         "nr", "코드", "编码", "代码", "コード", "kod"}  # fmt: skip
"""Words over the codes of a list, which name no column."""

LONGEST = 6
"""Characters of a code at most."""

_CODE = r"[+-]?\d{1,3}|[A-Za-z]{1,2}\d?|[^\W\d_]{1,3}"
_PAIR = re.compile(
    rf"(?<![\w.])(?P<code>{_CODE})\s*[=:→]\s*(?P<what>[^=|;\n]+?)"
    rf"(?=\s*(?:[,;/|\n]|\s)\s*(?:{_CODE})\s*[=:→]|\s*[|;\n)\]]|\s*$)"
)
_BARRED = re.compile(rf"\s*(?P<code>{_CODE})\s*[,=:]\s*(?P<what>.+?)\s*", re.DOTALL)
_NAMED = re.compile(r"\s*(?P<name>[^:=(\[–]{1,60}?)\s*(?:[:–(\[]|\s-\s)\s*(?P<rest>.*)", re.DOTALL)


def pairs_in(text: str) -> dict[str, str]:
    """Return the codes that a text explains, two at least: "1 = male, 2 = female", "1, Male | 2, Female"."""
    found: dict[str, str] = {}
    if "|" in text:
        parts = [_BARRED.fullmatch(part) for part in text.split("|") if part.strip()]
        if all(parts):
            found = {part["code"]: part["what"] for part in parts if part}
    if not found and re.search("[=:→]", text):
        found = {pair["code"]: pair["what"].strip(" ,.") for pair in _PAIR.finditer(text)}
    return found if len(found) > 1 else {}


def code_book(rows: Iterable[Sequence[str]], headers: Sequence[str]) -> CodeBook:
    """Return what rows explain of the codes in these columns: a sheet of codes, remarks, the headers.

    Rows may hold a name and its codes in one cell or in two, or a name, a code and its meaning, with the name
    in the first row only.
    """
    names = _names(headers)
    book: CodeBook = {}
    current: list[str] = []
    for row in rows:
        cells = [" ".join(cell.split()) if "\n" not in cell else cell.strip() for cell in row]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        known = names.get(key(filled[0]), [])
        rest = filled[1:] if known else filled
        if known:
            current = known
        elif cells[0] and not (current and (_is_code(cells[0]) or key(cells[0]) in HEADS)):
            current = []
        told = _in_one_cell(filled, names) if not known else {}
        for header, pairs in told.items():
            book.setdefault(header, {}).update(pairs)
        if current and not told:
            for header in current:
                pairs = next((found for text in rest if (found := pairs_in(text))), {}) or _apart(rest)
                if pairs:
                    book.setdefault(header, {}).update(pairs)
    return {header: pairs for header, pairs in book.items() if pairs}


def of_headers(headers: Sequence[str]) -> CodeBook:
    """Return what headers say of their own codes: "Sex (1 = male, 2 = female)"."""
    found = {header: pairs_in(header.partition("(")[2].rpartition(")")[0] or header) for header in headers}
    return {header: pairs for header, pairs in found.items() if pairs}


def _names(headers: Sequence[str]) -> dict[str, list[str]]:
    """Return by which words a code book may name a column, and the columns that these name."""
    names: dict[str, list[str]] = {}
    for header in headers:
        bare = re.sub(r"[(\[].*?[)\]]|___\w+$", " ", header)
        words = {key(header), key(bare)}
        found = meaning_of(header)
        if found is not None and found.target in BY_NAME:
            field = BY_NAME[found.target]
            words |= {key(field.label), key(field.name)}
        for word in words - {""}:
            held = names.setdefault(word, [])
            if header not in held:
                held.append(header)
    return names


def _in_one_cell(cells: list[str], names: Mapping[str, list[str]]) -> CodeBook:
    """Return what single cells say: "Sex: 1 = male, 2 = female"."""
    book: CodeBook = {}
    for cell in cells:
        for line in re.split(r"\n|\.\s+(?=[A-Z])", cell):
            found = _NAMED.fullmatch(line)
            pairs = pairs_in(found["rest"]) if found else {}
            for header in names.get(key(found["name"]), []) if found and pairs else []:
                book.setdefault(header, {}).update(pairs)
    return book


def _apart(cells: list[str]) -> dict[str, str]:
    """Return a code and its meaning that stand in two cells, one behind the other."""
    if len(cells) >= 2 and _is_code(cells[0]) and not re.fullmatch(r"[+-]?\d+", cells[1]):
        return {cells[0]: cells[1]}
    return {}


def _is_code(text: str) -> bool:
    return len(text) <= LONGEST and re.fullmatch(_CODE, text) is not None
