"""Relapse sites in a clinician's words to one row a patient and subsite."""

from collections.abc import Callable
from itertools import chain

import numpy as np
import pandas as pd

from emr_core.cohort import SITE_COLUMNS, Mask
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, Severity
from emr_core.intake.progress import Progress, silent, ticking
from emr_core.intake.words import answers, folded
from emr_core.vocabulary.site_cells import SiteReader
from emr_core.vocabulary.site_phrases import meaning_of
from emr_core.vocabulary.site_reading import NOTHING
from emr_core.vocabulary.sites import SiteMention, SiteReading
from emr_core.wording import quoted

Readings = dict[str, SiteReading]


def read_all(texts: Coded, report: Progress = silent) -> Readings:
    """Return what every distinct text says."""
    distinct = [text for text in texts.words if text]
    reader = SiteReader()
    return {text: reader.read(text) for text in ticking(distinct, report, "Reading the sites")}


def _read(texts: Coded, known: Readings | None) -> Readings:
    """Return what the texts say; what is known already is not read again."""
    held = known or {}
    reader = SiteReader()
    return held | {text: reader.read(text) for text in texts.words if text and text not in held}


def site_rows(
    ids: pd.Series, texts: pd.Series, known: Readings | None = None
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the sites of every patient and an issue for what was not counted.

    The index of the texts is the place of the row in the file; a text that is empty says nothing.
    """
    column = Coded(texts)
    readings, codes = _read(column, known), column.codes
    cells = [reading.mentions if (reading := readings.get(text)) else () for text in column.words]
    # Each distinct text gives a block of rows; a patient takes the block of the text.
    sizes = np.array([*map(len, cells), 0], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(sizes)])[codes]
    repeats = sizes[codes]
    firsts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    places = np.repeat(begins, repeats) + np.arange(repeats.sum()) - firsts
    # A part of many cells is one mention, read once: as many rows as there are parts, not cells.
    mentions = list(chain.from_iterable(cells))
    keys = list(map(id, mentions))
    distinct = dict(zip(keys, mentions, strict=True))
    number = {key: place for place, key in enumerate(distinct)}
    blocks = np.fromiter(map(number.__getitem__, keys), np.int64, len(keys))
    said = [_columns(mention) for mention in distinct.values()]
    texts_of = zip(*said, strict=True) if said else ((),) * (len(SITE_COLUMNS) - 1)
    columns = [pd.array(list(each), dtype="str").take(blocks[places]) for each in texts_of]
    rows = pd.DataFrame(dict(zip(SITE_COLUMNS, [ids.array.repeat(repeats), *columns], strict=True)))
    return rows, _all_issues(column, readings)


def _columns(mention: SiteMention) -> tuple[str, ...]:
    """Return a site that a cell names, in the columns of a cohort's sites."""
    site = mention.site
    return site.subsite, site.site, site.system, mention.laterality, mention.as_written


def _all_issues(texts: Coded, readings: Readings) -> list[Issue]:
    """Return what every cell says that is not counted, row after row."""
    here = texts.rows(_those(texts, readings, _is_odd))
    found = zip(here.index, map(str, here), strict=True)
    return [issue for place, text in found for issue in _issues(int(place) + 1, text, readings[text])]


def _those(texts: Coded, readings: Readings, holds: Callable[[SiteReading], bool]) -> Mask:
    """Return for which of the distinct texts something holds that is told by their reading."""
    found = map(readings.get, texts.words)
    return np.array([reading is not None and holds(reading) for reading in found], dtype=bool)


def marrow_only(
    column: Coded, known: Readings | None = None, ids: pd.Series | None = None
) -> tuple[pd.Series, pd.Series, list[Issue]]:
    """Return who had an extramedullary relapse, the sites without those cells, and what is said.

    A row that names the bone marrow and nothing else is a patient without extramedullary relapse, unless
    another row of the patient names a site: then such a row says nothing of it, and is missing.
    """
    readings, texts = _read(column, known), column.texts
    none = np.array([says_none(text, readings.get(text)) for text in column.words], dtype=bool)
    here = column.where(_those(column, readings, _is_marrow_alone) | none)
    other = np.zeros(len(here), dtype=bool)
    if ids is not None and here.any():
        owners = ids[~here & texts.notna().to_numpy(dtype=bool)]
        other = here & ids.isin(owners).to_numpy(dtype=bool)
    alone = (
        "only the bone marrow is named; the patient counts as without extramedullary relapse, in "
        "denominators only. Name the site if there was one."
    )
    nothing = (
        "no site; the patient counts as without extramedullary relapse, in denominators only. Name the site "
        "if there was one."
    )
    beside = (
        "only the bone marrow is named; the site of the extramedullary relapse stands in another row of the "
        "patient."
    )
    issues = [
        Issue(
            "info" if elsewhere else "warning",
            "site_marrow" if elsewhere else "marrow_only",
            f"Site, row {place + 1}: {beside if elsewhere else alone if readings[text].marrow else nothing}",
            row=place + 1,
            column="emr_sites",
            value=text,
        )
        for place, text, elsewhere in zip(
            texts.index[here].tolist(), texts[here].tolist(), other[here].tolist(), strict=True
        )
    ]
    emr = pd.Series("Yes", index=texts.index, dtype="str").mask(here & ~other, "No").mask(other)
    return emr, texts.mask(here), issues


def says_none(text: str, reading: SiteReading | None) -> bool:
    """Tell whether a cell says that there is no site: "none", "no", "nil"."""
    if reading != NOTHING:
        return False
    meaning = meaning_of(text)
    return (meaning is not None and meaning.kind == "nothing") or answers().get(folded(text)) == "No"


def _is_marrow_alone(reading: SiteReading) -> bool:
    others = (reading.mentions, reading.questions, reading.unread)
    return reading.marrow and not reading.not_stated and not any(others)


def _is_odd(reading: SiteReading) -> bool:
    """Tell whether a cell says anything that is not counted as a site, or names none."""
    said = reading.unread or reading.questions or reading.marrow or reading.not_stated
    return bool(said) or not reading.mentions


def _issues(row: int, text: str, reading: SiteReading) -> list[Issue]:
    """Return what one cell says that is not counted as a site."""
    unread = "is not a known site; not counted. Write the organ in plain words."
    question = "may or may not be a site; not counted. Name the organ to count it."
    marrow = "bone marrow is not an extramedullary site; record it under marrow relapse."
    none = f"{quoted(text)} names no site that is involved; counted as not stated. Name the organ."
    not_stated = "no organ is named; the site counts as not stated."
    found: list[tuple[Severity, str, str]] = [
        *(("warning", "site_unread", f"{quoted(word)} {unread}") for word in reading.unread),
        *(("warning", "site_question", f"{quoted(word)} {question}") for word in reading.questions),
    ]
    if reading.marrow:
        found.append(("info", "site_marrow", marrow))
    if not (found or reading.mentions or reading.not_stated):
        found.append(("warning", "site_none", none))
    if reading.not_stated:
        found.append(("info", "site_not_stated", not_stated))
    return [
        Issue(severity, code, f"Site, row {row}: {what}", row=row, column="emr_sites", value=text)
        for severity, code, what in found
    ]
