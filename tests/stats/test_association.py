import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from emr_core.stats._enumeration import log_table_probability, table_p
from emr_core.stats._every_table import _by_halves, few_tables_p
from emr_core.stats.association import MAX_TABLES, fisher_exact, odds_ratio

CELLS = st.integers(0, 9)


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    values = draw(st.lists(st.integers(0, 3), min_size=rows * columns, max_size=rows * columns))
    return np.array(values).reshape(rows, columns)


def two_by_two():
    return st.tuples(CELLS, CELLS, CELLS, CELLS).map(lambda cells: np.array(cells).reshape(2, 2))


def by_definition(table):
    """Fisher's p from every assignment of the patients' columns to their rows (a handful of patients)."""
    rows = np.repeat(np.arange(table.shape[0]), table.sum(axis=1))
    columns = np.repeat(np.arange(table.shape[1]), table.sum(axis=0))
    seen = {}
    for order in itertools.permutations(columns):
        cells = np.zeros_like(table)
        np.add.at(cells, (rows, list(order)), 1)
        seen[cells.tobytes()] = seen.get(cells.tobytes(), 0) + 1
    observed = seen[np.ascontiguousarray(table).tobytes()]
    return sum(times for times in seen.values() if times <= observed) / sum(seen.values())


def test_fisher_agrees_with_r_on_every_two_by_two_reference_table(reference):
    cases = reference("association")["two_by_two"]
    assert len(cases) == 200
    for case in cases:
        result = fisher_exact(case["table"])
        if not case["informative"]:
            assert math.isnan(result.p_value)
            assert result.odds_ratio is None
            continue
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-9)
        ratio = result.odds_ratio
        assert [ratio.estimate, ratio.lower, ratio.upper] == pytest.approx(
            [case["estimate"], case["lower"], case["upper"]], rel=1e-9
        )


def test_odds_ratio_agrees_with_r_at_other_confidence_levels(reference):
    cases = reference("association")["other_levels"]
    assert len(cases) == 40
    for case in cases:
        ratio = odds_ratio(case["table"], case["conf_level"])
        assert [ratio.estimate, ratio.lower, ratio.upper] == pytest.approx(
            [case["estimate"], case["lower"], case["upper"]], rel=1e-9
        )


def test_fisher_agrees_with_r_on_every_larger_reference_table(reference):
    cases = reference("association")["r_by_c"] + reference("association")["larger"]
    assert len(cases) == 205
    for case in cases:
        result = fisher_exact(case["table"])
        assert result.method == "Fisher exact"
        assert result.p_value == pytest.approx(case["p_value"], rel=1e-6)


def test_monte_carlo_lies_within_four_standard_errors_of_r(reference):
    cases = reference("association")["r_by_c"][:25]
    for case in cases:
        if min(np.count_nonzero(np.sum(case["table"], axis=axis)) for axis in (0, 1)) == 2:
            continue
        result = fisher_exact(case["table"], max_tables=1)
        assert "Monte Carlo (20,000 tables, seed 1)" in result.method
        assert abs(result.p_value - case["p_value"]) <= 4 * result.standard_error + 2e-5


def test_a_sparse_table_has_its_exact_p_and_not_a_simulated_one():
    # First row 3 of 5 patients: 10 choices; 2 + 1 + 0 happens in 2, and so do two of the other four tables.
    result = fisher_exact([[2, 1, 0], [0, 1, 1]])
    assert result.p_value == pytest.approx(0.6, rel=1e-12)
    assert (result.method, result.standard_error) == ("Fisher exact", 0.0)


@pytest.mark.parametrize(
    "table",
    [
        [[3, 0, 0], [0, 2, 1], [1, 0, 1]],
        [[1, 1, 1, 0], [0, 0, 2, 3]],
        [[2, 0], [0, 2], [1, 1], [1, 0]],
        [[1, 0, 1], [1, 2, 0], [0, 1, 2]],
    ],
)
def test_fisher_is_the_share_of_equally_likely_assignments(table):
    table = np.array(table)
    assert fisher_exact(table).p_value == pytest.approx(by_definition(table), rel=1e-12)


