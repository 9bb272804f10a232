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


def chosen() -> str:
    """Return the patient clicked in the current cohort, or an empty text."""
    cohort = current.whole()
    fingerprint, patient = st.session_state.get(KEY, ("", ""))
    known = fingerprint == cohort.source.fingerprint and (cohort.patients["patient_id"] == patient).any()
    return patient if known else ""


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
            st.button("Close", on_click=forget, key="close-patient")
        facts = pd.DataFrame(
            [(fact.label, fact.value) for fact in patient_facts(cohort, patient)],
            columns=["Fact", "Recorded"],
        )
        rows.show(rows.written(facts))
        if missing := not_recorded(cohort, patient):
            st.caption(escaped(f"Not recorded: {listed(missing)}."))
