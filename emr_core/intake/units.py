"""Units as they stand in headers and cells, and what one is in another."""

import re
from itertools import pairwise

from emr_core.fields import DAYS_PER_MONTH, DAYS_PER_WEEK, Continuous
from emr_core.intake.words import folded

DAYS_PER_YEAR = 12 * DAYS_PER_MONTH
DAYS = {"days": 1.0, "weeks": DAYS_PER_WEEK, "months": DAYS_PER_MONTH, "years": DAYS_PER_YEAR}
"""How many days one unit of time lasts."""

COUNTS = {"10⁹/L": 1.0, "10³/µL": 1.0, "/µL": 1e-3}
"""What one unit of a cell count is in 10⁹/L."""

UNITS = (*DAYS, *COUNTS, "%")
"""Every unit that can be read or chosen."""

_MICROLITRE = r"(?:[uμ]l|mcl|mm\s*\^?\s*3|cmm|cu\.?\s*mm|cubic mm|microlit(?:er|re))"
_PER = r"\s*(?:cells?|leu[ck]o[ck]ytes)?\s*(?:/|\bper\b|_per_|_)\s*"
_COUNT = (
    ("10⁹/L", rf"(?:[x×*]\s*)?10\s*(?:\^|e|\*\*?|\s)?\s*\(?9\)?{_PER}l(?:it(?:er|re))?(?![^\W_])"),
    ("10⁹/L", r"(?<![^\W_])(?:g|giga|gpt)\s*/\s*l(?![^\W_])|/\s*nl(?![^\W_])"),
    ("/µL", rf"(?:[x×*]\s*)?10\s*(?:\^|e|\*\*?)\s*\(?6\)?{_PER}l(?:it(?:er|re))?(?![^\W_])"),
    ("10⁹/L", r"[(\[]\s*(?:[x×*]\s*)?10\s*(?:\^|e|\*\*?)\s*9\s*[)\]]"),
    (
        "10³/µL",
        r"[(\[]\s*(?:(?:[x×*]\s*)?10\s*(?:\^|e|\*\*?)\s*3|k|x\s*1000|thousands?)\s*[)\]]|[x×]\s*1000$",
    ),
    ("10³/µL", rf"(?:[x×*]\s*)?(?:10\s*(?:\^|e|\*\*?|\s)?\s*\(?3\)?|1[.,]?000){_PER}{_MICROLITRE}(?![^\W_])"),
    ("10³/µL", rf"(?<![^\W_])(?:k|thou|thousands?|tsd\.?)\s*/\s*{_MICROLITRE}(?![^\W_])"),
    ("/µL", rf"(?:cells?|leu[ck]o[ck]ytes)?\s*(?:/|(?<![^\W_])per[\s_]+)\s*{_MICROLITRE}(?![^\W_])"),
    ("%", r"%|(?<![^\W_])(?:pct|percent(?:age)?|prozent)(?![^\W_])"),
)
_TIME = (
    ("days", r"days?|tagen?|tage|jours?|dias?|giorni|giorno|dagen|gun|dni|일|天|日|روز|ايام|يوم"),
    (
        "weeks",
        r"weeks?|wks?|wochen?|semaines?|semanas?|settimane|settimana|weken|hafta|tygodni[ae]?|주|周|週|週間|هفته",
    ),
    (
        "months",
        r"months?|mos?|mths?|monate?n?|mois|mes|meses|mesi|mese|maanden|ay|miesiac[ae]?|miesiecy|msc"
        r"|개월|个月|個月|か月|ヶ月|ヵ月|月|ماه",
    ),
    (
        "years",
        r"years?|yrs?|jahren?|jahre|ans?|anos?|anni|anno|jaar|y[ıi]l|lata|년|세|岁|歲|歳|年|سال|سنة|سنوات|عام",
    ),
)
# A single letter is a unit only where it stands in brackets, at the end, or right behind a number.
_LETTER = (("days", "d"), ("weeks", "w"), ("months", "m"), ("years", "y|a|j"))

_PATTERNS = [
    *((unit, re.compile(pattern)) for unit, pattern in _COUNT),
    *((unit, re.compile(rf"(?<![^\W_])(?:in[\s_])?(?:{words})(?![^\W_])")) for unit, words in _TIME),
    *((unit, re.compile(rf"[(\[]\s*(?:{letter})\.?\s*[)\]]|_(?:{letter})$")) for unit, letter in _LETTER),
]
_WORDS = {unit: rf"{words}|yo|y\.o" if unit == "years" else words for unit, words in _TIME}
_PART = r"(\d+(?:\.\d+|,\d{1,2})?)\s*(y\.o|[^\W\d_]+)\.?"
_PARTS = re.compile(rf"{_PART}(?:\s*(?:,|&|\+|and|und|et|y|e|ve)?\s*{_PART}){{0,2}}(?:\s*old)?")
_BEHIND_A_NUMBER = re.compile(r"^([+-]?[\d.]+)\s*(\D.*)$")


def split_unit(text: str) -> tuple[str, str]:
    """Return a text without the unit in it, and the unit, which is empty where none is said."""
    plain = folded(text)
    for unit, pattern in _PATTERNS:
        found = pattern.search(plain)
        if found:
            return f"{plain[: found.start()]} {plain[found.end() :]}", unit
    return plain, ""


def number_and_unit(text: str) -> tuple[str, str]:
    """Return the number in a cell such as "2.5 years" or "100x10^9/L", and its unit."""
    rest, unit = split_unit(text)
    if not unit:
        found = _BEHIND_A_NUMBER.match(rest)
        letters = {letter: name for name, words in _LETTER for letter in words.split("|")}
        if found and found[2].strip(" .") in letters:
            return found[1], letters[found[2].strip(" .")]
    return rest.strip(), unit


def stretch(text: str) -> float | None:
    """Return the days of a time written in parts, the longest first: "5y 4mo", "3 m 2 wks", "10세 6개월"."""
    plain = folded(text)
    if not _PARTS.fullmatch(plain):
        return None
    parts = [(float(digits.replace(",", ".")), _unit_of(word)) for digits, word in re.findall(_PART, plain)]
    lengths = [DAYS.get(unit, 0.0) for _, unit in parts]
    if 0.0 in lengths or any(one <= other for one, other in pairwise(lengths)):
        return None
    return sum(number * DAYS[unit] for number, unit in parts)


def _unit_of(word: str) -> str:
    """Return the unit of time that a word or letter behind a number stands for; empty if it is none."""
    forms = [*_WORDS.items(), *_LETTER]
    return next((unit for unit, words in forms if re.fullmatch(rf"(?:{words})", word)), "")


def factor(unit: str, field: Continuous) -> float | None:
    """Return by what a number in a unit is multiplied to stand in the field's unit; None if it cannot."""
    wanted = field.unit
    if unit in {"", wanted}:
        return 1.0
    if unit in DAYS and wanted in DAYS:
        return DAYS[unit] / DAYS[wanted]
    if unit in COUNTS and wanted == "10⁹/L":
        return COUNTS[unit]
    return None


def sentence(unit: str, field: Continuous) -> str:
    """Return how a unit is converted: "1 month = 30.4375 days"."""
    if unit not in DAYS:
        return "1 per µL = 0.001 × 10⁹/L" if unit == "/µL" else "the same number"
    known = {"weeks": "1 week = 7 days", "months": "1 month = 30.4375 days", "years": "1 year = 12 months"}
    if {unit, field.unit} == {"months", "years"}:
        return known["years"]
    units = (unit, field.unit)
    return ", ".join(known[name] for name in ("weeks", "months", "years") if name in units)
