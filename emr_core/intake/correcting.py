"""What somebody needs who corrects a file: the rows with findings, and a correct row to compare them with."""

import pandas as pd

from emr_core.fields import Categorical, Continuous, Field, Identifier
from emr_core.intake.intake import Intake
from emr_core.intake.issues import Severity
from emr_core.intake.mapping import EVENTS
from emr_core.intake.units import factor
from emr_core.schema import BY_NAME
from emr_core.wording import number

EXAMPLES = {
    "leukemia_type": "ALL",
    "sex": "Male",
    "age_at_diagnosis": "6.5",
    "age_at_emr": "8",
    "year_of_emr": "2021",
    "fab": "L1",
    "wbc_at_diagnosis": "12.4",
    "karyotype": "46,XY,t(12;21)(p13;q22)",
    "institution": "Centre A",
    "emr": "Yes",
    "initial_emd_sites": "",
    "diagnosis_to_emr": "18",
    "cr_to_emr": "17",
    "hsct_to_emr": "",
    "emr_sites": "Testis (left); CSF",
    "symptoms": "Swelling",
    "marrow_blasts_at_emr": "2",
    "bmr": "Subsequent",
    "emr_to_bmr": "12",
    "emr_to_hsct": "",
    "response": "Complete remission",
    "emr_to_cr": "6",
    "bmr_to_cr": "5",
    "emr_to_second_relapse": "",
    "last_status": "Alive in CR",
    "follow_up": "30",
}
"""One patient who contradicts no rule, in the units of the schema; other fields follow from their levels."""

DATES = dict(
    zip(
        EVENTS,
        ("2013-02-14", "2019-08-20", "2019-10-01", "", "2021-03-02", "2021-05-25", "2021-04-13", "2021-06-29",
         "", "2023-09-04", ""),
        strict=True,
    )
)  # fmt: skip
"""The same patient's dates."""


def bad_rows(intake: Intake) -> pd.DataFrame:
    """Return the rows with an error or a warning, as the file now has them, by their number from 1.

    Columns that could name a patient are left out.
    """
    cells = intake.fixed.cells
    shut = {found.column for found in intake.identifiers if not found.kept}
    rows = {row - 1 for row, _ in bad_cells(intake)}
    shown = cells.loc[sorted(rows & set(cells.index)), [name for name in cells if name not in shut]]
    return shown.set_axis(pd.Index(shown.index + 1, name="row"), axis="index")


def bad_cells(intake: Intake) -> dict[tuple[int, str], Severity]:
    """Return where errors and warnings stand: row from 1 and the file's header, to the gravest finding.

    The header is empty where a whole row is meant, or a value that was put together from several columns.
    """
    found: dict[tuple[int, str], Severity] = {}
    headers = set(intake.table.cells.columns)
    for issue in intake.issues:
        if issue.row and issue.severity != "info":
            place = (issue.row, issue.column if issue.column in headers else "")
            if found.get(place) != "error":
                found[place] = issue.severity
    return found


def correct_example(intake: Intake) -> pd.DataFrame:
    """Return one row of correct values in the file's own columns and units, to compare others with.

    It is nobody's: its values come from the schema. What is not read, or not recorded for it, is empty.
    """
    plan = intake.mapping
    row = dict.fromkeys(map(str, intake.table.cells.columns), "")
    for event, header in plan.dates.items():
        row[header] = DATES[event]
    for event, clock in plan.clocks.items():
        months = {"EMR": 18.0, "Last contact": 48.0}.get(event)
        row[clock.header] = "" if months is None else _in_unit(BY_NAME["follow_up"], months, clock.unit)
    for header in plan.site_flags:
        row[header] = "no" if header != plan.site_flags[0] else "yes"
    for name, column in sorted(plan.fields.items(), key=lambda item: item[1].part):
        text = _example(BY_NAME[name], column.unit)
        row[column.header] = f"{row[column.header]}/{text}" if column.part == 2 else text
    kept = {header: text for header, text in row.items() if header in intake.table.cells}
    return pd.DataFrame([kept], dtype="str")


def _example(field: Field, unit: str) -> str:
    """Return a correct text for one field, a number in the unit of the file's column."""
    text = EXAMPLES.get(field.name)
    if isinstance(field, Continuous):
        return _in_unit(field, float(text), unit) if text else ""
    if text is not None:
        return text
    if isinstance(field, Identifier):
        return "P001"
    return field.levels[0] if isinstance(field, Categorical) and field.levels else ""


def _in_unit(field: Field, value: float, unit: str) -> str:
    """Return a number of the field's unit in another one."""
    by = factor(unit, field) if isinstance(field, Continuous) else None
    return number(value / (by or 1.0), 1)
