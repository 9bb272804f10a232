"""The whole way from bytes to a checked cohort."""

import pandas as pd

from emr_core.cohort import Cohort, Source, with_schema_dtypes
from emr_core.fields import Karyotype, Sites
from emr_core.intake import checks, presence
from emr_core.intake.columns import Taken, take
from emr_core.intake.durations import EMR_DAY, from_clocks, from_dates
from emr_core.intake.fixes import NO_FIXES, Fixes, as_text, changed, told, with_fixes
from emr_core.intake.identifiers import Gate, gate
from emr_core.intake.intake import Counts, Intake
from emr_core.intake.issues import Issue, verdict
from emr_core.intake.karyotypes import karyotype_columns
from emr_core.intake.mapping import Mapping
from emr_core.intake.parse import parse_column, recorded
from emr_core.intake.places import placed
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.rows import Merged, merge
from emr_core.intake.site_rows import marrow_only, site_rows
from emr_core.intake.source import read_source
from emr_core.intake.suggest import suggest
from emr_core.schema import BY_NAME


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


def take_in(
    table: RawTable,
    description: bytes = b"",
    *,
    mapping: Mapping | None = None,
    fixes: Fixes = NO_FIXES,
    dropped: frozenset[int] = frozenset(),
) -> Intake:
    """Return the cohort in a table that has been read; another mapping or fix needs no second reading.

    Parameters
    ----------
    table
        The table as it was read; it stays so on the `Intake`.
    description
        Bytes of the JSON that names the cohort's source; without it the cohort counts as uploaded.
    mapping
        How the table is to be read; without it as its headers suggest.
    fixes
        Cells changed by hand before anything is parsed: row from 1 and the file's header, to the new text.
        The changes are said as an issue and are part of the cohort's fingerprint.
    dropped
        Rows removed by hand, counted from 1; they stand in the counts as removed. Other rows keep theirs.

    Raises
    ------
    ValueError
        If the table has no such row or column.
    """
    suggestion = suggest(table)
    plan = (mapping or suggestion).for_headers(tuple(map(str, table.cells.columns)))
    mended = with_fixes(table, fixes, dropped)
    made = changed(table, fixes, dropped)
    shut = gate(mended, plan)
    issues = [*shut.issues]
    patients = _patients(mended, plan, shut, issues)
    issues = placed(issues, table, plan)
    notes = placed(mended.notes, table, Mapping())
    issues = [*notes, *told(table, made, dropped, plan, shut.dropped), *issues]
    refused = patients is None or verdict(tuple(issues)) == "refuse"
    cohort = None
    counts = Counts(len(table.cells), 0, 0, len(mended.cells), len(dropped))
    if patients is not None and not refused:
        merged, sites = patients
        reading = "\n".join(part for part in (plan.text, as_text(made, dropped)) if part)
        cohort = _cohort(mended, plan, merged, sites, _source(table, description, reading))
        counts = Counts(len(table.cells), len(cohort), merged.rows_merged, 0, len(dropped))
    return Intake(
        cohort,
        tuple(issues),
        verdict(tuple(issues)),
        table,
        plan,
        counts,
        suggestion,
        made,
        dropped,
        shut.identified,
    )


def _patients(
    table: RawTable, plan: Mapping, shut: Gate, issues: list[Issue]
) -> tuple[Merged, pd.DataFrame] | None:
    """Return one row a patient and the sites, or nothing where no patient can be made; issues are added."""
    taken = take(table, plan, shut)
    issues += [*presence.required_columns(taken.texts), *taken.issues]
    values, found = _values(table, plan, taken)
    issues += found
    if presence.without_columns(values):
        return None
    merged = merge(values)
    issues += merged.issues
    sites, found = site_rows(merged.patients["patient_id"], merged.patients["emr_sites"].fillna(""))
    issues += found + checks.sites_fit_sex(merged.patients, sites) + checks.can_be_analysed(merged.patients)
    return merged, sites


def _source(table: RawTable, description: bytes, reading: str) -> Source:
    """Return where the cohort comes from: as described, or an upload."""
    if description:
        return read_source(description, table.sha256, reading)
    return Source(name=table.name, kind="uploaded", sha256=table.sha256, reading=reading)


def _cohort(table: RawTable, plan: Mapping, merged: Merged, sites: pd.DataFrame, source: Source) -> Cohort:
    """Return the cohort, identifiers beside its columns only where they were kept on purpose."""
    values = merged.patients.drop(columns=EMR_DAY, errors="ignore")
    kept = {header: table.cells.loc[values.index, header] for header in plan.kept if header in table.cells}
    patients = with_schema_dtypes(values.assign(**kept).reset_index(drop=True))
    return Cohort(patients, sites, merged.episodes, source)


def _values(table: RawTable, plan: Mapping, taken: Taken) -> tuple[pd.DataFrame, list[Issue]]:
    """Return every mapped column parsed, text and classes beside the karyotype, and the issues."""
    columns: dict[str, pd.Series] = {}
    issues = presence.missing_spelled(taken.texts)
    for name, texts in taken.texts.items():
        variable = BY_NAME[name]
        if isinstance(variable, Sites):
            columns[name] = recorded(texts)
            continue
        if isinstance(variable, Karyotype):
            read, found = karyotype_columns(variable, recorded(texts, variable))
            columns |= read
            issues += found
            continue
        column = plan.fields.get(name)
        columns[name], found = parse_column(variable, texts, column.unit if column else "", table.decimal)
        issues += found
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
