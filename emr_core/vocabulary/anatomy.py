"""The anatomical sites of the vocabulary, each on its path system > site > subsite."""

import csv
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("sites.csv")


@dataclass(frozen=True, slots=True)
class Site:
    """An anatomical site where leukaemia can come back, named at three levels.

    Attributes
    ----------
    system, site, subsite
        The three levels, coarse to fine; *site* is the level of Table 2 in Kim et al. 2016. A name
        that occurs at two levels always lies on one path, so it can be looked up at any level.
    sex
        "Male" or "Female" for an organ that only one sex has, otherwise empty.
    uberon
        Identifier of the UBERON anatomy ontology; empty where none fits.
    icd_o_3
        Topography code of ICD-O-3.
    """

    system: str
    site: str
    subsite: str
    sex: str
    uberon: str
    icd_o_3: str

    @property
    def unspecified(self) -> bool:
        """Tell whether the site only says the region, as "CNS (unspecified)" does."""
        return self.subsite.endswith("(unspecified)")


def _read_table() -> dict[Site, tuple[str, ...]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            Site(
                row["system"], row["site"], row["subsite"], row["sex"], row["uberon"], row["icd_o_3"]
            ): tuple(word for word in row["synonyms"].split("|") if word)
            for row in csv.DictReader(file)
        }


SYNONYMS: dict[Site, tuple[str, ...]] = _read_table()
"""What clinicians write for each site, beside the name of its subsite."""

SITES: tuple[Site, ...] = tuple(SYNONYMS)
"""Every site of the vocabulary, in the order of head to foot within its system."""

SYSTEMS: tuple[str, ...] = tuple(dict.fromkeys(site.system for site in SITES))
SITE_NAMES: tuple[str, ...] = tuple(dict.fromkeys(site.site for site in SITES))
BY_SUBSITE: dict[str, Site] = {site.subsite: site for site in SITES}
