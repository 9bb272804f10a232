"""AML minus ALL site by site, held against hand-worked Newcombe intervals; and every other pair of groups."""

import pandas as pd
import pytest

from emr_core.charts.site_difference import FACTORS, Options, figure, frames
from emr_core.look import LOOKS, contrast
from emr_core.site_contrast import levels, two_levels
from emr_core.stats.proportions import wilson
from emr_core.wording import signed
from tests.cohorts import STATES, TABLE_2, make_cohort, nobody, published, without_aml

LIGHT = LOOKS["light"]


def line(lines: pd.DataFrame, row: str) -> dict[str, object]:
    """Return one site of the picture."""
    (found,) = lines[lines["row"] == row].to_dict("records")
    return {str(name): value for name, value in found.items()}


def test_bone_is_75_points_more_in_aml_and_csf_50_points_more_in_all() -> None:
    lines = frames(published(), Options())["differences"]
    bone, csf = line(lines, "Bone"), line(lines, "CSF")
    assert [bone[name] for name in ("k1", "N1", "k2", "N2", "written")] == [6, 8, 0, 14, "+75"]
    assert [csf[name] for name in ("k1", "N1", "k2", "N2", "written")] == [0, 8, 7, 14, "−50"]
    assert (bone["more"], csf["more"]) == ("AML", "ALL")
    # Newcombe: sqrt((0.75 - l1)^2 + u2^2) below, sqrt((u1 - 0.75)^2 + 0^2) above, limits by Wilson
    one, two = wilson(6, 8), wilson(0, 14)
    assert bone["lower"] == pytest.approx(75 - 100 * ((0.75 - one.lower) ** 2 + two.upper**2) ** 0.5)
    assert bone["upper"] == pytest.approx(100 * one.upper)
    assert bone["words"] == (
        "AML 6/8 (75 %), ALL 0/14 (0 %): +75 percentage points, 95 % interval +35 to +93"
    )


def test_rows_go_from_more_in_aml_to_more_in_all() -> None:
    rows = frames(published(), Options())["differences"]["row"].tolist()
    assert rows[:4] == ["Bone", "Brain", "Nerve plexus", "Muscle"]
    assert rows[-3:] == ["Testis", "Kidney", "CSF"]
    assert sorted(rows) == sorted(TABLE_2)
    alphabet = frames(published(), Options(order="alphabet"))["differences"]["row"].tolist()
    assert alphabet[:3] == ["Bone", "Brain", "Breast"]


def test_denominators_respect_sex_and_small_ones_are_not_shaded() -> None:
    lines = frames(published(), Options())["differences"]
    testis, ovary = line(lines, "Testis"), line(lines, "Ovary and uterus")
    assert (testis["first"], testis["second"], testis["written"]) == ("0/6", "2/8", "−25")
    assert (ovary["first"], ovary["second"], ovary["shade"]) == ("0/2", "1/6", 0)
    assert testis["shade"] == pytest.approx(-0.25)


def test_a_site_that_one_group_cannot_have_is_listed_and_not_drawn() -> None:
    made = figure(published(), 22, LIGHT, Options(by="sex"))
    testis = line(made.data["differences"], "Testis")
    assert (testis["first"], testis["second"], testis["written"]) == ("–", "2/14", "–")
    assert "cannot be compared" in str(testis["words"])
    assert "Testis" not in set(made.data["drawn"]["row"])
    assert "–: cannot be compared" in made.caption
    assert made.title == "Female minus Male: share of patients by site of relapse"


def test_two_levels_of_three_leave_the_others_out_and_say_so() -> None:
    made = figure(published(), 22, LIGHT, Options(by="bmr", first="Subsequent", second="No BMR"))
    assert made.reconciliation == (
        "22 patients = 5 Subsequent + 10 No BMR + 7 in neither group, not compared."
    )
    kidney = line(made.data["differences"], "Kidney")
    assert (kidney["first"], kidney["second"], kidney["written"]) == ("4/5", "0/10", "+80")
    assert "Brain" not in set(made.data["differences"]["row"])


def test_the_levels_compared_are_two_different_ones() -> None:
    assert two_levels(("AML", "ALL", "MPAL"), "", "") == ("AML", "ALL")
    assert two_levels(("AML", "ALL"), "ALL", "ALL") == ("ALL", "AML")
    assert two_levels(("AML", "ALL"), "", "AML") == ("ALL", "AML")
    assert two_levels(("AML",), "AML", "") == ("", "")
    assert levels(published(), "karyotype")[-1] == "Normal"


def test_a_sign_stands_before_every_difference() -> None:
    assert [signed(points, 22) for points in (75.0, -7.14, 0.3, 12.5)] == ["+75", "−7", "0", "+13"]
    assert signed(-6.25, 100) == "−6.3"
    assert signed(float("nan"), 0) == "–"


@pytest.mark.parametrize("look", LOOKS.values(), ids=list(LOOKS))
@pytest.mark.parametrize("level", ["AML", "ALL", "Died", "Female", "t(17;19)"])
def test_ink_reads_on_every_tint(look: object, level: str) -> None:
    assert contrast(look.tint(level), look.ink) >= 4.5  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("by", FACTORS)
def test_every_cohort_by_every_factor_adds_up(state: str, by: str) -> None:
    cohort = STATES[state]()
    data = frames(cohort, Options(by=by))
    lines = data["differences"]
    assert (lines["k1"] + lines["k2"] > 0).all()
    assert lines["lower"].dropna().between(-100, 100).all()
    assert (data["drawn"]["lower"] <= data["drawn"]["difference"]).all()


def test_a_click_marks_its_row() -> None:
    lines = frames(published(), Options(marked_sites=("Bone",)))["differences"]
    assert lines.loc[lines["chosen"], "row"].tolist() == ["Bone"]


def test_without_a_second_group_it_says_so() -> None:
    made = figure(make_cohort(sex=["Male", None]), 2, LIGHT, Options(by="karyotype"))
    assert made.title == "Karyotype class: no two groups to compare"
    assert made.data["differences"].empty
    assert made.reconciliation == "2 patients = 2 in neither group, not compared."
    assert figure(nobody(), 22, LIGHT).alt == "Differences of 0 sites."


def test_a_group_of_nobody_is_shown_without_differences() -> None:
    lines = frames(without_aml(), Options())["differences"]
    assert set(lines["first"]) == {"–"}
    assert set(lines["written"]) == {"–"}
