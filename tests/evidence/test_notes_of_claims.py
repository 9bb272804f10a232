"""What the notes of the findings tell beyond the verdict."""

import pytest

EXPECTED = {
    "male_share": ("68.2 published, 63.64 here", "15 of 22"),
    "mean_age": ("at least 21.3 months", "at least 9.2 years", "median is 7 years"),
    "wbc": ("80.0 published, 40.46 here", "Known for 17 of 22", "mean is 77.4"),
    "single_or_several": ("single 13 published, 14 here", "it is 14 and 8"),
    "bone_patients": ("P01, P02, P04, P05, P07 and P08", "Table 2 of the paper has 6"),
    "share_csf_all": ("7/14 (50 %)", "23–77 %"),
    "share_kidney_all": ("4/14 (29 %)", "8–58 %"),
    "share_bone_aml": ("Within 0.1", "42.86", "6/8 (75 %)", "35–97 %"),
    "share_cns_not_csf_aml": ("4/8 (50 %)", "16–84 %"),
    "time_to_later_bmr": ("4, 20, 23, 24, 24", "median 23", "7.2 months would be 31 weeks"),
    "mean_time_to_later_bmr": ("mean 19", "as a median"),
    "cr_of_emr": ("mean of the 15 times is 11.92", "same numbers for the remission of the marrow relapse"),
    "cr_of_bmr": ("mean of the 6 times is 10.25", "rounds to the published 10.3"),
    "t_8_21_significant": ("5 of the 5", "one finding, not two", "true by definition"),
    "morphology_significant": ("true by definition",),
    "kidney_in_all": ("cannot set it apart from chance", "Exploratory"),
    "cns_not_csf_in_aml": ("2/8 v 0/14, p = 0.12", "4/8 v 7/14, p = 1"),
    "grave_course": ("AML 3/4 v 0/4, ALL 0/3 v 2/11, in opposite directions", "P13", "4/8 v 1/14, p = 0.039"),
    "confirmed_by": ("9/22 (41 %)",),
    "response": ("15/22 (68 %)", "15/20 (75 %)"),
    "clock_of_bmr_remission": ("P09 and P11",),
    "initial_emd": ("P09",),
    "table2_total": ("2 more",),
}

JUDGING = ("wrong", "error", "mistake", "incorrect", "false", "should be", "actually")


@pytest.mark.parametrize("key", EXPECTED)
def test_the_note_gives_what_a_reader_needs_to_judge(key, found):
    for words in EXPECTED[key]:
        assert words in found[key].note


def test_the_later_marrow_relapse_is_shown_in_months(found):
    assert found["time_to_later_bmr"].recomputed == "median 5.3 (0.9–5.5) months, n = 5"
    assert found["mean_time_to_later_bmr"].recomputed == "mean 4.4 (0.9–5.5) months, n = 5"


def test_only_the_numbers_that_differ_are_named(found):
    assert "lowest" not in found["wbc"].note
    assert "shortest" not in found["time_to_later_bmr"].note


def test_no_text_takes_sides(found):
    for finding in found.values():
        text = f"{finding.claim} {finding.recomputed} {finding.note}".lower()
        assert not [word for word in JUDGING if word in text], finding.key


def test_every_risk_factor_is_called_present_and_never_a_risk(found):
    named = [finding for key, finding in found.items() if key.startswith("risk_")]
    assert len(named) == 11
    assert all("never a risk" in finding.note for finding in named)
