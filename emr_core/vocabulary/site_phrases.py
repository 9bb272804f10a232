"""The phrases of the vocabulary found in free text: longest first, whole words, any case or number."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from emr_core.vocabulary.anatomy import BY_SUBSITE, SYNONYMS, Site

TABLE = Path(__file__).with_name("site_words.csv")

# A minus that closes a word ("BM-", "CSF (-)") says negative; any other hyphen only joins words.
_TOKEN = re.compile(
    r"\(\s*[-–−]\s*\)|(?<![-–−])[-–−](?=\s*(?:[,;/)\n|]|$))|[-–−+]ve\b|[^\W_]+|[,;:/+&()\[\]?|\n、，；•]"
)
_LEVEL = re.compile(r"(?:c[1-7]|(?:th?|d)(?:1[0-2]|[1-9])|l[1-5]|s[1-5])")
_LEVEL_TOKEN = "#level"
_PUNCTUATION = {
    ";": "stop", "\n": "stop", "|": "stop", "；": "stop", "•": "stop",
    ",": "comma", "，": "comma", "、": "comma",
    "/": "join", "+": "join", "&": "join",
    ":": "open", "(": "open", "[": "open", ")": "close", "]": "close",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for: a kind of word, and the sites it names or asks about."""

    kind: str
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase at its place in the text; the kind "unread" marks a word outside the vocabulary."""

    kind: str
    sites: tuple[Site, ...]
    start: int
    end: int


def singular(word: str) -> str:
    """Return a word without its plural ending, alike for the vocabulary and for the text."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("uses", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _normal(word: str) -> str:
    if word.strip("()- –−\t") == "" and word not in "()":
        return "(-)"
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)) or word
    plain = plain.replace("−", "-").replace("–", "-").replace("leukaem", "leukem").replace("tumour", "tumor")
    return _LEVEL_TOKEN if _LEVEL.fullmatch(plain) else singular(plain)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(_normal(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text)]


def _meanings() -> dict[tuple[str, ...], Meaning]:
    """Collect every phrase; one that occurs twice with two meanings is a fault of the tables."""
    phrases: dict[tuple[str, ...], Meaning] = {}

    def add(words: str, meaning: Meaning) -> None:
        key = tuple(token for token, _, _ in _tokens(words))
        if phrases.setdefault(key, meaning) != meaning:
            raise ValueError(f"The phrase {words!r} has two meanings: {phrases[key]} and {meaning}.")

    for site, synonyms in SYNONYMS.items():
        for words in (site.subsite, *synonyms):
            add(words, Meaning("site", (site,)))
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sites = tuple(BY_SUBSITE[name] for name in row["subsites"].split("|") if name)
            for words in row["words"].split("|"):
                add(words, Meaning(row["kind"], sites))
    spine = Meaning("level", (BY_SUBSITE["Vertebra/spine"],))
    phrases[(_LEVEL_TOKEN,)] = phrases[(_LEVEL_TOKEN, _LEVEL_TOKEN)] = spine
    phrases |= {(mark,): Meaning(kind) for mark, kind in _PUNCTUATION.items()}
    return phrases


_MEANINGS = _meanings()
_LENGTHS: dict[str, tuple[int, ...]] = {
    first: tuple(sorted({len(key) for key in _MEANINGS if key[0] == first}, reverse=True))
    for first in {key[0] for key in _MEANINGS}
}


def items(text: str) -> list[Item]:
    """Return the phrases of a text in order; at each word the longest known phrase wins."""
    tokens = _tokens(text)
    words = tuple(token for token, _, _ in tokens)
    found: list[Item] = []
    place = 0
    while place < len(words):
        length, meaning = _longest(words, place)
        found.append(Item(meaning.kind, meaning.sites, tokens[place][1], tokens[place + length - 1][2]))
        place += length
    return [
        _level_resolved(found, index) if item.kind == "level" else item for index, item in enumerate(found)
    ]


def _level_resolved(found: list[Item], index: int) -> Item:
    """Read "T4-T6" as the spine where it stands alone, beside a site ("epidural T4-T6") as its height."""
    ends = {"stop", "comma", "join", "part"}
    before = next((at for at in range(index, -1, -1) if found[at].kind in ends), -1)
    after = next((at for at in range(index, len(found)) if found[at].kind in ends), len(found))
    beside_a_site = any(item.kind == "site" for item in found[before + 1 : after])
    level = found[index]
    return Item("filler" if beside_a_site else "site", level.sites, level.start, level.end)


def _longest(words: tuple[str, ...], place: int) -> tuple[int, Meaning]:
    for length in _LENGTHS.get(words[place], ()):
        key = words[place : place + length]
        if key in _MEANINGS:
            return len(key), _MEANINGS[key]
    return 1, Meaning("filler" if words[place].isdecimal() else "unread")


def meaning_of(words: str) -> Meaning | None:
    """Return what the vocabulary says of exactly these words, or None."""
    return _MEANINGS.get(tuple(token for token, _, _ in _tokens(words)))
