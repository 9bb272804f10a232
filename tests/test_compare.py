"""What a comparison says in numbers: effects, balance, Table 1, definitions, lanes, curves."""

import math

import numpy as np
import pandas as pd
import pytest

from emr_core.charts import compare_balance, compare_levels, compare_numbers, compare_sites, lanes
from emr_core.cohort import SIDE
from emr_core.curves.compare import comparisons
from emr_core.curves.groups import Options as CurveOptions
from emr_core.curves.report import methods
from emr_core.curves.sides import not_drawn
from emr_core.lane_frames import LANES_A_SIDE, pages_of_sides
from emr_core.pair import OTHER_FILES
from emr_core.tables import compare_definitions, compare_effects, compare_table_one
from emr_core.tables.back_to_back import ends_of
from emr_core.tables.contrasts import balance, effects, p_values
from tests import cohorts, pairs
from tests.cohorts import make_cohort


def line(frame: pd.DataFrame, **found: str) -> pd.Series:
    """Return the one line of a frame with these values."""
    for column, value in found.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_the_effect_of_a_level_is_a_difference_of_known_shares() -> None:
    # 8 of 14 boys with ALL, 6 of 8 with AML: 57.1 - 75 = -17.9 points; Newcombe by hand from Wilson's limits
    # (32.6-78.6 %, 40.9-92.9 %): -17.9 - sqrt(24.6^2 + 17.9^2), -17.9 + sqrt(21.4^2 + 34.1^2).
    row = line(effects(pairs.of_types()), variable="sex")
    assert (row["level"], row["k1"], row["n1"], row["k2"], row["n2"]) == ("Male", 8, 14, 6, 8)
    assert [row["estimate"], row["lower"], row["upper"]] == pytest.approx([-17.9, -48.2, 22.4], abs=0.1)
    assert row["effect"] == "−18 (−48 to +22)"


def test_the_effect_of_a_number_is_a_shift_in_its_unit() -> None:
    ages = [1, 2, 4, 7, 3, 5, 6, 10]
    cohort = make_cohort(age_at_diagnosis=ages, sex=["Female"] * 4 + ["Male"] * 4)
    row = line(effects(pairs.levels(cohort, "sex", "Female", "Male")), variable="age_at_diagnosis")
    # The 16 differences in order: -9 -8 -6 -5 -4 -4 -3 -3 -2 -2 -1 -1 1 1 2 4; their median is -2.5.
    assert row["estimate"] == -2.5
    assert (row["stratum"], row["first"], row["second"]) == ("ALL", "3 (1–7), n = 4", "5.5 (3–10), n = 4")


def test_a_standardized_difference_is_in_units_of_spread() -> None:
    found = balance(pairs.of_types())
    # (0.571 - 0.75) / sqrt((0.571 * 0.429 + 0.75 * 0.25) / 2) = -0.179 / 0.465
    sex = line(found, variable="sex")
    assert (sex["of"], sex["distance"]) == ("Male", False)
    assert sex["estimate"] == pytest.approx(-0.384, abs=0.001)
    course = line(found, variable="bmr")
    assert course["distance"]
    assert math.isnan(course["lower"])


def test_what_defines_the_sides_is_not_compared() -> None:
    assert not {"leukemia_type", "fab", "karyotype"} & set(effects(pairs.of_types())["variable"])
    assert {"AML", "ALL"} == set(effects(pairs.of_sexes())["stratum"])
    assert "sex" not in set(effects(pairs.of_sexes())["variable"])


def test_what_one_side_alone_records_is_not_compared_but_named() -> None:
    made = compare_effects.table(pairs.of_three_columns(), 26)
    assert list(made.data["effects"]["variable"]) == ["number_of_sites", "number_of_sites"]
    assert "Age at diagnosis (years)" in made.notes[0]


