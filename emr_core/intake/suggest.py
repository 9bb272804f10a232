"""The mapping that a file's headers and cells suggest; a person confirms it."""

import re
from collections.abc import Callable

import pandas as pd

from emr_core.fields import Categorical
from emr_core.intake.codes_explained import explained, with_code_book
from emr_core.intake.headers import Meaning, meaning_of
from emr_core.intake.mapping import Clock, Column, Mapping
from emr_core.intake.raw_table import RawTable
from emr_core.intake.sites_across import holds_words, is_of_others, numbered, site_of
from emr_core.intake.told_by_cells import told_by_cells
from emr_core.intake.words import answers, folded, missing_words, spelled_levels
from emr_core.schema import BY_NAME
from emr_core.vocabulary.sites import read_sites

LOOKED_AT = 2_000
"""Rows whose cells are looked at for what a column holds."""

_ENOUGH_NAMES = 3
_HALF = 0.5
# "AML" and "ALL" mean nothing else; next to them other diseases may stand in the same column.
_A_THIRD = 1 / 3


def suggest(table: RawTable) -> Mapping:
    """Return the mapping that the headers suggest; cells decide only where a header cannot."""
    looked = table.cells.head(LOOKED_AT)
    found = suggest_from(tuple(map(str, table.cells.columns)), explained(looked, table.code_book))
    return with_code_book(found, table.code_book)


def suggest_from(headers: tuple[str, ...], cells: pd.DataFrame | None = None) -> Mapping:
    """Return the mapping for these headers; without cells, by the headers alone.

    Where several headers mean one thing, the surer one is taken, then the tidy header, then the first.
    """
    meanings = {header: meaning_of(header) for header in headers}
    looked = pd.DataFrame() if cells is None else cells
    flags = _site_flags(headers, looked, meanings)
    best = _best({header: found for header, found in meanings.items() if found and header not in flags})
    fields = {
        target: Column(header, unit=found.unit, confidence=found.confidence, reason=found.reason)
        for target, (header, found) in best.items()
        if target in BY_NAME
    }
    fields |= _combined(headers, looked, meanings, fields)
    fields, flags = _sites_of(headers, looked, meanings, fields, flags)
    mapping = Mapping(
        fields=fields,
        site_flags=flags,
        dates={_event(target): header for target, (header, _) in best.items() if target.startswith("date:")},
        clocks={
            _event(target): Clock(header, found.unit)
            for target, (header, found) in best.items()
            if target.startswith("clock:")
        },
    )
    return told_by_cells(_by_content(mapping, headers, looked), looked).for_headers(headers)


def _event(target: str) -> str:
    return target.partition(":")[2]


def _best(meanings: dict[str, Meaning]) -> dict[str, tuple[str, Meaning]]:
    """Return for everything that is meant the header that says it best."""
    best: dict[str, tuple[str, Meaning]] = {}
    for header, found in meanings.items():
        if found.target.startswith("identifier:"):
            continue
        held = best.get(found.target)
        if held is None or _rank(header, found) > _rank(*held):
            best[found.target] = (header, found)
    return best


def _rank(header: str, found: Meaning) -> tuple[bool, float]:
    """Return how well a header says something: the tidy header first, then the surer one."""
    variable = BY_NAME.get(found.target)
    return variable is not None and header == variable.header, found.confidence


def _site_flags(
    headers: tuple[str, ...], cells: pd.DataFrame, meanings: dict[str, Meaning | None]
) -> tuple[str, ...]:
    """Return the columns that are named after a site and hold nothing but yes and no."""
    found = []
    for header in headers:
        meaning = meanings[header]
        if meaning is not None and meaning.target != "cns_status_at_diagnosis":
            continue
        if header in cells and site_of(header) and _all_flags(cells[header]):
            found.append(header)
    return tuple(found)


