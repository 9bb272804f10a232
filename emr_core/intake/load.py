"""The whole way from bytes to a checked cohort."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import EPISODE_COLUMNS, Cohort, Source, with_schema_dtypes
from emr_core.fields import Sites
from emr_core.intake import checks
from emr_core.intake.issues import Issue, Verdict, verdict
from emr_core.intake.mapping import Mapping, suggest
from emr_core.intake.parse import parse_column, recorded
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.site_rows import site_rows
from emr_core.intake.source import read_source
from emr_core.schema import BY_NAME


@dataclass(frozen=True, eq=False)
class Intake:
    """What a file gave: a cohort if it was not refused, the issues, and how the file was read."""

    cohort: Cohort | None
    issues: tuple[Issue, ...]
    verdict: Verdict
    table: RawTable
    mapping: Mapping


def load(data: bytes, name: str, description: bytes = b"") -> Intake:
    """Return the cohort in a tidy file, with everything that was found on the way.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages.
    description
        Bytes of the JSON that names the cohort's source; without it the cohort counts as uploaded.

    Raises
    ------
    UnreadableFileError
        If the bytes hold no table.
    """
    table = read_table(data, name)
    mapping = suggest(tuple(table.cells.columns))
    issues = [*table.notes, *checks.required_columns(mapping)]
    values, found = _values(table, mapping)
    issues += found
    if _stopped(issues):
        return Intake(None, tuple(issues), "refuse", table, mapping)
    sites, found = site_rows(values["patient_id"], values["emr_sites"].fillna(""))
    issues += found + checks.sites_fit_sex(values, sites)
    result = verdict(tuple(issues))
    source = (
        read_source(description, table.sha256, mapping.text) if description else _uploaded(table, mapping)
    )
    cohort = Cohort(with_schema_dtypes(values), sites, _no_episodes(), source) if result != "refuse" else None
    return Intake(cohort, tuple(issues), result, table, mapping)


def _stopped(issues: list[Issue]) -> bool:
    """Tell whether an error stands among the issues."""
    return any(issue.severity == "error" for issue in issues)


def _values(table: RawTable, mapping: Mapping) -> tuple[pd.DataFrame, list[Issue]]:
    """Return every mapped column parsed, the karyotype's text beside its class, and the issues."""
    columns: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name, header in mapping.columns.items():
        field, texts = BY_NAME[name], table.cells[header]
        if isinstance(field, Sites):
            columns[name] = recorded(texts)
            continue
        columns[name], found = parse_column(field, texts)
        issues += found
        if name == "karyotype":
            columns["karyotype_as_written"] = recorded(texts)
    values = pd.DataFrame(columns, index=table.cells.index)
    issues += checks.some_patients(values) + checks.required_values(values, issues)
    for rule in (
        checks.only_for,
        checks.lineage_fits,
        checks.sites_fit_relapse,
        checks.concurrent_in_time,
        checks.times_in_order,
    ):
        issues += rule(values)
    if "patient_id" in values:
        issues += checks.unique_ids(values["patient_id"])
    return values, issues


def _uploaded(table: RawTable, mapping: Mapping) -> Source:
    return Source(name=table.name, kind="uploaded", sha256=table.sha256, reading=mapping.text)


def _no_episodes() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="str") for column in EPISODE_COLUMNS})
