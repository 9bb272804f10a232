"""What could name a patient: which columns were dropped and of what kind, with a tick to keep some."""

import streamlit as st

from emr_core.intake.intake import Intake
from emr_core.intake.remapping import with_kept
from emr_ui.markdown import escaped
from emr_ui.upload import held


def columns(intake: Intake) -> set[str]:
    """Return the columns with identifiers, kept or not: their values are never shown."""
    return {found.column for found in intake.identifiers}


def show(intake: Intake) -> None:
    """Name the columns that could name a patient; keeping one is an explicit tick."""
    if not intake.identifiers:
        return
    st.markdown("**What could name a patient**")
    for found in intake.identifiers:
        what = f"{escaped(found.column)}: {escaped(found.kind)}"
        if not found.may_be_kept:
            st.markdown(f"{what}, never kept. Delete the column from the file and load it again.")
            continue
        key = held.file_key(f"keep-{found.column}")
        st.checkbox(f"Keep {what}", value=found.kept, key=key, on_change=_keep, args=(found.column, key))
    st.caption("Dropped unless ticked. What is kept leaves with every export.")


def _keep(header: str, key: str) -> None:
    kept = bool(st.session_state[key])
    held.map_differently(lambda plan: with_kept(plan, header, kept))
