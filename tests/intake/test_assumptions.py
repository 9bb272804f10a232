"""What is assumed of a file stands in a list, and each of it can be changed by a pure function."""

import pytest

from emr_core.intake.assumptions import Assumption, assumptions, column_readings
from emr_core.intake.intake import Intake
from emr_core.intake.load import take_in
from emr_core.intake.mapping import Mapping, ProfileError, with_constant
from emr_core.intake.raw_table import read_table
from emr_core.intake.remapping import (
    units_of,
    with_clock,
    with_date,
    with_date_order,
    with_kept,
    with_row_number,
    with_site_flags,
    with_start,
    with_unit,
    without_field,
)
from emr_core.intake.suggest import suggest
from emr_core.schema import BY_NAME
from tests.cohorts import read

TEXT = (
    "ID,Diagnose,Rezidivort,time to BMR,WBC,Tage bis Rezidiv,Nachname,bmr\n"
    "A,ALL,CSF,3,12,400,Kim,Subsequent\nB,AML,skin,4,1300,500,Lee,Subsequent\n"
)


def found(intake: Intake, what: str) -> Assumption:
    (assumption,) = [a for a in assumptions(intake) if a.what == what]
    return assumption


def remapped(intake: Intake, what: str, answer: str) -> Intake:
    remap = found(intake, what).remap
    assert remap is not None
    return take_in(intake.table, mapping=remap(answer))


def test_an_assumed_unit_is_listed_with_what_it_could_be_and_changed() -> None:
    intake = read(TEXT)
    unit = found(intake, "unit of WBC at diagnosis")
    assert (unit.column, unit.assumed, unit.alternatives) == ("WBC", "10⁹/L", ("10³/µL", "/µL"))
    assert unit.sentence == "'WBC' names no unit; taken as 10⁹/L."
    changed = remapped(intake, "unit of WBC at diagnosis", "/µL")
    assert changed.cohort is not None
    assert changed.cohort.patients["wbc_at_diagnosis"].tolist() == [0.012, 1.3]
    assert not [a for a in assumptions(changed) if a.what == "unit of WBC at diagnosis"]


def test_a_time_without_a_start_is_not_used_until_its_start_is_said() -> None:
    intake = read(TEXT)
    start = found(intake, "start of the time to EMR")
    assert (start.assumed, start.alternatives) == ("not used", ("Diagnosis", "CR before EMR", "HSCT"))
    changed = remapped(intake, "start of the time to EMR", "Diagnosis")
    assert changed.cohort is not None
    assert changed.cohort.patients["diagnosis_to_emr"].round(2).tolist() == [13.14, 16.43]


def test_the_start_that_dates_show_is_named() -> None:
    text = (
        "id,type,sites,date of diagnosis,date of relapse,Tage bis Rezidiv\n"
        "A,ALL,CSF,2020-01-01,2021-01-01,366\nB,ALL,skin,2020-01-01,2021-02-01,397\n"
    )
    assert found(read(text), "start of the time to EMR").assumed == "Diagnosis"


def test_dates_of_which_day_and_month_cannot_be_told_apart_can_be_turned() -> None:
    text = "id,type,sites,date of diagnosis,date of relapse\nA,ALL,CSF,01/02/2020,05/04/2020\n"
    intake = read(text)
    orders = [a for a in assumptions(intake) if a.what == "order of dates"]
    assert [a.column for a in orders] == ["date of diagnosis", "date of relapse"]
    mapping = intake.mapping
    for assumption in orders:
        mapping = with_date_order(mapping, assumption.column, "month first")
    turned = take_in(intake.table, mapping=mapping)
    assert turned.cohort is not None
    assert intake.cohort is not None
    days = [c.patients["diagnosis_to_emr"].iloc[0] * 30.4375 for c in (intake.cohort, turned.cohort)]
    assert [round(day) for day in days] == [64, 123]  # 1 February to 5 April; 2 January to 4 May
    assert not [a for a in assumptions(turned) if a.what == "order of dates"]
    assert Mapping.from_json(mapping.to_json()).text == mapping.text


