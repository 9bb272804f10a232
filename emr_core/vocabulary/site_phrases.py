"""The phrases of the vocabulary found in free text: longest first, whole words, any case or number."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from emr_core.vocabulary.anatomy import BY_SUBSITE, SYNONYMS, Site
from emr_core.vocabulary.site_tokens import Token, cut, is_unspaced, spelled, tokens

TABLE = Path(__file__).with_name("site_words.csv")


def _rows(table: Path) -> tuple[dict[str, str], ...]:
    with table.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


TRANSLATIONS = _rows(Path(__file__).with_name("site_translations.csv"))
"""Words of thirteen other languages: language, kind, subsites, words."""

_LEVEL = re.compile(r"(?:c[1-7]|(?:th?|d)(?:1[0-2]|[1-9])|l[1-5]|s[1-5])")
_LEVEL_TOKEN = "#level"  # nosec B105
_PUNCTUATION = {
    ";": "stop", "\n": "stop", "|": "stop", "•": "stop", "؛": "stop", "。": "stop",
    ",": "comma", "、": "comma", "،": "comma", "・": "comma",
    "/": "join", "+": "join", "&": "join",
    ":": "open", "(": "open", "[": "open", ")": "close", "]": "close",
}  # fmt: skip


BESIDE_AN_EYE = {"od": "unread", "os": "unread", "ou": "join"}
"""Words that are sides beside an eye, and what they are elsewhere."""


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


def _phrase(words: str) -> tuple[str, ...]:
    """Return the words of a phrase in one spelling; heights of the spine are alike."""
    return tuple(_LEVEL_TOKEN if _LEVEL.fullmatch(word) else word for word, _, _ in tokens(words))


def _meanings() -> dict[tuple[str, ...], Meaning]:
    """Collect every phrase; one that occurs twice with two meanings is a fault of the tables."""
    phrases: dict[tuple[str, ...], Meaning] = {}

    def add(words: str, meaning: Meaning) -> None:
        key = _phrase(words)
        if phrases.setdefault(key, meaning) != meaning:
            raise ValueError(f"The phrase {words!r} has two meanings: {phrases[key]} and {meaning}.")

    for site, synonyms in SYNONYMS.items():
        for words in (site.subsite, *synonyms):
            add(words, Meaning("site", (site,)))
    for row in (*_rows(TABLE), *TRANSLATIONS):
        sites = tuple(BY_SUBSITE[name] for name in row["subsites"].split("|") if name)
        for words in row["words"].split("|"):
            add(words, Meaning(row["kind"], sites))
    spine = Meaning("level", (BY_SUBSITE["Vertebra/spine"],))
    phrases[(_LEVEL_TOKEN,)] = phrases[(_LEVEL_TOKEN, _LEVEL_TOKEN)] = spine
    phrases |= {(mark,): Meaning(kind) for mark, kind in _PUNCTUATION.items()}
    return phrases


def _lengths(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Return how many words the phrases have that begin with a word, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], set()).add(len(phrase))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


_MEANINGS = _meanings()
_LENGTHS = _lengths(_MEANINGS)


_UNSPACED = {
    word: row["kind"] for row in TRANSLATIONS for word in row["words"].split("|") if is_unspaced(word)
}
# One letter inside a longer word: in Chinese and Japanese a site as well, in Korean never ("liver" is
# a syllable of many words).
_OF_ONE_LETTER = {word for word, kind in _UNSPACED.items() if len(word) == 1 and kind != "site"}
# A German site and what befell it in one word: "Hodenrezidiv", "Hautinfiltrate".
_ENDINGS = tuple(
    spelled(word)
    for row in TRANSLATIONS
    if (row["language"], row["kind"]) == ("German", "filler")
    for word in row["words"].split("|")
    if len(word) > 4
)


def _parted(token: Token, text: str) -> list[Token]:
    """Return a word that is no phrase by itself as the words that it is made of."""
    word, start, end = token
    if _LEVEL.fullmatch(word):
        return [(_LEVEL_TOKEN, start, end)]
    if (word,) in _MEANINGS or word in _LENGTHS:
        return [token]
    if is_unspaced(text[start:end]):
        pieces = cut(text[start:end], _UNSPACED, _OF_ONE_LETTER)
        ends = [start + sum(map(len, pieces[: index + 1])) for index in range(len(pieces))]
        return [(spelled(piece), at - len(piece), at) for piece, at in zip(pieces, ends, strict=True)]
    for ending in _ENDINGS:
        head = word.removesuffix(ending)
        for site in (head, head.removesuffix("s")):
            if head != word and _MEANINGS.get((site,), Meaning("")).kind in {"site", "marrow"}:
                return [(site, start, end - len(ending)), (ending, end - len(ending), end)]
    return [token]


def items(text: str) -> list[Item]:
    """Return the phrases of a text in order; at each word the longest known phrase wins."""
    found_words = [part for token in tokens(text) for part in _parted(token, text)]
    words = tuple(token for token, _, _ in found_words)
    found: list[Item] = []
    place = 0
    while place < len(words):
        length, meaning = _longest(words, place)
        found.append(
            Item(meaning.kind, meaning.sites, found_words[place][1], found_words[place + length - 1][2])
        )
        place += length
    found = [
        _level_resolved(found, index) if item.kind == "level" else item for index, item in enumerate(found)
    ]
    if any(item.kind == "site" and item.sites[0].system == "Eye and orbit" for item in found):
        return found
    return [_beside_no_eye(item, text[item.start : item.end].lower()) for item in found]


def _beside_no_eye(item: Item, word: str) -> Item:
    """Read OD, OS and OU as sides of the eye only; in French "os" is a bone and "ou" means or."""
    kind = BESIDE_AN_EYE.get(word, item.kind)
    return Item(kind, item.sites, item.start, item.end)


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
    return _MEANINGS.get(_phrase(words))
