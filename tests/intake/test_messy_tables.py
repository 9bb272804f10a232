"""Tables as hospitals keep them: columns told by their cells, several columns of sites, dates of death."""

import pytest

from tests.cohorts import csv_text, read
from tests.intake.test_messy_cells import said, values


def test_codes_that_differ_in_zeros_in_front_stay_apart_and_are_said() -> None:
    intake = read(csv_text(patient_id=["007", "7", "08"]))
    assert values(intake, "patient_id") == ["007", "7", "08"]
    assert (intake.verdict, len(said(intake, "leading_zeros"))) == ("accept", 1)


def test_white_cells_without_a_unit_that_only_fit_per_microlitre_are_read_so_and_pointed_out() -> None:
    rows = "".join(f"{n},ALL,CSF,{wbc}\n" for n, wbc in enumerate(("12300", "156000", "800", "45000")))
    intake = read("id,type,sites,WBC\n" + rows)
    assert values(intake, "wbc_at_diagnosis") == pytest.approx([12.3, 156, 0.8, 45])
    (message,) = said(intake, "header_guessed")
    assert message.startswith(
        "Column 'WBC' is taken for WBC at diagnosis (most of its numbers are possible per"
    )


def test_an_outcome_that_holds_statuses_is_the_status() -> None:
    intake = read("id,type,sites,outcome\n1,ALL,CSF,alive\n2,ALL,CSF,DOD\n3,AML,skin,expired\n")
    assert values(intake, "last_status") == [
        "Alive (disease unknown)",
        "Died of disease",
        "Died (cause not stated)",
    ]


def test_a_date_of_death_tells_who_died_and_contradictions_are_named() -> None:
    head = "id,type,sites,relapse date,date of death,last contact,vital status\n"
    intake = read(
        head + "1,ALL,CSF,2012-01-01,2013-01-01,,\n2,ALL,CSF,2012-01-01,2013-01-01,,alive\n"
        "3,ALL,CSF,2012-01-01,,2014-01-01,alive\n"
    )
    assert values(intake, "last_status") == [
        "Died (cause not stated)",
        "Alive (disease unknown)",
        "Alive (disease unknown)",
    ]
    assert said(intake, "contradiction") == [
        "date of death, row 2: a date of death, though Last known status is 'Alive (disease unknown)'. "
        "Correct one of the two."
    ]
    alone = read("id,type,sites,relapse date,date of death\n1,ALL,CSF,2012-01-01,2013-01-01\n")
    assert len(said(alone, "death_without_status")) == 1


def test_nk_is_a_normal_karyotype_and_pointed_out() -> None:
    intake = read(csv_text(karyotype=["NK", "정상", "komplex", "unbekannt"]))
    assert values(intake, "karyotype") == ["Normal", "Normal", "Complex", None]
    assert values(intake, "karyotype_as_written")[:2] == ["NK", "정상"]
    assert len(said(intake, "karyotype_nk")) == 1


def test_sites_of_a_second_relapse_in_the_same_row_are_not_lost_in_silence() -> None:
    text = "id,type,site of EMR,Relapse 2 site,Second relapse location\n1,ALL,CSF,testis,skin\n"
    (message,) = said(read(text), "relapses_across")
    assert message.startswith("'Relapse 2 site' and 'Second relapse location': sites of a further relapse")


def test_several_treatments_in_one_cell_are_parted_by_any_of_the_usual_words() -> None:
    cells = ["chemo & RT", "Chemotherapie und Bestrahlung", "化疗、放疗", "orchiectomy + RT", "chemo\nRT"]
    assert values(read(csv_text(treatment=cells)), "treatment") == [
        "Chemotherapy; Radiotherapy",
        "Chemotherapy; Radiotherapy",
        "Chemotherapy; Radiotherapy",
        "Surgery; Radiotherapy",
        "Chemotherapy; Radiotherapy",
    ]


def test_the_marrow_at_the_relapse_is_concurrent_where_the_header_says_so() -> None:
    intake = read("id,type,sites,BM involvement at relapse\n1,ALL,CSF,Yes\n2,ALL,CSF,No\n")
    assert values(intake, "bmr") == ["Concurrent", "No BMR"]
    plain = read("id,type,sites,BM relapse\n1,ALL,CSF,Yes\n2,ALL,CSF,No\n")
    assert values(plain, "bmr") == [None, "No BMR"]


def test_sites_in_numbered_columns_are_put_together() -> None:
    intake = read("id,type,Site 1,Site 2,Site 3\n1,ALL,CNS,testis,\n2,AML,skin,n.a.,-\n")
    assert intake.cohort is not None
    assert intake.cohort.sites[["patient_id", "subsite"]].to_numpy().tolist() == [
        ["1", "CNS (unspecified)"],
        ["1", "Testis"],
        ["2", "Skin"],
    ]
    beside = read("id,type,EMR site,EMR site 2\n1,ALL,CNS,testis\n2,AML,skin,\n")
    assert beside.cohort is not None
    assert beside.cohort.sites["subsite"].tolist() == ["CNS (unspecified)", "Testis", "Skin"]


