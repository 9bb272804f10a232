"""The verdicts come from the file: another value in one cell gives another verdict."""

import pytest

CHANGES = [
    ("P22", "sex", "Female", "sexes", "disagree"),
    ("P19", "sex", "Male", "male_share", "agree"),
    ("P01", "age_at_diagnosis_years", "1.8", "age_range", "disagree"),
    ("P02", "fab", "M1", "fab", "disagree"),
    ("P10", "karyotype", "46,XY", "karyotype_known", "disagree"),
    ("P06", "karyotype", "46,XY", "karyotypes", "disagree"),
    ("P10", "initial_emd", "Yes", "initial_emd", "disagree"),
    ("P10", "emr_sites", "CSF", "table2_testis", "disagree"),
    ("P10", "emr_sites", "CSF", "table2_csf", "disagree"),
    ("P10", "emr_sites", "CSF; testis", "single_or_several", "agree"),
    ("P08", "emr_sites", "Skin", "bone_patients", "agree"),
    ("P08", "emr_sites", "Skin", "share_bone_aml", "disagree"),
    ("P18", "emr_sites", "CSF; thyroid", "table2_total", "disagree"),
    ("P18", "emr_sites", "Bone", "silent_csf", "disagree"),
    ("P18", "bmr", "Marrow not examined", "no_bmr", "disagree"),
    ("P12", "last_status", "", "deaths", "disagree"),
    ("P07", "last_status", "Lost to follow-up", "deaths_concurrent", "disagree"),
    ("P12", "treatment", "Radiotherapy", "treatment", "disagree"),
    ("P12", "response", "Complete remission", "response", "disagree"),
    ("P21", "bmr_to_cr_weeks", "7.4", "cr_of_bmr", "agree"),
]


@pytest.mark.parametrize(("patient", "column", "value", "key", "verdict"), CHANGES)
def test_one_changed_cell_changes_the_verdict(patient, column, value, key, verdict, altered, found):
    changed = altered(patient, column, value)
    assert (found[key].verdict, changed[key].verdict) in {("agree", "disagree"), ("disagree", "agree")}
    assert changed[key].verdict == verdict
    assert changed[key].recomputed != found[key].recomputed


def test_a_file_written_back_unchanged_gives_the_same_findings(altered, found):
    assert altered("P01", "sex", "Male") == found


def test_notes_follow_the_file_too(altered):
    assert "15 times is 11.92" not in altered("P03", "emr_to_cr_weeks", "20")["cr_of_emr"].note
    assert "rounds to the published" not in altered("P17", "bmr_to_cr_weeks", "14")["cr_of_bmr"].note
    assert "ALL 0/3 v 1/11" in altered("P12", "last_status", "")["grave_course"].note


def test_the_test_behind_a_preference_follows_the_file(altered):
    changed = altered("P13", "emr_sites", "Kidney; bone")
    assert changed["bone_in_aml"].verdict == "agree"
    assert changed["bone_in_aml"].recomputed.startswith("AML v ALL: 6/8 v 1/14")
