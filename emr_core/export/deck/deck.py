"""A deck as data: what is shown in what order, said in which words; only a case slide names a patient."""

import json
from dataclasses import dataclass, replace

from emr_core.cohort import Cohort
from emr_core.recipe import Recipe, from_data, to_data

FORMAT = 1
"""Version of the file a deck is saved as."""


@dataclass(frozen=True)
class Slide:
    """One picture or table; without words of its own it has the picture's heading."""

    recipe: Recipe
    heading: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Deck:
    """Slides in their order.

    Parameters
    ----------
    slides
        Pictures and tables; title and methods are made when the deck is.
    title
        The heading of the first slide; empty for the cohort's name.
    fingerprint
        The cohort the slides were chosen from; empty if nobody has said.
    """

    slides: tuple[Slide, ...] = ()
    title: str = ""
    fingerprint: str = ""

    def __len__(self) -> int:
        """Return the number of slides, without title and methods."""
        return len(self.slides)


def with_slide(deck: Deck, slide: Slide) -> Deck:
    """Return the deck with one slide more at its end; the same picture is not taken twice."""
    same = any(one.recipe == slide.recipe for one in deck.slides)
    return deck if same else replace(deck, slides=(*deck.slides, slide))


def without_slide(deck: Deck, place: int) -> Deck:
    """Return the deck without the slide at a place, counted from 0."""
    return replace(deck, slides=deck.slides[:place] + deck.slides[place + 1 :])


def moved(deck: Deck, place: int, by: int) -> Deck:
    """Return the deck with a slide moved up (-1) or down (+1); at either end it stays."""
    slides = list(deck.slides)
    to = min(max(place + by, 0), len(slides) - 1)
    slides.insert(to, slides.pop(place))
    return replace(deck, slides=tuple(slides))


def reworded(deck: Deck, place: int, heading: str, comment: str) -> Deck:
    """Return the deck with another heading and line under it for one slide."""
    slides = list(deck.slides)
    slides[place] = replace(slides[place], heading=heading.strip(), comment=comment.strip())
    return replace(deck, slides=tuple(slides))


def without_cases(deck: Deck) -> Deck:
    """Return the deck without the slides that name a patient."""
    return replace(deck, slides=tuple(slide for slide in deck.slides if not is_case(slide)))


def is_case(slide: Slide) -> bool:
    """Return whether a slide is about one patient, and so names who it is."""
    return bool(slide.recipe.patient_id)


def to_json(deck: Deck) -> str:
    """Return a deck as JSON: recipes and words. Of an upload, save it `without_cases`."""
    slides = [{"recipe": to_data(s.recipe), "heading": s.heading, "comment": s.comment} for s in deck.slides]
    data = {"format": FORMAT, "title": deck.title, "fingerprint": deck.fingerprint, "slides": slides}
    return json.dumps(data, ensure_ascii=False, indent=1)


def from_json(text: str | bytes) -> Deck:
    """Return the deck that was saved.

    Raises
    ------
    ValueError
        If the text is no deck, or one that this version cannot show; the sentence says which slide.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"This deck has format {data['format']!r}; this version reads format {FORMAT}.")
        slides, title, fingerprint = list(data["slides"]), str(data["title"]), str(data["fingerprint"])
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError):
        raise ValueError("This file is not a deck. Choose the file that “Save the deck” gave.") from None
    made = []
    for number, slide in enumerate(slides, start=1):
        try:
            made.append(Slide(from_data(slide["recipe"]), str(slide["heading"]), str(slide["comment"])))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"Slide {number} of this deck cannot be shown: {error}.") from None
    return Deck(tuple(made), title, fingerprint)


def fits(deck: Deck, cohort: Cohort) -> bool:
    """Return whether a deck was made of this cohort, read in this way."""
    return deck.fingerprint in ("", cohort.source.fingerprint)
