"""The fields of a cohort: every one of the design is there, and no two can be taken for each other."""

import pytest

from emr_core.fields import (
    DAYS_PER_MONTH,
    Categorical,
    Continuous,
    Duration,
    Field,
    Flag,
    Identifier,
    Karyotype,
    Several,
    Sites,
)
from emr_core.intake.headers import spellings
from emr_core.schema import BY_NAME, DURATIONS, FIELDS, categorical, linked

MONTHS = (
    "diagnosis_to_emr",
    "cr_to_emr",
    "hsct_to_emr",
    "emr_to_hsct",
    "emr_to_second_relapse",
    "follow_up",
    "diagnosis_to_last_contact",
    "diagnosis_to_bmr",
)
WEEKS = ("emr_to_bmr", "emr_to_cr", "bmr_to_cr")
FLAGS = (
    "emr",
    "down_syndrome",
    "secondary_leukemia",
    "initial_emd",
    "bmr_before_emr",
    "on_therapy_at_emr",
    "hsct_before_emr",
    "prior_immunotherapy",
    "marrow_mrd_at_emr",
    "hsct_after_emr",
    "second_relapse",
)
LEVELS = {
    "sex": ("Female", "Male"),
    "leukemia_type": ("AML", "ALL", "MPAL", "Other"),
    "immunophenotype": ("B-precursor", "T", "Mature B", "Ambiguous"),
    "fab": ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "L1", "L2", "L3"),
    "cns_status_at_diagnosis": ("CNS1", "CNS2", "CNS3", "Traumatic"),
    "cns_status_at_emr": ("CNS1", "CNS2", "CNS3"),
    "remission_before_emr": ("CR1", "CR2", "CR3 or later", "Never in CR"),
    "bmr": ("No BMR", "Concurrent", "Subsequent", "Marrow not examined"),
    "response": (
        "Complete remission",
        "Partial or no remission",
        "Died before evaluation",
        "Not evaluable",
    ),
    "last_status": (
        "Alive in CR",
        "Alive with disease",
        "Alive (disease unknown)",
        "Died of disease",
        "Died of other cause",
        "Died (cause not stated)",
        "Lost to follow-up",
    ),
}
NUMBERS = {
    "age_at_diagnosis": ("years", "age_at_diagnosis_years", (0, 120), (0, 90)),
    "age_at_emr": ("years", "age_at_emr_years", (0, 120), (0, 90)),
    "wbc_at_diagnosis": ("10⁹/L", "wbc_at_diagnosis_10e9_per_l", (0, 2000), (0.1, 1000)),
    "marrow_blasts_at_emr": ("%", "marrow_blasts_at_emr_percent", (0, 100), None),
    "year_of_emr": ("", "year_of_emr", (1900, 2100), (1960, 2035)),
}
LEVELLED = [field for field in FIELDS if isinstance(field, Categorical)]


def name_of(field: Field) -> str:
    return field.name


def test_every_field_of_the_design_is_there_once() -> None:
    others = {
        "patient_id",
        "institution",
        "karyotype",
        "initial_emd_sites",
        "emr_sites",
        "symptoms",
        "confirmed_by",
        "imaging",
        "treatment",
        "outcome_as_published",
        "diagnosis_to_last_contact",
        "diagnosis_to_bmr",
    }
    names = [field.name for field in FIELDS]
    assert set(names) == {*MONTHS, *WEEKS, *FLAGS, *LEVELS, *NUMBERS, *others}
    assert len(names) == len(set(names))


def test_the_required_fields_are_id_type_and_sites() -> None:
    assert [field.name for field in FIELDS if field.required] == ["patient_id", "leukemia_type", "emr_sites"]


@pytest.mark.parametrize(("name", "levels"), LEVELS.items())
def test_a_category_has_the_levels_of_the_design_in_their_order(name: str, levels: tuple[str, ...]) -> None:
    assert categorical(name).levels == levels


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_is_no_or_yes_with_no_as_reference(name: str) -> None:
    field = BY_NAME[name]
    assert isinstance(field, Flag)
    assert field.levels == ("No", "Yes")


@pytest.mark.parametrize(("name", "facts"), NUMBERS.items())
def test_a_number_has_the_unit_and_limits_of_the_design(name: str, facts: tuple[object, ...]) -> None:
    field = BY_NAME[name]
    assert isinstance(field, Continuous)
    assert (field.unit, field.header, field.hard, field.soft) == facts


