"""The deck: pictures and tables in an order, with a line under each, as slides to show or to take along."""

import streamlit as st

from emr_ui import board, board_files, card, presentation, sharing
from emr_ui.sections import deck_slides

deck = board.deck()

if not deck:
    st.info(
        "Nothing is in the deck yet. “Add to deck” under any picture or table puts it here as it stands, "
        "with its filters. Or begin with the standard slides and change them."
    )
    if not card.nobody_left():
        deck_slides.begin()
else:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Present", type="primary", on_click=presentation.start, key="present", shortcut="P")
        st.caption("Full screen: arrow keys turn the slides, F shows the filters, N the notes, Esc ends.")
    sharing.switch()
    board_files.show()
    deck_slides.show()
board_files.saved()
