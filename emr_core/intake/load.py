"""The whole way from bytes to a checked cohort."""

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from emr_core.cohort import Cohort, Source, with_schema_dtypes
from emr_core.fields import Sites
from emr_core.intake import checks, presence
from emr_core.intake.columns import Taken, take
from emr_core.intake.durations import EMR_DAY, from_clocks, from_dates
from emr_core.intake.identifiers import gate
from emr_core.intake.issues import Issue, Verdict, verdict
from emr_core.intake.mapping import Mapping
from emr_core.intake.parse import parse_column, recorded
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.rows import Merged, merge
from emr_core.intake.site_rows import marrow_only, site_rows
from emr_core.intake.source import read_source
from emr_core.intake.suggest import suggest
from emr_core.schema import BY_NAME
from emr_core.wording import counted

ASKED = {"not_a_level", "value_unknown", "site_unread", "site_question", "sentinel", "not_a_number"}
"""Codes of issues about a value that the user can say the meaning of."""


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a file: rows = patients + merged + refused."""

    rows: int
    patients: int
    merged: int
    refused: int

    @property
    def sentence(self) -> str:
        """Return the sum as a line."""
        return (
            f"{counted(self.rows, 'row')} = {counted(self.patients, 'patient')} "
            f"+ {self.merged} merged + {self.refused} refused."
        )


@dataclass(frozen=True, eq=False)
class Intake:
    """What a file gave: a cohort if it was not refused, the issues, and how the file was read.

    `suggestion` is the mapping that the file suggests, whichever was used.
    """

    cohort: Cohort | None
    issues: tuple[Issue, ...]
    verdict: Verdict
    table: RawTable
    mapping: Mapping
    counts: Counts
    suggestion: Mapping = field(default_factory=Mapping)

    @property
    def asked(self) -> dict[str, Counter[str]]:
        """Return the values whose meaning the user can say: column to value to rows."""
        found: dict[str, Counter[str]] = {}
        for issue in self.issues:
            if issue.code in ASKED and issue.value:
                found.setdefault(issue.column, Counter())[issue.value] += 1
        return found


def load(data: bytes, name: str, description: bytes = b"", *, mapping: Mapping | None = None) -> Intake:
    """Return the cohort in a file, with everything that was found on the way.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages.
    description
        Bytes of the JSON that names the cohort's source; without it the cohort counts as uploaded.
    mapping
        How the file is to be read; without it as its headers suggest.

    Raises
    ------
    UnreadableFileError
        If the bytes hold no table.
    """
    return take_in(read_table(data, name), description, mapping=mapping)


def take_in(table: RawTable, description: bytes = b"", *, mapping: Mapping | None = None) -> Intake:
    """Return the cohort in a table that has been read; another mapping needs no second reading."""
    suggestion = suggest(table)
    plan = (mapping or suggestion).for_headers(tuple(map(str, table.cells.columns)))
    shut = gate(table, plan)
    taken = take(table, plan, shut)
    issues = [*table.notes, *shut.issues, *presence.required_columns(taken.texts), *taken.issues]
    values, found = _values(table, plan, taken)
    issues += found
    if presence.without_columns(values):
        return _refused(table, plan, suggestion, issues)
    merged = merge(values)
    issues += merged.issues
    sites, found = site_rows(merged.patients["patient_id"], merged.patients["emr_sites"].fillna(""))
    issues += found + checks.sites_fit_sex(merged.patients, sites) + checks.can_be_analysed(merged.patients)
    if verdict(tuple(issues)) == "refuse":
        return _refused(table, plan, suggestion, issues)
    cohort = _cohort(table, plan, merged, sites, description)
    counts = Counts(len(table.cells), len(cohort), merged.rows_merged, 0)
    return Intake(cohort, tuple(issues), verdict(tuple(issues)), table, plan, counts, suggestion)


def _refused(table: RawTable, plan: Mapping, suggestion: Mapping, issues: list[Issue]) -> Intake:
    counts = Counts(len(table.cells), 0, 0, len(table.cells))
    return Intake(None, tuple(issues), "refuse", table, plan, counts, suggestion)


def _cohort(
    table: RawTable, plan: Mapping, merged: Merged, sites: pd.DataFrame, description: bytes
) -> Cohort:
    """Return the cohort, identifiers beside its columns only where they were kept on purpose."""
    values = merged.patients.drop(columns=EMR_DAY, errors="ignore")
    kept = {header: table.cells.loc[values.index, header] for header in plan.kept if header in table.cells}
    patients = with_schema_dtypes(values.assign(**kept).reset_index(drop=True))
    if description:
        source = read_source(description, table.sha256, plan.text)
    else:
        source = Source(name=table.name, kind="uploaded", sha256=table.sha256, reading=plan.text)
    return Cohort(patients, sites, merged.episodes, source)


def _values(table: RawTable, plan: Mapping, taken: Taken) -> tuple[pd.DataFrame, list[Issue]]:
    """Return every mapped column parsed, the karyotype's text beside its class, and the issues."""
    columns: dict[str, pd.Series] = {}
    issues = presence.missing_spelled(taken.texts)
    for name, texts in taken.texts.items():
        variable = BY_NAME[name]
        if isinstance(variable, Sites):
            columns[name] = recorded(texts)
            continue
        column = plan.fields.get(name)
        columns[name], found = parse_column(variable, texts, column.unit if column else "", table.decimal)
        issues += found
        if name == "karyotype":
            columns["karyotype_as_written"] = recorded(texts)
    dated, found = from_dates(table.cells, plan, columns)
    columns |= dated
    issues += found
    timed, found = from_clocks(table.cells, plan, columns, table.decimal)
    columns |= timed
    issues += found
    if "emr_sites" in columns and "emr" not in columns:
        columns["emr"], columns["emr_sites"], found = marrow_only(columns["emr_sites"])
        issues += found
        if not found:
            del columns["emr"]
    elif "emr" in columns and "emr_sites" not in columns and (columns["emr"] == "No").all():
        columns["emr_sites"] = pd.Series(pd.NA, index=table.cells.index, dtype="str")
    values = pd.DataFrame(columns, index=table.cells.index)
    issues += presence.some_patients(values) + presence.required_values(values, issues)
    for rule in (*checks.RULES, presence.look_alike_ids):
        issues += rule(values)
    # In the schema's own columns an empty status is an answer; in columns of another form it may be lost.
    tidy = plan.columns.get("last_status") == BY_NAME["last_status"].header
    issues += checks.time_with_status(values, "info" if tidy else "warning")
    return values, issues
