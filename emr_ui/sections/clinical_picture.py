"""What a clinician looks up: presentation, imaging, differential diagnosis, confirmation, named factors."""

import streamlit as st

from emr_core.evidence.recompute import has_paper
from emr_core.tables import clinical_picture, confirmation, named_factors
from emr_ui import card, current, pickers


def show() -> None:
    """Draw the section: site and modality, then the cards."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="looked-up"):
        region = pickers.one_of("Site", clinical_picture.regions(), key="seen_in", width=230)
        modality = pickers.one_of("Seen by", clinical_picture.modalities(), key="seen_by", width=170)
    if not card.nobody_left():
        card.table(clinical_picture, clinical_picture.Options(region, modality))
        # The paper gives totals only: of filtered children nobody can say how they were confirmed.
        card.table(confirmation, everybody=has_paper(current.whole()))
        card.table(named_factors)
