"""Relapse sites in a clinician's words to one row a patient and subsite."""

import pandas as pd

from emr_core.cohort import SITE_COLUMNS
from emr_core.intake.issues import Issue
from emr_core.intake.parse import MISSING
from emr_core.vocabulary.sites import SiteReading, read_sites


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
    found = []
    for word in reading.unread:
        message = (
            f"Site, row {row}: {word!r} is not a known site; not counted. Write the organ in plain words."
        )
        found.append(Issue("warning", "site_unread", message, row=row, column="emr_sites", value=text))
    for word in reading.questions:
        message = (
            f"Site, row {row}: {word!r} may or may not be a site; not counted. Name the organ to count it."
        )
        found.append(Issue("warning", "site_question", message, row=row, column="emr_sites", value=text))
    if reading.marrow:
        message = (
            f"Site, row {row}: bone marrow is not an extramedullary site; record it under marrow relapse."
        )
        found.append(Issue("info", "site_marrow", message, row=row, column="emr_sites", value=text))
    if reading.not_stated:
        message = f"Site, row {row}: no organ is named; the site counts as not stated."
        found.append(Issue("info", "site_not_stated", message, row=row, column="emr_sites", value=text))
    return found
