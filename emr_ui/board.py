"""The session's deck: one a cohort, filled from the cards, shown as slides."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import streamlit as st
import vl_convert

from emr_core.export.deck.deck import Deck, Slide, with_slide
from emr_core.export.deck.page import Page
from emr_core.export.deck.pages import pages_of
from emr_core.export.deck.svg_page import svg_page
from emr_core.filters import without
from emr_core.recipe import Recipe, patients
from emr_ui import current, sharing

SMALL = 0.5
"""Size of a preview, to that of a slide of 1280 pixels."""


def deck() -> Deck:
    """Return the deck of the current cohort."""
    fingerprint = current.whole().source.fingerprint
    decks: dict[str, Deck] = st.session_state.setdefault("decks", {})
    return decks.get(fingerprint, Deck(fingerprint=fingerprint))


def hold(changed: Deck) -> None:
    """Make this the deck of the current cohort."""
    st.session_state.setdefault("decks", {})[current.whole().source.fingerprint] = changed


def forget_all_but(fingerprints: Collection[str]) -> None:
    """Forget the decks of all cohorts but these: a deck holds words and filters of its cohort."""
    decks: dict[str, Deck] = st.session_state.get("decks", {})
    st.session_state["decks"] = {held: deck for held, deck in decks.items() if held in fingerprints}


def add(recipe: Recipe) -> None:
    """Put one picture or table at the end of the deck."""
    hold(with_slide(deck(), Slide(recipe)))
    st.toast(f"In the deck: {len(deck())}. Open Tumour board to order and show them.")


def button(recipe: Recipe, name: str) -> None:
    """Offer to put a figure or table into the deck; one that is in it says so.

    It can be pressed all the same: a button that is switched off under a finger loses the keyboard's place.
    """
    inside = any(slide.recipe == recipe for slide in deck().slides)
    st.button(
        "In the deck" if inside else "Add to deck",
        key=f"deck-{name}",
        on_click=_say_so if inside else add,
        args=() if inside else (recipe,),
    )


def _say_so() -> None:
    """Say that there is nothing to add."""
    st.toast("It is in the deck already. Open Tumour board to order and show them.")


def pages(slide: Slide, before: tuple[Slide, ...] = ()) -> tuple[Page, ...]:
    """Return the pages of one slide as it is shared after others; made once."""
    whole, least = current.whole(), sharing.threshold(current.source_of(slide.recipe))
    others = tuple(other for other in before if least and other.recipe.sides is None)

    def make() -> tuple[Page, ...]:
        shown = [patients(other.recipe, whole) for other in others]
        made = pages_of(slide, whole, date.today(), least, shown, current.beside(slide.recipe))
        return tuple(page for page, _ in made)

    return current.keep(("slide", whole.source.fingerprint, least, slide, others), make)


def preview(page: Page) -> bytes:
    """Return a page as a small PNG; made once."""
    return current.keep(("preview", page), lambda: vl_convert.svg_to_png(svg_page(page, 1), scale=SMALL))


def live(slide: Slide) -> Slide:
    """Return a slide narrowed by the filters as they stand now; those of its own fields are replaced."""
    choices = current.choices()
    kept = without(slide.recipe.choices, *(choice.field for choice in choices))
    narrowed = replace(slide.recipe, choices=(*kept, *choices))
    return Slide(narrowed, slide.heading, slide.comment)
