"""The cells changed and the rows left out by hand: listed, taken back, and downloaded as a corrected file."""

from collections.abc import Mapping

import streamlit as st

from emr_core.intake.fixes import Fixes
from emr_core.intake.intake import Intake
from emr_ui.markdown import escaped
from emr_ui.upload import held

LISTED = 40
"""Changes that stand as buttons; with more, only all of them can be taken back at once."""

LEAVE_OUT = "· leave out"
"""The grid's own column; no column of a file is called so."""


def edited(
    edits: Mapping[int, Mapping[str, object]], rows: list[int], fixes: Fixes, left_out: frozenset[int]
) -> tuple[Fixes, frozenset[int]]:
    """Return the fixes and the rows left out after a grid was edited: its row to the changed cells."""
    new, out = dict(fixes), set(left_out)
    for place, cells in edits.items():
        row = rows[place]
        for header, value in cells.items():
            if header == LEAVE_OUT:
                (out.add if value else out.discard)(row)
            else:
                new[(row, header)] = "" if value is None else str(value)
    return new, frozenset(out)


def without(fixes: Fixes, row: int, header: str) -> Fixes:
    """Return the fixes without that of one cell."""
    return {cell: text for cell, text in fixes.items() if cell != (row, header)}


def show(intake: Intake) -> None:
    """Show every change as a chip that takes it back."""
    file = held.upload()
    if file is None or not (intake.fixes or intake.dropped):
        return
    st.markdown("**Changed by you**: click a change to take it back")
    with st.container(horizontal=True):
        for (row, header), text in list(intake.fixes.items())[:LISTED]:
            was = str(intake.table.cells[header].iloc[row - 1])
            st.button(
                f"Row {row}, {escaped(header)}: {_quoted(was)} → {_quoted(text)}  ✕",
                key=held.file_key(f"unfix-{row}-{header}"),
                on_click=_take_back,
                args=(without(file.fixes, row, header), file.left_out),
            )
        for row in sorted(intake.dropped)[:LISTED]:
            st.button(
                f"Row {row} left out  ✕",
                key=held.file_key(f"keep-row-{row}"),
                on_click=_take_back,
                args=(file.fixes, file.left_out - {row}),
            )
        st.button("Take all back", on_click=_take_back, args=({}, frozenset()), key="take-all-back")


def _quoted(text: str) -> str:
    return escaped(text if len(text) <= 24 else f"{text[:23]}…") if text else "empty"


def _take_back(fixes: Fixes, left_out: frozenset[int]) -> None:
    held.fix(fixes, left_out)
    held.start_grids_afresh()
