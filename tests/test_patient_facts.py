"""The card of one patient: what is recorded, in words, and nothing else."""

import pytest

from emr_core.patient_facts import not_recorded, patient_facts
from emr_ui.clicks import clicked_patient
from tests.cohorts import all_unknown, make_cohort, published


def facts(patient: str) -> dict[str, str]:
    return {fact.label: fact.value for fact in patient_facts(published(), patient)}


def test_the_facts_of_a_published_child_as_the_table_prints_them() -> None:
    found = facts("P19")
    assert found["Age at diagnosis"] == "4 years"
    assert found["Site"] == "CSF"
    assert found["Bone-marrow relapse"] == "Subsequent"
    assert (found["EMR to BMR"], found["EMR to CR"], found["BMR to CR"]) == (
        "20 weeks",
        "42 weeks",
        "20 weeks",
    )
    assert found["WBC at diagnosis"] == "7.4 10⁹/L"
    assert "Karyotype class" not in found
    assert not_recorded(published(), "P19") == ("Karyotype class", "Last known status")


def test_sites_stand_by_their_names_and_one_unit_is_singular() -> None:
    assert facts("P09")["Site"].startswith("Skin, Lymph node, Ovary and uterus")
    one = patient_facts(make_cohort(emr_to_cr=[1], response=["Complete remission"]), "P1")
    assert {fact.label: fact.value for fact in one}["EMR to CR"] == "1 week"


def test_a_patient_of_whom_nothing_is_recorded_has_only_the_type() -> None:
    cohort = all_unknown()
    found = [fact.label for fact in patient_facts(cohort, "P1")]
    assert "Leukaemia type" in found
    assert "Site" not in found


def test_an_id_that_is_not_there_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="no patient") as caught:
        patient_facts(published(), "Jane Doe")
    assert "Jane" not in str(caught.value)


def test_a_click_on_the_same_lane_again_chooses_nobody() -> None:
    assert clicked_patient({"patient_id": "P09"}, "") == "P09"
    assert clicked_patient({"patient_id": "P09"}, "P10") == "P09"
    assert clicked_patient({"patient_id": "P09"}, "P09") == ""
