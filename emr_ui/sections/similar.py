"""The most similar cases of one child, field by field; what became of them is hidden until asked."""

import streamlit as st

from emr_core.similar_cases import similar_cases as find
from emr_core.tables import similar_cases
from emr_ui import card, current, one_patient
from emr_ui.markdown import escaped


def show(patient: str) -> None:
    """Draw the section: the cases beside the patient, or why they are not offered."""
    whole, choices = current.whole(), current.choices()

    def near() -> tuple[str, ...] | str:
        # Who they are, or why there are none: what they were compared by is as large as the cohort.
        found = find(whole, patient, choices)
        return found if isinstance(found, str) else found.ids

    found = current.remember(("similar", patient), near)
    if isinstance(found, str):
        with st.container(border=True, key="no-similar-cases"):
            st.header("Similar cases: not offered", anchor=False)
            st.markdown(escaped(f"{found[0].upper()}{found[1:]}"))
        return
    asked = st.toggle(
        "Outcomes of similar cases",
        key="similar_outcomes",
        help="What became of a few like cases says nothing certain of this patient: not a prognosis.",
    )
    card.table(similar_cases, similar_cases.Options(patient, choices, outcomes=asked), everybody=True)
    with st.container(horizontal=True, vertical_alignment="center", key="open-similar"):
        st.markdown("Open", width="content")
        for place, one in enumerate(found):
            # No patient in the key: a session holds keys until its end.
            st.button(escaped(one), on_click=one_patient.show, args=(one,), key=f"similar-{place}")
