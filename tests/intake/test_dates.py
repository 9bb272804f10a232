"""Dates become durations, are checked against the calendar and each other, and are gone."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.intake.load import Intake
from tests.cohorts import read

HEAD = "id,type,sites,diagnosis_date,relapse_date,last_contact_date\n"


def codes(intake: Intake, *severities: str) -> list[str]:
    return [issue.code for issue in intake.issues if issue.severity in severities]


def row(*dates: str) -> Intake:
    return read(HEAD + f"A,ALL,CSF,{','.join(dates)}\n")


def test_dates_become_durations_and_a_year() -> None:
    intake = row("2020-01-01", "2021-01-01", "2021-01-31")
    assert intake.cohort is not None
    patients = intake.cohort.patients
    assert patients["diagnosis_to_emr"].tolist() == pytest.approx([366 / 30.4375])
    assert patients["follow_up"].tolist() == pytest.approx([30 / 30.4375])
    assert patients["year_of_emr"].tolist() == [2021]
    assert not any("date" in name or name == "emr_day" for name in patients)
    assert (intake.verdict, codes(intake, "info")) == ("accept", ["dates_dropped"])


@settings(max_examples=30)
@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2020, 1, 1)),
    st.integers(0, 2000),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y", "%Y-%m-%d 00:00:00", "%Y%m%d"]),
)
def test_every_way_to_write_a_date_gives_the_same_days(start: dt.date, days: int, form: str) -> None:
    end = start + dt.timedelta(days=days)
    intake = row(start.strftime(form), end.strftime(form), "")
    assert intake.cohort is not None
    assert intake.cohort.patients["diagnosis_to_emr"].tolist() == pytest.approx([days / 30.4375])


@pytest.mark.parametrize(
    "date",
    ["2021-02-29", "31/02/2020", "0000-00-00", "9999-12-31", "2020-13-01", "1899-12-30", "7-7-7"],
)
def test_a_date_that_cannot_be_is_an_error_that_does_not_print_it(date: str) -> None:
    intake = row("2010-01-01", date, "")
    (issue,) = [issue for issue in intake.issues if issue.severity == "error"]
    assert (issue.code, issue.row, issue.column, issue.value) == ("date_impossible", 1, "relapse_date", "")
    assert date not in issue.message


def test_day_and_month_are_told_apart_by_the_whole_column() -> None:
    text = HEAD + "A,ALL,CSF,01/02/2020,03/25/2020,\nB,ALL,CSF,01/02/2020,04/05/2020,\n"
    intake = read(text)
    assert "date_order_by_others" in codes(intake, "info")
    assert intake.cohort is not None
    assert intake.cohort.patients["diagnosis_to_emr"].tolist()[1] == pytest.approx(
        (dt.date(2020, 4, 5) - dt.date(2020, 1, 2)).days / 30.4375
    )
    alone = read(HEAD + "A,ALL,CSF,01/02/2020,2020-03-25,\n")
    assert "date_order_assumed" in codes(alone, "warning")
    assert alone.cohort is not None
    assert alone.cohort.patients["diagnosis_to_emr"].tolist() == pytest.approx(
        [(dt.date(2020, 3, 25) - dt.date(2020, 2, 1)).days / 30.4375]
    )
    mixed = read(HEAD + "A,ALL,CSF,2020-01-01,25/03/2020,\nB,ALL,CSF,2020-01-01,03/25/2020,\n")
    assert "date_mixed" in codes(mixed, "error")


def test_dates_in_the_wrong_order_are_an_error() -> None:
    intake = row("2021-01-01", "2020-01-01", "")
    (issue,) = [issue for issue in intake.issues if issue.severity == "error"]
    assert issue.message == "relapse_date, row 1: EMR lies before Diagnosis. Correct one of the two dates."


def test_times_whose_start_is_not_said_are_understood_by_the_dates() -> None:
    text = (
        "id,type,sites,transplant_date,relapse_date,days_to_relapse,os_days,os_status\n"
        "A,ALL,CSF,2020-01-01,2020-04-10,100,200,dead\nB,ALL,CSF,2020-01-01,2020-02-20,50,80,alive\n"
    )
    intake = read(text)
    assert intake.verdict == "accept"
    assert codes(intake, "info").count("clock_found") == 2
    assert intake.cohort is not None
    patients = intake.cohort.patients
    assert (patients["hsct_to_emr"] * 30.4375).tolist() == pytest.approx([100, 50])
    assert (patients["follow_up"] * 30.4375).tolist() == pytest.approx([100, 30])
    off = read(text.replace(",100,", ",103,"))
    (issue,) = [issue for issue in off.issues if issue.severity == "warning"]
    assert issue.message == (
        "days_to_relapse: differs from the dates in 1 row, by up to 3 days. The dates are used. Check them."
    )


def test_a_time_whose_start_cannot_be_known_is_asked() -> None:
    intake = read("id,type,sites,days_to_relapse,os_days\nA,ALL,CSF,100,200\n")
    assert codes(intake, "warning") == ["clock_unknown", "clock_unknown"]
    assert intake.cohort is not None
    assert not {"hsct_to_emr", "diagnosis_to_emr", "follow_up"} & set(intake.cohort.patients)