def test_p_and_q_stand_only_between_groups_of_one_file() -> None:
    found = p_values(pairs.of_sexes())
    tested = found.dropna(subset=["p_value"])
    assert set(tested["stratum"]) == {"ALL"}  # two girls with AML are described
    assert (tested["q_value"] >= tested["p_value"]).all()
    assert not len(p_values(pairs.of_three_columns()))
    made = compare_table_one.table(pairs.of_three_columns(), 26)
    assert "Test" not in made.body
    assert OTHER_FILES.rstrip(".") in made.caption


def test_patients_on_both_sides_leave_no_interval_and_no_p() -> None:
    cohort = cohorts.published()
    pair = pairs.levels(cohort, "leukemia_type", "ALL", "ALL")
    found = effects(pair)
    assert found["lower"].isna().all()
    assert (found["estimate"] == 0).all()
    assert not len(p_values(pair))
    assert compare_balance.frames(pair, compare_balance.Options())["limits"].empty


def test_table_1_counts_the_unknown_and_shows_no_share_of_what_is_not_recorded() -> None:
    body = compare_table_one.table(pairs.of_types(), 22).body.set_index("Variable")
    assert list(body.loc["Sex"]) == ["", "", "−0.38 (Male)", "Fisher exact, p = 0.65, q = 0.78"]
    assert list(body.loc["WBC at diagnosis (10⁹/L)"])[:2] == [
        "66.61 (5–475.52), n = 10",
        "23.28 (3.01–65.8), n = 7",
    ]
    assert body.loc["FAB class", "Standardized difference"] == "by definition"
    every = compare_table_one.table(pairs.of_three_columns(), 26, compare_table_one.Options(every=True)).body
    male = every[every["Variable"].str.strip() == "Male"].iloc[0]
    assert list(male)[1:3] == ["–", "14/22 (64 %)"]


def test_table_1_within_a_type_is_of_its_patients() -> None:
    made = compare_table_one.table(pairs.of_sexes(), 22, compare_table_one.Options("ALL"))
    assert made.title == "Table 1. Female and Male, ALL"
    assert list(made.body.columns[1:3]) == ["Female (n = 6)", "Male (n = 8)"]


def test_table_1_of_one_type_alone_is_tested_without_being_asked_for_it() -> None:
    pair = pairs.levels(cohorts.without_aml(), "sex", "Female", "Male")
    made = compare_table_one.table(pair, 14)
    assert made.title == "Table 1. Female and Male, ALL"
    assert "Test" in made.body
    assert not any("together" in note for note in made.notes)


def test_bars_stand_back_to_back_on_one_scale() -> None:
    data = compare_levels.frames(pairs.of_types(), compare_levels.Options("Patient"))
    male = data["bars"][data["bars"]["row"] == "sex | Male"].set_index("side")
    assert list(male["end"]) == pytest.approx([-57.14, 75.0], abs=0.01)
    assert male.loc["ALL", "high"] < male.loc["ALL", "low"] < 0 < male.loc["AML", "low"]
    assert male["colour"].tolist() == ["ALL", "AML"]


def test_no_bar_stands_for_what_a_side_does_not_record() -> None:
    data = compare_levels.frames(pairs.of_three_columns(), compare_levels.Options("Patient"))
    bars = data["bars"][data["bars"]["side"] == "Ours"]
    assert set(bars.loc[bars["row"].str.startswith("sex"), "row"]) == {"sex | Unknown"}
    assert line(data["levels"], row="sex | Male")["first"] == "–"


def test_dots_of_the_second_side_hang_below_the_line() -> None:
    data = compare_numbers.frames(pairs.of_types(), compare_numbers.Options("Patient"))
    y = data["lines"]["y"].iloc[0]
    dots = data["dots"]
    assert (dots.loc[dots["side"] == "ALL", "y"] < y).all()
    assert (dots.loc[dots["side"] == "AML", "y"] > y).all()
    assert len(dots) == 22
    assert data["lines"]["end"].iloc[0] == "15"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.0], (0, 1)), ([3.0, 15.0], (0, 15)), ([5.0, 475.52], (0, 500)), ([2004.0, 2023.0], (2003, 2024))],
)
def test_a_scale_ends_on_a_round_number_and_begins_at_0_but_for_years(
    values: list[float], expected: tuple[float, float]
) -> None:
    assert ends_of(np.array(values)) == expected


