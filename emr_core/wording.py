"""Numbers as clinicians write them: 7/22 (32 %), 5.4 (2.6–56), p = 0.004."""

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from emr_core.policy import POLICY


def number(value: float, decimals: int = 1) -> str:
    """Return a number with at most so many decimals and no trailing zeros: 5.4, 56, 9.75."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    text = _half_up(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float, of: int) -> str:
    """Return a share as a percentage, without decimals below n = 100: 32 %."""
    if of == 0 or math.isnan(share):
        return "–"
    return f"{_half_up(100 * share, 0 if of < POLICY.decimals_from else 1)} %"


def share(k: int, n: int) -> str:
    """Return a count, its denominator and the percentage: 7/22 (32 %); 0/0 has no percentage."""
    return f"{k}/{n} ({percent(k / n, n)})" if n else "0/0"


def signed(points: float, of: int) -> str:
    """Return percentage points with their sign: +75, −4, 0; no decimals below n = 100."""
    if math.isnan(points):
        return "–"
    text = number(abs(points), 0 if of < POLICY.decimals_from else 1)
    return text if text == "0" else f"{'+' if points > 0 else '−'}{text}"


def interval(lower: float, upper: float, of: int) -> str:
    """Return the limits of a proportion's interval: 16–53 %."""
    if math.isnan(lower) or math.isnan(upper):
        return "–"
    decimals = 0 if of < POLICY.decimals_from else 1
    return f"{_half_up(100 * lower, decimals)}–{_half_up(100 * upper, decimals)} %"


def share_within(k: int, n: int, lower: float, upper: float) -> str:
    """Return a share with the limits of its interval: 7/22 (32 %), 95 % interval 16–53 %."""
    return f"{share(k, n)}, 95 % interval {interval(lower, upper, n)}" if n else share(k, n)


def median_range(median: float, minimum: float, maximum: float, decimals: int = 2) -> str:
    """Return a median with its range: 5.4 (2.6–56)."""
    if math.isnan(median):
        return "–"
    return f"{number(median, decimals)} ({number(minimum, decimals)}–{number(maximum, decimals)})"


def p_value(p: float) -> str:
    """Return a p value: p = 0.27, p = 0.039, p < 0.001."""
    if math.isnan(p):
        return "–"
    if p < 0.001:
        return "p < 0.001"
    return f"p = {number(p, 2 if p >= 0.1 else 3)}"


def odds_ratio(estimate: float, lower: float, upper: float) -> str:
    """Return an odds ratio with its limits; a zero cell gives a bound instead of "infinite".

    An estimate of zero or infinity is not an estimate: the finite limit of the interval is what is known.
    """
    if math.isnan(estimate):
        return "not estimable"
    if math.isinf(estimate):
        return f"not estimable, at least {number(lower, _decimals(lower))}"
    if estimate == 0:
        return f"not estimable, at most {number(upper, _decimals(upper))}"
    high = "no upper limit" if math.isinf(upper) else number(upper, _decimals(upper))
    return f"{number(estimate, _decimals(estimate))} ({number(lower, _decimals(lower))}–{high})"


def quoted(text: str, longest: int = 60) -> str:
    """Return words of a file in quotation marks: on one line, cut if long, otherwise as they stand."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"'{line}'" if len(line) <= longest else f"'{line[: longest - 1]}…'"


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return a list as a phrase: CSF, kidney and testis."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def unbroken(text: str) -> str:
    """Return a short text that is not broken over two lines of a narrow column."""
    return text.replace(" ", "\u00a0")


def counted(n: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: 1 patient, 22 patients."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}".replace(",", "\u202f")


def _half_up(value: float, decimals: int) -> str:
    """Return a number rounded as by hand: 12.5 gives 13, not the even 12."""
    step, exact = Decimal(1).scaleb(-decimals), Context(prec=400)
    rounded = Decimal(repr(round(float(value), 9))).quantize(step, ROUND_HALF_UP, exact)
    return str(abs(rounded) if rounded.is_zero() else rounded)


def _decimals(value: float) -> int:
    """Return how many decimals carry about three digits of a ratio."""
    if value == 0 or math.isinf(value):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))
