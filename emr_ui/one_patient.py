"""The patient of the Patient screen: who is shown, chosen by name, button, arrow key, click or link.

A published or synthetic patient can be part of the address; one of an upload never is.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from emr_core.cohort import Cohort
from emr_core.factors import relapsed
from emr_core.once import once
from emr_core.patient_order import listed
from emr_core.wording import counted
from emr_ui import address, card, current, patient_card
from emr_ui.markdown import escaped

KEY, OWN_KEY = "patient", "patient_of_upload"
"""Keys of the picker: the first is part of the address, the second never is."""

OFFERED = 1000
"""Patients the picker offers; of more, those chosen come first and filters reach the others."""


def picker() -> str:
    """Offer the patients and steps through those chosen; return who is shown, or nobody and why."""
    key, ids, chosen = _key(), _ids(current.whole()), _ids(current.filtered())
    if key == KEY:
        address.options(KEY, "Patient", ids)
    if card.nobody_left():
        return ""
    if not ids:
        st.info("Nobody in this cohort has an extramedullary relapse, so there is no patient to show.")
        return ""
    _hold(key, ids, chosen)
    now = st.session_state.get(key) or st.query_params.get(KEY, "")
    first = [now] if now in ids else []
    offered = list(dict.fromkeys([*chosen[:OFFERED], *ids[:OFFERED], *first]))
    bind = "query-params" if key == KEY else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="steps"):
        before = st.empty()
        # No index: what is not the widget's own beginning always stands in the address.
        picked = st.selectbox("Patient", offered, index=None, key=key, bind=bind, width=150)
        shown = picked or patient_card.kept() or offered[0]
        after = st.empty()
        st.markdown(_place(shown, chosen, ids), width="content")
    _step(before, "Previous", "Left", _neighbour(shown, chosen, -1))
    _step(after, "Next", "Right", _neighbour(shown, chosen, 1))
    patient_card.keep(shown)
    return shown


def show(patient: str) -> None:
    """Show this patient from now on."""
    st.session_state[_key()] = patient
    patient_card.keep(patient)


def _key() -> str:
    """Return the key of the picker; an upload's is no part of the address, nor is what came with it."""
    if current.whole().source.kind == "uploaded":
        st.query_params.pop(KEY, None)
        return OWN_KEY
    return KEY


def _hold(key: str, ids: list[str], chosen: list[str]) -> None:
    """Bring back who was shown before, or clicked on another screen; else begin with the first chosen."""
    if st.session_state.get(key) in ids:
        return
    asked = key == KEY and key not in st.session_state and st.query_params.get(KEY) in ids
    if asked:
        return
    begin = patient_card.kept() or patient_card.chosen() or [*chosen, *ids][0]
    if key == KEY and key not in st.session_state:
        # Before the picker is there; from then on it writes the address itself.
        st.query_params[KEY] = begin
    st.session_state[key] = begin


@once
def _ids(cohort: Cohort) -> list[str]:
    """Return the patients with a relapse, P2 before P10."""
    return listed(relapsed(cohort)).to_list()


def _neighbour(shown: str, chosen: list[str], by: int) -> str:
    """Return who stands before or after a patient among those chosen; from outside, the nearest in order."""
    if shown in chosen:
        place = chosen.index(shown) + by
        return chosen[place] if 0 <= place < len(chosen) else ""
    return (chosen[0] if by > 0 else chosen[-1]) if chosen else ""


def _step(place: DeltaGenerator, label: str, shortcut: str, to: str) -> None:
    """Offer a step to another patient."""
    place.button(label, shortcut=shortcut, on_click=show, args=(to,), disabled=not to, key=f"patient-{label}")


def _place(shown: str, chosen: list[str], ids: list[str]) -> str:
    """Return the patient's place among those chosen, or that the filters leave this one out."""
    if shown in chosen:
        return f"{chosen.index(shown) + 1} of {len(chosen)} chosen"
    return escaped(
        f"Not among the {counted(len(chosen), 'patient')} chosen of {len(ids)}: shown all the same."
    )
