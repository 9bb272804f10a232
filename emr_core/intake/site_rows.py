"""Relapse sites in a clinician's words to one row a patient and subsite."""

import pandas as pd

from emr_core.cohort import SITE_COLUMNS
from emr_core.intake.issues import Issue, Severity
from emr_core.intake.parse import MISSING
from emr_core.vocabulary.sites import SiteReading, read_sites
from emr_core.wording import quoted


def site_rows(ids: pd.Series, texts: pd.Series) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the sites of every patient and an issue for what was not counted."""
    readings = {text: read_sites(text) for text in texts.unique() if text.lower() not in MISSING}
    rows, issues = [], []
    for index, (patient, text) in enumerate(zip(ids, texts, strict=True), start=1):
        reading = readings.get(text)
        if reading is None:
            continue
        issues += _issues(index, text, reading)
        for mention in reading.mentions:
            if mention.site is not None:
                site = mention.site
                rows.append(
                    (patient, site.subsite, site.site, site.system, mention.laterality, mention.as_written)
                )
    return pd.DataFrame(rows, columns=list(SITE_COLUMNS), dtype="str"), issues


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
