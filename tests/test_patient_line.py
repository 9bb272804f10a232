"""The line that announces a case, and its karyotype read out: what is known, what is not, nothing else."""

import pytest

from emr_core.patient_line import patient_line
from emr_core.risk import risk_of
from emr_core.tables import patient_karyotype
from tests.cohorts import Value, make_cohort, minimal, published


@pytest.mark.parametrize(
    ("patient", "line"),
    [
        ("P09", "P09 · ALL L1 · F · 10 y · t(17;19) · 6 sites · BMR at 23 weeks"),
        ("P01", "P01 · AML M7 · M · 1.7 y · normal karyotype · 2 sites · concurrent BMR"),
        ("P10", "P10 · ALL L1 · M · 4 y · karyotype not recorded · Testis · no BMR"),
        ("P11", "P11 · ALL L1 · F · 2.1 y · t(2;12) · 4 sites · BMR at 24 weeks"),
    ],
)
def test_a_published_child_in_one_line(patient: str, line: str) -> None:
    assert patient_line(published(), patient) == line


def test_of_three_fields_the_line_holds_three_parts() -> None:
    assert patient_line(minimal(), "P2") == "P2 · AML · 2 sites"
    assert patient_line(minimal(), "P4") == "P4 · ALL · site not stated"


@pytest.mark.parametrize(
    ("columns", "end"),
    [
        ({"age_at_diagnosis": 0.3}, "4 mo · CSF"),
        ({"age_at_diagnosis": None, "age_at_emr": 8.25}, "8.3 y at EMR · CSF"),
        ({"sex": None, "age_at_diagnosis": None}, "sex not recorded · age not recorded · CSF"),
        ({"bmr": "Subsequent", "emr_to_bmr": 1}, "CSF · BMR at 1 week"),
        ({"bmr": "Subsequent"}, "CSF · later BMR, time not recorded"),
        ({"bmr": None}, "CSF · BMR not recorded"),
        ({"bmr": "Marrow not examined"}, "CSF · marrow not examined"),
        ({"karyotype": "46,XX,add(3)(p12),del(6)(q21)"}, "add(3)(p12) and 1 other change · CSF"),
    ],
)
def test_what_is_missing_is_said_where_the_file_has_a_column_for_it(
    columns: dict[str, Value], end: str
) -> None:
    assert patient_line(make_cohort(**columns), "P1") == f"P1 · ALL · {end}"


def read_out(patient: str) -> list[tuple[str, str, str]]:
    rows = patient_karyotype.frames(published(), patient_karyotype.Options(patient))["karyotype"]
    return [tuple(row) for row in rows.to_numpy().tolist()]


def test_a_karyotype_is_read_out_with_its_class_and_the_risk_groups_made_for_the_child() -> None:
    assert read_out("P09") == [
        ("Change", "t(17;19)", "translocation between chromosomes 17 and 19"),
        ("Class", "t(17;19)", "TCF3::HLF: Translocation of 17q22 and 19p13"),
        ("Risk group", "not given", "NCI/Rome risk (age and WBC): the immunophenotype is not recorded"),
    ]
    assert read_out("P02")[-1] == ("Risk group", "Favourable", "COG AAML1831 risk (cytogenetics only)")
    assert read_out("P10")[0] == ("Class", "not recorded", "")


def test_repeated_gains_stand_once_and_notes_of_the_reader_are_kept() -> None:
    cohort = make_cohort(karyotype=["55,XX,+21,+21[16]/46,XX[4]", "46,XY[12]"])
    first, second = (patient_karyotype.frames(cohort, patient_karyotype.Options(p)) for p in ("P1", "P2"))
    assert first["karyotype"]["meaning"][0] == "gain of chromosome 21, 2 times"
    assert "normal in 12 metaphases; 20 are usual" in "; ".join(second["karyotype"]["meaning"])


def test_nobody_has_no_karyotype_and_no_risk() -> None:
    made = patient_karyotype.table(published(), 22)
    assert (made.title, len(made.body)) == ("No patient chosen", 0)
    assert risk_of(published(), "nobody") == ()
