"""Cells as hospitals write them: yes and no, sexes, times in parts, thousands, dates in many forms."""

import datetime as dt

import pytest

from emr_core.intake.date_forms import calendar_date
from emr_core.intake.headers import meaning_of
from emr_core.intake.load import Intake
from tests.cohorts import csv_text, read

Day = tuple[int, int, int]
TODAY = dt.date(2026, 11, 22)


def values(intake: Intake, name: str) -> list[object]:
    assert intake.cohort is not None, [issue.message for issue in intake.issues]
    column = intake.cohort.patients[name]
    return column.astype("object").where(column.notna(), None).tolist()


def said(intake: Intake, code: str) -> list[str]:
    return [issue.message for issue in intake.issues if issue.code == code]


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Datum Rezidiv", "date:EMR"),
        ("Datum Erstdiagnose", "date:Diagnosis"),
        ("Date of first relapse", "date:EMR"),
        ("Date des dernières nouvelles", "date:Last contact"),
        ("Data recidiva", "date:EMR"),
        ("Nüks tarihi", "date:EMR"),
        ("Data rozpoznania", "date:Diagnosis"),
        ("Yaş (yıl)", "age_at_diagnosis"),
        ("Idade (anos)", "age_at_diagnosis"),
        ("Alter bei ED (Jahre)", "age_at_diagnosis"),
        ("OS from EMR (months)", "follow_up"),
        ("Months from HSCT to relapse", "hsct_to_emr"),
        ("Duration of CR1 (months)", "cr_to_emr"),
        ("Sede recidiva", "emr_sites"),
        ("موقع الانتكاس", "emr_sites"),
        ("UHID", "identifier:record numbers"),
        ("PESEL", "identifier:national ids"),
        ("TC Kimlik No", "identifier:national ids"),
        ("Bemerkungen", "other"),
        ("redcap_event_name", "other"),
        ("Age (yrs/mo)", ""),
        ("Relapse", ""),
        ("Transplanted", ""),
    ],
)
def test_headers_of_hospitals_are_recognised(header: str, meaning: str) -> None:
    found = meaning_of(header)
    assert (found.target if found and found.confidence >= 0.95 else "") == meaning


@pytest.mark.parametrize(("header", "unit"), [
    ("WBC (x10^3)", "10³/µL"), ("WBC (K)", "10³/µL"), ("WBC (thou/uL)", "10³/µL"), ("WBC x1000", "10³/µL"),
    ("WBC (x 1000/μl)", "10³/µL"), ("WBC (10^9)", "10⁹/L"), ("WBC(10*9/L)", "10⁹/L"), ("WBC (/cumm)", "/µL"),
    ("WBC, x10(9)/L", "10⁹/L"), ("WBC 10^6/L", "/µL"), ("WBC (per cubic mm)", "/µL"), ("WBC", ""),
])  # fmt: skip
def test_units_of_white_cells_are_read_in_headers(header: str, unit: str) -> None:
    found = meaning_of(header)
    assert found is not None
    assert (found.target, found.unit) == ("wbc_at_diagnosis", unit)


@pytest.mark.parametrize(("yes", "no"), [
    ("ja", "nein"), ("Oui", "Non"), ("Sí", "no"), ("sim", "não"), ("evet", "hayır"), ("var", "yok"),
    ("tak", "nie"), ("예", "아니오"), ("있음", "없음"), ("有", "無"), ("あり", "なし"), ("بله", "خیر"),
    ("نعم", "لا"), ("+", "-"), ("Yes.", "no."), ("TRUE", "FALSE"), ("O", "N"), ("1", "0"),
])  # fmt: skip
def test_yes_and_no_are_understood_as_clinics_write_them(yes: str, no: str) -> None:
    intake = read(csv_text(hsct_before_emr=[yes, no, yes]))
    assert values(intake, "hsct_before_emr") == ["Yes", "No", "Yes"]


def test_codes_of_yes_and_no_that_may_be_the_other_way_round_are_asked() -> None:
    assert values(read(csv_text(hsct_before_emr=["1", "2", "1"])), "hsct_before_emr") == [None] * 3
    assert values(read(csv_text(hsct_before_emr=["O", "X"])), "hsct_before_emr") == [None] * 2
    assert values(read(csv_text(hsct_before_emr=["0", "1", "9"])), "hsct_before_emr") == ["No", "Yes", None]


def test_a_remark_behind_yes_is_not_kept_and_that_is_said() -> None:
    intake = read(csv_text(initial_emd=["Yes (CNS)", "no", "No?"]))
    assert values(intake, "initial_emd") == ["Yes", "No", None]
    assert said(intake, "code_in_context") == [
        "Initial extramedullary disease: 'Yes (CNS)' is read as Yes; what else the cell says is not kept. "
        "Check it."
    ]


@pytest.mark.parametrize(
    ("letters", "sexes"),
    [
        ("MFM", ["Male", "Female", "Male"]),
        ("HMH", ["Male", "Female", "Male"]),  # hombre, mujer
        ("HFH", ["Male", "Female", "Male"]),  # homme, femme
        ("HMF", ["Male", None, "Female"]),
        ("HMFFM", ["Male", "Male", "Female", "Female", "Male"]),
        ("VMV", [None, None, None]),  # varón and mujer, or vrouw and man
        ("EKE", ["Male", "Female", "Male"]),  # erkek, kadın
        ("MKM", ["Male", "Female", "Male"]),
        ("FNF", [None, None, None]),  # férfi and nő
    ],
)
def test_letters_of_sex_are_read_by_what_stands_beside_them(letters: str, sexes: list[str | None]) -> None:
    assert values(read(csv_text(sex=list(letters))), "sex") == sexes


