"""Similar cases: of one type, on what is known at the relapse, from fifty on, outcomes when asked."""

import pytest

from emr_core.filters import Levels
from emr_core.schema import BY_NAME
from emr_core.similar_cases import WEIGHTS, SimilarCases, similar_cases
from emr_core.tables import similar_cases as table
from tests.cohorts import Value, make_cohort, published

REST = 46


def fifty(**more: list[Value]) -> dict[str, list[Value]]:
    """Return four patients to compare and 46 of 14 years with another site; two AML besides."""
    return {
        "leukemia_type": ["ALL"] * 50 + ["AML"] * 2,
        "age_at_diagnosis": [4, 6, None, 14, *([14] * REST), 4, 4],
        "sex": ["Female", "Female", "Female", "Male", *(["Male"] * REST), "Female", "Female"],
        "emr_sites": ["CSF; testis", "CSF", "CSF; testis", None, *(["Bone"] * REST), "CSF", "CSF"],
        **more,
    }


def test_distances_are_those_worked_by_hand_and_the_type_is_kept() -> None:
    found = similar_cases(make_cohort(**fifty()), "P1")
    assert isinstance(found, SimilarCases)
    assert [field.name for field in found.fields] == ["emr_sites", "age_at_diagnosis", "sex"]
    assert (found.weight, len(found.pool)) == (4, 50)
    # P3: age not known, all else the same; P2: half of the sites, 2 of 10 years; the rest nothing in common.
    assert found.ids[:2] == ("P3", "P2")
    assert found.distances.distance[2] == 0
    assert found.distances.distance[1] == pytest.approx((2 * 0.5 + 0.2 + 0) / 4)
    assert found.distances.distance[4] == 1
    assert "P51" not in found.ids


def test_who_can_be_compared_on_less_than_half_of_the_weight_is_left_out() -> None:
    cohort = make_cohort(**fifty(sex=["Female", "Female", "Female", None, *(["Male"] * 46), "Male", "Male"]))
    found = similar_cases(cohort, "P1")
    assert isinstance(found, SimilarCases)
    assert found.distances.compared[3] == 1  # age alone of a weight of 4
    assert "P4" not in found.ids


def test_below_fifty_of_the_type_nothing_is_offered_and_why_is_said() -> None:
    said = similar_cases(published(), "P09")
    assert isinstance(said, str)
    assert said.startswith("14 patients with ALL among those chosen, this one included")
    assert "offered from 50" in said
    narrowed = similar_cases(make_cohort(**fifty()), "P1", (Levels("sex", ("Female",)),))
    assert isinstance(narrowed, str)
    assert narrowed.startswith("3 patients with ALL")


def test_a_patient_of_whom_too_little_is_recorded_has_no_similar_cases() -> None:
    ages: list[Value] = [None, 6, *([14] * 50)]
    cohort = make_cohort(**fifty(age_at_diagnosis=ages, emr_sites=[None, *(["CSF"] * 51)]))
    assert "too little is recorded" in str(similar_cases(cohort, "P1"))


def test_two_fields_are_too_few_to_be_similar_on() -> None:
    said = str(similar_cases(make_cohort(leukemia_type=["ALL"] * 60, sex="Male"), "P1"))
    assert said.startswith("Sites of relapse and Sex recorded of what would be compared")


def test_nothing_known_only_later_is_compared() -> None:
    assert all(BY_NAME[name].known_from != "later" for name in WEIGHTS if name in BY_NAME)
    assert set(WEIGHTS) - set(BY_NAME) == {"at_emr"}


def test_outcomes_are_shown_when_asked_and_reasons_always() -> None:
    cohort = make_cohort(**fifty(response=["Complete remission", *([None] * 51)]))
    plain = table.table(cohort, 52, table.Options("P1"))
    assert list(plain.body.columns[:4]) == ["Field", "Weight", "This patient", "P3"]
    sites, age = plain.body.iloc[0], plain.body.iloc[1]
    assert (sites["Weight"], sites["This patient"], sites["P2"]) == ("2", "CSF, Testis", "CSF (0.5)")
    assert (age["P2"], age["P3"]) == ("6 years (0.2)", "not recorded")
    assert "Response" not in set(plain.body["Field"])
    assert "Not a prognosis" in plain.caption
    asked = table.table(cohort, 52, table.Options("P1", outcomes=True)).body.set_index("Field")
    assert (asked.loc["Response", "This patient"], asked.loc["Response", "P3"]) == (
        "Complete remission",
        "not recorded",
    )


def test_the_table_of_too_few_says_why_it_is_empty() -> None:
    made = table.table(published(), 22, table.Options("P09"))
    assert made.body.empty
    assert "Not offered: 14 patients with ALL" in made.caption