def test_a_two_by_two_table_is_exact_however_many_patients():
    table = [[30_000, 29_500], [20_000, 20_500]]
    result = fisher_exact(table, max_tables=1)
    assert (result.method, result.standard_error, result.n) == ("Fisher exact", 0.0, 100_000)
    # The chi-square test with continuity correction is close at this size.
    assert result.p_value == pytest.approx(chi2_contingency(table).pvalue, rel=0.01)


def test_monte_carlo_gives_the_same_bytes_every_time_and_with_every_order():
    table = np.array([[27, 42, 66, 93], [24, 36, 61, 80], [21, 33, 37, 53], [19, 34, 51, 56]])
    result = fisher_exact(table)
    assert "Monte Carlo" in result.method
    assert 0.0 < result.standard_error < 0.0036
    for same in (table, table[::-1], table[:, ::-1], table.T):
        assert repr(fisher_exact(same)) == repr(result)
    assert fisher_exact(table, seed=2).p_value != result.p_value


def test_ten_institutions_one_of_them_large_are_exact_where_r_gives_up():
    # R 4.2 stops with "FEXACT error: hash key > INT_MAX".
    table = np.zeros((10, 10), dtype=int)
    table[0, :], table[:, 0], table[0, 0] = 1, 1, 90
    table[0, 9], table[9, 0], table[9, 9] = 0, 0, 1
    exact, simulated = fisher_exact(table), fisher_exact(table, max_tables=1)
    assert exact.method == "Fisher exact"
    assert 0.1 < exact.p_value < 0.9
    assert abs(exact.p_value - simulated.p_value) <= 4 * simulated.standard_error + 2e-5


def test_the_stated_bound_is_enough_for_tables_of_a_clinic():
    rng = np.random.default_rng(5)
    for rows, columns, n in ((2, 8, 22), (6, 8, 22), (8, 8, 22), (3, 4, 60), (2, 5, 200)):
        table = rng.multinomial(n, np.full(rows * columns, 1 / (rows * columns))).reshape(rows, columns)
        assert fisher_exact(table, max_tables=MAX_TABLES).method == "Fisher exact"


def test_empty_rows_and_columns_are_dropped_and_named():
    result = fisher_exact([[3, 0, 1], [0, 0, 0], [2, 0, 8]])
    assert (result.dropped_rows, result.dropped_columns) == ((1,), (1,))
    assert result.p_value == fisher_exact([[3, 1], [2, 8]]).p_value
    assert result.odds_ratio == odds_ratio([[3, 1], [2, 8]])


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "The table holds no patients."),
        ([[3, 4], [0, 0]], "All patients are in one row of the table."),
        ([[3, 0, 0], [5, 0, 0]], "All patients are in one column of the table."),
        ([[0, 0], [0, 1]], "All patients are in one row of the table."),
        (np.zeros((0, 3), dtype=int), "The table holds no patients."),
    ],
)
def test_a_table_without_two_rows_and_columns_has_no_p_and_says_why(table, reason):
    result = fisher_exact(table)
    assert math.isnan(result.p_value)
    assert result.reason == reason
    assert result.odds_ratio is None


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "The table holds no patients."),
        ([[0, 0], [2, 5]], "The first row of the table holds no patients."),
        ([[2, 5], [0, 0]], "The second row of the table holds no patients."),
        ([[0, 2], [0, 5]], "The first column of the table holds no patients."),
        ([[2, 0], [5, 0]], "The second column of the table holds no patients."),
    ],
)
def test_an_empty_margin_leaves_no_odds_ratio_and_says_why(table, reason):
    ratio = odds_ratio(table)
    assert all(math.isnan(value) for value in (ratio.estimate, ratio.lower, ratio.upper))
    assert (ratio.reason, ratio.n) == (reason, int(np.sum(table)))


