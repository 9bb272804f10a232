"""Cohorts that tests share, every one read through the same intake as an upload; nothing is mocked."""

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from emr_core.cohort import Cohort
from emr_core.filters import Levels, Range, apply
from emr_core.intake.intake import Intake
from emr_core.intake.load import load
from emr_core.schema import BY_NAME, FIELDS

DATA = Path(__file__).resolve().parents[1] / "data"
FILE = DATA / "sample_cohort.csv"

Value = str | float | int | None
REQUIRED: dict[str, Value] = {"leukemia_type": "ALL", "emr_sites": "CSF"}
"""What `make_cohort` gives every patient who is told nothing else; ids are P1, P2, ..."""

TABLE_2 = {
    "CSF": (0, 7),
    "Brain": (2, 0),
    "Nerve plexus": (2, 0),
    "Bone": (6, 0),
    "Kidney": (0, 4),
    "Testis": (0, 2),
    "Ovary and uterus": (0, 1),
    "Liver": (0, 2),
    "Intestine": (0, 1),
    "Pancreas": (0, 1),
    "Peritoneum and omentum": (0, 1),
    "Breast": (0, 1),
    "Lung": (1, 0),
    "Pleura": (1, 0),
    "Muscle": (2, 0),
    "Skin": (0, 1),
    "Lymph node": (0, 2),
    "Parotid gland": (0, 1),
}
"""Table 2 of the paper: sites in AML and in ALL."""


@cache
def published() -> Cohort:
    """Return the 22 published children."""
    return cohort_of(load(FILE.read_bytes(), FILE.name, FILE.with_suffix(".source.json").read_bytes()))


def csv_text(**columns: Value | list[Value]) -> str:
    """Return a tidy file: field name to one value for all rows, or a list with one a row; None is empty."""
    lists = {name: values for name, values in columns.items() if isinstance(values, list)}
    sizes = {len(values) for values in lists.values()} or {1}
    if len(sizes) != 1:
        raise ValueError(f"Columns must be equally long, but were {sorted(sizes)}.")
    (n,) = sizes
    filled = {"patient_id": [f"P{i}" for i in range(1, n + 1)], **REQUIRED, **columns}
    full = {name: values if isinstance(values, list) else [values] * n for name, values in filled.items()}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([BY_NAME[name].header if name in BY_NAME else name for name in full])
    writer.writerows(
        ["" if value is None else value for value in row] for row in zip(*full.values(), strict=True)
    )
    return text.getvalue()


def read(text: str | bytes, name: str = "made.csv") -> Intake:
    """Return what the intake makes of a file's text."""
    return load(text.encode("utf-8") if isinstance(text, str) else text, name)


def make_cohort(**columns: Value | list[Value]) -> Cohort:
    """Return a tiny cohort with these columns; ids, type (ALL) and site (CSF) are filled in if not given."""
    return cohort_of(read(csv_text(**columns)))


def cohort_of(intake: Intake) -> Cohort:
    """Return the cohort of an intake, which must not have been refused."""
    if intake.cohort is None:
        raise ValueError("Refused: " + "; ".join(issue.message for issue in intake.issues))
    return intake.cohort


def nobody() -> Cohort:
    """Return the published cohort after a filter that leaves nobody."""
    return apply(published(), [Range("age_at_diagnosis", 90, 100)])


def without_aml() -> Cohort:
    """Return the 14 published children with ALL."""
    return apply(published(), [Levels("leukemia_type", ("ALL",))])


@cache
def one_patient() -> Cohort:
    """Return P09 alone, an uploaded file of one row: a girl with ALL, six sites and a later BMR."""
    header, *rows = FILE.read_text("utf-8").splitlines(keepends=True)
    return cohort_of(read(header + next(row for row in rows if row.startswith("P09,"))))


@cache
def all_unknown() -> Cohort:
    """Return three patients of whom nothing but id and type is recorded, though every column stands there."""
    empty: dict[str, Value] = {field.name: None for field in FIELDS if not field.required}
    return make_cohort(**{**empty, "emr_sites": None, "leukemia_type": ["AML", "ALL", "ALL"]})


@cache
def minimal() -> Cohort:
    """Return four patients with the required columns only: id, type and sites."""
    return make_cohort(
        leukemia_type=["AML", "AML", "ALL", "ALL"], emr_sites=["Bone", "Skin; bone", "CSF", None]
    )


STATES: dict[str, Callable[[], Cohort]] = {
    "published": published,
    "one patient": one_patient,
    "all unknown": all_unknown,
    "nobody": nobody,
    "minimal": minimal,
    "without AML": without_aml,
}
"""Every state a picture and a table must bear."""
