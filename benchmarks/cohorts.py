"""Seeded cohorts of any size, as files and checked; written once into build/benchmarks."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from emr_core.cohort import Cohort
from emr_core.intake.load import take_in
from emr_core.intake.raw_table import read_table
from emr_core.intake.read.limits import LIMITS
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
    """Return the checked cohort in that file, as an upload gives it; a million are more than it may hold."""
    data = file(patients).read_bytes()
    limits = replace(LIMITS, file_bytes=max(LIMITS.file_bytes, len(data)))
    made = take_in(read_table(data, f"{patients} patients.csv", limits=limits)).cohort
    if made is None:
        raise ValueError(f"The seeded registry of {patients} patients is refused.")
    return made
