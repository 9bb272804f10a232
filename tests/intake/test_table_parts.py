"""Tables in parts: groups above headers, pages pasted together, codes in a first row only, lists of codes."""

import pytest

from emr_core.intake.assumptions import assumptions
from emr_core.intake.code_book import code_book, pairs_in
from emr_core.intake.intake import Intake
from emr_core.intake.load import take_in
from emr_core.intake.raw_table import read_table
from emr_core.intake.read.limits import ReadOptions, Step
from tests.cohorts import read
from tests.intake.test_messy_cells import said, values

GROUPED = (
    "ID,Sex,Leukaemia,Diagnosis,,,Relapse,,,Last follow-up,\n"
    ",,,Date,Karyotype,WBC (10^9/L),Date,Site,WBC (10^9/L),Date,Status\n"
    "1,M,ALL,2010-01-01,normal,12,2012-01-01,CSF,3,2015-01-01,alive\n"
    "2,F,AML,2011-01-01,t(8;21),13,2013-02-02,skin,4,2016-01-01,dead\n"
)
REPEATED = "id,sex,type,dx date,relapse date,relapse site\n"


def without(text: str, step: Step) -> Intake:
    return take_in(read_table(text.encode(), "x.csv", ReadOptions(declined=frozenset({step}))))


def test_groups_above_the_header_are_joined_with_the_names_below() -> None:
    intake = read(GROUPED)
    assert intake.mapping.dates == {
        "Diagnosis": "Diagnosis Date", "EMR": "Relapse Date", "Last contact": "Last follow-up Date",
    }  # fmt: skip
    assert values(intake, "diagnosis_to_emr") == pytest.approx([730 / 30.4375, 763 / 30.4375])
    assert values(intake, "karyotype") == ["Normal", "t(8;21)"]
    assert values(intake, "wbc_at_diagnosis") == [12, 13]  # and not those at relapse
    assert intake.mapping.unmapped == ("Relapse WBC (10^9/L)",)
    assert values(intake, "last_status") == ["Alive (disease unknown)", "Died (cause not stated)"]
    (message,) = said(intake, "group_row")
    assert (
        "line 1 names groups of columns, which are joined with the names below: 'Diagnosis Date'" in message
    )


def test_a_joined_group_is_an_assumption_that_can_be_taken_back() -> None:
    (step,) = [one for one in assumptions(read(GROUPED)) if one.what == "groups"]
    assert (step.assumed, step.alternatives) == ("done", ("not done",))
    assert step.reread is not None
    assert step.reread("not done") == ReadOptions(declined=frozenset({"groups"}))
    assert list(without(GROUPED, "groups").table.cells.columns[3:7]) == [
        "Date (D)", "Karyotype", "WBC (10^9/L) (F)", "Date (G)",
    ]  # fmt: skip


def test_a_group_that_says_no_event_adds_nothing_and_a_title_is_no_group() -> None:
    text = "Patient,,,Disease,\nid,sex,age,type,relapse site\n1,M,4,ALL,CSF\n2,F,5,AML,skin\n"
    assert list(read(text).table.cells.columns) == ["id", "sex", "age", "type", "relapse site"]
    title = "Relapse,,,,\nid,sex,age,type,site\n1,M,4,ALL,CSF\n2,F,5,AML,skin\n"
    assert list(read(title).table.cells.columns) == ["id", "sex", "age", "type", "site"]


def test_a_header_that_stands_again_on_every_page_is_left_out_with_its_title() -> None:
    header = "Nr,Sex,Type,Site,Age\n"
    text = f"Page 1\n{header}1,M,ALL,CSF,4\n2,F,AML,skin,5\n\nPage 2\n{header.upper()}3,M,ALL,bone,6\n"
    intake = read(text)
    assert values(intake, "patient_id") == ["1", "2", "3"]
    assert values(intake, "age_at_diagnosis") == [4, 5, 6]
    assert intake.table.sheet_rows.tolist() == [3, 4, 8]
    assert said(intake, "header_again")[0].endswith(
        "the header stands again (row 3); left out. Check that the tables belong together."
    )
    assert said(intake, "page_title")[0].endswith("1 title of pages within the table left out: 'Page 2'.")


def test_rows_without_a_code_are_those_of_the_patient_above_where_nothing_else_is_known_of_one() -> None:
    text = REPEATED + (
        "1,M,ALL,2010-01-01,2012-01-01,CSF\n,,,,2013-01-01,testis\n"
        "2,F,AML,2011-03-01,2013-02-02,skin\n,,,,2013-02-02,breast\n"
    )
    intake = read(text)
    assert intake.counts.sentence == "4 rows = 2 patients + 2 merged + 0 refused."
    assert values(intake, "sex") == ["Male", "Female"]
    assert values(intake, "emr_sites") == ["CSF", "skin; breast"]
    assert intake.cohort is not None
    assert intake.cohort.episodes[["patient_id", "months", "sites"]].values.tolist() == [
        ["1", 12.02, "testis"]
    ]
    (message,) = said(intake, "codes_down")
    assert "2 rows without a code (2 and 4) read as further rows of the patient above" in message
    assert without(text, "codes down").verdict == "refuse"


