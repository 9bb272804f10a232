"""Relapse sites in a clinician's words to one row a patient and subsite."""

import pandas as pd

from emr_core.cohort import SITE_COLUMNS
from emr_core.intake.issues import Issue, Severity
from emr_core.vocabulary.sites import SiteReading, read_sites
from emr_core.wording import quoted


def site_rows(ids: pd.Series, texts: pd.Series) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the sites of every patient and an issue for what was not counted.

    The index of the texts is the place of the row in the file; a text that is empty says nothing.
    """
    readings = {text: read_sites(text) for text in texts.unique() if text}
    rows, issues = [], []
    for place, patient, text in zip(texts.index, ids, texts, strict=True):
        reading = readings.get(text)
        if reading is None:
            continue
        issues += _issues(int(place) + 1, text, reading)
        for mention in reading.mentions:
            if mention.site is not None:
                site = mention.site
                rows.append(
                    (patient, site.subsite, site.site, site.system, mention.laterality, mention.as_written)
                )
    return pd.DataFrame(rows, columns=list(SITE_COLUMNS), dtype="str"), issues


def marrow_only(texts: pd.Series) -> tuple[pd.Series, pd.Series, list[Issue]]:
    """Return who had an extramedullary relapse, the sites without those cells, and what is said.

    A row that names the bone marrow and nothing else is a patient without extramedullary relapse.
    """
    readings = {text: read_sites(text) for text in texts.dropna().unique()}
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