def test_an_empty_cell_gives_a_bound_on_one_side():
    above, below = odds_ratio([[6, 2], [0, 14]]), odds_ratio([[0, 14], [6, 2]])
    assert (above.estimate, above.upper) == (math.inf, math.inf)
    assert (below.estimate, below.lower) == (0.0, 0.0)
    assert above.lower == pytest.approx(1 / below.upper, rel=1e-12)


def test_limits_of_a_table_of_one_and_one_are_known_in_closed_form():
    # One patient a row and column: P(X = 1) = psi / (1 + psi), which is 0.025 at psi = 1/39.
    ratio = odds_ratio([[1, 0], [0, 1]])
    assert ratio.lower == pytest.approx(1 / 39, rel=1e-12)
    assert odds_ratio([[0, 1], [1, 0]]).upper == pytest.approx(39, rel=1e-12)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, -2], [3, 4]], "The cell at index (0, 1) holds -2, which is negative: give counts of patients"),
        ([[1, 2], [3.5, 4]], "The cell at index (1, 0) holds 3.5, which is not a whole number: give counts"),
        (
            [[1, 2], [3, math.nan]],
            "The cell at index (1, 1) holds nan, which is not a number: count patients",
        ),
        ([[1, math.inf], [3, 4]], "The cell at index (0, 1) holds inf, which is not a number"),
        ([1, 2, 3], "The table must have 2 dimensions (rows x columns), but has 1."),
        ([[["a"]]], "The table must have 2 dimensions (rows x columns), but has 3."),
        ([["a", "b"]], "The table must hold counts of patients, but holds str"),
        ([[True, False]], "The table must hold counts of patients, but holds bool values."),
        ([[2_500_000, 1], [1, 1]], "The table holds more than 2,500,000 patients: use a large-sample method"),
    ],
)
def test_a_wrong_table_is_refused_with_the_cell_and_what_to_do(table, message):
    for function in (fisher_exact, odds_ratio):
        with pytest.raises(ValueError, match=r"^The (table|cell)") as refusal:
            function(table)
        assert str(refusal.value).startswith(message)


def test_a_million_patients_are_accepted():
    assert odds_ratio([[250_000, 250_000], [250_000, 250_000]]).estimate == pytest.approx(1.0, rel=1e-9)


