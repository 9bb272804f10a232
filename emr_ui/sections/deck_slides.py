"""The slides of the deck: seen small, put in order, given words of their own, taken out."""

import streamlit as st

from emr_core.export.deck.deck import Deck, moved, reworded, without_slide
from emr_core.export.deck.standard import standard_deck
from emr_ui import board, current, sharing


def show() -> None:
    """Draw every slide with its words and buttons."""
    deck = board.deck()
    for place, slide in enumerate(deck.slides):
        pages = board.pages(slide, deck.slides[:place])
        with st.container(border=True, key=f"slide-{place}"):
            seen, said = st.columns([2, 3], vertical_alignment="center")
            seen.image(board.preview(pages[0]), width="stretch", alt=pages[0].heading)
            with said:
                # The key names the picture, for words stay with their slide when it moves; its heading can
                # differ when it is shared.
                key = f"{deck.fingerprint[:8]}-{abs(hash(slide.recipe))}-{sharing.threshold()}"
                more = f", {len(pages)} pages" if len(pages) > 1 else ""
                heading = st.text_input(
                    f"Heading of slide {place + 1}{more}",
                    slide.heading or pages[0].heading,
                    key=f"heading-{key}",
                )
                comment = st.text_input("Line under it", slide.comment, key=f"comment-{key}")
                own = "" if heading == pages[0].heading and not slide.heading else heading
                if (own, comment.strip()) != (slide.heading, slide.comment):
                    board.hold(reworded(deck, place, own, comment))
                    st.rerun()
                _order(deck, place)


def begin() -> None:
    """Offer the standard slides of the patients that are filtered."""
    st.button("Begin with the standard slides", on_click=_standard, key="standard")


def _standard() -> None:
    board.hold(standard_deck(current.whole(), current.choices()))


def _order(deck: Deck, place: int) -> None:
    """Offer to move a slide or to take it out."""
    with st.container(horizontal=True):
        up, down = moved(deck, place, -1), moved(deck, place, 1)
        st.button("Up", on_click=board.hold, args=(up,), disabled=place == 0, key=f"up-{place}")
        last = place == len(deck) - 1
        st.button("Down", on_click=board.hold, args=(down,), disabled=last, key=f"down-{place}")
        st.button("Remove", on_click=board.hold, args=(without_slide(deck, place),), key=f"out-{place}")
