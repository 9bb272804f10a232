"""Rules across columns: what cannot be true together, and what cannot be analysed."""

from collections.abc import Callable, Iterator

import pandas as pd

from emr_core.cohort import among
from emr_core.fields import DAYS_PER_WEEK, Duration, Field
from emr_core.intake.issues import Issue, Severity
from emr_core.schema import BY_NAME, FIELDS
from emr_core.vocabulary.sites import SITES, read_sites
from emr_core.wording import counted, listed, number, quoted

IN_ORDER = (
    ("age_at_diagnosis", "age_at_emr"),
    ("cr_to_emr", "diagnosis_to_emr"),
    ("hsct_to_emr", "diagnosis_to_emr"),
    ("emr_to_bmr", "follow_up"),
    ("emr_to_cr", "follow_up"),
    ("emr_to_hsct", "follow_up"),
    ("emr_to_second_relapse", "follow_up"),
    ("emr_to_cr", "emr_to_second_relapse"),
)
"""Pairs of times of which the first cannot be the longer one."""

CONCURRENT_UP_TO = 30
"""Days: the widest concurrency window in use; beyond it a marrow relapse is a later one."""

NAMED = 12
"""Rows that one message names at most."""

ENOUGH = 10
"""Patients from which it is odd that nobody, or everybody at once, died."""

SLACK = 1.0
"""Days (for ages: years) by which rounding may turn a pair round."""


def only_for(values: pd.DataFrame) -> list[Issue]:
    """Return a warning where a value stands that its companion field does not allow."""
    issues = []
    for field in FIELDS:
        if field.only_for is None or field.name not in values or field.only_for[0] not in values:
            continue
        other, levels = field.only_for
        wrong = values[field.name].notna() & values[other].notna() & ~values[other].isin(levels)
        issues += _contradictions(values, wrong, field.name, other)
    return issues


def lineage_fits(values: pd.DataFrame) -> list[Issue]:
    """Return a warning for a FAB class M in ALL or L in AML."""
    if "fab" not in values or "leukemia_type" not in values:
        return []
    wanted = values["fab"].astype("str").str[:1].map({"M": "ALL", "L": "AML"}, na_action="ignore")
    return _contradictions(values, values["leukemia_type"] == wanted, "fab", "leukemia_type")


def sites_fit_relapse(values: pd.DataFrame) -> list[Issue]:
    """Return a warning for relapse sites of a patient recorded as without extramedullary relapse."""
    if "emr" not in values or "emr_sites" not in values:
        return []
    wrong = without_relapse(values) & values["emr_sites"].notna()
    named = {text: bool(read_sites(text).mentions) for text in values.loc[wrong, "emr_sites"].unique()}
    wrong &= values["emr_sites"].map(named).eq(True)
    return _contradictions(values, wrong, "emr_sites", "emr")


def concurrent_in_time(values: pd.DataFrame) -> list[Issue]:
    """Return a warning for a concurrent marrow relapse beyond the widest concurrency window."""
    if "bmr" not in values or "emr_to_bmr" not in values:
        return []
    late = values["emr_to_bmr"] * DAYS_PER_WEEK > CONCURRENT_UP_TO + 0.5
    return _contradictions(values, late & (values["bmr"] == "Concurrent"), "emr_to_bmr", "bmr")


def times_in_order(values: pd.DataFrame) -> list[Issue]:
    """Return a warning where the first of two times must not be longer than the second, but is."""
    issues = []
    for shorter, longer in IN_ORDER:
        if shorter not in values or longer not in values:
            continue
        first, second = (values[name] * _days(BY_NAME[name]) for name in (shorter, longer))
        one, other = BY_NAME[shorter], BY_NAME[longer]
        issues += [
            Issue(
                "warning",
                "time_order",
                f"{one.axis}, row {row}: {time} is more than {other.axis}, {limit}. Correct one of the two.",
                row=row,
                column=one.header,
                value=time,
            )
            for row, time, limit in _said(values, first > second + SLACK, shorter, longer)
        ]
    return issues


def time_with_status(values: pd.DataFrame, severity: Severity) -> list[Issue]:
    """Return what is said of follow-up without a status: such patients cannot stand in a survival curve."""
    if "follow_up" not in values or "last_status" not in values:
        return []
    rows = rows_where(values["follow_up"].notna() & values["last_status"].isna())
    if not rows:
        return []
    follow_up, status = BY_NAME["follow_up"], BY_NAME["last_status"]
    named = listed([str(row) for row in rows[:NAMED]], "and" if len(rows) <= NAMED else "…")
    message = (
        f"{follow_up.label}, rows {named}: known, but {status.label} is not. "
        f"{counted(len(rows), 'patient')} left out of survival curves. Fill in the status."
    )
    return [Issue(severity, "time_without_status", message, row=rows[0], column=status.header)]