def test_wrong_settings_are_refused_with_their_value():
    with pytest.raises(ValueError, match=r"^An odds ratio needs a 2 x 2 table, but this one is 2 x 3: "):
        odds_ratio([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match=r"^max_tables must be 1 or more, but was 0\.$"):
        fisher_exact([[1, 2], [3, 4]], max_tables=0)
    with pytest.raises(
        ValueError, match=r"^conf_level must lie between 0 and 1, such as 0\.95, but was 95\.$"
    ):
        odds_ratio([[1, 2], [3, 4]], 95)
    with pytest.raises(ValueError, match="conf_level"):
        fisher_exact([[1, 2], [3, 4]], conf_level=0)


def test_the_table_given_is_not_changed():
    table = np.array([[3, 0, 1], [0, 0, 0], [2, 0, 8]])
    fisher_exact(table)
    assert table.tolist() == [[3, 0, 1], [0, 0, 0], [2, 0, 8]]


def test_whole_numbers_stored_as_floats_are_counts():
    assert fisher_exact([[3.0, 4.0], [2.0, 13.0]]) == fisher_exact([[3, 4], [2, 13]])


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_and_transposing_do_not_change_p(table, random):
    rows, columns = (random.sample(range(size), size) for size in table.shape)
    result = fisher_exact(table)
    for same in (table[rows][:, columns], table.T):
        again = fisher_exact(same)
        assert again.p_value == pytest.approx(result.p_value, rel=1e-12, nan_ok=True)
        assert again.method == result.method
    assert math.isnan(result.p_value) or 0.0 < result.p_value <= 1.0


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_roomier_bound_does_not_change_p(table):
    result = fisher_exact(table)
    roomy = fisher_exact(table, max_tables=10**9)
    assert repr(result.p_value) == repr(roomy.p_value)


@settings(max_examples=100, deadline=None)
@given(two_by_two(), st.floats(0.01, 0.999))
def test_exact_interval_contains_the_conditional_estimate(table, conf_level):
    ratio = odds_ratio(table, conf_level)
    if ratio.reason:
        assert math.isnan(ratio.estimate)
    else:
        assert 0.0 <= ratio.lower <= ratio.estimate * (1 + 1e-9)
        assert ratio.estimate <= ratio.upper * (1 + 1e-9)


@settings(max_examples=100, deadline=None)
@given(two_by_two())
def test_swapping_the_groups_inverts_the_odds_ratio_and_transposing_keeps_it(table):
    ratio, swapped, turned = odds_ratio(table), odds_ratio(table[::-1]), odds_ratio(table.T)
    if ratio.reason:
        assert swapped.reason
        assert turned.reason
        return

    def inverse(value):
        return math.inf if value == 0.0 else 1.0 / value

    assert swapped.estimate == pytest.approx(inverse(ratio.estimate), rel=1e-9)
    assert swapped.lower == pytest.approx(inverse(ratio.upper), rel=1e-9)
    assert swapped.upper == pytest.approx(inverse(ratio.lower), rel=1e-9)
    assert [turned.estimate, turned.lower, turned.upper] == pytest.approx(
        [ratio.estimate, ratio.lower, ratio.upper], rel=1e-9
    )


@settings(max_examples=100, deadline=None)
@given(two_by_two())
def test_a_two_by_two_table_and_the_enumeration_of_larger_ones_agree(table):
    if odds_ratio(table).reason:
        return
    rows, columns = np.sort(table.sum(axis=1)), np.sort(table.sum(axis=0))
    limit = float(log_table_probability(table)) + 1e-7
    assert table_p(rows, columns, limit, 100) == pytest.approx(fisher_exact(table).p_value, rel=1e-9)
    assert table_p(columns, rows, limit, 100) == pytest.approx(fisher_exact(table).p_value, rel=1e-9)


@given(table=tables())
def test_holding_every_table_and_settling_them_early_give_the_same_p(table):
    rows, columns = (np.sort(table.sum(axis=axis)) for axis in (1, 0))
    rows, columns = rows[rows > 0], columns[columns > 0]
    if rows.size < 2 or columns.size < 2:
        return
    limit = float(log_table_probability(table)) + 1e-7
    settled = table_p(rows, columns, limit, MAX_TABLES)
    for margins in ((rows, columns), (columns, rows)):
        every = few_tables_p(*(margin.tolist() for margin in margins), limit)
        assert every is None or every == pytest.approx(settled, rel=1e-12)


def test_too_many_tables_are_not_held_at_once():
    assert few_tables_p([40, 40, 40], [40, 40, 40], 0.0) is None
    assert few_tables_p([20] * 12, [20] * 12, 0.0) is None
    assert few_tables_p([2, 2000], [2, 1000, 1000], 0.0) is not None
    assert few_tables_p([1000, 1002], [1, 1, 2000], 0.0) is None, "more ways than a float can tell"


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([31, 73], [1, 2, 8, 16, 37, 40]),
        ([25, 43], [1, 2, 3, 8, 10, 13, 13, 18]),
        ([1, 2, 10, 39], [8, 12, 14, 18]),
        ([3, 4, 22], [1, 2, 4, 11, 11]),
    ],
)
def test_tables_put_together_from_halves_have_the_same_p(rows, columns):
    most = [[min(row, column) for row in rows[:-1]] for column in columns]
    ways = math.lgamma(sum(rows) + 1) - sum(math.lgamma(row + 1) for row in rows)
    for log_limit in (-30.0, -12.0, -8.0, 0.0):
        settled = table_p(np.array(rows), np.array(columns), log_limit, MAX_TABLES)
        assert _by_halves(rows, columns, most, log_limit + ways) == pytest.approx(settled, rel=1e-12)
        assert few_tables_p(rows, columns, log_limit) == pytest.approx(settled, rel=1e-12)
