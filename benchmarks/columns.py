"""The fifteen columns of the intake benchmark, and the rules that every reader of them checks.

Imports nothing of ours, for the peers run in an environment without it: the rules are read from the file that
`benchmarks.rules` writes from the schema.
"""

import json
from pathlib import Path
from typing import Any

COLUMNS = (
    "patient_id",
    "institution",
    "year_of_emr",
    "age_at_diagnosis_years",
    "sex",
    "leukemia_type",
    "wbc_at_diagnosis",
    "initial_emd",
    "cr_to_emr_months",
    "emr_sites",
    "bmr",
    "emr_to_bmr_weeks",
    "response",
    "emr_to_cr_weeks",
    "follow_up_months",
)


def rules_beside(path: str) -> dict[str, Any]:
    """Return the rules that were written beside a file of the benchmark."""
    found: dict[str, Any] = json.loads(Path(path).with_name("intake-rules.json").read_text("utf-8"))
    return found


def most_memory() -> float:
    """Return the largest memory that this process itself held, in gigabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024**2 for line in lines if line.startswith("VmHWM"))