def test_a_guessed_column_can_be_confirmed_or_put_aside() -> None:
    intake = read(TEXT.replace("Rezidivort", "Rezidivrot"))
    what = "column of Site"
    assert found(intake, what).alternatives == ("not used",)
    assert "emr_sites" not in remapped(intake, what, "not used").mapping.fields
    assert "header_guessed" not in {i.code for i in remapped(intake, what, "taken for it").issues}


def test_constants_and_row_numbers_are_assumptions_that_can_be_taken_back() -> None:
    table = read_table(b"sites\nCSF\nskin\n", "x.csv")
    mapping = with_row_number(with_constant(suggest(table), "leukemia_type", "ALL"))
    intake = take_in(table, mapping=mapping)
    assert found(intake, "Leukaemia type").sentence == "Leukaemia type: 'ALL' in every row."
    assert remapped(intake, "Leukaemia type", "AML").mapping.constants == {"leukemia_type": "AML"}
    assert remapped(intake, "Leukaemia type", "not used").verdict == "refuse"
    assert remapped(intake, "code of the patient", "not used").verdict == "refuse"


def test_how_the_bytes_were_read_is_among_the_assumptions() -> None:
    intake = read("Patient;Größe;Ort;Alter\nA;1,5;München;3,5\nB;2,5;Köln;4,5\n".encode("cp1252"))
    reread = found(intake, "encoding").reread
    assert reread is not None
    assert reread("latin-1").encoding == "latin-1"
    assert found(intake, "decimal mark").alternatives == (".",)


def test_every_column_says_how_it_is_read_and_shows_no_name() -> None:
    columns = {column.header: column for column in column_readings(read(TEXT))}
    assert list(columns) == TEXT.splitlines()[0].split(",")
    wbc = columns["WBC"]
    assert (wbc.use, wbc.meaning, wbc.unit) == ("field", "wbc_at_diagnosis", "10⁹/L")
    assert (wbc.units, wbc.samples) == (("10⁹/L", "10³/µL", "/µL"), ("12", "1300"))
    assert (columns["Nachname"].use, columns["Nachname"].meaning) == ("identifier", "names")
    assert columns["Nachname"].samples == columns["ID"].samples == ()
    assert (columns["Tage bis Rezidiv"].use, columns["Tage bis Rezidiv"].unit) == ("time", "days")
    assert units_of(BY_NAME["sex"]) == ()


def test_changes_of_a_mapping_free_the_column_from_its_other_use() -> None:
    mapping = read(TEXT).mapping
    assert with_clock(mapping, "Last contact", "WBC", "weeks", "EMR").columns.get("wbc_at_diagnosis") is None
    assert with_date(mapping, "Diagnosis", "WBC").dates == {"Diagnosis": "WBC"}
    assert with_date(with_date(mapping, "EMR", "WBC"), "EMR", "").dates == {}
    assert with_site_flags(mapping, ("WBC",)).columns.get("emr_sites") is None
    assert with_kept(with_kept(mapping, "Nachname"), "Nachname", kept=False).kept == ()
    assert "sex" not in without_field(mapping, "sex").fields


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: with_unit(m, "sex", "weeks"), "No column is taken for Sex. Map one first."),
        (lambda m: with_unit(m, "wbc_at_diagnosis", "weeks"), "cannot be in weeks"),
        (lambda m: with_date(m, "Wedding", "WBC"), "There is no event 'Wedding'."),
        (lambda m: with_date_order(m, "WBC", "year first"), "There is no order of dates 'year first'."),
        (lambda m: with_clock(m, "EMR", "WBC", "/µL"), "There is no unit of time '/µL'."),
        (lambda m: with_start(m, "WBC", "EMR"), "'WBC' is not read as a time whose start is open."),
        (lambda m: with_start(m, "Tage bis Rezidiv", "Death"), "There is no start 'Death'."),
    ],
)
def test_what_cannot_be_is_refused_in_words(change: object, message: str) -> None:
    with pytest.raises(ProfileError) as error:
        change(read(TEXT).mapping)  # type: ignore[operator]
    assert message in str(error.value)
