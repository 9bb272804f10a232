"""Every claim of the paper against the 22 published children: the verdict, and the number behind it."""

import pytest

from emr_core.evidence.kim2016 import KIM2016
from emr_core.evidence.recompute import counts

AGREE, DISAGREE, NOT_CHECKABLE = "agree", "disagree", "not checkable"
CLAIMS = {claim.key: claim for claim in KIM2016.claims}

DISAGREEING = {
    "male_share": {"percent": 100 * 14 / 22},
    "mean_age": {"mean": 163.8 / 22, "youngest": 1.7, "oldest": 15},
    "wbc": {"median": 40.46, "lowest": 3.01, "highest": 475.52},
    "single_or_several": {"single": 14, "several": 8},
    "bone_patients": {"children": 6},
    "shares_in_discussion": {
        "AML, nervous system without CSF": 100 * 4 / 14,
        "AML, bone": 100 * 6 / 14,
        "ALL, CSF": 100 * 7 / 24,
        "ALL, kidney": 100 * 4 / 24,
    },
    "bone_imaging": {"children": 6},
    "time_to_later_bmr": {"median": 23 * 7 / 30.4375, "shortest": 28 / 30.4375, "longest": 168 / 30.4375},
    "mean_time_to_later_bmr": {"mean": 19 * 7 / 30.4375, "shortest": 28 / 30.4375, "longest": 168 / 30.4375},
    "cr_of_emr": {"median": 5.4, "shortest": 2.6, "longest": 56},
    "cr_of_bmr": {"median": 9.75, "shortest": 2, "longest": 20},
}

AGREEING = {
    "children": {"children": 22},
    "types": {"ALL": 14, "AML": 8},
    "sexes": {"male": 14, "female": 8},
    "age_range": {"youngest": 1.7, "oldest": 15},
    "fab": {"L1": 14, "M2": 5, "M0": 1, "M4": 1, "M7": 1},
    "karyotype_known": {"known": 16, "children": 22},
    "karyotypes": {
        "normal": 4,
        "t(8;21)": 5,
        "t(9;22)": 2,
        **dict.fromkeys(("t(1;18)", "t(17;19)", "t(5;10)", "t(2;12)", "t(1;17)"), 1),
    },
    "initial_emd": {"with it": 1, "children": 22},
    "table2_total": {"AML": 14, "ALL": 24, "total": 38},
    "commonest_sites": {"CNS": 11, "bone": 6, "kidney": 4},
    "share_csf_all": {"percent": 100 * 7 / 24},
    "share_kidney_all": {"percent": 100 * 4 / 24},
    "share_cns_not_csf_aml": {"percent": 100 * 4 / 14},
    "share_bone_aml": {"percent": 100 * 6 / 14},
    "symptoms": {"children": 22},
    "local_symptoms": {"children": 11, "percent": 100 * 4 / 11},
    "silent_csf": {"children": 7},
    "with_symptoms": {"children": 17},
    "blood_chemistry": {"children": 1},
    "confirmed_by": {"CSF": 7},
    "no_bmr": {"children": 10, "percent": 100 * 10 / 22},
    "concurrent_bmr": {"children": 7, "percent": 100 * 7 / 22},
    "later_bmr": {"children": 5, "percent": 100 * 5 / 22},
    "treatment": {"chemotherapy": 22, "radiotherapy": 1},
    "response": {"CR": 15, "died": 5, "lost": 2},
    "deaths": {"children": 5},
    "deaths_concurrent": {"died": 3, "concurrent": 7},
}

AGREEING_IN_WORDS = {
    "most_frequent_fab": "AML M2 5/8, ALL L1 14/14",
    "csf_in_all": "7/14 v 0/8, p = 0.022",
    "bone_in_aml": "6/8 v 0/14, p < 0.001",
    "cns_not_csf_in_aml": "4/8 v 0/14",
    "cns_most_frequent": "nervous system 11",
    "sites_differ_by_type": "AML bone 6, ALL CSF 7",
}