def can_be_analysed(values: pd.DataFrame) -> list[Issue]:
    """Return a warning where the whole file allows no curve, or holds no relapse."""
    found = []
    if len(values) and without_relapse(values).all():
        found.append(
            ("no_relapse", "No patient has an extramedullary relapse: the file gives denominators only.")
        )
    if "follow_up" in values and "last_status" in values:
        known = values[values["follow_up"].notna() & values["last_status"].notna()]
        died = known[known["last_status"].astype("str").str.startswith("Died")]
        if len(known) >= ENOUGH and died.empty:
            found.append(
                (
                    "no_deaths",
                    "No death is recorded: the median survival is not reached, and no test is made.",
                )
            )
        if len(died) >= ENOUGH and (died["follow_up"] == died["follow_up"].iloc[0]).all():
            found.append(
                ("one_time", "All deaths stand at the same time: the curve has one step. Check the column.")
            )
    return [Issue("warning", code, message) for code, message in found]


def sites_fit_sex(values: pd.DataFrame, sites: pd.DataFrame) -> list[Issue]:
    """Return a warning for a testis of a girl or an ovary of a boy."""
    if "sex" not in values:
        return []
    only = {site.subsite: site.sex for site in SITES if site.sex}
    # A tenth of the patients have such a site: the others are left out before anything is looked up.
    bound = sites.loc[among(sites["subsite"], pd.Series(list(only), dtype="str")), ["patient_id", "subsite"]]
    theirs = among(values["patient_id"], bound["patient_id"])
    known = values.loc[theirs & values["sex"].notna().to_numpy(dtype=bool), ["patient_id", "sex"]]
    known = known.assign(row=known.index + 1)
    found = []
    for sex in dict.fromkeys(only.values()):
        here = bound[bound["subsite"].isin([name for name in only if only[name] == sex])]
        others = known[known["sex"] != sex]
        theirs = among(here["patient_id"], others["patient_id"])
        found += [here[theirs].merge(others, on="patient_id")] if theirs.any() else []
    return [
        Issue(
            "warning",
            "contradiction",
            f"Site, row {row}: {subsite} in a patient whose sex is {sex}. Correct one of the two.",
            row=int(row),
            column="emr_sites",
            value=subsite,
        )
        for wrong in found
        for subsite, sex, row in zip(wrong["subsite"], wrong["sex"], wrong["row"], strict=True)
    ]


def _contradictions(values: pd.DataFrame, wrong: pd.Series, name: str, other: str) -> list[Issue]:
    """Return a warning for every row where two fields cannot both be right."""
    field, companion = BY_NAME[name], BY_NAME[other]
    return [
        Issue(
            "warning",
            "contradiction",
            f"{field.label}, row {row}: given as {quoted(value)} though {companion.label} is {reason}. "
            "Correct one of the two.",
            row=row,
            column=field.header,
            value=value,
        )
        for row, value, reason in _said(values, wrong, name, other)
    ]


def _said(values: pd.DataFrame, wrong: pd.Series, name: str, other: str) -> Iterator[tuple[int, str, str]]:
    """Yield the row, and two fields as a clinician writes them, wherever something is wrong."""
    columns = [values.loc[wrong.to_numpy(dtype=bool), column].tolist() for column in (name, other)]
    for row, first, second in zip(rows_where(wrong), *columns, strict=True):
        yield row, *(number(v, 2) if isinstance(v, float) else str(v) for v in (first, second))


def _days(field: Field) -> float:
    """Return how many days one unit of a time lasts; ages are compared with ages."""
    return field.days_per_unit if isinstance(field, Duration) else 1.0


def without_relapse(values: pd.DataFrame) -> pd.Series:
    """Return who is recorded as without extramedullary relapse."""
    nobody = pd.Series(False, index=values.index)
    return nobody if "emr" not in values else (values["emr"] == "No").astype("bool")


def rows_where(wrong: pd.Series) -> list[int]:
    """Return the rows where something holds, counted from 1."""
    return [int(place) + 1 for place in wrong.index[wrong.to_numpy(dtype=bool)]]


RULES: tuple[Callable[[pd.DataFrame], list[Issue]], ...] = (
    only_for,
    lineage_fits,
    sites_fit_relapse,
    concurrent_in_time,
    times_in_order,
)
"""Rules on the rows of a file, in the order in which they are reported."""
