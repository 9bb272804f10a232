"""Silent relapses are counted among those whose symptoms and sites are known, and nobody else."""

from emr_core.tables import silent_relapse
from tests import cohorts


def test_silent_csf_relapses_and_further_sites_are_counted_by_hand() -> None:
    cohort = cohorts.make_cohort(
        patient_id=["A", "B", "C", "D", "E", "F"],
        leukemia_type="ALL",
        emr_sites=["CSF", "CSF", "Bone; Kidney", "Skin", "CSF", ""],
        symptoms=["No symptoms", "Fever", "Pain; Fever", "Swelling", "", "No symptoms"],
    )
    table = silent_relapse.table(cohort, len(cohort))
    assert table.data["silent"][["k", "n"]].to_numpy().tolist() == [[1, 2], [0, 2], [1, 2], [0, 1]]
    assert table.notes == ("1 patient without recorded symptoms in no line.",)


def test_the_published_cohort_gives_symptoms_as_totals_only_and_the_table_says_so() -> None:
    table = silent_relapse.table(cohorts.published(), 22)
    assert table.body["Patients"].tolist() == ["0/0"] * 4
    assert table.notes == ("Symptoms at EMR: not recorded by patient in this cohort.",)
