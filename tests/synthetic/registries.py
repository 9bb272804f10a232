"""Large synthetic registries that tests share, and what is near enough."""

import io
from functools import cache

import numpy as np
import pandas as pd

from emr_core.fields import DAYS_PER_MONTH
from emr_core.schema import BY_NAME, FIELDS
from emr_core.synthesize import registry, stream
from emr_core.synthetic.parameters import PARAMETERS

MANY = 20_000
AFTER = PARAMETERS.after_relapse
IN_DAYS = {"weeks": 7.0, "months": DAYS_PER_MONTH}


@cache
def held() -> pd.DataFrame:
    """Return a large registry as it is held, columns named by field."""
    return registry(MANY).rename(columns={field.header: field.name for field in FIELDS})


@cache
def known() -> pd.DataFrame:
    """Return the same patients before anything went missing, with lineage, times in days and risk factors."""
    frame = registry(MANY, complete=True).rename(columns={field.header: field.name for field in FIELDS})
    is_t = frame["immunophenotype"] == "T"
    conditions = [frame["leukemia_type"] == "AML", is_t, frame["leukemia_type"] == "ALL"]
    frame["lineage"] = np.select(conditions, ["AML", "T-ALL", "B-ALL"], "MPAL or other")
    for name in (name for name in frame if f"{name}" in BY_NAME and hasattr(BY_NAME[name], "start")):
        frame[name] = np.round(frame[name] * IN_DAYS[BY_NAME[name].unit])
    frame["concurrent"] = frame["bmr"] == "Concurrent"
    frame["hsct_before"] = frame["hsct_before_emr"] == "Yes"
    frame["early"] = frame["diagnosis_to_emr"] < AFTER.early_before * DAYS_PER_MONTH
    frame["older"] = frame["age_at_diagnosis"] >= AFTER.older_from
    frame["mrd"] = (frame["marrow_mrd_at_emr"] == "Yes") & ~frame["concurrent"]
    return frame


@cache
def made(**arguments: object) -> str:
    """Return a registry as the text of a CSV file."""
    file = io.StringIO()
    stream(file, **arguments)
    return file.getvalue()


def near(found: float, wanted: float, within: float) -> bool:
    return abs(found - wanted) <= within


def assert_shares(column: pd.Series, wanted: dict[str, float]) -> None:
    """Assert that every level is as frequent as wanted, within 2 percentage points."""
    found = column.value_counts(normalize=True)
    wrong = {
        level: (found.get(level, 0.0), share)
        for level, share in wanted.items()
        if not near(found.get(level, 0.0), share, 0.02)
    }
    assert wrong == {}
    assert set(found.index) <= set(wanted)