def test_a_sex_that_other_letters_tell_is_said() -> None:
    (message,) = said(read(csv_text(sex=["H", "M"])), "code_in_context")
    assert message.startswith("Sex: 'M' is read as Female; told by the other codes")


@pytest.mark.parametrize(
    ("cell", "years"),
    [("5y 4mo", 5 + 4 / 12), ("7yo", 7), ("2 6/12", 2.5), ("6/12", 0.5), ("10歳6か月", 10.5), ("18mo", 1.5),
     ("4 y, 6 m", 4.5), ("3 Jahre", 3), ("2 anni", 2), ("5 lat", None), ("1,5", 1.5), ("½", None),
     ("4 m 5 y", None), ("<1", None), ("5-10", None)],
)  # fmt: skip
def test_ages_in_parts_and_words(cell: str, years: float | None) -> None:
    (age,) = values(read(csv_text(age_at_diagnosis=[cell])), "age_at_diagnosis")
    assert age == (None if years is None else pytest.approx(years))


def test_a_bound_is_no_number_and_named_as_one() -> None:
    (message,) = said(read(csv_text(diagnosis_to_emr=[">24"])), "not_a_number")
    assert message == (
        "Diagnosis to EMR, row 1: '>24' is a bound or a range, not a number; counted as unknown. "
        "Write one number, or leave it empty."
    )


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["12.300", "1.200", "800"], [12.3, 1.2, 0.8]),  # whole cells a µL, whatever the decimal mark
        (["12,300", "1,234,567", "800"], [12.3, 1234.567, 0.8]),
        (["12 300", "45'000", "800"], [12.3, 45, 0.8]),
        (["12.5", "12.300", "800"], [0.0125, 0.0123, 0.8]),  # one of them is no group of three
    ],
)
def test_marks_between_thousands_are_no_decimal_marks(cells: list[str], numbers: list[float]) -> None:
    text = "id;type;sites;WBC (/µL)\n" + "".join(f"{n};ALL;CSF;{cell}\n" for n, cell in enumerate(cells))
    assert values(read(text), "wbc_at_diagnosis") == pytest.approx(numbers)


def test_in_a_file_with_decimal_commas_a_point_before_three_digits_is_said_to_part_thousands() -> None:
    intake = read("id;type;sites;age;WBC (G/l)\n1;ALL;CSF;4,5;1.234\n2;ALL;CSF;5,5;23,4\n")
    assert values(intake, "wbc_at_diagnosis") == [1234, 23.4]
    assert said(intake, "thousands") == [
        "WBC at diagnosis: 1 number read with marks between thousands: '1.234' is 1234. Check them."
    ]


@pytest.mark.parametrize(("written", "day"), [
    ("3.2.10", (2010, 2, 3)), ("25 december 2011", (2011, 12, 25)), ("01-dec-18", (2018, 12, 1)),
    ("dec 1, 2018", (2018, 12, 1)), ("3 janvier 2012", (2012, 1, 3)), ("3 juillet 2012", (2012, 7, 3)),
    ("12 ağustos 2014".replace("ğ", "g"), (2014, 8, 12)), ("2 de enero de 2015", (2015, 1, 2)),
    ("2011. 12. 25.", (2011, 12, 25)), ("2010년 2월 3일", (2010, 2, 3)), ("2010年2月3日", (2010, 2, 3)),
    ("2014-07-01t00:00:00z", (2014, 7, 1)), ("12.03.2015 08:30", (2015, 3, 12)), ("1.1.30", (1930, 1, 1)),
    ("31.02.2012", None), ("3 foo 2012", None), ("13/2012", None),
])  # fmt: skip
def test_dates_are_read_in_the_forms_of_many_countries(
    written: str, day: tuple[int, int, int] | None
) -> None:
    assert calendar_date(written, "day", TODAY) == (dt.date(*day) if day else None)


def test_numbers_of_days_of_a_spreadsheet_are_dates_and_said() -> None:
    intake = read("id,type,sites,date_of_diagnosis,date_of_relapse\n1,ALL,CSF,40210,41043\n")
    assert values(intake, "year_of_emr") == [2012]
    assert values(intake, "diagnosis_to_emr") == [pytest.approx(833 / 30.4375)]
    assert len(said(intake, "date_serial")) == 2


@pytest.mark.parametrize("cell", ["May 2012", "2012-05", "05/2012", "2012", "??.05.2012"])
def test_a_date_without_its_day_is_not_used_and_does_not_refuse_the_file(cell: str) -> None:
    intake = read(f"id,type,sites,date_of_diagnosis,date_of_relapse\n1,ALL,CSF,2010-01-01,{cell}\n")
    assert values(intake, "emr_sites") == ["CSF"]
    (message,) = said(intake, "date_in_part")
    assert message.startswith("date_of_relapse, row 1: a date without its day; not used.")


def test_a_word_in_a_column_of_dates_is_not_used_and_said() -> None:
    intake = read("id,type,sites,date_of_relapse,last_contact\n1,ALL,CSF,2010-01-01,ongoing\n")
    assert said(intake, "date_unread") == [
        "last_contact, row 1: a word instead of a date; not used. Write a date."
    ]
