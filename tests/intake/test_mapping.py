"""Headers to fields: name, alias, language, unit, near miss and content; never a guess without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.fields import Continuous
from emr_core.intake.headers import SURE, meaning_of
from emr_core.intake.load import take_in
from emr_core.intake.mapping import Column, Mapping, ProfileError, with_constant, with_field, with_words
from emr_core.intake.raw_table import read_table
from emr_core.intake.suggest import suggest, suggest_from
from emr_core.intake.units import UNITS, factor, split_unit
from emr_core.schema import BY_NAME, FIELDS
from tests.cohorts import csv_text, read

CORE = ("patient_id", "sex", "age_at_diagnosis", "leukemia_type", "emr_sites", "last_status")
HEADERS = {
    "German": ("Patienten-Nr.", "Geschlecht", "Alter (Jahre)", "Diagnose", "Rezidivort", "Überlebensstatus"),
    "French": ("Identifiant", "Sexe", "Âge (ans)", "Diagnostic", "Site de rechute", "Statut vital"),
    "Spanish": ("ID paciente", "Sexo", "Edad (años)", "Diagnóstico", "Sitio de recaída", "Estado vital"),
    "Korean": ("환자번호", "성별", "나이(세)", "진단", "재발부위", "생존상태"),
    "Chinese": ("病历号", "性别", "年龄(岁)", "诊断", "复发部位", "生存状态"),
    "Japanese": ("患者ID", "性別", "年齢(歳)", "診断", "再発部位", "転帰"),
    "Persian": ("شماره بیمار", "جنسیت", "سن (سال)", "تشخیص", "محل عود", "وضعیت"),
}


@pytest.mark.parametrize("language", HEADERS)
def test_core_fields_are_found_in_every_language(language: str) -> None:
    headers = HEADERS[language]
    assert suggest_from(headers).columns == dict(zip(CORE, headers, strict=True))


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("WBC (/µL)", "wbc_at_diagnosis", "/µL"),
        ("WBC, × 109 cells/L", "wbc_at_diagnosis", "10⁹/L"),
        ("wbc_x10e3_ul", "wbc_at_diagnosis", "10³/µL"),
        ("WBC [G/L]", "wbc_at_diagnosis", "10⁹/L"),
        ("Age (months)", "age_at_diagnosis", "months"),
        ("Age (years) at presentation", "age_at_diagnosis", "years"),
        ("EMR to CR (days)", "emr_to_cr", "days"),
        ("dx_to_relapse_m", "diagnosis_to_emr", "months"),
        ("follow up in years", "follow_up", "years"),
        ("Tage bis Rezidiv", "clock:EMR", "days"),
    ],
)
def test_units_are_found_in_headers(header: str, name: str, unit: str) -> None:
    found = meaning_of(header)
    assert found is not None
    assert (found.target, found.unit) == (name, unit)


def test_a_slip_of_the_keys_is_mapped_and_pointed_out() -> None:
    intake = read(csv_text().replace("emr_sites", "emr_sitse").replace("patient_id", "pateint_id"))
    assert intake.mapping.columns["patient_id"] == "pateint_id"
    assert intake.mapping.fields["patient_id"].confidence < SURE
    said = [issue for issue in intake.issues if issue.code == "header_guessed"]
    assert "Column 'pateint_id' is taken for Patient (close to" in said[0].message
    assert intake.verdict == "accept_with_warnings"


@pytest.mark.parametrize("header", ["zmr_to_cr", "treatment_date", "x", "time", "cause", "v1", "height", ""])
def test_what_is_not_known_is_not_mapped(header: str) -> None:
    assert meaning_of(header) is None


def test_cells_decide_only_in_a_file_that_is_otherwise_understood() -> None:
    rows = "A,AML,CSF,Male,7\nB,ALL,testis,Male,8\nC,AML,skin,Female,9\n"
    named = read("patient_id,what,where,sex,age\n" + rows)
    assert named.mapping.columns["leukemia_type"] == "what"
    assert named.mapping.columns["emr_sites"] == "where"
    assert {issue.code for issue in named.issues if issue.severity == "warning"} >= {"header_guessed"}
    assert read("v0,v1,v2,v3,v4\n" + rows).mapping.columns == {}


def test_combined_columns_give_both_fields() -> None:
    intake = read("id,type,sites,Sex/age\nA,ALL,CSF,M/10\nB,AML,skin,F/3.5\nC,AML,bone,F\n")
    assert intake.cohort is not None
    patients = intake.cohort.patients
    assert patients["sex"].tolist()[:2] == ["Male", "Female"]
    assert patients["age_at_diagnosis"].tolist()[:2] == [10.0, 3.5]
    assert patients[["sex", "age_at_diagnosis"]].iloc[2].isna().all()


def test_columns_named_after_sites_are_put_together() -> None:
    intake = read("id,type,CNS,Testis,Sex\nA,ALL,yes,no,M\nB,ALL,1,1,M\nC,ALL,no,no,M\n")
    assert intake.mapping.site_flags == ("CNS", "Testis")
    assert intake.cohort is not None
    assert intake.cohort.sites["patient_id"].tolist() == ["A", "B", "B"]


def test_a_constant_and_the_row_number_fill_required_columns() -> None:
    table = read_table(b"sex,age\nM,3\nF,4\n", "x.csv")
    refused = take_in(table)
    assert refused.verdict == "refuse"
    assert "The number of the row can stand in for it" in refused.issues[0].message
    mapping = with_constant(with_constant(suggest(table), "leukemia_type", "ALL"), "emr_sites", "breast")
    mapping = Mapping(mapping.fields, constants=mapping.constants, row_number_as_id=True)
    intake = take_in(table, mapping=mapping)
    assert intake.cohort is not None
    assert intake.cohort.patients["patient_id"].tolist() == ["1", "2"]
    assert {issue.code for issue in intake.issues} == {"constant", "row_number"}
    assert intake.counts.sentence == "2 rows = 2 patients + 0 merged + 0 refused."


def test_a_table_without_relapses_needs_no_sites() -> None:
    table = read_table(b"id,type\nA,ALL\nB,AML\n", "x.csv")
    intake = take_in(table, mapping=with_constant(suggest(table), "emr", "No"))
    assert intake.cohort is not None
    assert (len(intake.cohort), len(intake.cohort.sites)) == (2, 0)


def test_a_profile_reads_the_next_export_alike_and_holds_no_cell() -> None:
    text = "id,type,sites,geschl,WBC (/µL)\nSECRET,ALL,CSF,1,5000\n"
    table = read_table(text.encode(), "x.csv")
    mapping = with_words(with_field(suggest(table), "sex", Column("geschl")), "sex", {"1": "Male"})
    saved = mapping.to_json()
    assert "SECRET" not in saved
    again = Mapping.from_json(saved)
    assert again.text == mapping.text
    cohort = take_in(table, mapping=again).cohort
    assert cohort is not None
    assert cohort.patients["sex"].tolist() == ["Male"]
    assert cohort.patients["wbc_at_diagnosis"].tolist() == [5.0]


def test_a_profile_for_another_file_says_which_column_is_lacking() -> None:
    mapping = suggest(read_table(csv_text(sex="Male").encode(), "x.csv"))
    intake = take_in(read_table(csv_text().encode(), "y.csv"), mapping=mapping)
    (issue,) = intake.issues
    assert "takes it from the column 'sex', which the file lacks" in issue.message


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"version": 9}', '{"version": 1, "fields": 3}'])
def test_what_is_no_profile_says_so(text: str) -> None:
    with pytest.raises(ProfileError, match=r"profile"):
        Mapping.from_json(text)


@given(st.sampled_from([f for f in FIELDS if isinstance(f, Continuous)]), st.sampled_from(UNITS))
def test_there_and_back_again_is_the_same_number(field: Continuous, unit: str) -> None:
    by = factor(unit, field)
    if by is not None:
        assert by > 0
        assert split_unit(f"({unit})")[1] == unit


@given(st.text(max_size=40))
def test_any_header_has_one_meaning_or_none(header: str) -> None:
    found = meaning_of(header)
    assert found is None or found.target in BY_NAME or ":" in found.target
    assert suggest_from((header,)).unmapped in {(), (header,)}
