"""Several rows a patient: the same twice, one a site, one a relapse, or in conflict; all rows are counted."""

import time

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cohorts import csv_text, read


def test_the_same_row_twice_is_kept_once_and_said() -> None:
    intake = read(csv_text(patient_id=["A", "B", "A"]))
    assert intake.counts.sentence == "3 rows = 2 patients + 1 merged + 0 refused."
    (issue,) = intake.issues
    assert (issue.code, issue.row) == ("duplicate_row", 3)


def test_one_row_a_site_is_put_together() -> None:
    intake = read(csv_text(patient_id=["A", "B", "A"], emr_sites=["CSF", "skin", "left testis"], sex="Male"))
    assert intake.cohort is not None
    assert intake.cohort.patients["patient_id"].tolist() == ["A", "B"]
    assert intake.cohort.sites["site"].tolist() == ["CSF", "Testis", "Skin"]
    assert [issue.code for issue in intake.issues] == ["rows_joined"]


def test_rows_with_different_dates_are_relapses_and_the_first_is_the_index() -> None:
    text = (
        "id,type,sites,relapse_date,response\nA,ALL,testis,2021-01-01,NR\n"
        "A,ALL,CSF,2020-01-01,CR\nB,ALL,skin,2020-05-05,CR\n"
    )
    intake = read(text)
    assert intake.cohort is not None
    cohort = intake.cohort
    assert cohort.sites[["patient_id", "site"]].to_numpy().tolist() == [["A", "CSF"], ["B", "Skin"]]
    assert cohort.episodes.iloc[0].tolist() == ["A", 2, 12.02, "testis", "", "Partial or no remission"]
    assert intake.counts.sentence == "3 rows = 2 patients + 1 merged + 0 refused."


def test_the_index_is_the_first_relapse_outside_the_marrow() -> None:
    intake = read(
        "id,type,dx date,relapse date,sites,last seen\n"
        "A,AML,2010-01-01,2011-01-01,BM,2016-01-01\nA,AML,2010-01-01,2013-01-01,skin,2016-01-01\n"
        "B,ALL,2010-01-01,2012-01-01,BM,2016-01-01\nB,ALL,2010-01-01,2012-01-05,CNS,2016-01-01\n"
        "C,ALL,2010-01-01,2012-01-01,CNS,2016-01-01\nC,ALL,2010-01-01,2014-01-01,BM,2016-01-01\n"
        "D,ALL,2010-01-01,2012-01-01,BM,2016-01-01\n"
    )
    assert intake.cohort is not None
    patients = intake.cohort.patients.set_index("patient_id")
    assert patients["emr"].to_dict() == {"A": "Yes", "B": "Yes", "C": "Yes", "D": "No"}
    assert patients["year_of_emr"].to_dict() == {"A": 2013, "B": 2012, "C": 2012, "D": 2012}
    assert patients["bmr_before_emr"].dropna().to_dict() == {"A": "Yes"}
    assert patients["bmr"].dropna().to_dict() == {"B": "Concurrent"}
    assert intake.cohort.episodes["patient_id"].tolist() == ["C"]
    assert intake.cohort.sites[["patient_id", "site"]].to_numpy().tolist() == [
        ["A", "Skin"],
        ["B", "CNS (unspecified)"],
        ["C", "CNS (unspecified)"],
    ]
    assert intake.counts.sentence == "7 rows = 4 patients + 3 merged + 0 refused."
    assert [issue.row for issue in intake.issues if issue.code == "marrow_only"] == [7]


def test_rows_of_one_relapse_with_and_without_the_marrow_are_put_together() -> None:
    intake = read(csv_text(patient_id=["A", "A"], emr_sites=["CNS", "bone marrow"]))
    assert intake.cohort is not None
    assert intake.cohort.patients["emr"].tolist() == ["Yes"]
    assert intake.cohort.sites["site"].tolist() == ["CNS (unspecified)"]


def test_rows_in_conflict_refuse_the_file_and_name_what_differs() -> None:
    intake = read(csv_text(patient_id=["A", "A"], sex=["Male", "Female"], leukemia_type=["ALL", "AML"]))
    (issue,) = intake.issues
    assert intake.verdict == "refuse"
    assert "They differ in Leukaemia type and Sex." in issue.message


def test_codes_that_look_alike_are_not_merged() -> None:
    intake = read(csv_text(patient_id=["p01", "P-01", "P02"]))
    assert intake.cohort is not None
    assert len(intake.cohort) == 3
    assert [issue.code for issue in intake.issues] == ["look_alike_ids"]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from(["CSF", "skin", "bone"]), st.sampled_from([3, 9])),
        min_size=1,
        max_size=8,
    )
)
def test_no_row_is_lost(rows: list[tuple[str, str, int]]) -> None:
    ids, sites, months = (list(column) for column in zip(*rows, strict=True))
    intake = read(csv_text(patient_id=ids, emr_sites=sites, diagnosis_to_emr=months))
    counts = intake.counts
    assert counts.rows == len(rows) == counts.patients + counts.merged + counts.refused
    if intake.cohort is not None:
        assert counts.patients == len(intake.cohort) == len(set(ids))


def test_a_hundred_thousand_rows_of_sites_are_read_in_seconds() -> None:
    n = 100_000
    frame = pd.DataFrame(
        {
            "patient_id": np.char.add("S", (np.arange(n) // 2).astype("str")),
            "leukemia_type": "ALL",
            "emr_sites": np.where(np.arange(n) % 2, "CSF", "skin"),
            "age": np.repeat(np.arange(n // 2) % 18, 2),
        }
    )
    data = frame.to_csv(index=False)
    start = time.process_time()
    intake = read(data)
    assert time.process_time() - start < 15  # about 3 s on a quiet machine
    assert intake.counts.patients == n // 2
