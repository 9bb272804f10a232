"""Short codes that say one thing in one column and another elsewhere: told by what stands beside them."""

import re
from collections.abc import Collection, Mapping

from emr_core.fields import Categorical, Flag
from emr_core.intake.words import answers, folded

ASKED = ""
"""What a code means that is not told by the column: nothing, somebody has to say it."""

DASHES = ("-", "–", "−")
_AT_THE_RELAPSE = re.compile(
    r"concurren|concomit|associe|simultan|gleichzeitig|involve|beteilig|befall|atteinte|afectaci|coinvolg|envolvim"
    r"|at_relapse|bei_rezidiv|tutulum|zajecie|침범"
)


def in_context(field: Categorical, words: Mapping[str, int], header: str = "") -> dict[str, str]:
    """Return what folded codes mean in this column, `ASKED` where it stays open; others mean the usual.

    Parameters
    ----------
    field
        The field that the column holds.
    words
        The distinct texts of the column, and how many rows have each.
    header
        The file's own name of the column, its words joined by underscores.
    """
    if isinstance(field, Flag):
        return _of_flag({folded(text) for text in words})
    if field.name == "sex":
        folds: dict[str, int] = {}
        for text, n in words.items():
            folds[folded(text)] = folds.get(folded(text), 0) + n
        return _of_sex(folds)
    if field.name == "bmr" and _AT_THE_RELAPSE.search(header):
        return {word: "Concurrent" for word, said in answers().items() if said == "Yes" and word != "1"}
    return {}


def with_remark(text: str) -> str:
    """Return the yes or no before a remark, as in "yes (2012)" or "no, refused"; empty where none stands."""
    found = re.fullmatch(r"([^\W\d_]+)\s*[(,;:].*", folded(text), re.DOTALL)
    return answers().get(found[1], "") if found else ""


def without_code(text: str) -> str:
    """Return the label behind a code, as statistics programs write both: "1. Male", "(2) Female"."""
    found = re.fullmatch(
        r"[(\[]?[+-]?\d{1,3}(?:[)\].:=\s–-]\s*)+(?P<label>[^\W\d].*)", text.strip(), re.DOTALL
    )
    return found["label"] if found else ""


def plus_and_dash(words: Collection[str]) -> bool:
    """Tell whether a column says yes with a plus, so that its dashes say no and not "not recorded"."""
    return any(folded(text) in {"+", "++", "+++", "(+)"} for text in words)


def _of_flag(folds: set[str]) -> dict[str, str]:
    """Return the codes of yes and no: 1 is yes beside 0, and either of them beside 2; O and X are Korean."""
    found: dict[str, str] = {}
    if "2" in folds and "0" not in folds:
        found["1"] = ASKED
    if "o" in folds and "x" in folds:
        found |= {"o": ASKED, "x": ASKED}
    elif "o" in folds and "n" in folds:
        found["o"] = "Yes"  # oui and non
    if plus_and_dash(folds):
        found |= dict.fromkeys(DASHES, "No")
    return found


def _of_sex(folds: Mapping[str, int]) -> dict[str, str]:
    """Return the letters of sex: M is "mujer" beside H, and male or female beside V (varón, vrouw).

    Where F stands in more rows than they, M and F are the pair. In Turkish E is male and K female; in
    Hungarian F is male and N female.
    """
    if "m" in folds and "h" in folds:
        if "f" not in folds:
            return {"m": "Female"}
        return {} if folds["f"] > folds["h"] else {"m": ASKED}
    if "m" in folds and "v" in folds and folds.get("f", 0) <= folds["v"]:
        return {"m": ASKED, "v": ASKED}
    if "f" in folds and "n" in folds and "m" not in folds:
        return {"f": ASKED, "n": ASKED}
    if "e" in folds and "k" in folds:
        return {"e": "Male"}
    return {}
