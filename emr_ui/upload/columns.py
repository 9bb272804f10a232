"""Step 2: what every column means, in which unit; what is missing; where a time starts."""

import pandas as pd
import streamlit as st

from emr_core.fields import Categorical, Identifier
from emr_core.intake.intake import Intake
from emr_core.intake.mapping import with_constant
from emr_core.intake.remapping import with_row_number
from emr_core.intake.units import UNITS
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed
from emr_ui.upload import assumed, held, identifiers
from emr_ui.upload.meanings import (
    LEFT_OUT,
    MEANINGS,
    meaning,
    surety,
    unit,
    with_edits,
)

NOT_SHOWN = "not shown"
FIRST_VALUES = 3


def headers(intake: Intake) -> list[str]:
    """Return the headers of the file."""
    return [str(header) for header in intake.table.cells.columns]


def line(intake: Intake) -> str:
    """Return how many columns are used, and how many of them want a look."""
    names = headers(intake)
    used = sum(meaning(intake.mapping, header) != LEFT_OUT for header in names)
    look = len(to_look_at(intake))
    missing = [BY_NAME[name].label for name in lacking(intake)]
    parts = [f"{used} of {counted(len(names), 'column')} used"]
    parts += [f"{look} to look at"] if look else []
    parts += [f"missing: {listed(missing)}"] if missing else []
    return "; ".join(parts)


def to_look_at(intake: Intake) -> list[str]:
    """Return the columns of which something was assumed."""
    return [one.column for one in assumed.of_columns(intake) if one.column]


def lacking(intake: Intake) -> list[str]:
    """Return the required variables that neither a column nor a constant holds."""
    plan = intake.mapping
    stated = {*plan.columns, *plan.constants}
    stated |= {"patient_id"} if plan.row_number_as_id else set()
    stated |= {"emr_sites"} if plan.site_flags else set()
    asked = {issue.column for issue in intake.issues if issue.code == "missing_column"}
    return [name for name, field in BY_NAME.items() if field.header in asked and name not in stated]


def show(intake: Intake) -> None:
    """Ask for what is missing, then show every column with its meaning, to be changed in place."""
    _missing(intake)
    assumed.show(assumed.of_columns(intake))
    table = frame(intake)
    st.caption("Change what a column means, or its unit, in the grid: click the cell twice, then choose.")
    st.data_editor(
        table,
        key=held.turn_key("columns"),
        hide_index=True,
        height=min(35 * (len(table) + 1) + 3, 633),
        placeholder="",
        disabled=["Column in the file", "First values", "Sure?", "Why"],
        column_config={
            "Column in the file": st.column_config.TextColumn(pinned=True),
            "Means": st.column_config.SelectboxColumn(
                options=list(dict.fromkeys([*MEANINGS, *table["Means"]])), required=True, width="medium"
            ),
            "Unit": st.column_config.SelectboxColumn(options=["", *UNITS], width="small"),
            "Sure?": st.column_config.TextColumn(width="small"),
        },
        on_change=_change,
        args=(held.turn_key("columns"), headers(intake)),
        alt="What every column of the file means",
    )
    identifiers.show(intake)


def frame(intake: Intake) -> pd.DataFrame:
    """Return the columns of the file with their first values, meaning, unit and reason."""
    plan = intake.mapping
    hidden = identifiers.columns(intake) | set(plan.dates.values())
    hidden |= {column.header for name, column in plan.fields.items() if isinstance(BY_NAME[name], Identifier)}
    rows = []
    for header in headers(intake):
        values = NOT_SHOWN if header in hidden else _first(intake.table.cells[header])
        rows.append((header, meaning(plan, header), unit(plan, header), values, *surety(plan, header)))
    return pd.DataFrame(rows, columns=["Column in the file", "Means", "Unit", "First values", "Sure?", "Why"])


def _first(texts: pd.Series) -> str:
    """Return the first different values of a column that say something."""
    found = [text for text in texts.head(200).unique() if str(text).strip()][:FIRST_VALUES]
    return ", ".join(text if len(text) <= 40 else f"{text[:39]}…" for text in map(str, found)) or "(empty)"


def _change(key: str, names: list[str]) -> None:
    edits = st.session_state[key]["edited_rows"]
    held.map_differently(lambda plan: with_edits(plan, names, edits))


def _missing(intake: Intake) -> None:
    """Offer one value for all rows, or the row number, for a required variable that the file lacks."""
    names = lacking(intake)
    if "patient_id" in names:
        st.markdown("**Patient**: no column holds the patients' codes.")
        st.button("Use the row number as patient code", on_click=_number_rows, key=held.file_key("number"))
    for name in names:
        field = BY_NAME[name]
        key = held.turn_key(f"constant-{name}")
        if isinstance(field, Categorical) and not field.open:
            st.selectbox(
                f"{field.label} in every row", field.levels, index=None, key=key, on_change=_fill,
                args=(name, key), placeholder="choose, or map a column below", width=360,
            )  # fmt: skip
        elif name != "patient_id":
            st.text_input(
                f"{field.label} in every row", key=key, on_change=_fill, args=(name, key), width=360
            )


def _fill(name: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        held.map_differently(lambda plan: with_constant(plan, name, value))


def _number_rows() -> None:
    held.map_differently(with_row_number)
