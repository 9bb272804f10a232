"""One child: the line that announces it, its course, what is recorded, where it lies among the others."""

import streamlit as st

from emr_core.charts import patient_course, patient_sites, rank_strips
from emr_core.lane_frames import units
from emr_core.patient_line import patient_line
from emr_core.patient_ranks import sides
from emr_core.tables import patient_case, patient_karyotype
from emr_ui import card, clicks, current, one_patient
from emr_ui.markdown import escaped


def show(patient: str) -> None:
    """Draw the cards of a patient."""
    whole = current.whole()
    with st.container(key="patient-line"):
        st.header(escaped(patient_line(whole, patient)), anchor=False)
    unit = units(whole)[0]
    card.figure(patient_course, patient_course.Options(patient, unit), everybody=True)
    recorded, among = st.columns([5, 6], gap="medium")
    with recorded:
        card.table(patient_case, patient_case.Options(patient, gaps=True), everybody=True)
    with among:
        for later in sides(whole, patient):
            ranks = rank_strips.Options(patient, current.choices(), later)
            card.figure(rank_strips, ranks, lambda hit: one_patient.show(clicks.patient(hit)), everybody=True)
        card.table(patient_karyotype, patient_karyotype.Options(patient), everybody=True)
    card.figure(patient_sites, patient_sites.Options(patient), everybody=True)
