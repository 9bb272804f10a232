"""Cohorts put together and compared patient by patient: what `joined` and `overlaps` are held to."""

import math
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.dtypes import with_schema_dtypes
from emr_core.fields import Categorical, Continuous
from emr_core.overlaps import ENOUGH
from emr_core.schema import FIELDS


def joined(
    cohorts: Sequence[Cohort], names: Sequence[str], *, institutions: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return patients and sites of several cohorts, every value as a text on the way."""
    new = codes(cohorts, names)
    patients, sites = [], []
    for cohort, called, code in zip(cohorts, names, new, strict=True):
        table = cohort.patients.astype(
            {name: "object" for name in cohort.patients if cohort.patients[name].dtype == "category"}
        )
        table["patient_id"] = [code[one] for one in table["patient_id"]]
        for name, value in (("emr", "Yes"), *([("institution", called)] if institutions else [])):
            held = table[name].tolist() if name in table else [None] * len(table)
            table[name] = pd.Series([value if pd.isna(one) else one for one in held], dtype="object")
        patients.append(table)
        sites.append(cohort.sites.assign(patient_id=[code[one] for one in cohort.sites["patient_id"]]))
    together = pd.concat(patients, ignore_index=True)
    if not any("emr" in cohort.patients for cohort in cohorts):
        together = together.drop(columns="emr")
    return with_schema_dtypes(together), pd.concat(sites, ignore_index=True)


def codes(cohorts: Sequence[Cohort], names: Sequence[str]) -> list[dict[str, str]]:
    """Return the new code of every patient, cohort by cohort."""
    held = Counter(code for cohort in cohorts for code in cohort.patients["patient_id"])
    taken = {code for code, n in held.items() if n == 1}
    made = []
    for cohort, called in zip(cohorts, names, strict=True):
        new: dict[str, str] = {}
        for code in cohort.patients["patient_id"]:
            text = code
            while held[code] > 1 and (text == code or text in taken):
                text = f"{text} ({called})"
            taken.add(text)
            new[code] = text
        made.append(new)
    return made


def equal(one: Cohort, other: Cohort) -> tuple[tuple[str, str], ...]:
    """Return who equals whom, the values of every patient written as one text."""
    names = [
        field.name
        for field in FIELDS
        if field.name in one.patients
        and field.name in other.patients
        and field.name not in {"patient_id", "institution", "emr"}
        and isinstance(field, Categorical | Continuous)
        and not getattr(field, "open", False)
    ]
    left, right = (_described(cohort, names) for cohort in (one, other))
    return tuple((code, right[text]) for text, code in left.items() if text in right)


def _described(cohort: Cohort, names: Sequence[str]) -> dict[str, str]:
    """Return the values of those of whom enough is recorded and who equal nobody here, to their codes."""
    texts: dict[str, list[tuple[str, bool]]] = {}
    for patient in cohort.patients.to_dict("records"):
        mine = cohort.sites["subsite"][cohort.sites["patient_id"] == patient["patient_id"]]
        values = [None if pd.isna(patient[name]) else patient[name] for name in names]
        numbers = [value for value in values if isinstance(value, float) and not math.isnan(value)]
        told = [round(value, 6) if isinstance(value, float) else value for value in values]
        enough = len([value for value in values if value is not None]) >= ENOUGH and bool(numbers)
        text = "|".join(["; ".join(sorted(mine)), *("" if one is None else str(one) for one in told)])
        texts.setdefault(text, []).append((patient["patient_id"], enough))
    return {text: held[0][0] for text, held in texts.items() if len(held) == 1 and held[0][1]}
