"""Relapse sites in a clinician's words to one row a patient and subsite."""

import numpy as np
import pandas as pd

from emr_core.cohort import SITE_COLUMNS
from emr_core.intake.issues import Issue, Severity
from emr_core.intake.progress import Progress, silent, ticking
from emr_core.vocabulary.sites import SiteReading, read_sites
from emr_core.wording import quoted

Readings = dict[str, SiteReading]


def read_all(texts: pd.Series, report: Progress = silent) -> Readings:
    """Return what every distinct text says."""
    distinct = [str(text) for text in texts.dropna().unique() if text]
    return {text: read_sites(text) for text in ticking(distinct, report, "Reading the sites")}


def _read(texts: pd.Series, known: Readings | None) -> Readings:
    """Return what the texts say; what is known already is not read again."""
    held = known or {}
    return held | read_all(texts[~texts.isin(list(held)).to_numpy(dtype=bool)])


def site_rows(
    ids: pd.Series, texts: pd.Series, known: Readings | None = None
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the sites of every patient and an issue for what was not counted.

    The index of the texts is the place of the row in the file; a text that is empty says nothing.
    """
    readings = _read(texts, known)
    codes, distinct = pd.factorize(texts)
    cells = [_sites(readings.get(str(text))) for text in distinct]
    # Each distinct text gives a block of rows; a patient takes the block of the text.
    sizes = np.array([*(len(cell) for cell in cells), 0], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(sizes)])[codes]
    repeats = sizes[codes]
    firsts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    places = np.repeat(begins, repeats) + np.arange(repeats.sum()) - firsts
    every = [row for cell in cells for row in cell]
    blocks = pd.DataFrame(every, columns=list(SITE_COLUMNS[1:]), dtype="str")
    rows = blocks.take(places).reset_index(drop=True)
    rows.insert(0, "patient_id", pd.Series(ids.array.repeat(repeats), dtype="str"))
    return rows, _all_issues(texts, readings)


def _sites(reading: SiteReading | None) -> list[tuple[str, ...]]:
    """Return the sites that one cell names, in the columns of a cohort's sites."""
    mentions = reading.mentions if reading is not None else ()
    return [
        (site.subsite, site.site, site.system, mention.laterality, mention.as_written)
        for mention in mentions
        if (site := mention.site) is not None
    ]


def _all_issues(texts: pd.Series, readings: Readings) -> list[Issue]:
    """Return what every cell says that is not counted, row after row."""
    odd = {text for text, reading in readings.items() if _issues(1, text, reading)}
    here = texts[texts.isin(list(odd)).to_numpy(dtype=bool)] if odd else texts[:0]
    found = zip(here.index, map(str, here), strict=True)
    return [issue for place, text in found for issue in _issues(int(place) + 1, text, readings[text])]


def marrow_only(texts: pd.Series, known: Readings | None = None) -> tuple[pd.Series, pd.Series, list[Issue]]:
    """Return who had an extramedullary relapse, the sites without those cells, and what is said.

    A row that names the bone marrow and nothing else is a patient without extramedullary relapse.
    """
    readings = _read(texts, known)
    alone = [text for text, reading in readings.items() if _is_marrow_alone(reading)]
    here = texts.isin(alone)
    issues = [
        Issue(
            "warning",
            "marrow_only",
            f"Site, row {place + 1}: only the bone marrow is named; the patient counts as without "
            "extramedullary relapse, in denominators only. Name the site if there was one.",
            row=place + 1,
            column="emr_sites",
            value=text,
        )
        for place, text in zip(texts.index[here].tolist(), texts[here].tolist(), strict=True)
    ]
    emr = pd.Series("Yes", index=texts.index, dtype="str").mask(here, "No")
    return emr, texts.mask(here), issues


def _is_marrow_alone(reading: SiteReading) -> bool:
    others = (reading.mentions, reading.questions, reading.unread)
    return reading.marrow and not reading.not_stated and not any(others)


def _issues(row: int, text: str, reading: SiteReading) -> list[Issue]:
    """Return what one cell says that is not counted as a site."""
    unread = "is not a known site; not counted. Write the organ in plain words."
    question = "may or may not be a site; not counted. Name the organ to count it."
    marrow = "bone marrow is not an extramedullary site; record it under marrow relapse."
    not_stated = "no organ is named; the site counts as not stated."
    found: list[tuple[Severity, str, str]] = [
        *(("warning", "site_unread", f"{quoted(word)} {unread}") for word in reading.unread),
        *(("warning", "site_question", f"{quoted(word)} {question}") for word in reading.questions),
    ]
    if reading.marrow:
        found.append(("info", "site_marrow", marrow))
    if reading.not_stated:
        found.append(("info", "site_not_stated", not_stated))
    return [
        Issue(severity, code, f"Site, row {row}: {what}", row=row, column="emr_sites", value=text)
        for severity, code, what in found
    ]
