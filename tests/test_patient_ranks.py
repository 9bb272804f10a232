"""Where one child lies among the others: lower, same and higher counted, ties and unknown said."""

import numpy as np
import pytest

from emr_core.charts import rank_strips
from emr_core.filters import Levels
from emr_core.interval_times import BINS
from emr_core.look import LOOKS
from emr_core.patient_ranks import Measure, Standing, in_words, sides, standing
from emr_core.rank_frames import _counts
from tests.cohorts import make_cohort, published

ENDS = ("lowest", "highest")
ALL = (Levels("leukemia_type", ("ALL",)),)


def test_lower_same_higher_and_unknown_are_counted_without_the_patient() -> None:
    values = np.array([3.0, 1.0, 3.0, 8.0, np.nan, 9.0])
    assert standing(values, 0, np.ones(6, dtype=bool)) == Standing(1, 1, 2, 1)
    assert standing(values, 0, np.array([True, True, False, True, False, False])) == Standing(1, 0, 1, 0)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Standing(0, 0, 4, 0), "lowest of 5"),
        (Standing(4, 0, 0, 0), "highest of 5"),
        (Standing(2, 0, 2, 0), "3rd lowest of 5"),
        (Standing(10, 0, 20, 0), "11th lowest of 31"),
        (Standing(30, 0, 21, 0), "22nd highest of 52"),
        (Standing(0, 2, 5, 0), "lowest of 8, shared with 2 others"),
        (Standing(2, 2, 6, 3), "3rd to 5th lowest of 11"),
        (Standing(0, 3, 0, 0), "the same in all 4"),
        (Standing(0, 0, 0, 7), "known of no other"),
    ],
)
def test_a_place_is_said_from_the_nearer_end_with_ties(found: Standing, words: str) -> None:
    assert in_words(found, ENDS) == words


def test_a_published_child_among_the_chosen_and_among_all() -> None:
    lines, after = (
        rank_strips.frames(published(), rank_strips.Options("P09", ALL, later))["lines"].set_index("row")
        for later in (False, True)
    )
    assert list(lines.index) == ["Sites of relapse", "Age at diagnosis", "WBC at diagnosis"]
    assert list(after.index) == ["EMR to later BMR", "EMR to CR", "BMR to CR"]
    said = lines.loc["WBC at diagnosis"]
    assert said["heading"] == "WBC at diagnosis: 67.21 10⁹/L"
    assert said["said"] == "Of those chosen: 5th highest of 10"
    assert (said["rest"], said["more"]) == ("In all: 5th highest of 17", "5 others not known")
    # 4 (P13), 20 (P19), 23, 24 and 24 weeks
    assert after.loc["EMR to later BMR", "said"] == "Of those chosen: 3rd shortest of 5"


def test_a_patient_outside_the_filter_would_have_a_place_and_it_is_said() -> None:
    aml = (Levels("leukemia_type", ("AML",)),)
    first, after = (
        rank_strips.figure(published(), 22, LOOKS["light"], rank_strips.Options("P09", aml, later))
        for later in (False, True)
    )
    assert "This patient is not among those chosen." in first.caption
    assert "would be highest of 8" in first.alt
    assert "BMR to CR: 4 weeks: Of those chosen: known of no other." in after.alt


def test_what_is_not_known_of_the_patient_has_no_strip_but_is_named_with_its_n() -> None:
    figure = rank_strips.figure(published(), 22, LOOKS["light"], rank_strips.Options("P01"))
    assert "WBC at diagnosis (known of 17 of 22)" in figure.reconciliation
    assert set(figure.table["Number"]) == {"Sites of relapse", "Age at diagnosis"}
    assert sides(published(), "P01") == (False,)
    assert sides(published(), "P09") == (False, True)
    assert sides(published(), "nobody") == ()


def test_many_of_nearly_one_value_are_drawn_as_counts_the_others_as_dots() -> None:
    data = rank_strips.frames(published(), rank_strips.Options("P09"))
    assert set(data["counts"]["row"]) == {"Sites of relapse"}
    assert data["counts"]["words"].iloc[0] == "14 patients"
    assert len(data["dots"][data["dots"]["row"] == "Age at diagnosis"]) == 21


def test_a_wide_range_has_a_logarithmic_strip_and_one_value_stands_in_the_middle() -> None:
    wide = make_cohort(wbc_at_diagnosis=[1, 10, 100], age_at_diagnosis=5)
    lines = rank_strips.frames(wide, rank_strips.Options("P2"))["lines"].set_index("row")
    assert lines.loc["WBC at diagnosis", "place"] == 0.5
    assert lines.loc["WBC at diagnosis", "most"] == "100 10⁹/L, log scale"
    assert lines.loc["Age at diagnosis", "place"] == 0.5
    assert lines.loc["Age at diagnosis", "said"] == "In all: the same in all 3"


def test_counted_places_fall_into_the_bins_of_every_place():
    places = np.round(np.random.default_rng(2).random(5_000), 5)
    places[:4] = 0.0, 1.0, 0.025, np.nan
    counts, edges = np.histogram(places[~np.isnan(places)], bins=BINS, range=(0.0, 1.0))
    one = Measure("age", "Age", "years", ("lowest", "highest"), places)
    bars = _counts(one, places, ~np.isnan(places), np.ones(len(places), dtype=bool))
    assert bars["patients"].tolist() == counts.tolist()
    assert bars["start"].tolist() == edges[:-1].round(4).tolist()