def test_other_sites_in_words_beside_columns_of_single_sites_are_counted() -> None:
    intake = read("ID;Typ;ZNS;Hoden;Sonstige\n1;ALL;1;0;\n2;ALL;0;1;Orbita links\n3;AML;0;0;Haut, Knochen\n")
    assert intake.cohort is not None
    assert intake.cohort.sites[["patient_id", "subsite", "laterality"]].to_numpy().tolist() == [
        ["1", "CNS (unspecified)", ""],
        ["2", "Testis", ""],
        ["2", "Orbit", "left"],
        ["3", "Skin", ""],
        ["3", "Bone (unspecified)", ""],
    ]


def test_numbered_sites_beside_numbered_dates_are_those_of_several_relapses() -> None:
    head = "id,type,relapse date 1,relapse site 1,relapse date 2,relapse site 2\n"
    intake = read(head + "1,ALL,2010-01-01,CNS,2012-01-01,testis\n")
    assert intake.verdict == "refuse"
    assert len(said(intake, "relapses_across")) == 1


def test_other_sites_are_found_behind_the_words_of_the_other_columns() -> None:
    intake = read("id,type,relapse_site_cns,relapse_site_other\n1,ALL,1,\n2,AML,0,skin; orbit\n")
    assert intake.cohort is not None
    assert intake.cohort.sites["subsite"].tolist() == ["CNS (unspecified)", "Skin", "Orbit"]


def test_a_status_in_short_with_its_time_is_read() -> None:
    intake = read(
        "id,type,sites,vital status\n1,ALL,CSF,A&W 5 yr\n2,ALL,CSF,Died 3 mo\n3,AML,skin,NED 24 mo\n"
    )
    assert values(intake, "last_status") == [
        "Alive (disease unknown)",
        "Died (cause not stated)",
        "Alive in CR",
    ]


def test_a_column_called_emr_that_holds_sites_is_that_of_the_sites() -> None:
    intake = read("id,type,sex,EMR\n1,ALL,M,CNS\n2,AML,F,skin\n")
    assert values(intake, "emr_sites") == ["CNS", "skin"]
    assert len(said(intake, "header_guessed")) == 1


def test_a_patient_whose_site_is_none_is_a_denominator_and_a_denied_site_is_said() -> None:
    intake = read(csv_text(emr_sites=["CNS", "none", "no", "CNS negative"]))
    assert values(intake, "emr") == ["Yes", "No", "No", "Yes"]
    assert [issue.row for issue in intake.issues if issue.code == "marrow_only"] == [2, 3]
    assert said(intake, "site_none") == [
        "Site, row 4: 'CNS negative' names no site that is involved; counted as not stated. Name the organ."
    ]
    told = read(csv_text(emr=["Yes", "No", "No"], emr_sites=["CNS", "none", "BM"]))
    assert [issue.code for issue in told.issues] == ["site_marrow"]


def test_dates_whose_order_is_open_are_read_as_the_other_columns_of_the_file() -> None:
    intake = read(
        "id,type,sites,date of diagnosis,date of relapse\n1,ALL,CSF,03/25/2010,05/04/2012\n"
        "2,ALL,CSF,12/31/2011,10/11/2012\n"
    )
    assert values(intake, "diagnosis_to_emr") == pytest.approx([771 / 30.4375, 285 / 30.4375])
    (message,) = said(intake, "date_order_by_others")
    assert message.startswith("date of relapse: day and month cannot be told apart; the month")


def test_shares_of_one_in_a_whole_column_of_percentages_are_pointed_out() -> None:
    header = "id,type,sites,marrow blasts\n"
    assert len(said(read(header + "1,ALL,CSF,0.45\n2,ALL,CSF,0.02\n"), "scale")) == 1
    assert said(read(header + "1,ALL,CSF,0.5%\n2,ALL,CSF,1\n"), "scale") == []


@pytest.mark.parametrize(
    ("name", "text", "level"),
    [
        ("last_status", "Dead (relapse)", "Died of disease"),
        ("last_status", "Expired d/t infection", "Died of other cause"),
        ("last_status", "died, sepsis during relapse", "Died (cause not stated)"),
        ("last_status", "dead, not of relapse", "Died (cause not stated)"),
        ("last_status", "alive, CR2", "Alive in CR"),
        ("last_status", "alive with relapsed disease", "Alive with disease"),
        ("last_status", "alive, not in CR", "Alive (disease unknown)"),
        ("last_status", "not dead yet", None),
        ("leukemia_type", "AML with t(8;21)", "AML"),
        ("leukemia_type", "Pre-B ALL (CALLA+)", "ALL"),
        ("leukemia_type", "MDS/AML", None),
        ("leukemia_type", "AML vs ALL", None),
        ("leukemia_type", "AML?", None),
        ("response", "CR after 2 cycles", "Complete remission"),
        ("response", "CR not reached", None),
    ],
)
def test_a_phrase_is_a_level_only_where_it_says_one_and_that_is_said(
    name: str, text: str, level: str | None
) -> None:
    intake = read(csv_text(**{"leukemia_type": "ALL", name: [text]}))
    column = next(issue for issue in intake.issues if issue.code in ("code_in_context", "not_a_level"))
    assert column.code == ("code_in_context" if level else "not_a_level")
    if name != "leukemia_type" or level:
        assert values(intake, name) == [level]
