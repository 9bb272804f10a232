"""Sites that stand in several columns: one a site with yes and no, numbered ones, and one for other sites."""

import re

import pandas as pd

from emr_core.intake.words import answers, folded, missing_words
from emr_core.vocabulary.sites import read_sites

_AROUND_A_SITE = re.compile(
    r"\b(?:relapse|recurrence|involvement|involved|emr|sites?|disease|yes|no|y|n|at)\b"
    r"|[_/:()\-]"
)
_CHOICE = re.compile(r"^\w*___\w+(?=\s*\()|\bchoice\s*=")
"""What stands before the answer in a column of one answer, as REDCap names it: "site___1 (CNS)"."""

_NUMBERED = re.compile(
    r"(?:emr |em |extramedullary |relapse |rezidiv)?(?:sites?|locations?|lokalisation(?:en)?|localisations?"
    r"|ort|lok|loc|sedi?|sitios?|local|부위|部位)(?: no| nr| number)?[ .#]*[1-9]"
)
_DATE_OF_ANOTHER = re.compile(
    r"(?:date|datum|fecha|data)\b.*[2-9]\b|[2-9](?:nd|rd|th)?\b.*\b(?:date|datum|fecha)"
)
_OTHER = re.compile(
    r"(?:others?|other sites?|other emr|sonstiges?|sonstige|andere|autres?|otros?|otras?|altr[oaie]"
    r"|outr[oa]s?|overig|diger|inne|기타|其他|その他|غير ذلك|سایر)"
    r"(?: specify| sites?| organs?| location| text)*"
)


def site_of(header: str) -> str:
    """Return the words of a header that name one site, or nothing."""
    words = _bare(header)
    reading = read_sites(words)
    return words if reading.mentions and not (reading.unread or reading.questions) else ""


def numbered(headers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns "Site 1", "Site 2" and so on: sites of one relapse, one a column."""
    if any(_DATE_OF_ANOTHER.search(_words(header)) for header in headers):
        return ()  # the numbers are those of relapses
    return tuple(header for header in headers if "___" not in header and _NUMBERED.fullmatch(_words(header)))


def is_of_others(header: str) -> bool:
    """Tell whether a column beside those of single sites holds further ones in words."""
    return _OTHER.fullmatch(_bare(header)) is not None


def holds_words(texts: pd.Series) -> bool:
    """Tell whether a column holds more than yes and no."""
    return any(not _is_answer(text) for text in texts.unique())


def put_together(cells: pd.DataFrame, headers: list[str]) -> pd.Series:
    """Return the sites of every row, divided by semicolons.

    A column that is named after a site gives it where it says yes, and what stands there in words; any other
    gives its words alone.
    """
    found = pd.Series("", index=cells.index, dtype="str")
    for header in headers:
        site = site_of(header)
        said = {text: _said(text, site) for text in cells[header].unique()}
        found += cells[header].map({text: f"{words}; " if words else "" for text, words in said.items()})
    return found.str.removesuffix("; ")


def _said(text: str, site: str) -> str:
    """Return what a cell adds: the site of the column, its own words, or nothing."""
    if not _is_answer(text):
        return f"{site} {text}".strip() if site and not read_sites(text).mentions else text
    return site if answers().get(folded(text)) == "Yes" else ""


def _is_answer(text: str) -> bool:
    plain = folded(text)
    return plain in missing_words() or plain in answers()


def _bare(header: str) -> str:
    """Return the words of a header without those that stand around a site: "relapse_site_cns" is "cns"."""
    single = _CHOICE.sub(" ", folded(header))
    return " ".join(_AROUND_A_SITE.sub(" ", _words(single)).split())


def _words(header: str) -> str:
    """Return the words of a header with one blank between."""
    return " ".join(re.sub(r"[_/:()\[\],\-]", " ", folded(header)).split())
