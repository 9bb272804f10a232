"""What a cell of sites says: the parts between its semicolons, and all of them together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from emr_core.vocabulary.anatomy import Site

Named = tuple[Site, frozenset[str], tuple[str, ...]]
"""A site, the sides it is named with, and the words for it."""


@dataclass(frozen=True, slots=True)
class SiteMention:
    """A site that the text states as involved.

    Attributes
    ----------
    site
        The site in the vocabulary.
    laterality
        "left", "right", "bilateral", "unilateral", or empty when the text does not say.
    as_written
        The words of the text; several wordings of one site are joined by a comma.
    """

    site: Site
    laterality: str
    as_written: str


@dataclass(frozen=True, slots=True)
class SiteReading:
    """What one cell says about sites.

    Attributes
    ----------
    mentions
        The sites stated as involved, each once, in the order of the text.
    marrow
        Whether bone marrow is stated as involved; marrow is never a site.
    not_stated
        Whether disease is stated without its site ("disseminated", "other").
    questions
        Words that a person has to decide on ("hepatomegaly", "LAD", "possible CNS"); not counted.
    unread
        Words outside the vocabulary; not counted.
    excluded
        What the text states as not involved ("CSF negative", "without testis").
    """

    mentions: tuple[SiteMention, ...] = ()
    marrow: bool = False
    not_stated: bool = False
    questions: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def only_mentions(self) -> bool:
        """Tell whether it says nothing but sites."""
        found = self.marrow or self.not_stated or self.questions or self.unread or self.excluded
        return not found


@dataclass(frozen=True, slots=True)
class Part:
    """What the text between two semicolons says: no word reaches over one.

    `reading` is what it says alone, `named` each site in it with its sides and the words for it. `bound` says
    that some word means another thing beside what other parts say: the cell has to be read as a whole.
    """

    reading: SiteReading
    named: tuple[Named, ...]
    bound: bool


NOTHING = SiteReading()
"""What a cell says in which nothing is found."""


def mentions(named: Sequence[Named]) -> tuple[SiteMention, ...]:
    """Return each site once, with the sides and the words of all its names."""
    # By name: a site is hashed by all it holds.
    sites = {site.subsite: site for site, _, _ in named}
    if len(sites) == len(named):
        return tuple(
            SiteMention(site, _laterality(sides), ", ".join(dict.fromkeys(words)))
            for site, sides, words in named
        )
    sides: dict[str, set[str]] = {}
    words: dict[str, list[str]] = {}
    for site, sides_here, words_here in named:
        sides.setdefault(site.subsite, set()).update(sides_here)
        words.setdefault(site.subsite, []).extend(words_here)
    return tuple(
        SiteMention(sites[name], _laterality(sides[name]), ", ".join(dict.fromkeys(said)))
        for name, said in words.items()
    )


def together(parts: Sequence[Part]) -> SiteReading:
    """Return what the parts of one cell say."""
    apart = tuple([mention for part in parts for mention in part.reading.mentions])
    if len({mention.site.subsite for mention in apart}) < len(apart):
        apart = mentions([name for part in parts for name in part.named])
    # Most parts name a site and nothing else.
    readings = [part.reading for part in parts if not part.reading.only_mentions]
    if not readings:
        return SiteReading(apart)
    return SiteReading(
        apart,
        any(reading.marrow for reading in readings),
        any(reading.not_stated for reading in readings),
        tuple(dict.fromkeys(question for reading in readings for question in reading.questions)),
        tuple(dict.fromkeys(word for reading in readings for word in reading.unread)),
        tuple(word for reading in readings for word in reading.excluded),
    )


def _laterality(sides: Collection[str]) -> str:
    if "bilateral" in sides or ("left" in sides and "right" in sides):
        return "bilateral"
    return next((side for side in ("left", "right", "unilateral") if side in sides), "")
