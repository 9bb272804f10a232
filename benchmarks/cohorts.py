"""Seeded cohorts of any size, as files and checked; written once into build/benchmarks."""

from functools import cache
from pathlib import Path

from emr_core.cohort import Cohort
from emr_core.intake.load import load
from emr_core.synthesize import SEED, stream

FOLDER = Path(__file__).resolve().parents[1] / "build" / "benchmarks"


def file(patients: int) -> Path:
    """Return the CSV of a seeded registry of so many patients."""
    path = FOLDER / f"registry-{patients}.csv"
    if not path.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.csv")
        stream(unfinished, patients, SEED)
        unfinished.rename(path)
    return path


@cache
def cohort(patients: int) -> Cohort:
    """Return the checked cohort in that file, as an upload gives it."""
    made = load(file(patients).read_bytes(), f"{patients} patients.csv").cohort
    if made is None:
        raise ValueError(f"The seeded registry of {patients} patients is refused.")
    return made
