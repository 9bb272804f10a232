"""The fifteen columns of the intake benchmark: header, type, levels or limits, the same for us and for peers.

Imports nothing of ours, for the peers run in an environment without it.
"""

from pathlib import Path

COLUMNS: dict[str, tuple[str, tuple[object, ...]]] = {
    "patient_id": ("string", ()),
    "institution": ("string", ()),
    "year_of_emr": ("number", (1950, 2100)),
    "age_at_diagnosis_years": ("number", (0, 120)),
    "sex": ("string", ("Female", "Male")),
    "leukemia_type": ("string", ("AML", "ALL", "MPAL", "Other")),
    "wbc_at_diagnosis": ("number", (0, 2000)),
    "initial_emd": ("string", ("Yes", "No")),
    "cr_to_emr_months": ("number", (0, 1200)),
    "emr_sites": ("string", ()),
    "bmr": ("string", ("No BMR", "Concurrent", "Subsequent", "Marrow not examined")),
    "emr_to_bmr_weeks": ("number", (0, 5000)),
    "response": (
        "string",
        ("Complete remission", "Partial or no remission", "Died before evaluation", "Not evaluable"),
    ),
    "emr_to_cr_weeks": ("number", (0, 5000)),
    "follow_up_months": ("number", (0, 1200)),
}


def most_memory() -> float:
    """Return the largest memory that this process itself held, in gigabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024**2 for line in lines if line.startswith("VmHWM"))
