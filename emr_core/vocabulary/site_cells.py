"""Many cells of a column of sites: each part between semicolons is read once.

A registry of 100,000 patients writes 8,000 different cells out of 150 parts: 0.05 s instead of 0.8.
"""

from emr_core.vocabulary.site_phrases import items
from emr_core.vocabulary.site_reading import NOTHING, Part, SiteMention, SiteReading, together
from emr_core.vocabulary.sites import read_part, read_sites


class SiteReader:
    """A reader of one column's cells; what it remembers goes with it, for the words are patients'."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.sites: dict[str, SiteMention] = {}

    def read(self, text: str) -> SiteReading:
        """Return what one cell says, exactly as `read_sites` does."""
        pieces = text.split(";")
        try:  # parts that name one site and nothing else, as nearly all do
            alone = tuple([self.sites[piece] for piece in pieces])
        except KeyError:
            return self._read(text, pieces)
        if len({mention.site.subsite for mention in alone}) < len(alone):
            return self._read(text, pieces)
        return SiteReading(alone)

    def _read(self, text: str, pieces: list[str]) -> SiteReading:
        """Return what a cell says, part by part."""
        parts = [self.parts.get(piece) or self._new(piece) for piece in pieces]
        for part in parts:
            if part.bound:
                return read_sites(text)
        reading = parts[0].reading if len(parts) == 1 else together(parts)
        return reading if reading.mentions or reading != NOTHING else read_sites(text)

    def _new(self, piece: str) -> Part:
        """Return what a part says that is met for the first time."""
        part = self.parts[piece] = read_part(piece, items(piece))
        if not part.bound and part.reading.only_mentions and len(part.reading.mentions) == 1:
            self.sites[piece] = part.reading.mentions[0]
        return part