def _sites_of(
    headers: tuple[str, ...],
    cells: pd.DataFrame,
    meanings: dict[str, Meaning | None],
    fields: dict[str, Column],
    flags: tuple[str, ...],
) -> tuple[dict[str, Column], tuple[str, ...]]:
    """Return where the sites stand: one column, several numbered ones, or one a site with one for others."""
    ordered = numbered(headers)
    held = fields.get("emr_sites")
    enough = len(ordered) > 1 if held is None else bool(ordered) and held.header not in ordered
    if enough:
        first = () if held is None else (held.header,)
        return {name: column for name, column in fields.items() if name != "emr_sites"}, (*first, *ordered)
    if held is not None:
        return fields, ()
    free = [header for header in headers if meanings[header] is None and header in cells]
    others = [header for header in free if is_of_others(header) and holds_words(cells[header])]
    return fields, (*flags, *others) if flags else ()


def _all_flags(texts: pd.Series) -> bool:
    given = {folded(text) for text in texts.unique()}
    said = {answers().get(text) for text in given - missing_words()}
    return "Yes" in said and said <= {"Yes", "No"}


def _combined(
    headers: tuple[str, ...],
    cells: pd.DataFrame,
    meanings: dict[str, Meaning | None],
    fields: dict[str, Column],
) -> dict[str, Column]:
    """Return the two fields of a column such as "Sex/age", whose cells have two parts as well."""
    found: dict[str, Column] = {}
    for header in headers:
        names = re.split(r"[/,&+]|\band\b", header)
        if meanings[header] is not None or len(names) != 2 or header not in cells:
            continue
        parts = [meaning_of(name) for name in names]
        texts = cells[header][~cells[header].str.lower().isin(missing_words())]
        two = texts.map(lambda text: len(split_parts(text)) == 2)
        for place, part in enumerate(parts, start=1):
            if part is None or part.target not in BY_NAME or part.target in fields or not two.mean() > _HALF:
                break
            reason = f"part {place} of the column"
            found[part.target] = Column(header, part.unit, place, confidence=0.85, reason=reason)
    return found


def split_parts(text: str) -> list[str]:
    """Return the parts of a cell such as "M/10", "M, 10" or "10F"."""
    parts = [part.strip() for part in re.split(r"[/,;&+|]", text)]
    if len(parts) == 1:
        parts = [
            part for part in re.split(r"\s+|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", text.strip()) if part
        ]
    return parts


def _by_content(mapping: Mapping, headers: tuple[str, ...], cells: pd.DataFrame) -> Mapping:
    """Return the mapping with type and site found by their cells, in a file that is otherwise understood.

    A patient's code cannot be told from other codes, so it is never found in this way.
    """
    if "patient_id" not in mapping.fields or len(mapping.fields) < _ENOUGH_NAMES:
        return mapping
    free = [header for header in headers if header in cells and header not in mapping.used]
    fields = dict(mapping.fields)
    looks = (("leukemia_type", _share_of_levels, _A_THIRD), ("emr_sites", _share_of_sites, _HALF))
    for name, share, enough in looks:
        if name in fields or (name == "emr_sites" and mapping.site_flags):
            continue
        likely = [header for header in free if meaning_of(header) is None and share(cells[header]) > enough]
        if len(likely) == 1:
            fields[name] = Column(likely[0], confidence=0.5, reason="what its cells hold")
    return Mapping(fields, site_flags=mapping.site_flags, dates=mapping.dates, clocks=mapping.clocks)


def _share_of_levels(texts: pd.Series) -> float:
    field = BY_NAME["leukemia_type"]
    levels = spelled_levels(field) if isinstance(field, Categorical) else {}
    return _share(texts, lambda text: folded(text) in levels and folded(text) != "other")


def _share_of_sites(texts: pd.Series) -> float:
    return _share(texts, lambda text: bool((found := read_sites(text)).mentions or found.marrow))


def _share(texts: pd.Series, holds: Callable[[str], bool]) -> float:
    """Return the share of the cells with an entry for which something holds."""
    given = texts[~texts.str.lower().isin(missing_words())]
    return float(given.map({text: holds(text) for text in given.unique()}).mean()) if len(given) else 0.0
