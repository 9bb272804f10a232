"""What patients are grouped by: every patient in one level, levels in order, unknown last."""

import pytest

from emr_core.factors import (
    DERIVED,
    SEVERAL_SITES,
    SINGLE_SITE,
    factor,
    groupings,
    present_levels,
    relapsed,
    site_counts,
    tied,
    without_relapse,
)
from emr_core.fields import UNKNOWN, Categorical, Several
from emr_core.schema import BY_NAME, FIELDS
from tests.cohorts import STATES, all_unknown, make_cohort, minimal, nobody, published, without_aml


def tally(name: str, window: int = 7) -> dict[str, int]:
    groups = factor(published(), name, window).groups
    return {str(level): int(n) for level, n in groups.value_counts(sort=False).items() if n}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("leukemia_type", {"AML": 8, "ALL": 14}),
        ("sex", {"Female": 8, "Male": 14}),
        ("fab", {"M0": 1, "M2": 5, "M4": 1, "M7": 1, "L1": 14}),
        (
            "karyotype",
            {"t(8;21)": 5, "t(9;22)": 2, "t(17;19)": 1, "Other abnormality": 4, "Normal": 4, UNKNOWN: 6},
        ),
        ("initial_emd", {"No": 21, "Yes": 1}),
        ("bmr", {"No BMR": 10, "Concurrent": 7, "Subsequent": 5}),
        ("response", {"Complete remission": 15, UNKNOWN: 7}),
        ("last_status", {"Died (cause not stated)": 5, "Lost to follow-up": 2, UNKNOWN: 15}),
        ("outcome_as_published", {"CR": 15, "Expire": 5, "FU loss": 2}),
        ("number_of_sites", {SINGLE_SITE: 14, SEVERAL_SITES: 8}),
        ("at_emr", {"Isolated": 15, "With concurrent BMR": 7}),
        ("immunophenotype", {UNKNOWN: 22}),
        ("institution", {"Seoul St. Mary's Hospital": 22}),
    ],
)
def test_the_published_children_by_every_factor(name: str, counts: dict[str, int]) -> None:
    assert tally(name) == counts


def test_the_window_moves_one_child() -> None:
    assert tally("at_emr", 28) == {"Isolated": 14, "With concurrent BMR": 8}
    assert factor(published(), "at_emr", 28).label == "Marrow at EMR (28-day window)"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", groupings())
def test_everybody_has_one_level_and_unknown_is_last_if_anybody_has_it(state: str, name: str) -> None:
    cohort = STATES[state]()
    grouping = factor(cohort, name)
    assert len(grouping.groups) == len(cohort)
    assert not grouping.groups.isna().any()
    assert tuple(grouping.groups.cat.categories) == grouping.levels
    somebody = bool((grouping.groups == UNKNOWN).any())
    assert (UNKNOWN in grouping.levels) is somebody
    assert not somebody or grouping.levels[-1] == UNKNOWN
    field = BY_NAME.get(name)
    if isinstance(field, Categorical) and not field.open:
        assert grouping.levels[: len(field.levels)] == field.levels


def test_a_column_the_cohort_lacks_makes_everybody_unknown_and_cannot_be_filtered() -> None:
    grouping = factor(minimal(), "sex")
    assert grouping.groups.tolist() == [UNKNOWN] * 4
    assert grouping.levels == ("Female", "Male", UNKNOWN)
    assert grouping.filter == ""
    assert factor(published(), "sex").filter == "sex"
    assert factor(published(), "immunophenotype").filter == ""


def test_groupings_are_the_levelled_fields_and_the_derived_states() -> None:
    plain = [f.name for f in FIELDS if isinstance(f, Categorical) and not isinstance(f, Several)]
    assert groupings() == (*plain, *DERIVED)
    assert "treatment" not in groupings()


@pytest.mark.parametrize("name", ["treatment", "follow_up", "shoe_size"])
def test_what_cannot_group_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot be grouped by '{name}'; choose one of institution, emr"):
        factor(published(), name)


def test_present_levels_keep_aml_and_all_both_sexes_and_derived_levels_even_when_empty() -> None:
    assert present_levels(factor(without_aml(), "leukemia_type")) == ("AML", "ALL")
    assert present_levels(factor(nobody(), "leukemia_type")) == ("AML", "ALL")
    assert present_levels(factor(make_cohort(sex="Male"), "sex")) == ("Female", "Male")
    assert present_levels(factor(minimal(), "at_emr")) == ("Isolated", "With concurrent BMR", UNKNOWN)
    assert present_levels(factor(published(), "fab")) == ("M0", "M2", "M4", "M7", "L1")
    assert present_levels(factor(all_unknown(), "fab")) == (UNKNOWN,)


def test_sites_are_counted_at_site_level() -> None:
    counts = dict(zip(published().patients["patient_id"], site_counts(published()), strict=True))
    assert counts["P14"] == 3  # peritoneum and omentum are one site
    assert counts["P09"] == 6  # ovary and uterus are one site
    assert counts["P16"] == 1
    assert sum(counts.values()) == 38
    assert site_counts(minimal()).tolist() == [1, 2, 1, 0]


def test_a_patient_without_a_stated_site_has_an_unknown_number_of_sites() -> None:
    assert factor(minimal(), "number_of_sites").groups.tolist() == [
        SINGLE_SITE,
        SEVERAL_SITES,
        SINGLE_SITE,
        UNKNOWN,
    ]


def test_derived_factors_are_known_at_the_relapse_and_tied_to_their_roots() -> None:
    assert factor(published(), "at_emr").known_from == "EMR"
    assert factor(published(), "bmr").known_from == "later"
    assert tied("at_emr", "bmr")
    assert tied("emr_to_bmr", "at_emr")
    assert tied("number_of_sites", "emr_sites")
    assert not tied("at_emr", "sex")
    # Some sites belong to one sex (the site itself says so); how many sites a patient has does not.
    assert not tied("number_of_sites", "sex")


def test_those_recorded_without_relapse_are_set_apart_and_nobody_else() -> None:
    cohort = make_cohort(emr=["Yes", "No", None], emr_sites=["CSF", None, "Bone"])
    assert relapsed(cohort).patients["patient_id"].tolist() == ["P1", "P3"]
    assert without_relapse(cohort) == "1 patient without EMR not shown"
    assert len(relapsed(published())) == 22
    assert without_relapse(published()) == ""
