"""Risk groups of a cohort: shown only where somebody has one, with the reason where nobody has."""

import pytest

from emr_core import outcome_groups
from emr_core.factors import factor, is_held, tied
from emr_core.fields import UNKNOWN
from emr_core.risk import NOT_APPLICABLE, RISK, is_graded, not_graded, risk_groups
from emr_core.tables import table_one
from emr_core.tables.questions import questions
from tests.cohorts import make_cohort, minimal, nobody, published


def test_the_published_children_with_aml_have_a_cog_group_and_no_other() -> None:
    groups = factor(published(), "cog_aaml1831").groups
    assert groups.tolist() == [
        "Neither list", "Favourable", "Neither list", *["Favourable"] * 3, "Neither list", "Favourable",
        *[NOT_APPLICABLE] * 14,
    ]  # fmt: skip
    assert [name for name in RISK if is_graded(published(), name)] == ["cog_aaml1831"]


def test_the_reason_is_given_where_a_system_grades_nobody() -> None:
    assert not_graded(published()) == {
        "ELN 2022 risk": "made for adults with AML, of whom there are none",
        "NCI/Rome risk": "the immunophenotype is not recorded (14 patients)",
    }


def test_with_the_immunophenotype_the_nci_group_of_the_published_children_follows() -> None:
    children = published().patients
    lymphoid = (children["leukemia_type"] == "ALL").to_numpy(dtype=bool)
    cohort = make_cohort(
        leukemia_type="ALL",
        immunophenotype="B-precursor",
        age_at_diagnosis_years=children.loc[lymphoid, "age_at_diagnosis"].tolist(),
        wbc_at_diagnosis_10e9_per_l=children.loc[lymphoid, "wbc_at_diagnosis"].tolist(),
    )
    # P09 to P22 by hand: P09, P12, P13 and P18 are 10 or older; P16, P17, P20 and P21 have 50 or more;
    # P15 and P22, 2 and 3 years old, have no WBC recorded.
    assert factor(cohort, "nci_rome").groups.tolist() == [
        "High", "Standard", "Standard", "High", "High", "Standard", UNKNOWN,
        "High", "High", "High", "Standard", "High", "High", UNKNOWN,
    ]  # fmt: skip


def test_adults_children_and_the_unknown_are_told_apart() -> None:
    cohort = make_cohort(
        leukemia_type=["AML", "AML", "AML", "AML", "ALL"],
        age_at_diagnosis_years=[40, 40, 5, None, 40],
        karyotype=["45,XX,-7[20]", None, "45,XX,-7[20]", "45,XX,-7[20]", "46,XX[20]"],
    )
    assert factor(cohort, "eln_2022").groups.tolist() == [
        "Adverse",
        UNKNOWN,
        NOT_APPLICABLE,
        UNKNOWN,
        NOT_APPLICABLE,
    ]
    assert factor(cohort, "cog_aaml1831").groups.tolist() == [
        NOT_APPLICABLE,
        NOT_APPLICABLE,
        "Unfavourable",
        UNKNOWN,
        NOT_APPLICABLE,
    ]


def test_a_risk_group_can_group_outcomes_only_where_somebody_has_one() -> None:
    offered = outcome_groups.offered(published())
    assert "cog_aaml1831" in offered
    assert not {"eln_2022", "nci_rome"} & set(offered)
    assert not is_held(minimal(), "cog_aaml1831")
    assert factor(published(), "cog_aaml1831").known_from == "diagnosis"


def test_table_1_counts_the_risk_group_without_a_test_and_cites_it() -> None:
    data = table_one.frames(published())["table1"]
    rows = data[(data["variable"] == "cog_aaml1831").to_numpy(dtype=bool)]
    aml = rows[(rows["group"] == "AML").to_numpy(dtype=bool)]
    assert aml[["level", "n", "N"]].to_numpy().tolist() == [
        ["Favourable", 5, 8],
        ["Neither list", 3, 8],
        ["Unfavourable", 0, 8],
        [NOT_APPLICABLE, 0, 8],
    ]
    assert set(rows["test"]) == {"By definition"}
    notes = " ".join(table_one.table(published(), 22).notes)
    assert "Children's Oncology Group AAML1831" in notes
    assert "NCI/Rome risk not shown: the immunophenotype is not recorded (14 patients)." in notes
    assert not set(data["variable"]) & {"eln_2022", "nci_rome"}


def test_risk_groups_ask_no_question_that_the_karyotype_has_not_asked() -> None:
    labels = {system.label.split(" (")[0] for system in RISK.values()}
    assert not any(label in question.row for question in questions(published()) for label in labels)
    assert tied("cog_aaml1831", "leukemia_type")
    assert tied("eln_2022", "karyotype")
    assert tied("nci_rome", "leukemia_type")


@pytest.mark.parametrize("name", RISK)
def test_nobody_has_no_group(name: str) -> None:
    assert risk_groups(nobody(), name).tolist() == []
    assert not is_graded(nobody(), name)