def test_sites_are_compared_within_each_type() -> None:
    data = compare_sites.frames(pairs.of_sexes(), compare_sites.Options())
    csf = line(data["differences"], row="CSF", stratum="ALL")
    assert csf["counts"] == f"{csf['k1']}/6 v {csf['k2']}/8"
    assert csf["k1"] + csf["k2"] == 7
    assert data["heads"]["n"].tolist() == ["n = 2 v 6", "n = 6 v 8"]
    testis = line(data["differences"], row="Testis", stratum="ALL")
    assert (testis["first"], testis["points"]) == ("–", "–")


def test_definitions_name_what_differs_and_what_does_not() -> None:
    made = compare_definitions.table(pairs.of_three_columns(), 26)
    body = made.body.set_index("Defined")
    assert list(body.loc["Age"]) == ["not recorded", "at diagnosis 1.7–15 years (n = 22)"]
    assert body.loc["Times given as a summary only", "Theirs"].startswith("Diagnosis to EMR: median 30.2")
    assert body.loc["Sites of relapse", "Ours"] == "not stated of 1 of 4"
    assert "Year of EMR" in made.notes[-1]


def test_units_of_the_files_are_told_where_they_differ() -> None:
    text = "patient_id,leukemia_type,emr_sites,age_at_diagnosis_months\nX1,ALL,CSF,120\n"
    ours = cohorts.cohort_of(cohorts.read(text))
    body = compare_definitions.table(pairs.against(ours, cohorts.published()), 23).body.set_index("Defined")
    assert list(body.loc["Age at diagnosis, in the file"]) == ["in months", "in years"]


def test_lanes_of_two_sides_share_every_page() -> None:
    pair = pairs.against(cohorts.published(), pairs.registry())
    assert pages_of_sides(pair, "EMR") == 10
    made = lanes.frames(pair, lanes.Options(group=SIDE))["lanes"]
    assert made["group"].value_counts().to_dict() == {"Ours": 22, "Theirs": LANES_A_SIDE}
    assert set(lanes.frames(pair, lanes.Options(group=SIDE, page=2))["lanes"]["group"]) == {"Theirs"}


def test_curves_need_the_times_of_both_sides() -> None:
    options = CurveOptions(by=SIDE)
    pair = pairs.against(cohorts.published(), pairs.registry(), "Seoul", "Registry")
    assert not_drawn(pair, options).startswith("Seoul: Overall survival from EMR cannot be drawn")
    centres = pairs.levels(pairs.registry(), "institution", "Centre 1", "Centre 2")
    assert not_drawn(centres, options) == ""
    assert "Why this test" in methods(centres, options)
    assert OTHER_FILES in methods(pair, options)
    assert [one.stratum for one in comparisons(centres, options)] == ["AML", "ALL", "All types"]
    assert not_drawn(pairs.of_nobody(), options) == (
        "Overall survival from EMR is not drawn: nobody stands on the side of Unknown (side)."
    )


def test_curves_of_two_types_are_compared_once_and_those_of_two_files_never() -> None:
    types = pairs.levels(pairs.registry(), "leukemia_type", "AML", "ALL")
    (found,) = comparisons(types, CurveOptions(by=SIDE))
    assert found.p_value < 0.001
    two = pairs.against(pairs.registry(), pairs.registry().where(pairs.registry().patients["emr"] == "Yes"))
    assert two.one_file
    assert comparisons(pairs.against(pairs.registry(), cohorts.published()), CurveOptions(by=SIDE)) == ()
