"""Step 4: what is wrong beside the rows it is wrong in; a cell is mended in place and checked at once."""

import pandas as pd
import streamlit as st

from emr_core.intake.correcting import correct_example
from emr_core.intake.intake import Intake
from emr_core.wording import counted
from emr_ui import current
from emr_ui.markdown import escaped
from emr_ui.rows import show as show_rows
from emr_ui.rows import written
from emr_ui.upload import changes, downloads, held
from emr_ui.upload.changes import LEAVE_OUT
from emr_ui.upload.problems import (
    Problem,
    as_table,
    columns_for,
    left_of,
    problems,
    rows_of,
    to_fix,
)

ROW = "· row"
MARK = {"error": "✖ error", "warning": "▲ warning", "info": "said"}
TINT = "background-color: rgba(213, 94, 0, 0.22)"
"""Of the rows that are wrong; it shows on light and dark, and the rows are named as well."""

EXAMPLE_TINT = "background-color: rgba(0, 158, 115, 0.18)"


def line(intake: Intake) -> str:
    """Return how much is wrong, and how many changes were made."""
    found = to_fix(_found(intake))
    parts = [
        counted(n, severity)
        for severity in ("error", "warning")
        if (n := sum(problem.severity == severity for problem in found))
    ] or ["nothing to fix"]
    made = len(intake.fixes) + len(intake.dropped)
    return "; ".join([*parts, *([f"{counted(made, 'change')} made"] if made else [])])


def show(intake: Intake) -> None:
    """Show the list of problems, the rows of the chosen one to be edited, and the changes made so far."""
    found = _found(intake)
    open_ones = to_fix(found)
    chosen = _chosen(open_ones)
    if chosen is None:
        st.markdown("Nothing to fix.")
    else:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            _list(open_ones, chosen)
        with right:
            _grid(intake, chosen, left_of(chosen, found))
            _next(open_ones, chosen)
    changes.show(intake)
    downloads.of_the_check(intake)
    said = [problem for problem in found if problem.severity == "info"]
    if said:
        with st.popover(f"{counted(len(said), 'note')} on how the file was understood"):
            show_rows(written(as_table(said), "How the file was understood"))


def _found(intake: Intake) -> list[Problem]:
    return held.once("problems", lambda: problems(intake))


def _chosen(open_ones: list[Problem]) -> Problem | None:
    """Return the problem that is being mended; it stays, mended, until another one is chosen."""
    if "upload_problem" not in st.session_state and open_ones:
        st.session_state["upload_problem"] = next((p for p in open_ones if p.rows), open_ones[0])
    return st.session_state.get("upload_problem")


def _choose(problem: Problem) -> None:
    st.session_state["upload_problem"] = problem
    held.start_grids_afresh()


def _list(open_ones: list[Problem], chosen: Problem) -> None:
    """Show the problems as a list of which one is chosen."""
    st.markdown(f"**To fix**: {counted(len(open_ones), 'problem')}")
    place = next((i for i, problem in enumerate(open_ones) if problem == chosen), None)
    key = held.turn_key(f"problems-{hash(tuple(open_ones)) & 0xFFFFFF:x}")
    table = pd.DataFrame(
        [(MARK[problem.severity], problem.where, problem.brief) for problem in open_ones],
        columns=["Kind", "Rows", "What"],
    )
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=min(35 * (len(open_ones) + 1) + 3, 423),
        column_config={
            "Kind": st.column_config.TextColumn(width=90),
            "Rows": st.column_config.TextColumn(width=100),
        },
        on_select=lambda: _picked(key, open_ones),
        selection_mode="single-row",
        selection_default=None if place is None else {"selection": {"rows": [place]}},
        alt="Problems found in the file; choose one to see its rows",
    )


def _next(open_ones: list[Problem], chosen: Problem) -> None:
    """Offer to go on to the problem after the chosen one; after the last comes the first."""
    if open_ones:
        place = open_ones.index(chosen) + 1 if chosen in open_ones else 0
        after = open_ones[place % len(open_ones)]
        st.button("Next problem", on_click=_choose, args=(after,), key="next-problem")


def _picked(key: str, open_ones: list[Problem]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        _choose(open_ones[rows[0]])


def _grid(intake: Intake, chosen: Problem, left: list[Problem]) -> None:
    """Show the rows of a problem, to be edited, with what is wrong in them above."""
    if left:
        for problem in left[:3]:
            place = f", rows {problem.where}" if len(problem.rows) > 1 else ""
            place = f", cell {problem.cell}" if problem.cell else place
            st.markdown(f"**{MARK[problem.severity]}{place}**: {escaped(problem.message)}")
    else:
        st.markdown("**✓ Mended.** Nothing is wrong any more in this column of these rows.")
    rows = rows_of(chosen, intake)
    if not rows:
        st.caption("This is about the whole file or column: set it under 2 Columns, or correct the file.")
        return
    names = columns_for(chosen, intake)
    key = held.turn_key("grid")
    shown = frame(intake, rows, names)
    wrong = {row for problem in left for row in problem.rows}
    tint = f"{TINT}; color: {current.look().hues['ink']}"
    _example(intake, names)
    st.caption("Your rows, to be corrected here")
    st.data_editor(
        shown.style.apply(lambda row: [tint if row[ROW] in wrong else ""] * len(row), axis=1),
        key=key,
        hide_index=True,
        disabled=[ROW],
        column_config={
            LEAVE_OUT: st.column_config.CheckboxColumn("Leave out", help="Leave the whole row out", width=90),
            ROW: st.column_config.NumberColumn(
                "Row", help="Row of the file, headers not counted", width="small", pinned=True
            ),
            **{name: st.column_config.TextColumn() for name in names},
        },
        on_change=_edit,
        args=(key, rows),
        placeholder="",
        alt="Rows of the file with this problem; cells can be edited",
    )
    st.caption(
        "Click a cell twice, type, press Enter: it is checked at once. Tick *Leave out* to drop a row."
    )


def _example(intake: Intake, names: list[str]) -> None:
    """Show a row of correct values in the order and the units of the user's columns."""
    st.caption("A correct example, of nobody")
    example = correct_example(intake)
    shown = example[[name for name in names if name in example]]
    st.dataframe(
        shown.style.apply(lambda row: [EXAMPLE_TINT] * len(row), axis=1), hide_index=True, placeholder="",
        alt="A correct example row in the columns of your file",
    )  # fmt: skip


def frame(intake: Intake, rows: list[int], names: list[str]) -> pd.DataFrame:
    """Return rows of the file with the changes made so far, their number and a tick to leave them out."""
    cells = intake.table.cells.iloc[[row - 1 for row in rows]][names].astype("object")
    for (row, header), text in intake.fixes.items():
        if row in rows and header in names:
            cells.loc[cells.index[rows.index(row)], header] = text
    lead = names[:2]
    out = pd.DataFrame({ROW: rows, LEAVE_OUT: [row in intake.dropped for row in rows]}, index=cells.index)
    return pd.concat([out[[ROW]], cells[lead], out[[LEAVE_OUT]], cells[names[2:]]], axis=1).reset_index(
        drop=True
    )


def _edit(key: str, rows: list[int]) -> None:
    file = held.upload()
    if file is not None:
        held.fix(*changes.edited(st.session_state[key]["edited_rows"], rows, file.fixes, file.left_out))
