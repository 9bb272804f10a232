"""What could name a patient: which columns were dropped and of what kind, with a tick to keep some."""

from dataclasses import replace

import streamlit as st

from emr_core.intake.intake import Intake
from emr_ui.markdown import escaped
from emr_ui.upload import held

REFUSED = "identifier_national"
CODES = ("identifier", "identifier_kept", REFUSED)


def columns(intake: Intake) -> set[str]:
    """Return the columns with identifiers, kept or not: their values are never shown."""
    return {issue.column for issue in intake.issues if issue.code in CODES and issue.column}


def show(intake: Intake) -> None:
    """Name the columns that could name a patient; keeping one is an explicit tick."""
    found = [issue for issue in intake.issues if issue.code in CODES and issue.column]
    if not found:
        return
    st.markdown("**What could name a patient**")
    for issue in found:
        key = held.file_key(f"keep-{issue.column}")
        if issue.code == REFUSED:
            st.markdown(escaped(issue.message))
            continue
        st.checkbox(
            f"Keep {escaped(issue.column)}",
            value=issue.code == "identifier_kept",
            help=escaped(issue.message),
            key=key,
            on_change=_keep,
            args=(issue.column, key),
        )
    st.caption("Ticked columns leave with every export. Untick them before you share anything.")


def _keep(header: str, key: str) -> None:
    kept = bool(st.session_state[key])
    held.map_differently(
        lambda plan: replace(
            plan, kept=tuple(dict.fromkeys((*plan.kept, header))) if kept
            else tuple(other for other in plan.kept if other != header)
        )
    )  # fmt: skip
