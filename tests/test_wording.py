"""Numbers read as clinicians write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core import wording

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (5.4, 1, "5.4"),
        (56.0, 1, "56"),
        (9.75, 2, "9.75"),
        (9.75, 1, "9.8"),
        (0.25, 1, "0.3"),
        (100.0, 0, "100"),
        (0.0, 1, "0"),
        (-0.0, 1, "0"),
        (-0.04, 1, "0"),
        (-2.5, 1, "-2.5"),
        (1234.5, 1, "1234.5"),
        (np.float64(12.55), 1, "12.6"),
        (NAN, 1, "–"),
        (INF, 1, "∞"),
        (-INF, 1, "-∞"),
    ],
)
def test_a_number_has_no_trailing_zeros_and_rounds_by_hand(value: float, decimals: int, words: str) -> None:
    assert wording.number(value, decimals) == words


@pytest.mark.parametrize(
    ("k", "n", "words"),
    [
        (7, 22, "7/22 (32 %)"),
        (1, 8, "1/8 (13 %)"),
        (3, 8, "3/8 (38 %)"),
        (0, 14, "0/14 (0 %)"),
        (14, 14, "14/14 (100 %)"),
        (0, 0, "0/0"),
        (1, 99, "1/99 (1 %)"),
        (1, 100, "1/100 (1.0 %)"),
        (682, 1000, "682/1000 (68.2 %)"),
    ],
)
def test_a_share_is_a_count_of_a_denominator(k: int, n: int, words: str) -> None:
    assert wording.share(k, n) == words


def test_a_percentage_of_nobody_is_a_dash() -> None:
    assert wording.percent(0.5, 0) == "–"
    assert wording.percent(NAN, 10) == "–"


@pytest.mark.parametrize(
    ("lower", "upper", "n", "words"),
    [
        (0.164, 0.527, 22, "16–53 %"),
        (0.0, 0.215, 14, "0–22 %"),
        (-1e-17, 1.0, 14, "0–100 %"),
        (0.1234, 0.2345, 500, "12.3–23.5 %"),
        (NAN, NAN, 0, "–"),
    ],
)
def test_an_interval_of_a_share_is_in_percent(lower: float, upper: float, n: int, words: str) -> None:
    assert wording.interval(lower, upper, n) == words


def test_a_median_stands_with_its_range() -> None:
    assert wording.median_range(5.4, 2.6, 56) == "5.4 (2.6–56)"
    assert wording.median_range(9.75, 2, 20, 1) == "9.8 (2–20)"
    assert wording.median_range(NAN, NAN, NAN) == "–"


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.274, "p = 0.27"),
        (0.039, "p = 0.039"),
        (0.0225, "p = 0.023"),
        (0.00956, "p = 0.01"),
        (0.05, "p = 0.05"),
        (0.1, "p = 0.1"),
        (0.125, "p = 0.13"),
        (0.001, "p = 0.001"),
        (0.000999, "p < 0.001"),
        (0.000375, "p < 0.001"),
        (0.0, "p < 0.001"),
        (0.9949, "p = 0.99"),
        (0.996, "p = 1"),
        (1.0, "p = 1"),
        (NAN, "–"),
    ],
)
def test_a_p_value_has_two_digits_and_never_reads_zero(p: float, words: str) -> None:
    assert wording.p_value(p) == words


@pytest.mark.parametrize(
    ("estimate", "lower", "upper", "words"),
    [
        (4.47, 0.374, 72.5, "4.47 (0.374–72.5)"),
        (120.4, 3.0, INF, "120 (3–no upper limit)"),
        (2.0, 0.0, 9.5, "2 (0–9.5)"),
        (INF, 3.92, INF, "not estimable, at least 3.92"),
        (0.0, 0.0, 0.917, "not estimable, at most 0.917"),
        (NAN, NAN, NAN, "not estimable"),
    ],
)
def test_an_odds_ratio_with_an_empty_cell_is_a_bound(
    estimate: float, lower: float, upper: float, words: str
) -> None:
    assert wording.odds_ratio(estimate, lower, upper) == words


@given(
    st.floats(0, allow_infinity=True),
    st.floats(0, 1e6),
    st.floats(1e-6, allow_infinity=True, allow_nan=False),
)
def test_no_odds_ratio_is_ever_called_inf_or_nan(estimate: float, lower: float, upper: float) -> None:
    words = wording.odds_ratio(estimate, lower, upper)
    assert "inf" not in words
    assert "nan" not in words


@pytest.mark.parametrize(
    ("items", "last", "words"),
    [
        ([], "and", ""),
        (["CSF"], "and", "CSF"),
        (["CSF", "kidney"], "and", "CSF and kidney"),
        (["CSF", "kidney", "testis"], "and", "CSF, kidney and testis"),
        (("AML", "ALL"), "or", "AML or ALL"),
        (iter(["a", "b"]), "or", "a or b"),
    ],
)
def test_a_list_reads_as_a_phrase(items: list[str], last: str, words: str) -> None:
    assert wording.listed(items, last) == words


def test_a_count_takes_the_number_of_its_noun() -> None:
    assert wording.counted(1, "patient") == "1 patient"
    assert wording.counted(0, "patient") == "0 patients"
    assert wording.counted(2, "biopsy", "biopsies") == "2 biopsies"
    assert wording.counted(12345, "patient") == "12\u202f345 patients"


def test_words_of_a_file_are_quoted_on_one_line_and_cut() -> None:
    assert wording.quoted("3 wks?") == "'3 wks?'"
    assert wording.quoted("a\n\tb\x00c") == "'a b c'"
    assert wording.quoted("Großhirn (li.)") == "'Großhirn (li.)'"
    assert wording.quoted("x" * 100) == "'" + "x" * 59 + "…'"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_in_words_is_never_further_off_than_half_a_step(value: float, decimals: int) -> None:
    read = float(wording.number(value, decimals))
    assert abs(read - value) <= 0.5 * 10**-decimals * (1 + 1e-6) + 1e-6
