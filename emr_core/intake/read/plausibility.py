"""Which encoding from before Unicode makes words of a text: common letters, in places where letters stand.

A wrong encoding turns common characters into rare ones, puts signs inside words and capitals after small
letters. The East Asian standards list their characters by frequency (level 1 before level 2), so the share
of level 1 tells a right reading from a wrong one even in a few words.
"""

import re
from collections.abc import Callable
from functools import cache

from charset_normalizer import from_bytes

from emr_core.fields import Categorical
from emr_core.intake.headers import meaning_of
from emr_core.intake.words import folded, spelled_levels
from emr_core.schema import FIELDS

LEGACY = {
    "cp1252": "Western European (Windows-1252)",
    "cp949": "Korean (CP949)",
    "cp932": "Japanese (Shift-JIS)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp950": "Chinese, traditional (Big5)",
    "mac_roman": "Western European (Mac Roman)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1256": "Arabic and Persian (Windows-1256)",
    "cp850": "Western European (DOS, code page 850)",
}
"""Codec to what people call it; of two that are equally plausible the first is taken."""

WESTERN = "ºªäöüÄÖÜßéèêëÉÈÊàáâãåæçñóòôõøœíìîïúùûÀÁÂÅÆÇÑÓÔØŒÍÎÚ"
CENTRAL = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉÍŇŘŠŤÚŮÝŽőűŐŰäöüÄÖÜßôľăâîş"
TURKISH = "çğıöşüÇĞİÖŞÜâîû"
LATIN = {
    "cp1252": WESTERN,
    "mac_roman": WESTERN,
    "cp850": WESTERN,
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
    "cp1254": TURKISH,
}
OTHER_ALPHABETS = {
    "cp1251": "оеаинтсрвлкмдпуяыь",
    "koi8_r": "оеаинтсрвлкмдпуяыь",
    "cp1253": "αοιετσνηυρπκμλςάίόέή",
    "cp1256": "اليمنوتربةعدسه",
}
"""The most frequent letters of alphabets that are not Latin."""

SIGNS = set("°µ²³¹€–—‘’“”„‚…·«»½¼¾±×÷§®©™¿¡£¥•‰‹›≥≤")
NEAR, LOOKED_AT = 0.15, 4_000
"""How far below the best an encoding may be whose words are known, and bytes that are looked at for them."""

ENOUGH = 0.55
"""The plausibility, from 0 to 1, below which no encoding is taken."""


def most_plausible(sample: bytes, decodes_all: Callable[[str], bool]) -> str | None:
    """Return the codec that makes the most plausible words of a sample and decodes the whole file."""
    scores = {codec: _score(sample, codec) for codec in LEGACY}
    best = max(scores.values())
    # Of encodings that make words as good, the one whose words are those of such tables.
    known = {codec: _known(sample, codec) for codec in LEGACY if scores[codec] >= max(ENOUGH, best - NEAR)}
    for codec in sorted(scores, key=lambda codec: (-known.get(codec, -1), -scores[codec])):
        if scores[codec] >= ENOUGH and decodes_all(codec):
            return codec
    # Scripts that are not listed above: the library knows more of them, but needs more text to be right.
    found = from_bytes(sample[:20_000], threshold=0.1).best() if len(sample) > 200 else None
    if found is None or found.encoding.startswith("utf") or found.encoding in LEGACY:
        return None
    return found.encoding if decodes_all(found.encoding) else None


def _known(sample: bytes, codec: str) -> int:
    """Return how many of the first cells with letters beyond ASCII are headers or levels that are known."""
    text = sample[:LOOKED_AT].decode(codec, errors="ignore")
    cells = {cell.strip(' "') for cell in re.split(r"[,;\t|\r\n]", text) if not cell.isascii()}
    return sum(meaning_of(cell) is not None or folded(cell) in _levels() for cell in cells)


@cache
def _levels() -> frozenset[str]:
    """Return every spelling of a level beyond ASCII, folded."""
    fields = [field for field in FIELDS if isinstance(field, Categorical)]
    return frozenset(word for field in fields for word in spelled_levels(field) if not word.isascii())


def _score(sample: bytes, codec: str) -> float:
    """Return how plausible a sample is in an encoding: the mean over its letters beyond ASCII."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    points = _latin if codec in LATIN else _alphabet if codec in OTHER_ALPHABETS else _east_asian
    padded = f" {text} "
    found = [
        points(codec, padded[place - 1], letter, padded[place + 1])
        for place, letter in enumerate(padded)
        if ord(letter) > 127
    ]
    return sum(found) / len(found) if found else 0.0


def _latin(codec: str, before: str, letter: str, after: str) -> float:
    """Return the points of a letter in a Latin alphabet, or of a sign."""
    if letter == "\u00a0":  # a blank is no evidence for anything
        return 0.5
    if letter in SIGNS or not letter.isalpha():
        if _in_word(before) and _in_word(after):
            return 1.0 if letter in "’·" else 0.0
        return (0.8 if _in_word(before) else 1.0) if letter in SIGNS and ord(before) < 128 else 0.2
    if ord(before) > 127 and before.isalpha() and ord(after) > 127 and after.isalpha():
        return 0.0
    if letter.isupper() and (before.islower() or (before.isalpha() and after.islower())):
        return 0.0
    if not _in_word(before) and not _in_word(after):
        return 0.3
    return 1.0 if letter in LATIN[codec] else 0.2


def _alphabet(codec: str, before: str, letter: str, after: str) -> float:
    """Return the points of a letter in another alphabet: small and frequent ones stand for most of a text."""
    glued = any(near.isascii() and _in_word(near) for near in (before, after))
    if glued or not letter.isalpha():
        return 0.5 if letter in SIGNS and not glued else 0.0
    if letter.isupper():
        return 0.6 if not before.isalpha() else 0.2
    # Arabic has no capitals that would tell a wrong reading from a right one.
    return 1.0 if letter in OTHER_ALPHABETS[codec] else 0.3 if codec == "cp1256" else 0.6


def _in_word(letter: str) -> bool:
    """Tell whether a word goes on here."""
    return letter.isalpha() or letter == "_"


def _east_asian(codec: str, before: str, letter: str, after: str) -> float:
    """Return the points of a character: common ones 1, rare ones next to nothing."""
    if any(near.isascii() and near.islower() for near in (before, after)):
        return 0.0
    code = letter.encode(codec)
    if len(code) != 2:
        return 0.1
    lead, trail = code
    if codec == "cp949":
        return 1.0 if "가" <= letter <= "힣" and lead >= 0xB0 and trail >= 0xA1 else 0.3
    if codec == "gb18030":
        return _level(lead, 0xB0, 0xD7) if trail >= 0xA1 else 0.0
    if codec == "cp950":
        return _level(lead, 0xA4, 0xC6)
    if "ぁ" <= letter <= "ー":
        return 1.0
    return _level(lead, 0xB0, 0xCF) if codec == "euc_jp" else _level(lead, 0x88, 0x98)


def _level(lead: int, first: int, last: int) -> float:
    """Return the points of a character whose first byte lies in level 1, before it (signs), or beyond."""
    return 1.0 if first <= lead <= last else 0.5 if lead < first else 0.2
