"""What must be there: required columns and values, patients at all, codes that can be told apart."""

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from emr_core.fields import Field, Sites
from emr_core.intake.checks import rows_where, without_relapse
from emr_core.intake.distinct import Coded
from emr_core.intake.issues import Issue, Severity
from emr_core.intake.outer_bytes import are_plain_codes, each_once, ends_in_digit, may_begin_with
from emr_core.intake.words import folded, missing_words
from emr_core.schema import FIELDS
from emr_core.wording import listed, quoted


def required_columns(texts: Mapping[str, pd.Series]) -> list[Issue]:
    """Return an error for every required variable that neither a column nor a constant holds."""
    stand_in = {"patient_id": "The number of the row can stand in for it, if you choose so. "}
    constant = "One value for all rows can be given instead. "
    return [
        Issue(
            "error",
            "missing_column",
            f"No column for {field.label} ({field.header}). {field.definition} "
            f"{stand_in.get(field.name, constant)}Add it, or name it so.",
            column=field.header,
        )
        for field in FIELDS
        if field.required and field.name not in texts and not _not_needed(field, texts)
    ]


def _not_needed(field: Field, texts: Mapping[str, pd.Series]) -> bool:
    """Tell whether a table of patients without relapse can do without their sites."""
    if not isinstance(field, Sites) or "emr" not in texts:
        return False
    return {text.lower() for text in texts["emr"].unique()} <= {"no", "n", "0", "false"}


def without_columns(values: pd.DataFrame) -> bool:
    """Tell whether what every patient needs is missing, so that no patient can be made of a row."""
    return any(field.required and field.name not in values for field in FIELDS)


def missing_spelled(texts: Mapping[str, pd.Series], given: Mapping[str, Coded]) -> list[Issue]:
    """Return which words were taken for "not recorded", and how often: written, but not among the given."""
    found: Counter[str] = Counter()
    for name, column in texts.items():
        if not any(given[name].gone):
            continue
        words = column[(given[name].texts.isna() & (column != "")).to_numpy(dtype=bool)].str.strip()
        found.update({str(word): n for word, n in words.value_counts().items() if word})
    if not found:
        return []
    said = ", ".join(f"{quoted(word)} {n}×" for word, n in found.most_common(12))
    return [Issue("info", "missing_spelled", f"Taken as not recorded: {said}.")]


def some_patients(values: pd.DataFrame) -> list[Issue]:
    """Return an error for a table of a header and no rows."""
    if len(values):
        return []
    return [Issue("error", "no_patients", "The file has a header and no patients. Add one row a patient.")]


def required_values(values: pd.DataFrame, found: list[Issue]) -> list[Issue]:
    """Return an error for every row without a required value; a patient without sites is only pointed out.

    A value that was given but not read has its own issue, among `found`, and is not named twice.
    """
    named = {(issue.row, issue.column) for issue in found}
    issues = []
    for field in FIELDS:
        if not field.required or field.name not in values:
            continue
        is_site = isinstance(field, Sites)
        blank = values[field.name].isna()
        if is_site:
            blank = blank & ~without_relapse(values) & ~_named_elsewhere(values, field.name)
        for row in rows_where(blank):
            message = f"{field.label}, row {row}: empty. " + (
                "The patient counts as 'site not stated'." if is_site else "Fill it in, or remove the row."
            )
            severity: Severity = "warning" if is_site else "error"
            if (row, field.header) not in named:
                issues.append(Issue(severity, "missing_value", message, row=row, column=field.header))
    return issues


def _named_elsewhere(values: pd.DataFrame, name: str) -> pd.Series:
    """Return the rows of patients of whom another row gives a field."""
    nobody = pd.Series(False, index=values.index)
    if "patient_id" not in values or values[name].notna().all():
        return nobody
    ids = values["patient_id"]
    if each_once(_given_ids(values)):
        return nobody
    again = ids.notna() & ids.duplicated(keep=False)
    return again & ids.isin(ids[again & values[name].notna()]) if again.any() else nobody


def _given_ids(values: pd.DataFrame) -> pd.Series:
    """Return the codes of patients that are given, not copied where all are."""
    ids = values["patient_id"]
    return ids if ids.notna().all() else ids.dropna()


def odd_ids(values: pd.DataFrame) -> list[Issue]:
    """Return a warning for codes that read like "not recorded"; they are kept, as each may name a patient."""
    if "patient_id" not in values:
        return []
    ids = _given_ids(values)
    words = ids[~ends_in_digit(ids)]
    words = words[~words.str.contains(r"[0-9]").to_numpy(dtype=bool)]
    odd = words[words.map(lambda text: folded(text) in missing_words()).to_numpy(dtype=bool)]
    if odd.empty:
        return []
    rows = rows_where(values["patient_id"].isin(odd))
    where = listed([str(row) for row in rows[:6]]) + (" and further" if len(rows) > 6 else "")
    message = (
        f"Patient, {'rows' if len(rows) > 1 else 'row'} {where}: the code reads like 'not recorded'. "
        "It is kept as a code. Give the patient a code of their own, or remove the row."
    )
    return [Issue("warning", "odd_id", message, row=rows[0], column="patient_id")]


def look_alike_ids(values: pd.DataFrame) -> list[Issue]:
    """Return a warning for codes that differ only in case, blanks or signs; they are never merged."""
    if "patient_id" not in values:
        return []
    given = _given_ids(values)
    if are_plain_codes(given) and each_once(given):
        return []  # as usual; of 100,000 codes this is seen in 3 ms instead of 35
    ids = pd.Series(given.unique(), dtype="str")
    alike = ids.str.lower().str.replace(r"[^0-9a-z]", "", regex=True)
    # Only in ASCII are these the letters of a code; the others are folded one by one.
    odd = ~ids.str.isascii() | (alike == "")
    alike = alike.mask(odd, ids[odd].map(lambda text: re.sub(r"[\W_]", "", folded(text)) or text))
    several = ids[alike.duplicated(keep=False).to_numpy(dtype=bool)]
    if several.empty:
        return []
    first = values["patient_id"].isin(several)
    rows = rows_where(first)
    where = listed([str(row) for row in rows[:6]]) + (" and further" if len(rows) > 6 else "")
    message = (
        f"Patient, rows {where}: codes that differ only in case, blanks or signs. "
        "They are kept as different patients. Check that they are."
    )
    return [Issue("warning", "look_alike_ids", message, row=rows[0], column="patient_id")]


def leading_zeros(values: pd.DataFrame) -> list[Issue]:
    """Return what is said of codes that differ only in zeros in front, as 007 and 7; they stay apart."""
    if "patient_id" not in values:
        return []
    given = _given_ids(values)
    if not may_begin_with(given, "0"):
        return []
    padded = given[given.str.match(r"0+[1-9]\d*$").to_numpy(dtype=bool)]
    if padded.empty:
        return []
    twins = padded[padded.str.lstrip("0").isin(given).to_numpy(dtype=bool)]
    if twins.empty:
        return []
    rows = rows_where(values["patient_id"].isin([*twins, *twins.str.lstrip("0")]))
    where = listed([str(row) for row in rows[:6]]) + (" and further" if len(rows) > 6 else "")
    message = (
        f"Patient, rows {where}: codes that differ only in zeros in front. They are kept as different "
        "patients. Check that no program took the zeros off."
    )
    return [Issue("info", "leading_zeros", message, row=rows[0], column="patient_id")]