def test_a_row_that_could_be_a_patient_without_a_code_is_asked() -> None:
    text = REPEATED + "1,M,ALL,2010-01-01,2012-01-01,CSF\n,M,ALL,2010-01-01,2013-01-01,testis\n"
    intake = read(text)
    assert intake.verdict == "refuse"
    assert said(intake, "codes_blank") == [
        "made.csv: no code in 'id' in row 2. If it is a further row of the patient above, read the file with "
        "codes filled down; otherwise write a code."
    ]
    wanted = ReadOptions(wanted=frozenset({"codes down"}))
    told = take_in(read_table(text.encode(), "x.csv", wanted))
    assert told.counts.sentence == "2 rows = 1 patient + 1 merged + 0 refused."


def test_what_is_known_of_a_patient_in_one_row_holds_for_the_others() -> None:
    text = REPEATED + "1,M,ALL,2010-01-01,2012-01-01,BM\n1,,,,2013-01-01,testis\n2,F,AML,,2013-02-02,skin\n"
    intake = read(text)
    assert values(intake, "sex") == ["Male", "Female"]
    assert values(intake, "diagnosis_to_emr") == [pytest.approx(1096 / 30.4375), None]
    assert len(said(intake, "patient_down")) == 1


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("1 = male, 2 = female", {"1": "male", "2": "female"}),
        ("1, Male | 2, Female", {"1": "Male", "2": "Female"}),
        ("0=no;1=yes;9=unknown", {"0": "no", "1": "yes", "9": "unknown"}),
        ("1: CNS, 2: testis, 3: skin, soft tissue", {"1": "CNS", "2": "testis", "3": "skin, soft tissue"}),
        ("1 = male", {}),
        ("relapse 2: date", {}),
    ],
)
def test_codes_and_what_they_stand_for_are_found_in_a_text(text: str, pairs: dict[str, str]) -> None:
    assert pairs_in(text) == pairs


def test_a_list_of_codes_is_read_however_it_is_laid_out() -> None:
    headers = ["id", "Sex", "status"]
    book = {"Sex": {"1": "male", "2": "female"}}
    apart = [["Variable", "Code", "Meaning"], ["Sex", "1", "male"], ["", "2", "female"]]
    assert code_book(apart, headers) == book
    assert code_book([["Sex"], ["1", "male"], ["2", "female"], ["Remark", "3", "x"]], headers) == book
    assert code_book([["sex", "radio", "1, male | 2, female"]], headers) == book
    assert code_book([["Sex: 1 = male, 2 = female"]], headers) == book


def test_codes_are_read_by_what_headers_and_remarks_say_of_them() -> None:
    text = (
        "id,Sex (1=male; 2=female),type,site,status\n1,1,ALL,CSF,1\n2,2,AML,skin,0\n"
        "Status: 0 = alive; 1 = dead\n"
    )
    intake = read(text)
    assert values(intake, "sex") == ["Male", "Female"]
    assert values(intake, "last_status") == ["Died (cause not stated)", "Alive (disease unknown)"]
    assert "Sex (1 = male, 2 = female); status (0 = alive, 1 = dead)." in said(intake, "code_book")[0]
    assert values(without(text, "code book"), "sex") == [None, None]


def test_columns_of_single_answers_are_sites_where_the_answer_is_named_and_asked_where_not() -> None:
    head = "Record ID,Type,Site (choice=CNS),Site (choice=Skin)\n"
    labelled = head + "1,ALL,Checked,Unchecked\n2,AML,Unchecked,Checked\n"
    assert values(read(labelled), "emr_sites") == ["cns", "skin"]
    raw = read("record_id,type,site___1,site___2\n1,ALL,1,0\n2,AML,0,1\n")
    assert raw.verdict == "refuse"
    assert "'site___1' and 'site___2': columns of one answer each" in said(raw, "choices_unnamed")[0]


def test_codes_stand_in_a_header_with_commas_or_in_a_list_beside_the_table() -> None:
    header = "id,type (1: AML; 2: ALL),site,status [0=alive, 1=dead of disease, 2=TRM]\n"
    intake = read(header + "1,2,CSF,0\n2,1,skin,1\n3,1,skin,2\n")
    assert values(intake, "leukemia_type") == ["ALL", "AML", "AML"]
    assert values(intake, "last_status") == [
        "Alive (disease unknown)", "Died of disease", "Died of other cause",
    ]  # fmt: skip
    beside = "id,sex,type,site,,Code,Meaning\n1,1,ALL,2,,Sex,\n2,2,AML,1,,1,male\n3,2,ALL,2,,2,female\n"
    found = read(beside + "4,1,ALL,1,,Site,\n5,1,ALL,1,,1,CNS\n6,1,ALL,1,,2,skin\n")
    assert values(found, "sex") == ["Male", "Female", "Female", "Male", "Male", "Male"]
    assert values(found, "emr_sites") == ["skin", "CNS", "skin", "CNS", "CNS", "CNS"]


def test_groups_in_other_languages_join_names_that_only_say_date() -> None:
    text = (
        "연번,진단명,진단,재발,,최종추적,\n,,날짜,날짜,부위,날짜,상태\n"
        "1,ALL,2010-02-01,2012-03-15,중추신경계,2016-06-01,생존\n2,AML,2011-05-11,2012-06-20,피부,2013-04-03,사망\n"
    )
    intake = read(text)
    assert set(intake.mapping.dates) == {"Diagnosis", "EMR", "Last contact"}
    assert values(intake, "diagnosis_to_emr") == pytest.approx([773 / 30.4375, 406 / 30.4375])
    assert values(intake, "last_status") == ["Alive (disease unknown)", "Died (cause not stated)"]
