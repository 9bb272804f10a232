"""Rules across rows and columns: ids, required values, and what cannot be true together."""

import pandas as pd

from emr_core.fields import Sites
from emr_core.intake.issues import Issue
from emr_core.intake.mapping import Mapping
from emr_core.schema import BY_NAME, FIELDS


def required_columns(mapping: Mapping) -> list[Issue]:
    """Return an error for every required variable that no column holds."""
    return [
        Issue(
            "error",
            "missing_column",
            f"No column for {field.label} ({field.header}). {field.definition} Add it, or name it so.",
            column=field.header,
        )
        for field in FIELDS
        if field.required and field.name not in mapping.columns
    ]


def required_values(values: pd.DataFrame) -> list[Issue]:
    """Return an error for every row without a required value; a patient without sites is only pointed out."""
    issues = []
    for field in FIELDS:
        if not field.required or field.name not in values:
            continue
        for index in values.index[values[field.name].isna() | (values[field.name] == "")]:
            is_site = isinstance(field, Sites)
            message = f"{field.label}, row {index + 1}: empty. " + (
                "The patient counts as 'site not stated'." if is_site else "Fill it in, or remove the row."
            )
            severity = "warning" if is_site else "error"
            issues.append(Issue(severity, "missing_value", message, row=int(index) + 1, column=field.header))
    return issues


def unique_ids(ids: pd.Series) -> list[Issue]:
    """Return an error for every row whose patient already stands in an earlier row."""
    again = ids.notna() & ids.duplicated()
    return [
        Issue(
            "error",
            "duplicate_id",
            f"Patient, row {index + 1}: the same code stands in an earlier row. One row a patient.",
            row=int(index) + 1,
            column="patient_id",
        )
        for index in ids.index[again]
    ]


def only_for(values: pd.DataFrame) -> list[Issue]:
    """Return a warning where a value stands that its companion field does not allow."""
    issues = []
    for field in FIELDS:
        if field.only_for is None or field.name not in values or field.only_for[0] not in values:
            continue
        other, levels = field.only_for
        wrong = values[field.name].notna() & values[other].notna() & ~values[other].isin(levels)
        for index in values.index[wrong]:
            message = (
                f"{field.label}, row {index + 1}: given though {BY_NAME[other].label} "
                f"is {values.loc[index, other]}. Correct one of the two."
            )
            issues.append(Issue("warning", "contradiction", message, row=int(index) + 1, column=field.header))
    return issues


def sites_fit_sex(values: pd.DataFrame, sites: pd.DataFrame, sex_of_subsite: dict[str, str]) -> list[Issue]:
    """Return a warning for a testis of a girl or an ovary of a boy."""
    if "sex" not in values or "patient_id" not in values:
        return []
    rows = pd.Series(values.index + 1, index=values["patient_id"])
    sexes = pd.Series(values["sex"].to_numpy(), index=values["patient_id"])
    issues = []
    for patient, subsite in zip(sites["patient_id"], sites["subsite"], strict=True):
        needed, recorded = sex_of_subsite.get(subsite, ""), sexes.get(patient)
        if needed and isinstance(recorded, str) and recorded != needed:
            row = int(rows[patient])
            message = (
                f"Site, row {row}: {subsite} in a patient whose sex is {recorded}. Correct one of the two."
            )
            issues.append(
                Issue("warning", "contradiction", message, row=row, column="emr_sites", value=subsite)
            )
    return issues