NOT_CHECKABLE_WITH_NUMBER = {
    "karyotype_missing": "ALL 6/14, AML 0/8",
    "emd_and_relapse": "1/22",
    "kidney_in_all": "4/14 v 0/8, p = 0.25",
    "t_8_21_significant": "AML 5/8, ALL 0/14",
    "morphology_significant": "M2 5/8 AML, L1 14/14 ALL",
    "response_with_bmr": "CR 6, died 4, lost 2, of 12",
    "grave_course": "3/7 v 2/15, p = 0.27",
    "clock_of_bmr_remission": "from the marrow relapse",
    "risk_aml_t_8_21": "5/8",
    "risk_aml_inv_16": "0/8",
    "risk_aml_11q23": "0/8",
    "risk_aml_m4_m5": "1/8",
    "risk_aml_male": "6/8",
    "risk_all_male": "8/14",
    "risk_all_under_1": "0/14",
    "risk_all_from_10": "4/14",
    "risk_all_wbc_50": "6/10",
    "risk_all_t_9_22": "2/8",
}

NOTHING_TO_RECOMPUTE = (
    "age_limit",
    "diagnosis_to_emr",
    "cr_to_emr",
    "period",
    "marrow_examined",
    "time_to_death",
    "risk_all_t_cell",
    "literature_aml",
    "literature_all",
    "literature_ten_years",
    "literature_survival",
    "literature_bmr",
    "literature_isolated",
)

TABLE_2 = {
    "nervous_system": (4, 7),
    "brain": (2, 0),
    "nerve_plexus": (2, 0),
    "csf": (0, 7),
    "bone": (6, 0),
    "kidney": (0, 4),
    "muscle": (2, 0),
    "liver": (0, 2),
    "lung": (1, 0),
    "pleura": (1, 0),
    "pancreas": (0, 1),
    "intestine": (0, 1),
    "peritoneum_and_omentum": (0, 1),
    "parotid_gland": (0, 1),
    "lymph_node": (0, 2),
    "breast": (0, 1),
    "ovary_and_uterus": (0, 1),
    "testis": (0, 2),
    "skin": (0, 1),
}


@pytest.mark.parametrize("key", DISAGREEING)
def test_a_number_that_differs_is_said_to_differ(key, cohort, found):
    assert found[key].verdict == DISAGREE
    assert CLAIMS[key].recompute(cohort).value == pytest.approx(DISAGREEING[key])
    assert found[key].note.startswith("Differs: ")


@pytest.mark.parametrize("key", AGREEING)
def test_a_number_that_is_the_same_agrees(key, cohort, found):
    assert found[key].verdict == AGREE
    assert CLAIMS[key].recompute(cohort).value == pytest.approx(AGREEING[key])


@pytest.mark.parametrize("row", TABLE_2)
def test_every_row_of_table_2_agrees_by_type_and_in_total(row, cohort, found):
    aml, all_ = TABLE_2[row]
    assert found[f"table2_{row}"].verdict == AGREE
    value = CLAIMS[f"table2_{row}"].recompute(cohort).value
    assert value == {"AML": aml, "ALL": all_, "total": aml + all_}


def test_the_site_list_of_the_text_agrees_with_table_2(cohort, found):
    assert found["sites_in_text"].verdict == AGREE
    value = CLAIMS["sites_in_text"].recompute(cohort).value
    rows = [sum(pair) for name, pair in TABLE_2.items() if name != "nervous_system"]
    assert list(value.values()) == rows
    assert sum(rows) == 38


@pytest.mark.parametrize("key", AGREEING_IN_WORDS)
def test_a_claim_in_words_is_borne_out_with_its_counts(key, found):
    assert found[key].verdict == AGREE
    assert AGREEING_IN_WORDS[key] in found[key].recomputed


@pytest.mark.parametrize("key", NOT_CHECKABLE_WITH_NUMBER)
def test_what_cannot_be_decided_shows_its_counts_and_says_why(key, found):
    assert found[key].verdict == NOT_CHECKABLE
    assert NOT_CHECKABLE_WITH_NUMBER[key] in found[key].recomputed
    assert found[key].note.endswith(".")


@pytest.mark.parametrize("key", NOTHING_TO_RECOMPUTE)
def test_what_is_not_published_by_child_is_not_checkable_and_says_why(key, found):
    assert found[key].verdict == NOT_CHECKABLE
    assert found[key].recomputed == "–"
    assert found[key].note.endswith(".")


def test_these_tests_name_every_claim(found):
    named = [
        *DISAGREEING,
        *AGREEING,
        *AGREEING_IN_WORDS,
        *NOT_CHECKABLE_WITH_NUMBER,
        *NOTHING_TO_RECOMPUTE,
        *(f"table2_{row}" for row in TABLE_2),
        "sites_in_text",
    ]
    assert sorted(named) == sorted(found)


def test_verdicts_are_counted(found):
    assert counts(found.values()) == {AGREE: 53, DISAGREE: 11, NOT_CHECKABLE: 31}
