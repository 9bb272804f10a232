"""What a paper describes in words: presentation, imaging appearance and differential diagnosis, as data."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Observation:
    """One thing that a paper describes, in our own words.

    Parameters
    ----------
    topic
        Presentation, Imaging or Differential diagnosis.
    region
        Where in the body, as the paper groups it.
    sites
        The sites of the vocabulary that the region stands for; none where it is said of any.
    modality
        How it was seen: Symptoms, Laboratory, Radiograph, US, CT, MRI T1, MRI T2, MRI contrast.
    seen
        What was seen.
    where
        The section or figure of the paper.
    """

    topic: str
    region: str
    sites: tuple[str, ...]
    modality: str
    seen: str
    where: str


def read(path: Path) -> tuple[Observation, ...]:
    """Return the observations of a paper from the CSV beside its claims."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Observation(
                row["topic"],
                row["region"],
                tuple(name for name in row["sites"].split("; ") if name),
                row["modality"],
                row["seen"],
                row["where"],
            )
            for row in csv.DictReader(file)
        )
