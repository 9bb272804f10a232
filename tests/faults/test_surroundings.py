"""Clock, time zone, locale and encoding of the computer: none of them is in any number."""

import datetime as dt
import locale
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from emr_core.export.cohort_file import cohort_file
from emr_core.fields import DAYS_PER_MONTH
from emr_core.intake.dates import read_dates
from emr_core.intake.durations import FIRST_ZONE
from emr_core.intake.load import load

ROOT = Path(__file__).resolve().parents[2]

# Dates on both sides of the change to summer time, German words, capitals that Turkish writes otherwise.
CLINIC = (
    "PATIENT ID;Diagnose;Rezidivort;Diagnosedatum;Rezidivdatum;Alter;Leukozyten\n"
    "İ1;ALL;LIQUOR;28.03.2020;29.03.2020;4,5;12,5\n"
    "I2;AML;ORBITA RECHTS;25.10.2020;26.10.2020;11,25;80,1\n"
    "ı3;ALL;Liquor;29.02.2020;01.03.2021;7;3,0\n"
).encode()
ZONES = ("Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu")
LOCALES = ("C", "de_DE.UTF-8", "tr_TR.UTF-8", "fr_FR.ISO8859-1")


@pytest.fixture
def put_back() -> Iterator[None]:
    """Give the process its time zone and locale back."""
    zone, held = os.environ.get("TZ"), locale.setlocale(locale.LC_ALL)
    yield
    os.environ.pop("TZ", None) if zone is None else os.environ.update(TZ=zone)
    time.tzset()
    locale.setlocale(locale.LC_ALL, held)


def taken_in() -> bytes:
    """Return the tidy cohort of the clinic's file, as bytes."""
    cohort = load(CLINIC, "klinik.csv").cohort
    assert cohort is not None
    return cohort_file(cohort)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone cannot be set here")
@pytest.mark.usefixtures("put_back")
def test_zones_and_locales_change_no_byte_of_a_cohort() -> None:
    expected = taken_in()
    assert b"4.5" in expected
    for zone in ZONES:
        os.environ["TZ"] = zone
        time.tzset()
        assert taken_in() == expected, zone
    for name in LOCALES:
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:  # not installed here
            continue
        assert taken_in() == expected, name


def test_days_between_two_dates_do_not_know_summer_time() -> None:
    cohort = load(CLINIC, "klinik.csv").cohort
    assert cohort is not None
    months = cohort.patients["diagnosis_to_emr"]
    assert [value * DAYS_PER_MONTH for value in months] == pytest.approx([1, 1, 366])


def test_a_computer_without_utf8_gives_the_same_summary() -> None:
    plain = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "emr_core", "summary", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    assert b'"fingerprint"' in done.stdout


def test_today_in_the_first_time_zone_is_no_future_and_the_day_after_is() -> None:
    today = dt.datetime.now(tz=FIRST_ZONE).date()
    texts = pd.Series([str(today), str(today + dt.timedelta(days=1))])
    issues = read_dates(texts, "Datum", today).issues
    assert len(issues) == 1
    assert "lies in the future" in issues[0].message


def test_no_wait_is_measured_by_a_clock_that_can_be_set() -> None:
    for place in ("emr_core", "emr_ui"):
        for path in sorted((ROOT / place).rglob("*.py")):
            if path.parent.name != "sign_in":  # a sign-in ends at a time of day
                assert "time.time" not in path.read_text(encoding="utf-8"), path
