"""The description that travels with a bundled cohort: name, citation, eligibility, published totals."""

import json

from emr_core.cohort import PublishedInterval, Source


def read_source(description: bytes, sha256: str, reading: str) -> Source:
    """Return the source described by a JSON file.

    Raises
    ------
    KeyError
        If the description lacks the name or the kind.
    """
    facts = json.loads(description)
    return Source(
        name=facts["name"],
        kind=facts["kind"],
        sha256=sha256,
        reading=reading,
        citation=facts.get("citation", ""),
        licence=facts.get("licence", ""),
        eligibility=tuple(facts.get("eligibility", ())),
        limitations=tuple(facts.get("limitations", ())),
        intervals=tuple(PublishedInterval(**interval) for interval in facts.get("intervals", ())),
    )
