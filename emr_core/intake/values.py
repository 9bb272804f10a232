"""The columns of a file as values: every field parsed, times derived, and the rules across columns."""

import pandas as pd

from emr_core.fields import Karyotype, Sites
from emr_core.intake import checks, presence
from emr_core.intake.columns import Taken
from emr_core.intake.distinct import Coded
from emr_core.intake.durations import from_clocks, from_dates
from emr_core.intake.issues import Issue
from emr_core.intake.karyotypes import karyotype_columns
from emr_core.intake.mapping import Mapping
from emr_core.intake.parse import parsed, recorded
from emr_core.intake.patient_values import in_every_row
from emr_core.intake.progress import Progress, part
from emr_core.intake.raw_table import RawTable
from emr_core.intake.site_rows import Readings, marrow_only, read_all
from emr_core.schema import BY_NAME

Columns = dict[str, pd.Series]


def values_of(
    table: RawTable, plan: Mapping, taken: Taken, report: Progress
) -> tuple[pd.DataFrame, Readings, list[Issue]]:
    """Return every mapped column parsed, what the cells of relapse sites say, and the issues."""
    given: dict[str, Coded] = {}
    for place, (name, texts) in enumerate(taken.texts.items()):
        report(0.2 * place / len(taken.texts), "Looking for what is not recorded")
        field = BY_NAME[name]
        given[name] = recorded(texts, None if isinstance(field, Sites) else field)
    issues = presence.missing_spelled(taken.texts, given)
    columns, found = _parsed(table, plan, given, part(report, 0.2, 0.6))
    issues += found
    columns, found = in_every_row(columns)
    issues += found
    report(0.6, "Working out times")
    dated, found = from_dates(table.cells, plan, columns)
    columns |= dated
    issues += found
    timed, found = from_clocks(table.cells, plan, columns, table.decimal)
    columns |= timed
    issues += found
    reading = part(report, 0.65, 0.75)
    sites = given.get("emr_sites")
    readings = read_all(sites, reading) if sites is not None else {}
    issues += _who_relapsed(columns, sites, readings, table)
    values = pd.DataFrame(columns, index=table.cells.index, copy=False)
    return values, readings, issues + _checked(values, issues, plan, part(report, 0.75, 1.0))


def _parsed(
    table: RawTable, plan: Mapping, given: dict[str, Coded], report: Progress
) -> tuple[Columns, list[Issue]]:
    """Return the values of every column, text and classes beside the karyotype, and what was not read."""
    columns: Columns = {}
    issues: list[Issue] = []
    for place, (name, texts) in enumerate(given.items()):
        field = BY_NAME[name]
        here = part(report, place / len(given), (place + 1) / len(given))
        here(0.0, f"Reading the values: {field.label}")
        if isinstance(field, Sites):
            columns[name] = texts.texts
        elif isinstance(field, Karyotype):
            read, found = karyotype_columns(field, texts.texts, here)
            columns |= read
            issues += found
        else:
            column = plan.fields.get(name)
            unit, header = (column.unit, column.header) if column else ("", "")
            columns[name], found = parsed(field, texts, unit, table.decimal, header)
            issues += found
    return columns, issues


def _who_relapsed(columns: Columns, given: Coded | None, readings: Readings, table: RawTable) -> list[Issue]:
    """Fill in who had an extramedullary relapse where sites say so, or sites where nobody had one."""
    if given is not None and "emr" not in columns:
        emr, sites, found = marrow_only(given, readings, columns.get("patient_id"))
        columns |= {"emr_sites": sites} | ({"emr": emr} if found else {})
        return found
    if "emr" in columns and "emr_sites" not in columns and (columns["emr"] == "No").all():
        columns["emr_sites"] = pd.Series(pd.NA, index=table.cells.index, dtype="str")
    return []


def _checked(values: pd.DataFrame, found: list[Issue], plan: Mapping, report: Progress) -> list[Issue]:
    """Return what is said of values together: missing ones, and those that contradict each other."""
    issues = presence.some_patients(values) + presence.required_values(values, found)
    rules = (*checks.RULES, presence.odd_ids, presence.look_alike_ids, presence.leading_zeros)
    for place, rule in enumerate(rules):
        report(place / len(rules), "Checking the rows")
        issues += rule(values)
    # In the schema's own columns an empty status is an answer; in columns of another form it may be lost.
    tidy = plan.columns.get("last_status") == BY_NAME["last_status"].header
    return issues + checks.time_with_status(values, "info" if tidy else "warning")
