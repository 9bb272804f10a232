"""The whole way from bytes to a checked cohort."""

import pandas as pd

from emr_core.cohort import Cohort, Source
from emr_core.dtypes import with_schema_dtypes
from emr_core.intake import checks, presence
from emr_core.intake.columns import take
from emr_core.intake.durations import EMR_DAY
from emr_core.intake.fixes import NO_FIXES, Fixes, as_text, changed, told, with_fixes
from emr_core.intake.identifiers import Gate, gate
from emr_core.intake.intake import Counts, Intake
from emr_core.intake.issues import Issue, verdict
from emr_core.intake.mapping import Mapping
from emr_core.intake.places import placed
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.relapses_in_cells import with_first_relapses
from emr_core.intake.rows import Merged, merge
from emr_core.intake.site_rows import site_rows
from emr_core.intake.source import read_source
from emr_core.intake.suggest import suggest
from emr_core.intake.values import values_of


def load(
    data: bytes,
    name: str,
    description: bytes = b"",
    *,
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Intake:
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
    progress
        Called with the share that is done, from 0 to 1, and what is being done.

    Raises
    ------
    UnreadableFileError
        If the bytes hold no table.
    """
    report = progress or silent
    table = read_table(data, name, progress=part(report, 0.0, 0.5))
    return take_in(table, description, mapping=mapping, progress=part(report, 0.5, 1.0))


def take_in(
    table: RawTable,
    description: bytes = b"",
    *,
    mapping: Mapping | None = None,
    fixes: Fixes = NO_FIXES,
    dropped: frozenset[int] = frozenset(),
    progress: Progress | None = None,
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
    progress
        Called with the share that is done, from 0 to 1, and what is being done.

    Raises
    ------
    ValueError
        If the table has no such row or column.
    """
    report = progress or silent
    report(0.0, "Looking at the columns")
    suggestion = suggest(table)
    plan = (mapping or suggestion).for_headers(tuple(map(str, table.cells.columns)))
    mended = with_fixes(table, fixes, dropped)
    made = changed(table, fixes, dropped)
    shut = gate(mended, plan, part(report, 0.02, 0.2))
    issues = [*shut.issues]
    patients = _patients(mended, plan, shut, issues, part(report, 0.2, 0.85))
    issues = placed(issues, table, plan)
    notes = placed(mended.notes, table, Mapping())
    issues = [*notes, *told(table, made, dropped, plan, shut.dropped), *issues]
    refused = patients is None or verdict(tuple(issues)) == "refuse"
    cohort = None
    report(0.85, "Making the cohort")
    counts = Counts(len(table.cells), 0, 0, len(mended.cells), len(dropped))
    if patients is not None and not refused:
        merged, sites = patients
        reading = "\n".join(part for part in (plan.text, as_text(made, dropped), table.told) if part)
        cohort = _cohort(mended, plan, merged, sites, _source(table, description, reading))
        counts = Counts(len(table.cells), len(cohort), merged.rows_merged, 0, len(dropped))
    report(1.0, "Done")
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
    table: RawTable, plan: Mapping, shut: Gate, issues: list[Issue], report: Progress
) -> tuple[Merged, pd.DataFrame] | None:
    """Return one row a patient and the sites, or nothing where no patient can be made; issues are added."""
    report(0.0, "Taking the columns")
    table, found = with_first_relapses(table, plan)
    issues += found
    taken = take(table, plan, shut)
    issues += [*presence.required_columns(taken.texts), *taken.issues]
    values, readings, found = values_of(table, plan, taken, part(report, 0.05, 0.7))
    issues += found
    if presence.without_columns(values):
        return None
    report(0.7, "Putting the rows of a patient together")
    merged = merge(values)
    issues += merged.issues
    report(0.8, "Putting the sites in a table")
    texts = merged.patients["emr_sites"].fillna("")
    sites, found = site_rows(merged.patients["patient_id"], texts, readings)
    spared = set(checks.rows_where(checks.without_relapse(merged.patients)))
    found = [issue for issue in found if issue.code != "site_none" or issue.row not in spared]
    report(0.9, "Checking the sites")
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
