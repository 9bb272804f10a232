"""Levels in a clinician's phrase: "Dead (relapse)", "AML with t(8;21)", "CR after 2 cycles"; always said."""

import re

from emr_core.intake.words import folded

_DEAD = re.compile(
    r"(?:dead|died|death|deceased|expired|exp|verstorben|gestorben|tod|fallecid[oa]|muert[oea]|decedut[oa]"
    r"|decede?e?|deces|obito|eks|zmarl[aey]?|zgon|overleden)\b(?P<rest>.*)",
    re.DOTALL,
)
_ALIVE = re.compile(
    r"(?:still )?(?:alive|living|lebt|lebend|viv[oa]|vivante?|en vie|zyje|hayatta|levend)\b(?P<rest>.*)",
    re.DOTALL,
)
_OF_DISEASE = re.compile(
    r"relaps|disease|leuk|progress|\bdod\b|rezidiv|krankheit|rechute|maladie|enfermedad|recaida|malattia|recidiv"
)
_OF_OTHER = re.compile(
    r"infect|infekt|sepsis|septic|gvhd|toxic|\btrm\b|\bnrm\b|bleed|h[a]?emorr|pneumon|transplant|fung|viral|covid"
    r"|organ failure|cardiac|accident|treatment|remission|\bin cr"
)
_IN_CR = re.compile(
    r"\bcc?r ?\d?\b|remission|\bned\b|\bdfs?\b|disease[- ]free|without (?:disease|leuk|evidence)"
    r"|no evidence|\brc\b"
)
_DISEASE = re.compile(r"disease|leuk|relaps|progress|rezidiv|rechute|enfermedad|malattia|\bwd\b")
_DENIED = re.compile(r"\b(?:not|no|never|without|lost|nicht|kein\w*|sans|pas|sin|senza|sem)\b|\?")

_OF_SHORT = {
    "ned": "Alive in CR",
    "anwd": "Alive in CR",
    "a&w": "Alive (disease unknown)",
    "awd": "Alive with disease",
    "dod": "Died of disease",
    "doc": "Died of other cause",
    "ltfu": "Lost to follow-up",
    "lfu": "Lost to follow-up",
}
_SHORT = re.compile(
    r"(ned|anwd|a ?& ?w|awd|dod|doc|ltfu|lfu)[\s,;:(@-]+(?:at |for |after )?[\d.,/+-]+[^a-z]*[a-z]{0,6}\)?"
)
"""A usual abbreviation with the time beside it: "NED 24 mo", "DOD 12/2014"."""

_TYPE = re.compile(r"(?<![A-Za-z])(?:(?P<AML>AML|ANLL|APL|APML)|(?P<ALL>c?ALL)|(?P<MPAL>MPAL))(?![A-Za-z])")
_NOT_ONE_TYPE = re.compile(r"MDS|CML|CMML|JMML|MPN|\?|\b(?:not|no|vs?|versus|or|non)\b", re.IGNORECASE)

_REMISSION = re.compile(r"(?:cr[i2p]?|complete (?:remission|response))\b.*", re.DOTALL)


def level_in_words(name: str, text: str) -> str:
    """Return the level of a field that a phrase says beyond doubt; empty where it says none or several."""
    if name == "last_status":
        return _status(" ".join(folded(text).split()))
    if name == "leukemia_type":
        found = {kind for one in _TYPE.finditer(text) for kind, word in one.groupdict().items() if word}
        return found.pop() if len(found) == 1 and not _NOT_ONE_TYPE.search(text) else ""
    if name == "response":
        plain = folded(text)
        denied = _DENIED.search(plain) or "relaps" in plain
        return "Complete remission" if _REMISSION.fullmatch(plain) and not denied else ""
    return ""


def _status(plain: str) -> str:
    """Return the status that a phrase begins with, and the cause or state that it names."""
    if short := _SHORT.fullmatch(plain):
        return _OF_SHORT[short[1].replace(" ", "")]
    if dead := _DEAD.fullmatch(plain):
        rest = dead["rest"]
        disease, other = _OF_DISEASE.search(rest), _OF_OTHER.search(rest)
        if _DENIED.search(rest) or bool(disease) == bool(other):
            return "Died (cause not stated)"
        return "Died of disease" if disease else "Died of other cause"
    if alive := _ALIVE.fullmatch(plain):
        rest = alive["rest"]
        if _IN_CR.search(rest) and not re.search(r"\bnot\b|\?|relaps|progress", rest):
            return "Alive in CR"
        if _DISEASE.search(rest) and not _DENIED.search(rest):
            return "Alive with disease"
        return "Alive (disease unknown)"
    return ""