def test_durations_run_in_months_or_in_weeks_as_the_design_has_them() -> None:
    assert {field.name: field.unit for field in DURATIONS} == {
        **dict.fromkeys(MONTHS, "months"),
        **dict.fromkeys(WEEKS, "weeks"),
    }
    month, week = BY_NAME["follow_up"], BY_NAME["emr_to_cr"]
    assert isinstance(month, Duration)
    assert isinstance(week, Duration)
    assert (month.days_per_unit, week.days_per_unit) == (DAYS_PER_MONTH, 7.0)
    assert DAYS_PER_MONTH == 365.25 / 12


def test_special_kinds_stand_where_they_belong() -> None:
    assert isinstance(BY_NAME["patient_id"], Identifier)
    assert isinstance(BY_NAME["karyotype"], Karyotype)
    assert [field.name for field in FIELDS if isinstance(field, Sites)] == ["initial_emd_sites", "emr_sites"]
    several = [field.name for field in FIELDS if isinstance(field, Several)]
    assert several == ["symptoms", "confirmed_by", "imaging", "treatment"]
    assert [field.name for field in LEVELLED if field.open] == ["institution", "outcome_as_published"]


@pytest.mark.parametrize("field", [f for f in FIELDS if isinstance(f, Continuous) and f.unit], ids=name_of)
def test_a_header_carries_the_unit_as_its_suffix(field: Continuous) -> None:
    suffix = {"years": "years", "months": "months", "weeks": "weeks", "%": "percent", "10⁹/L": "10e9_per_l"}
    assert field.header == f"{field.name}_{suffix[field.unit]}"
    assert field.axis == f"{field.label} ({field.unit})"


def test_a_field_without_unit_is_called_by_its_name_and_label() -> None:
    year, sex = BY_NAME["year_of_emr"], BY_NAME["sex"]
    assert (year.header, year.axis) == ("year_of_emr", "Year of EMR")
    assert (sex.header, sex.axis) == ("sex", "Sex")


def test_no_header_label_or_alias_can_mean_two_fields() -> None:
    owners: dict[str, set[str]] = {}
    for field in FIELDS:
        for spelling in spellings(field):
            owners.setdefault(spelling, set()).add(field.name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}
    assert "" not in owners


def test_linked_is_symmetric_and_a_field_is_linked_to_itself() -> None:
    names = list(BY_NAME)
    for first in names:
        assert linked(first, first)
        for second in names:
            assert linked(first, second) == linked(second, first)


@pytest.mark.parametrize(
    ("first", "second", "tied"),
    [
        ("leukemia_type", "fab", True),
        ("leukemia_type", "karyotype", True),
        ("fab", "karyotype", True),
        ("response", "last_status", True),
        ("bmr", "bmr_to_cr", True),
        ("leukemia_type", "sex", False),
        ("bmr", "response", False),
    ],
)
def test_what_defines_one_another_is_linked(first: str, second: str, tied: bool) -> None:
    assert linked(first, second) is tied


@pytest.mark.parametrize("field", FIELDS, ids=name_of)
def test_every_companion_of_a_field_exists_with_its_levels(field: Field) -> None:
    assert set(field.linked_to) <= set(BY_NAME) - {field.name}
    if field.only_for is not None:
        other, levels = field.only_for
        assert levels
        assert set(levels) <= set(categorical(other).levels)


@pytest.mark.parametrize("field", LEVELLED, ids=name_of)
def test_synonyms_lead_to_levels_and_never_redefine_one(field: Categorical) -> None:
    assert set(field.synonyms.values()) <= set(field.levels)
    assert all(word == word.lower() for word in field.synonyms)
    assert not {level.lower() for level in field.levels} & set(field.synonyms)


@pytest.mark.parametrize("field", LEVELLED, ids=name_of)
def test_closed_levels_are_distinct_and_do_not_hold_unknown(field: Categorical) -> None:
    assert bool(field.levels) is not field.open
    assert len({level.lower() for level in field.levels}) == len(field.levels)
    assert "unknown" not in {level.lower() for level in field.levels}


@pytest.mark.parametrize("field", FIELDS, ids=name_of)
def test_every_field_says_what_it_is_in_a_sentence(field: Field) -> None:
    assert field.definition.endswith(".")
    assert field.label
    assert field.section


def test_what_is_known_only_later_is_marked_so() -> None:
    later = {field.name for field in FIELDS if field.known_from == "later"}
    assert {"bmr", "response", "treatment", "hsct_after_emr", "last_status", "follow_up"} <= later
    assert not {"sex", "leukemia_type", "fab", "karyotype", "emr_sites", "cr_to_emr"} & later


def test_levels_of_a_field_without_levels_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'follow_up' has no levels"):
        categorical("follow_up")
