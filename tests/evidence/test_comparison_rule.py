"""When a recomputed number agrees with a published one."""

import pytest

from emr_core.evidence.claim import Claim, NotComputableError, Recomputed
from emr_core.evidence.comparison import agrees, decimals_of, judge, rounded


@pytest.mark.parametrize(
    ("value", "published", "same"),
    [
        (22, "22", True),
        (21, "22", False),
        (475.52, "475.5", True),
        (475.55, "475.5", False),
        (3.01, "3", True),
        (7.45, "7.30", False),
        (7.2999, "7.30", True),
        (10.25, "10.3", True),
        (10.2499, "10.3", False),
        (100 * 7 / 24, "29.2", True),
        (100 * 6 / 14, "42.8", False),
        (0.5, "1", True),
    ],
)
def test_numbers_agree_if_equal_after_rounding_to_the_printed_decimals(value, published, same):
    assert agrees(value, published) is same


def test_a_tolerance_covers_one_step_of_the_last_decimal_and_no_more():
    assert agrees(42.857, "42.8", 0.1)
    assert not agrees(42.95, "42.8", 0.1)


def test_halves_are_rounded_up_as_by_hand():
    assert str(rounded(10.25, 1)) == "10.3"
    assert str(rounded(2.5, 0)) == "3"
    assert str(rounded(100 * 0.2865, 1)) == "28.7"


@pytest.mark.parametrize(("published", "decimals"), [("22", 0), ("7.30", 2), ("475.5", 1)])
def test_decimals_are_those_printed(published, decimals):
    assert decimals_of(published) == decimals


def claim(recompute, **more):
    return Claim("key", "Section", "Something", "1.0", recompute=recompute, **more)


@pytest.mark.parametrize(
    ("holds", "verdict"), [(True, "agree"), (False, "disagree"), (None, "not checkable")]
)
def test_a_claim_in_words_takes_the_answer_of_the_cohort(holds, verdict, cohort):
    assert judge(claim(lambda _: Recomputed({}, "x", holds=holds)), cohort).verdict == verdict


def test_what_cannot_be_computed_gives_its_reason(cohort):
    def fails(_):
        raise NotComputableError("No child has it.")

    finding = judge(claim(fails, remark="Said always."), cohort)
    assert finding.verdict == "not checkable"
    assert finding.note == "No child has it. Said always."


def test_the_note_says_when_the_tolerance_was_needed(cohort):
    near = claim(lambda _: Recomputed({"share": 1.1}, "1.1"), numbers={"share": "1.0"}, tolerance=0.1)
    assert judge(near, cohort).verdict == "agree"
    assert judge(near, cohort).note == "Within 0.1 of the published number: share is 1.1."


def test_an_error_in_a_recomputation_is_not_hidden(cohort):
    def broken(_):
        raise KeyError("column")

    with pytest.raises(KeyError):
        judge(claim(broken), cohort)
