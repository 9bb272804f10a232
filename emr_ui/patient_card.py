"""The patient whose lane or dot was clicked: kept in the session alone, shown as a small card of facts."""

import pandas as pd
import streamlit as st

from emr_core.patient_facts import not_recorded, patient_facts
from emr_core.recipe import recipe_of
from emr_core.tables import patient_case
from emr_core.wording import listed
from emr_ui import board, clicks, current, rows
from emr_ui.markdown import escaped

KEY = "patient_clicked"
"""The cohort's fingerprint and the patient; never part of the URL."""

SHOWN = "patient_shown"
"""The same of the patient whose own screen was opened last."""


def chosen() -> str:
    """Return the patient clicked in the current cohort, or an empty text."""
    return _of_this_cohort(KEY)


def kept() -> str:
    """Return the patient whose own screen was opened last in the current cohort, or an empty text."""
    return _of_this_cohort(SHOWN)


def keep(patient: str) -> None:
    """Open this patient when the Patient screen is opened next."""
    st.session_state[SHOWN] = (current.whole().source.fingerprint, patient)


def choose(hit: clicks.Hit) -> None:
    """Choose the patient of a mark; the same patient again chooses nobody."""
    st.session_state[KEY] = (current.whole().source.fingerprint, clicks.clicked_patient(hit, chosen()))


def forget() -> None:
    """Choose nobody."""
    st.session_state.pop(KEY, None)


def show() -> None:
    """Show the facts of the patient clicked, if there is one."""
    patient, cohort = chosen(), current.whole()
    if not patient:
        return
    with st.container(border=True, width=760, key="card-patient-facts"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.header(escaped(f"Patient {patient}"), anchor=False)
            made = recipe_of(patient_case, patient_case.Options(patient))
            board.button(made, "patient-case")
            if st.button("Open", key="open-patient", help="The patient's own screen"):
                keep(patient)
                public = cohort.source.kind != "uploaded"
                st.switch_page("../pages/patient.py", query_params={"patient": patient} if public else None)
            st.button("Close", on_click=forget, key="close-patient")
        facts = pd.DataFrame(
            [(fact.label, fact.value) for fact in patient_facts(cohort, patient)],
            columns=["Fact", "Recorded"],
        )
        rows.show(rows.written(facts, f"Patient {patient}"))
        if missing := not_recorded(cohort, patient):
            st.caption(escaped(f"Not recorded: {listed(missing)}."))


def _of_this_cohort(key: str) -> str:
    """Return the patient held under a key if the current cohort has this patient."""
    cohort = current.whole()
    fingerprint, patient = st.session_state.get(key, ("", ""))
    known = fingerprint == cohort.source.fingerprint and (cohort.column("patient_id") == patient).any()
    return patient if known else ""
