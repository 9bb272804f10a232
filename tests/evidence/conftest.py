"""The published cohort, as it is and with one cell of its file altered."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Finding
from emr_core.evidence.recompute import findings
from emr_core.intake.load import load

DATA = Path(__file__).resolve().parents[2] / "data"
FILE = DATA / "sample_cohort.csv"

Altered = Callable[[str, str, str], dict[str, Finding]]


def read(content: bytes) -> Cohort:
    cohort = load(content, FILE.name, FILE.with_suffix(".source.json").read_bytes()).cohort
    assert cohort is not None
    return cohort


@pytest.fixture(scope="session")
def cohort() -> Cohort:
    return read(FILE.read_bytes())


@pytest.fixture(scope="session")
def found(cohort: Cohort) -> dict[str, Finding]:
    return {finding.key: finding for finding in findings(cohort)}


@pytest.fixture
def altered() -> Altered:
    """Return what recomputes the claims with one cell of the file replaced."""

    def change(patient: str, column: str, value: str) -> dict[str, Finding]:
        rows = list(csv.DictReader(io.StringIO(FILE.read_text("utf-8"))))
        next(row for row in rows if row["patient_id"] == patient)[column] = value
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        changed = read(text.getvalue().encode("utf-8"))
        return {finding.key: finding for finding in findings(changed)}

    return change
