"""The deck as files: to show elsewhere, and to go on with another day."""

from datetime import date

import streamlit as st

from emr_core.export.deck import html_file, pdf_file, pptx_file
from emr_core.export.deck.deck import fits, from_json, to_json, without_cases
from emr_core.export.deck.page import Page
from emr_core.export.deck.pages import pages
from emr_core.wording import counted
from emr_ui import board, current, downloads, sharing
from emr_ui.markdown import escaped
from emr_ui.sign_in import permission


def show() -> None:
    """Offer the deck as PowerPoint, PDF and HTML, made when it is clicked."""
    deck, whole = board.deck(), current.whole()
    least = max((sharing.threshold(current.source_of(slide.recipe)) for slide in deck.slides), default=0)
    title = deck.title or whole.source.name
    said = st.text_input("Title of the deck", title, key=f"deck-title-{deck.fingerprint[:8]}")
    if said.strip() != title:
        board.hold(type(deck)(deck.slides, said.strip(), deck.fingerprint))
        st.rerun()

    beside = {key: held for slide in deck.slides for key, held in current.beside(slide.recipe).items()}

    def made() -> tuple[Page, ...]:
        return pages(deck, whole, date.today(), threshold=least, beside=beside)

    with st.container(horizontal=True, key="deck-files"):
        if permission.refused("export"):
            return
        downloads.file("PPTX", "deck", lambda: pptx_file.pptx_bytes(made()))
        downloads.file("PDF", "deck", lambda: pdf_file.pdf_bytes(made(), title))
        downloads.file("HTML", "deck", lambda: html_file.html_bytes(made(), title))


def saved() -> None:
    """Offer to save the deck, and to open one that was saved."""
    deck = board.deck()
    with st.expander("Save or open a deck"):
        st.caption("A saved deck holds the pictures' settings, filters and your words; no patient's data.")
        kept = without_cases(deck) if current.whole().source.kind == "uploaded" else deck
        if len(kept) < len(deck):
            left = counted(len(deck) - len(kept), "slide")
            st.caption(f"{left} of single patients: left out of the saved deck, for it would name them.")
        if kept and not permission.refused("export"):
            downloads.offer("Save the deck", lambda: to_json(kept).encode("utf-8"), "emr-deck.json")
        if permission.refused("upload"):
            return
        file = st.file_uploader("A saved deck (JSON)", type=["json"], key="deck-file")
        if file is not None and st.button("Open it", key="open-deck"):
            try:
                opened = from_json(file.getvalue())
            except ValueError as error:
                st.error(escaped(error))
                return
            if not fits(opened, current.whole()):
                st.session_state["deck_note"] = (
                    f"This deck was made of other data ({opened.fingerprint[:8]}); it now shows "
                    f"{current.whole().source.name}."
                )
            board.hold(type(opened)(opened.slides, opened.title, deck.fingerprint))
            st.rerun()
    if note := st.session_state.pop("deck_note", ""):
        st.warning(escaped(note))
