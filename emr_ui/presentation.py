"""The deck on the whole screen: one slide at a time, moved by keys; the filters still work.

A slide is drawn as it stands in the PDF, so nothing moves between the desk and the board. What the speaker
alone may read is hidden until asked for.
"""

from datetime import date
from pathlib import Path

import streamlit as st

from emr_core.export.deck.page import Page
from emr_core.export.deck.pages import title_page
from emr_core.export.deck.svg_page import svg_page
from emr_ui import board, current, sharing
from emr_ui.markdown import escaped

STYLE = Path(__file__).with_name("presentation.css")
NO_FILTERS = Path(__file__).with_name("presentation_no_filters.css")


def running() -> bool:
    """Return whether slides are being shown."""
    return "presented" in st.session_state


def start() -> None:
    """Show the deck from its first page."""
    st.session_state["presented"] = 0


def end() -> None:
    """Go back to the screen the show began on."""
    for name in ("presented", "presented_filters", "presented_notes"):
        st.session_state.pop(name, None)


def show() -> None:
    """Draw the page that is shown, and the row of keys under it."""
    pages = _pages()
    place = min(st.session_state["presented"], len(pages) - 1)
    page = pages[place]
    st.html(STYLE)
    if not st.session_state.get("presented_filters"):
        st.html(NO_FILTERS)
    svg = current.keep(
        ("shown", current.whole().source.fingerprint, page, place), lambda: svg_page(page, place + 1)
    )
    with st.container(key="slide"):
        st.image(svg, width="stretch", alt=f"{page.heading}. {page.alt}".strip())
    with st.container(horizontal=True, vertical_alignment="center", key="keys"):
        st.button("Back", shortcut="Left", on_click=_go, args=(place - 1,), disabled=place == 0)
        st.markdown(f"{place + 1} of {len(pages)}", width="content")
        last = place == len(pages) - 1
        st.button("Next", shortcut="Right", on_click=_go, args=(place + 1,), disabled=last)
        st.button("Filters", shortcut="F", on_click=_turn, args=("presented_filters",))
        st.button("Notes", shortcut="N", on_click=_turn, args=("presented_notes",))
        st.button("End", shortcut="Esc", on_click=end)
    if st.session_state.get("presented_notes") and page.notes:
        with st.container(border=True, key="notes"):
            st.markdown(escaped(page.notes).replace("\n", "  \n"))


def _pages() -> list[Page]:
    """Return the pages of the deck as the filters stand now: the title, then the slides."""
    deck = board.deck()
    opening = title_page(deck, current.whole(), date.today(), sharing.threshold())
    slides = tuple(board.live(slide) for slide in deck.slides)
    pages = (page for place, slide in enumerate(slides) for page in board.pages(slide, slides[:place]))
    return [opening, *pages]


def _go(place: int) -> None:
    """Show another page."""
    st.session_state["presented"] = max(place, 0)


def _turn(what: str) -> None:
    """Show or hide the filters or the notes."""
    st.session_state[what] = not st.session_state.get(what, False)
