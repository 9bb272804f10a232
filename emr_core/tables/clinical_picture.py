"""How an extramedullary relapse shows itself and looks, by site and modality, from the published papers."""

from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.evidence.observation import Observation
from emr_core.evidence.recompute import PAPERS
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.site_patterns import number_with, unstated
from emr_core.wording import listed

EVERYTHING = "All"
GENERAL = "Any site"
UNNAMED = "Any"
COLUMNS = ["topic", "region", "modality", "seen", "paper", "where", "k", "n"]
READ = ["Site", "Seen by", "What is seen", "Relapsed there", "Where"]

METHODS = (
    "Descriptions of {papers}, in our own words; they are those of the paper's children, whichever cohort "
    "is open. Relapsed there: patients of the open cohort, as filtered, with a relapse in that site, of "
    "those with a stated site; a dash where the paper names no site of the vocabulary."
)


@dataclass(frozen=True)
class Options:
    """Which descriptions are listed: of a site, by a modality; what is said of any is always among them."""

    region: str = EVERYTHING
    modality: str = EVERYTHING


def regions() -> tuple[str, ...]:
    """Return what can be asked for as a site, in the papers' order."""
    named = dict.fromkeys(one.region for _, one in _observations() if one.sites)
    return (EVERYTHING, *named)


def modalities() -> tuple[str, ...]:
    """Return what can be asked for as a modality, in the papers' order."""
    named = dict.fromkeys(one.modality for _, one in _observations() if one.modality != UNNAMED)
    return (EVERYTHING, *named)


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return the descriptions listed, one a row, with the patients who relapsed in that site."""
    options, patients = options or Options(), relapsed(cohort)
    stated = len(patients) - unstated(patients)
    rows = [
        (
            *(one.topic, one.region, one.modality, one.seen, paper, one.where),
            *((_with(patients, one), stated) if one.sites else (pd.NA, pd.NA)),
        )
        for paper, one in _observations()
        if _asked(one, options)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return {"clinical_picture": frame.astype({"k": "Int64", "n": "Int64"})}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the descriptions as read, under the headings of their topics."""
    data = frames(cohort, options)
    rows = data["clinical_picture"].to_dict("records")
    lines: list[tuple[str, ...]] = []
    for topic, found in groupby(rows, key=lambda row: row["topic"]):
        lines.append((topic, *[""] * (len(READ) - 1)))
        for row in found:
            there = "–" if pd.isna(row["k"]) else f"{row['k']} of {row['n']}"
            lines.append((row["region"], row["modality"], row["seen"], there, row["where"]))
    made = Table(
        name="clinical-picture",
        title="Presentation and imaging",
        data=data,
        body=pd.DataFrame(lines, columns=READ),
        caption=caption(
            cohort,
            whole,
            "Relapsed there: patients with that site, of those with a stated site",
            without_relapse(cohort),
        ),
        methods=METHODS.format(papers=listed(paper.name for paper in PAPERS)),
        notes=tuple(f"{paper.citation} doi:{paper.doi}" for paper in PAPERS),
    )
    return stamped_table(made, cohort)


def _observations() -> list[tuple[str, Observation]]:
    """Return every description with the name of its paper."""
    return [(paper.name, one) for paper in PAPERS for one in paper.observations]


def _asked(one: Observation, options: Options) -> bool:
    """Tell whether a description is of the site and modality asked for, or of any."""
    return options.region in (EVERYTHING, one.region, *_parts(one)) and (
        options.modality in (EVERYTHING, one.modality) or one.modality == UNNAMED
    )


def _parts(one: Observation) -> tuple[str, ...]:
    """Return the regions whose description this one is too: those that share a site, all if it is general."""
    if one.region == GENERAL:
        return regions()
    return tuple({other.region for _, other in _observations() if set(other.sites) & set(one.sites)})


def _with(patients: Cohort, one: Observation) -> int:
    """Return how many patients relapsed in one of the sites."""
    return number_with(patients, *one.sites)
