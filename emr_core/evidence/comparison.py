"""The rule by which a recomputed number agrees with a published one, and the sentence that says so.

A number agrees if it is equal after rounding, half up, to the decimals that the paper prints. Counts have
none and must be equal. A claim may name a tolerance, where the paper seems to have cut off instead of
rounded; whenever it was needed the note says so.
"""

from decimal import ROUND_HALF_UP, Decimal

from emr_core.cohort import Cohort
from emr_core.evidence.claim import NOTHING, Claim, Finding, NotComputableError, Recomputed, Verdict
from emr_core.wording import listed, number


def judge(claim: Claim, cohort: Cohort) -> Finding:
    """Return what a cohort says to a claim."""
    if claim.recompute is None:
        return _finding(claim, NOTHING, "not checkable", claim.remark)
    if not len(cohort):
        return _finding(claim, NOTHING, "not checkable", "No patient is in the cohort as it is filtered.")
    try:
        recomputed = claim.recompute(cohort)
    except NotComputableError as reason:
        return _finding(claim, NOTHING, "not checkable", str(reason), claim.remark)
    verdict, sentence = _compared(claim, recomputed)
    return _finding(claim, recomputed.shown, verdict, sentence, recomputed.note, claim.remark)


def rounded(value: float, decimals: int) -> Decimal:
    """Return a number rounded as by hand: 10.25 gives 10.3, where Python's own rounding gives 10.2."""
    # First to nine places: 100 x 0.2865 is a hair below 28.65, which a hand would round up.
    return Decimal(repr(round(float(value), 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimals_of(published: str) -> int:
    """Return how many decimals a published number is printed with: two for 7.30."""
    return len(published.partition(".")[2])


def agrees(value: float, published: str, tolerance: float = 0.0) -> bool:
    """Tell whether a number equals a published one after rounding to its decimals, within a tolerance."""
    apart = abs(rounded(value, decimals_of(published)) - Decimal(published))
    return apart <= Decimal(repr(tolerance))


def _compared(claim: Claim, recomputed: Recomputed) -> tuple[Verdict, str]:
    """Return the verdict, and a sentence that names each number that differs or agrees only nearly."""
    if not claim.numbers:
        words: dict[bool | None, Verdict] = {True: "agree", False: "disagree", None: "not checkable"}
        return words[recomputed.holds], ""
    value = recomputed.value
    apart = [n for n, text in claim.numbers.items() if not agrees(value[n], text, claim.tolerance)]
    if apart:
        pairs = [f"{name} {claim.numbers[name]} published, {number(value[name], 2)} here" for name in apart]
        return "disagree", f"Differs: {'; '.join(pairs)}."
    near = [name for name, text in claim.numbers.items() if not agrees(value[name], text)]
    if near:
        pairs = [f"{name} is {number(value[name], 2)}" for name in near]
        return "agree", f"Within {number(claim.tolerance, 2)} of the published number: {listed(pairs)}."
    return "agree", ""


def _finding(claim: Claim, shown: str, verdict: Verdict, *sentences: str) -> Finding:
    """Return a finding whose note is made of the sentences that say something."""
    note = " ".join(sentence for sentence in sentences if sentence)
    return Finding(claim.key, claim.claim, claim.section, claim.published, shown, verdict, note)
