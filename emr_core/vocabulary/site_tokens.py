"""The words of a text in one spelling: any case, number, accent and script."""

import re
import unicodedata
from collections.abc import Collection

_HAN_AND_KANA = "\u3005\u3040-\u30ff\u3400-\u9fff"
_HANGUL = "\uac00-\ud7af"
_UNSPACED = f"[{_HAN_AND_KANA}{_HANGUL}]"
# A minus that closes a word ("BM-", "CSF (-)") says negative; any other hyphen only joins words.
# French "l'" and "d'" are words of their own, or they would be read as left and as an abbreviation.
_TOKEN = re.compile(
    r"\(\s*[-–−]\s*\)|(?<![-–−])[-–−](?=\s*(?:[,;/)\n|]|$))|[-–−+]ve\b|(?<![^\W_])[dl]['’]"
    r"|[^\W_]+|[,;:/+&()\[\]?|\n、，；•،؛・（）／＋。]",
    re.IGNORECASE,
)
_RUN = re.compile(f"({_UNSPACED}+)")
_ONE_SPELLING = str.maketrans({"−": "-", "–": "-", "’": "'", "ي": "ی", "ك": "ک", "（": "(", "）": ")"})

Token = tuple[str, int, int]


def tokens(text: str) -> list[Token]:
    """Return the words and marks of a text in one spelling, each with its place."""
    found = [(word[0], word.start(), word.end()) for word in _TOKEN.finditer(text)]
    if not text.isascii():
        found = [part for word in found for part in _by_script(*word)]
    return [(spelled(word), start, end) for word, start, end in found]


def _by_script(word: str, start: int, end: int) -> list[Token]:
    """Return a word in which scripts meet, "CNS复发", as one word a script."""
    if word.isascii() or not _RUN.search(word):
        return [(word, start, end)]
    parts = [part for part in _RUN.split(word) if part]
    ends = [start + sum(map(len, parts[: index + 1])) for index in range(len(parts))]
    return [(part, at - len(part), at) for part, at in zip(parts, ends, strict=True)]


def spelled(word: str) -> str:
    """Return a word without case, accents and plural ending.

    Not remembered: the words come from patients' cells, and what is remembered here outlives their session.
    """
    if word.isascii() and word.isalpha():
        return singular(word.lower().replace("leukaem", "leukem").replace("tumour", "tumor"))
    if word.strip("()- –−\t") == "" and word not in "()":
        return "(-)"
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)) or word
    plain = plain.translate(_ONE_SPELLING).replace("leukaem", "leukem").replace("tumour", "tumor")
    return singular(plain)


def singular(word: str) -> str:
    """Return a word without its plural ending, alike for the vocabulary and for the text."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("uses", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_unspaced(text: str) -> bool:
    """Tell whether a text is a run of a script that puts no blanks between words."""
    return re.fullmatch(f"{_UNSPACED}+", text) is not None


def cut(run: str, words: Collection[str], of_one_letter: Collection[str]) -> list[str]:
    """Return a run of Chinese, Japanese or Korean cut into known words, the fewest that make it up.

    Where it is not made of known words alone, known words of two letters or more are cut out and what
    lies between stays in one piece; a single letter there may be part of an unknown word.

    Parameters
    ----------
    run
        Text without blanks.
    words
        The known words.
    of_one_letter
        Those among them that may be a word of one letter inside a run, such as left, right, and, no.
    """
    whole = _fewest(run, words, of_one_letter)
    if whole:
        return whole
    pieces, place, open_piece = [], 0, False
    while place < len(run):
        word = next((run[place:end] for end in range(len(run), place, -1) if run[place:end] in words), "")
        if len(word) < 2 and not (word in of_one_letter and not _is_hangul(word)):
            word = ""
        if word or not open_piece:
            pieces.append(word or run[place])
        else:
            pieces[-1] += run[place]
        open_piece, place = not word, place + len(word or run[place])
    return pieces


def _fewest(run: str, words: Collection[str], of_one_letter: Collection[str]) -> list[str]:
    """Return the fewest known words that make up a run, or nothing."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(run) + 1):
        found: list[str] | None = None
        for start in range(max(0, end - 12), end):
            head, word = best[start], run[start:end]
            # In Korean only with a particle, "bone and": a syllable such as "liver" begins many words.
            before_a_particle = start == 0 and len(run) == 2
            alone = len(word) > 1 or not _is_hangul(word) or word in of_one_letter or before_a_particle
            if head is not None and word in words and alone and (found is None or len(head) < len(found) - 1):
                found = [*head, word]
        best.append(found)
    return best[-1] or []


def _is_hangul(letter: str) -> bool:
    return re.fullmatch(f"[{_HANGUL}]", letter) is not None
