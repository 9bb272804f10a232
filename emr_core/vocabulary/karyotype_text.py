"""The many ways of writing one karyotype, brought into one: the first step of reading it."""

import re

CHROMOSOME = r"(?:1\d|2[0-2]|[1-9]|[XY])"
OPERATION = r"(?:psu ?dic|idic|ider|dic|der|del|dup|ins|inv|add|hsr|qdp|trp|rob|fra|t|i|r)"
GROUP = r"\([^()]*\)"

_WORDS = {"inversion": "inv", "translocation": "t", "deletion": "del", "isochromosome": "i"}
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b(?: of)?", re.IGNORECASE | re.ASCII)
_SOMY = re.compile(
    rf"\b(mono|tri|tetra)som(?:y|ie) *(?:of )?(?:chromosome )?(?={CHROMOSOME}\b)", re.IGNORECASE
)
_CHANGE_OF_COUNT = re.compile(
    rf"\b(loss|gain) of (?:chromosome )?(?={CHROMOSOME}\b)", re.IGNORECASE | re.ASCII
)
_DASHED = re.compile(r"(?<![a-z])t\((\d{1,2})-(\d{1,2})\)", re.IGNORECASE)
_SQUARE = re.compile(
    rf"(?<![a-z])({OPERATION}) ?\[([^\[\]]*)\](?:\[([^\[\]]*[pq][^\[\]]*)\])?", re.IGNORECASE
)
_UNCLOSED = re.compile(r"(\([^()\[\]{}/,]*)(?=[\[{/,]|$)")
_BAND = rf"{CHROMOSOME}(?![\d,])(?:[pq][\d.]*)?"
_BARE = re.compile(
    rf"(?<![a-z\d])(t|inv|del|add|dup|i) ?({_BAND}(?: ?[;:] ?{_BAND})?)(?![\w(])", re.IGNORECASE
)

# FISH in ISCN: two signals of each probe are normal, probes that lie together ("con") are a fusion.
_TWO_SIGNALS = re.compile(r"\((?:(?!\bcon\b|\bsep\b)[^()])*\)x2(?!\d)|\(\w+x2\)", re.IGNORECASE)
_TOGETHER = re.compile(r"(\w+?)(?:x\d)? con (\w+?)(?:x\d+)?(?!\w)", re.IGNORECASE)

# "No" that denies a finding, but not "no abnormality", which is a finding of its own.
_DENIED_AHEAD = re.compile(
    r"\b(?:(?:no|not|without|absence of|excluded)(?! (?:\w+ )?(?:abnormal|aberrat))|neg(?:ative)? for)\b"
    rf"(?:[^,;/.()]|{GROUP})*",
    re.IGNORECASE,
)
_DENIED_BEHIND = re.compile(
    rf"(?:[\w:-]|{GROUP}){{1,40}} ?-?(?:\b(?:neg(?:ative)?|not (?:detected|found|seen)|absent)\b|\(-\))"
    r"|\bph ?-(?!\w)",
    re.IGNORECASE,
)
_NO_ABNORMALITY = re.compile(
    r"\bno (?:\w+ )?(?:abnormal|aberrat)\w*(?: (?:detected|found|seen))?", re.IGNORECASE
)
_ANY_DENIAL = re.compile(
    r"\b(?:no|not|neg|negative|absent|absence|without|excluded)\b|\(-\)|ph ?-", re.IGNORECASE
)


def one_writing(text: str) -> str:
    """Return a karyotype with one kind of minus, bracket and divider, and its words as symbols.

    "t (8: 21)", "t(8, 21)" and "translocation 8;21" become "t(8;21)"; a bracket left open is closed.
    """
    text = re.sub(r"\s+", " ", re.sub(r"[−–—‐‑]", "-", text))
    if "ish" in text:
        text = _TOGETHER.sub(r"\1-\2", _TWO_SIGNALS.sub(" ", text))
    text = _WORD.sub(lambda found: _WORDS[found[1].lower()], text)
    text = _SOMY.sub(lambda found: "-" if found[1].lower() == "mono" else "+", text)
    text = _CHANGE_OF_COUNT.sub(lambda found: "-" if found[1].lower() == "loss" else "+", text)
    text = _SQUARE.sub(lambda found: f"{found[1]}({found[2]})" + (f"({found[3]})" if found[3] else ""), text)
    text = re.sub(GROUP, _one_divider, text)
    text = _DASHED.sub(r"t(\1;\2)", text)
    text = _UNCLOSED.sub(r"\1)", text)
    text = _BARE.sub(lambda found: f"{found[1]}({found[2]})".replace(" ", "").replace(":", ";"), text)
    text = re.sub(rf"(?<![a-z])({OPERATION}) (?=\()", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"([-+]) (?=[\dXY])", r"\1", text.replace(") (", ")("))


def _one_divider(group: re.Match[str]) -> str:
    return re.sub(r"[:,/]", ";", group[0].replace(" ", ""))


def without_denials(text: str) -> str:
    """Return a karyotype without what it denies: "46,XX, BCR::ABL1 negative" becomes "46,XX, "."""
    if not _ANY_DENIAL.search(text):
        return text
    text = _NO_ABNORMALITY.sub("normal", text)
    return _DENIED_BEHIND.sub(" ", _DENIED_AHEAD.sub(" ", text))
